"""``python -m biblio``: the same program as the ``biblio`` command."""

from biblio.cli.start import start

if __name__ == "__main__":
    start()
