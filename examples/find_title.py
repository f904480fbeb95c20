"""Find a work by its title and authors, in the local catalogue and, with --online, at the services."""

import argparse
import sys

import biblio

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("title")
parser.add_argument("--author", action="append", default=[])
parser.add_argument("--year", type=int)
parser.add_argument("--catalogue", help="the folder of a catalogue; default: the shared one")
parser.add_argument("--online", action="store_true", help="ask the services too")
options = parser.parse_args()

decision = biblio.find_work(
    options.title,
    author=options.author,
    year=options.year,
    catalogue=options.catalogue,
    online=options.online,
)
if decision.work is not None:
    print(*decision.work.identifiers, decision.work.best.title, sep="\t")
else:
    print(f"{decision.status}: {decision.reason}", file=sys.stderr)
    for candidate in decision.candidates:
        print("perhaps", candidate.work.best.title, sep="\t")
    sys.exit(3)
