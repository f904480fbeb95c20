"""The bibliography as a page for people: a folder with static files that a browser opens without a server."""
