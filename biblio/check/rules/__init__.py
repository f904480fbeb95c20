"""The rules, by what they examine: a `.bib` by itself, a manuscript, a reference that was looked up. All are pure."""
