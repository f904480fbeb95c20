"""The readers of manuscripts: one for each format, from text to citations and named files. All are pure."""
