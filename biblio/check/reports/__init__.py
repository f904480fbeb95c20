"""The formats of reports that other programs read. All are pure."""
