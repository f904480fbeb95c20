"""A project full of what terminals, editors, TeX, browsers and spreadsheets obey; harmless, but seen wherever it gets."""
