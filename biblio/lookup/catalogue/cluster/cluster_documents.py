"""The form of a catalogue on OpenSearch: settings and mapping of its index, and the document of a row.

Texts are folded here, by the same functions as for the local catalogue and for questions, so that a title in any script
is found however it is spelt; the analyser only parts words at blanks. What is searched is not stored: a document's
stored source is the row alone.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import msgspec

from biblio.bibtex.latex_to_text import title_text
from biblio.lookup.catalogue.row_format import row_identifiers, row_text, searched_texts
from biblio.matching.titles.prepared_title import title_keys
from biblio.text import tokens

__all__ = [
    "MAX_KEY",
    "cluster_title_key",
    "document_id",
    "identifier_keyword",
    "index_body",
    "row_document",
    "source_key",
]

MAX_KEY = 200
"""The characters of a title's key that are indexed: works with the same ones are compared like all candidates."""
_VERSION = 1
_KEYWORD = {"type": "keyword", "doc_values": False}


def index_body(*, shards: int, replicas: int) -> Mapping[str, Any]:
    """Return settings and mapping of an index for works.

    - `identifiers` (``scheme:value``) and `titles` (keys of whole and main title) are keywords;
    - `title` has the folded words of the title and how often it has each, for BM25; `text` those of title and abstract;
      `names` those of the authors. Positions are not kept: no question needs them;
    - `number` orders works of equal score, the same on every copy of a shard;
    - `source` is the file that the row came from; `row` is the row itself, which is only stored. It is packed by the
      default codec: by "best_compression" it takes 0.7 of the disk, and two dozen candidates three times as long.
    """
    words = {"type": "text", "analyzer": "folded_words", "norms": False, "index_options": "docs"}
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": "30s",
            "analysis": {
                "analyzer": {"folded_words": {"type": "custom", "tokenizer": "whitespace", "filter": ["lowercase"]}}
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"biblio": _VERSION},
            "_source": {"includes": ["row"]},
            "properties": {
                "identifiers": _KEYWORD,
                "titles": _KEYWORD,
                "title": {**words, "norms": True, "index_options": "freqs"},
                "text": words,
                "names": words,
                "number": {"type": "long", "index": False},
                "source": _KEYWORD,
                "row": {"type": "object", "enabled": False},
            },
        },
    }


def row_document(name: str, source: str, row: Mapping[str, object], raw: bytes) -> bytes:
    """Return the document of a row as JSON in one line; `name` is its id, `source` the key of its file.

    `raw` is the row as JSON, which is taken over as it is.
    """
    title = title_text(row_text(row, "title"))
    texts = {field: " ".join(tokens(text)) for field, text in searched_texts(row, title).items()}
    fields = {
        "identifiers": [identifier_keyword(identifier) for identifier in row_identifiers(row)],
        "titles": [cluster_title_key(key) for key in title_keys(title)],
        "title": texts["title"],
        "text": " ".join(dict.fromkeys(texts["text"].split())),
        "names": texts.get("names", ""),
        "number": _number(name),
        "source": source,
    }
    return msgspec.json.encode({key: value for key, value in fields.items() if value})[:-1] + b',"row":' + raw + b"}"


def document_id(source: str, raw: bytes) -> str:
    """Return the id of a row (as JSON) in the file with the key `source`: 96 bits of a hash.

    The same row has the same id on every machine and in every run, so a row that is sent twice is stored once.
    """
    digest = blake2b(source.encode() + b"\0" + raw, digest_size=12).digest()
    return urlsafe_b64encode(digest).decode()


def source_key(path: str) -> str:
    """Return the key of a source file."""
    return blake2b(path.encode(), digest_size=8).hexdigest()


def cluster_title_key(folded: str) -> str:
    """Return the keyword of a folded title (one of `title_keys`)."""
    return folded[:MAX_KEY]


def identifier_keyword(identifier: object) -> str:
    """Return the keyword of an identifier (its text as ``scheme:value``)."""
    return str(identifier)[:MAX_KEY]


def _number(name: str) -> int:
    """Return 63 bits of a document's id, which are as good as chance."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1
