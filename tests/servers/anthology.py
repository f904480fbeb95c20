"""The ACL Anthology's files, https://aclanthology.org/faq/linking/: ``/{id}.bib``, and its own page for missing papers."""

from __future__ import annotations

from tests.servers.base import Request, Response
from tests.servers.works import BERT, Fact

MISSING = (
    b"<!doctype html><html><head><title>404 Not Found - ACL Anthology</title></head><body><p>The page you were looking "
    b"for doesn't exist. File an issue: https://github.com/acl-org/acl-anthology/issues/new</p></body></html>"
)
HUANG = Fact(
    "Better k-best Parsing", ("Liang Huang", "David Chiang"), 2005, 10, acl="W05-1506", pages="53-64",
    venue="Proceedings of the Ninth International Workshop on Parsing Technology",
    publisher="Association for Computational Linguistics",
)  # fmt: skip


class AnthologyServer:
    name = "anthology"

    def __init__(self) -> None:
        self.entries = {fact.acl: entry(fact) for fact in (BERT, HUANG)}

    def answer(self, request: Request) -> Response:
        entry_text = self.entries.get(request.path.removeprefix("/").removesuffix(".bib"))
        if entry_text is None or not request.path.endswith(".bib"):
            return Response(404, MISSING, "text/html")
        return Response(200, entry_text.encode(), "text/x-bibtex")


def entry(fact: Fact) -> str:
    """Return an entry as the Anthology writes it: capitals in braces, one author a line, months as macros."""
    names = [" ".join(reversed(name.rsplit(" ", 1))).replace(" ", ", ", 1) for name in fact.authors]
    title = " ".join(f"{{{word}}}" if word[1:] != word[1:].lower() else word for word in fact.title.split())
    doi = f'    doi = "{fact.doi}",\n' if fact.doi else ""
    return (
        f"@inproceedings{{{fact.authors[0].split()[-1].lower()}-etal-{fact.year},\n"
        f'    title = "{title}",\n'
        f'    author = "{"  and ".join(names)}",\n'
        f'    booktitle = "{fact.venue}",\n'
        f"    month = {'jan feb mar apr may jun jul aug sep oct nov dec'.split()[fact.month - 1]},\n"
        f'    year = "{fact.year}",\n    publisher = "{fact.publisher}",\n'
        f'    url = "https://aclanthology.org/{fact.acl}/",\n{doi}    pages = "{fact.pages.replace("-", "--")}",\n'
        f'    abstract = "About {title}."\n}}\n'
    )
