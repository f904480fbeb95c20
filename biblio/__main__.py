"""``python -m biblio``: the same program as the ``biblio`` command."""

from biblio.cli.main import main

if __name__ == "__main__":
    main()
