"""What every key of ``config.toml`` means, in one sentence or two: for the reference, which is made from the code."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["MEANINGS"]

MEANINGS: Mapping[str, str] = {
    "notes.sources": (
        "files, folders, patterns (`vault/**/*.md`), `github:owner/repo`, `zotero:…`, or `{path, layout, include,"
        ' exclude, tags_from}`; `tags_from = ["todo", "status"]` takes tags from these fields (the states of org '
        "headings, columns of tables; `collections`, `automatic-tag` and `mesh` of reference managers)"
    ),
    "notes.kinds": ('tags that say what kind of thing a note is about: `{talk = "presentation"}`'),
    "services.use": (
        "which services are asked: `arxiv`, `crossref`, `datacite`, `doi`, `dblp`, `openreview`, `anthology`, "
        "`semanticscholar`, `openalex`; a service of a plugin is asked only if you name it"
    ),
    "services.email": ("sent to Crossref (for its faster pool) and in the User-Agent"),
    "services.base_url": (
        "puts all services under one host (`…/arxiv/api/query`, `…/crossref/works`, `…/s2/graph/v1`), as a mirror"
        " or proxy does; the ACL Anthology, a site of files, is then asked only if it has its own `base_url`"
    ),
    "services.offline": ("do not use the network"),
    "services.found_days": ("how many days a positive result is cached"),
    "services.missing_days": ("how many days a negative result is cached"),
    "services.NAME.base_url": ("the base address of one service (also `github`, `zotero`, `zotero-local`)"),
    "services.NAME.interval": ("seconds between two requests"),
    "services.NAME.timeout": ("seconds to wait for an answer"),
    "services.NAME.tries": ("how many times a request is tried"),
    "services.NAME.searches": (
        "whether the service may be searched for titles and words, and not just asked for identifiers; "
        "`openalex`: false (a search costs ten of its 1,000 credits a day)"
    ),
    "catalogue.path": (
        "a source of this project (a file or folder in any catalogue format); its index is kept next to the state"
        " and replaces the shared one"
    ),
    "catalogue.folder": ("the folder that `biblio catalogue` builds and searches"),
    "catalogue.url": (
        "the address of an OpenSearch cluster whose catalogue is used instead of a folder, or those of several of its"
        " nodes, parted by spaces"
    ),
    "catalogue.index": ("the name of the catalogue on that cluster"),
    "catalogue.categories": ("the arXiv categories that `biblio catalogue update` follows"),
    "exports.path": ("the folder for the files"),
    "exports.dialect": ("or `bibtex`"),
    "exports.venues": (
        'how conferences are named: `cited` ("International Conference on Learning Representations"), `full` '
        "(with ordinal and year), `short` (ICLR, where the source has it), or `source` (all that the source says,"
        " with places and dates)"
    ),
    "exports.abstracts": ("write abstracts"),
    "exports.keys": ("the key template: `{author}`, `{authors:2}`, `{year}`, `{title}`, `{title:3}`, `{venue}`"),
    "exports.unresolved": (
        "also export notes without a match, as they describe themselves; entries of a `.bib` are exported in any case"
    ),
    "exports.minimum": ("how many works a tag needs to get its own file"),
    "exports.formats": (
        "the formats to write, each as `exports/all.*` and `exports/tags/<tag>.*`: `csl-json`, `hayagriva`, `ris`,"
        " `markdown`, `html`, `csv`, and those of plugins (`biblio plugins` lists them); `bib` is always written"
    ),
    "exports.readings": ('how names in other scripts are read, for the keys: `{"山田" = "Yamada"}`'),
    "tags.rename": ('`{nlp = "NLP"}`; renaming several tags to one merges them'),
    "tags.ignore": ("tags that are not topics, such as `read-later`"),
    "zotero.library": ("the library: `user`, `users/123` or `groups/123`"),
    "zotero.api": ("or `local`: the Zotero app on this machine"),
    "zotero.root": ("the collection that contains all others; empty: the top of the library"),
    "zotero.tags": ("which tags become tags of items: patterns such as `nlp*`; `!to-read` excludes"),
    "zotero.collections": ("which tags become collections"),
    "zotero.only": ("only works with one of these tags are synced"),
    "zotero.minimum": ("how many works a new collection needs"),
    "zotero.separator": ('`"/"` puts `AI/NLP` below `AI`'),
    "zotero.parents": ('nests collections: `{NLP = "AI"}`'),
    "zotero.comments": ("add your comments as notes"),
    "zotero.pages": ("add a link to the note's page"),
    "zotero.pdf": (
        "the open PDF of a work (arXiv, ACL Anthology, PMLR, CVF, OpenReview …): `link` adds a link, `attach` the file"
    ),
    "zotero.pdf_folder": (
        "keep attached PDFs in this folder and link them as files, instead of in Zotero's storage (not in groups)"
    ),
    "zotero.limit": ("the share of items that a plan may change or remove without `--force`"),
    "zotero.write_back": ("write tags changed in Zotero into the front matter of Markdown notes"),
    "zotero.memory": ("the memory of both sides; do not delete it"),
    "check.rules": ('severity by rule: `{entry-uncited = "off"}`; error, warning, info or off'),
    "check.baseline": ("the file of accepted findings"),
    "add.to": (
        "where `biblio add` writes: a folder for notes, or the file of a list (`reading.md`, `reading.org`); without"
        " it, the first folder among the sources"
    ),
    "add.template": (
        "`obsidian`, `logseq`, `org-roam`, `zettlr`, `list`, `org-list`, or a file with a Jinja template of your own;"
        " without it, whatever fits the place"
    ),
    "add.name": ("the name of a note's file, without suffix: `{{ year }} {{ title }}`"),
    "add.heading": ("the heading of a list under which works are put"),
    "add.tags": ("tags that every new note gets"),
    "cite.style": ("the style of `biblio cite` without `--style`: a name, or the path of a `.csl` file"),
    "cite.locale": ("the language of its words and dates, such as `de` or `ja`; empty: the style's own"),
    "cite.styles": ("a folder with your own styles, searched before Zotero's and those of the extra"),
    "page.path": ("the folder that `biblio page` writes"),
    "page.title": ("the heading of the page; without it, Bibliography"),
    "page.notes": ("whether the page has what you wrote in your notes"),
    "page.notes_at": (
        "where a site shows the folder of the project (`https://github.com/me/notes/blob/main`), for links to the"
        " notes; without it, a page with notes leads to the files on your machine, and any other page to none"
    ),
    "state.path": ("the cache; deleting it costs time, but no key and no decision"),
}
"""By table and key; ``services.NAME.key`` stands for the keys of every service. Markdown."""
