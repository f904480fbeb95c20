"""The readers of manuscripts: one per format, from text to citations and named files. All are pure."""
