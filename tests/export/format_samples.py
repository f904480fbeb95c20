"""Works for the formats besides BibTeX: those of the tables of readers, and what only these formats stumble over."""

from __future__ import annotations

from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.export.export_formats import KeyedWork
from biblio.export.writers.item import read_item
from biblio.model.record import Work
from tests.bibtex.readers.samples import SAMPLES

__all__ = ["HOSTILE_TITLES", "OWN", "keyed", "own_work", "sample_works"]

# Entries of a person's own, with what the samples of the other readers do not have.
OWN = (
    r"""@article{markup, author = {de la Cruz, Dora}, title = {\emph{E. coli} in H\textsubscript{2}O: the 19\textsuperscript{th}
      {Report} of $O(n \log n)$ and $\frac{a}{b}$}, journal = {Journal of {X} \& Y}, date = {2019-05-03}, issn = {1234-5679}}""",
    r"""@book{open-end, author = {Roe, Jane}, title = {Since Then}, date = {2015/}, publisher = {Fern}, location = {Bonn}}""",
    r"""@book{open-begin, author = {Roe, Jane}, title = {Until Then}, date = {/2015}}""",
    r"""@book{circa, author = {Roe, Jane}, title = {About Then}, date = {1850~}}""",
    r"""@book{antique, author = {Roe, Jane}, title = {Before All}, date = {-0043}}""",
    r"""@article{forthcoming, author = {Roe, Jane}, title = {Not Yet}, journal = {J}, year = {forthcoming}, pubstate = {inpress}}""",
    r"""@inproceedings{event, author = {Roe, Jane and others}, title = {A Talk}, booktitle = {Proceedings of Talks},
      eventtitle = {Conference on Talks}, venue = {Oslo}, eventdate = {2019-06-01/2019-06-03}, date = {2019},
      series = {Talks}, number = {12}, address = {Berlin}, organization = {Talkers}}""",
    r"""@book{roles, editor = {Itor, Ed and others}, editortype = {compiler}, translator = {Toe, Tim}, foreword = {Fore, Ward},
      title = {Roles}, subtitle = {Who Did What?}, date = {2011}, edition = {Second}, volumes = {3}, pagetotal = {312},
      origdate = {1899}, shorttitle = {Roles}}""",
    r"""@incollection{part, author = {Roe, Jane}, bookauthor = {Boe, Bo}, title = {A Part}, booktitle = {The Whole},
      booksubtitle = {And More}, chapter = {4}, pages = {12--34}, date = {2001}, publisher = {Fern}}""",
    r"""@misc{dropping, author = {von Beispiel, Max}, options = {useprefix=false}, title = {Dropped}, year = {2001}}""",
    r"""@misc{groups, author = {{University of Examples, Department of Things} and {Barnes and Noble}}, title = {Groups},
      year = {2001}, url = {http://[broken}, langid = {english-nonsense}}""",
    r"""@patent{patent, author = {Roe, Jane}, holder = {{Fern Inc.}}, title = {A Device}, number = {US1234}, date = {2003-02-01}}""",
    r"""@article{magazine, entrysubtype = {magazine}, author = {Roe, Jane}, title = {Weekly}, journaltitle = {The Weekly},
      date = {2003-02-01}, eid = {17}, annotation = {read twice}, note = {with pictures}}""",
)
# What a format might take for its own marks, or a program for something to run.
HOSTILE_TITLES = (
    "<script>alert(1)</script>",
    '<img src=x onerror=alert(1)> & &lt;b&gt; <b>bold</b> <i>x</i> <span class="nocase">y</span>',
    "[click](javascript:alert(1)) ![x](y) [[wiki]] [@cite] #tag ==mark== %%note%% `code` ~~gone~~ $x$ *a* _b_ ^c^ | d",
    '=HYPERLINK("http://evil.example")',
    "+1+1 and -2",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "1. not a list",
    "- not a list",
    "# not a heading",
    "> not a quotation",
    "--- ... --- not: a {rule}: [x]",
    "\"quoted\" 'single' \\backslash\\ \\n",
    "no",
    "2020-01-01",
    "1e5",
    "ER  - not the end",
    "a\r\nTY  - BOOK",
    "$5 and $10 of }braces{",
    "trailing backslash \\",
    "line\u2028separator \u202eright-to-left \x07bell",
    "{{jinja}} ${shell} <% erb %> {% tag %}",
    "**bold** __b__ :smile: https://example.org/ <https://example.org/>",
)


def own_work(entry_text: str, tags: tuple[str, ...] = ()) -> KeyedWork:
    """Return the work of an entry of a person's own."""
    entry = parse_entry(entry_text)
    record = from_entry(entry)
    work = Work(f"test:{entry.key}", record, (record,))
    return KeyedWork(entry.key, work, read_item(entry, work), tags)


def keyed() -> list[KeyedWork]:
    """Return all samples as works to export, in the order of their keys."""
    return sorted((*sample_works(), *map(own_work, OWN)), key=lambda work: work.key)


def sample_works() -> list[KeyedWork]:
    """Return the samples that the tables of readers have facts of."""
    works = []
    for sample in SAMPLES:
        entry = sample.entry("biblatex")
        record = sample.record or from_entry(entry)
        work = Work(f"test:{sample.key}", record, (record,))
        works.append(KeyedWork(sample.key, work, read_item(entry, work), sample.tags))
    return works
