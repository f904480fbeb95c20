"""Zotero RDF: items with their notes, tags and collections, as RDF/XML.

https://github.com/zotero/translators/blob/master/Zotero%20RDF.js. It is always written in one form, so it is read as
XML: a library for RDF would triple the time and lose the order of the authors' elements and the lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from biblio.formats.library_entry import ExportPart, PassedOver
from biblio.formats.xml_tree import Element, all_text, parse_xml
from biblio.formats.zotero_item import NO_WORKS, describe_part, read_zotero_item

__all__ = ["is_zotero_rdf", "read_zotero_rdf"]

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_BIB = "{http://purl.org/net/biblio#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_PRISM = "{http://prismstandard.org/namespaces/1.2/basic/}"
_FOAF = "{http://xmlns.com/foaf/0.1/}"
_VCARD = "{http://nwalsh.com/rdf/vCard#}"
_LINK = "{http://purl.org/rss/1.0/modules/link/}"
_Z = "{http://www.zotero.org/namespaces/export#}"
_TEXTS = {
    f"{_DC}title": "title", f"{_DC}date": "date", f"{_TERMS}issued": "date", f"{_TERMS}abstract": "abstractNote",
    f"{_BIB}pages": "pages", f"{_DC}description": "extra", f"{_DC}rights": "rights", f"{_PRISM}edition": "edition",
    f"{_DC}coverage": "archiveLocation", f"{_DC}source": "source", f"{_TERMS}medium": "medium", f"{_DC}type": "type",
    f"{_PRISM}volume": "volume", f"{_PRISM}number": "issue", f"{_TERMS}alternative": "journalAbbreviation",
}  # fmt: skip
_OF_CHILDREN = (f"{_TERMS}isReferencedBy", f"{_LINK}link")


def is_zotero_rdf(text: str) -> bool:
    """Whether a text is Zotero RDF, judging by its beginning."""
    beginning = text[:5000]
    names = ("zotero.org/namespaces/export", "purl.org/net/biblio")
    return "<rdf:RDF" in beginning and any(name in beginning for name in names)


def read_zotero_rdf(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of an RDF text, what is about no item, and a `Problem` for what is broken in it."""
    root, problem = parse_xml(text, path, "what could be read was read; export the file again")
    if problem is not None:
        yield problem
    if root is None:
        return
    resources = {element.get(f"{_RDF}about", ""): element for element in root}
    collections = _collection_names(root)
    children = {part.get(f"{_RDF}resource", "") for tag in _OF_CHILDREN for part in root.iter(tag)}
    last_line = text.count("\n") + 1
    elements = [element for element in root if isinstance(element.tag, str)]
    for element, following in zip_longest(elements, elements[1:]):
        line = min(element.sourceline or 1, last_line)
        if not _is_work(element):
            if element.tag in (f"{_BIB}Memo", f"{_Z}Attachment") and element.get(f"{_RDF}about", "") not in children:
                yield PassedOver(line, describe_part(_part(element)))
            continue
        end = following.sourceline - 1 if following is not None else _last_line(element)
        about = element.get(f"{_RDF}about", "")
        entry = read_zotero_item(
            _item(element, resources), source="zotero", line=line, end_line=min(max(line, end), last_line),
            notes=_notes(element, resources), collections=collections.get(about, ()),
        )  # fmt: skip
        yield entry or PassedOver(line)


def _part(element: Element) -> dict[str, str]:
    is_note = element.tag == f"{_BIB}Memo"
    title = all_text(element.find(f"{_DC}title"))
    return {
        "itemType": "note" if is_note else "attachment", "title": title, "note": all_text(element.find(f"{_RDF}value")),
    }  # fmt: skip


def _last_line(element: Element) -> int:
    return max(part.sourceline or 1 for part in element.iter())


def _is_work(element: Element) -> bool:
    item_type = all_text(element.find(f"{_Z}itemType"))
    if item_type:
        return item_type not in NO_WORKS
    # Programs that imitate the format may leave the type out: https://github.com/topics/zotero-rdf
    return element.tag.startswith(_BIB) and element.tag[len(_BIB) :] in _TYPES_BY_CLASS


_TYPES_BY_CLASS = {
    "Article": "journalArticle", "Book": "book", "BookSection": "bookSection", "Thesis": "thesis", "Report": "report",
}  # fmt: skip


def _collection_names(root: Element) -> dict[str, list[str]]:
    """Return the names of the collections of each resource, with those that contain them: "Thesis / Chapter 2"."""
    titles: dict[str, str] = {}
    parents: dict[str, str] = {}
    members: list[tuple[str, str]] = []
    for element in root.iter(f"{_Z}Collection"):
        about = element.get(f"{_RDF}about", "")
        titles[about] = all_text(element.find(f"{_DC}title"))
        members += [(about, part.get(f"{_RDF}resource", "")) for part in element.findall(f"{_TERMS}hasPart")]
    parents = {part: about for about, part in members if part in titles}
    names: dict[str, list[str]] = {}
    for about, part in members:
        if part not in titles:
            names.setdefault(part, []).append(_path(about, titles, parents))
    return names


def _path(collection: str, titles: dict[str, str], parents: dict[str, str]) -> str:
    path: list[str] = []
    while collection in titles and titles[collection] not in path:
        path.insert(0, titles[collection])
        collection = parents.get(collection, "")
    return " / ".join(filter(None, path))


def _notes(element: Element, resources: dict[str, Element]) -> list[str]:
    """Return the HTML of an item's child notes."""
    targets = [part.get(f"{_RDF}resource", "") for part in element.findall(f"{_TERMS}isReferencedBy")]
    notes = [resources[target] for target in targets if target in resources]
    return [text for note in notes if (text := all_text(note.find(f"{_RDF}value")))]


def _item(element: Element, resources: dict[str, Element]) -> dict[str, Any]:
    """Return an item with the fields by their names in Zotero."""
    item: dict[str, Any] = {"creators": [], "tags": []}
    item["itemType"] = _TYPES_BY_CLASS.get(element.tag.rpartition("}")[2], "")
    for part in element:
        if isinstance(part.tag, str):
            _add_property(item, part, resources)
    for container in _containers(element, resources):
        _add_container(item, container)
    return item


def _add_property(item: dict[str, Any], part: Element, resources: dict[str, Element]) -> None:
    tag, text = part.tag, all_text(part)
    if part.find(f"{_RDF}Seq") is not None:
        _add_creators(item, part)
    elif tag == f"{_DC}subject":
        _add_tag(item, part)
    elif tag == f"{_DC}identifier":
        _add_identifier(item, part)
    elif tag == f"{_DC}publisher":
        item["publisher"] = all_text(part.find(f".//{_FOAF}name"))
        item["place"] = all_text(part.find(f".//{_VCARD}locality"))
    elif tag == f"{_TERMS}dateSubmitted":
        item["accessDate"] = text
    elif tag == f"{_BIB}presentedAt":
        item["conferenceName"] = all_text(part.find(f".//{_DC}title"))
    elif tag in _TEXTS:
        item.setdefault(_TEXTS[tag], text)
    elif tag.startswith(_Z) and not len(part):
        item[tag[len(_Z) :]] = text
    elif tag == f"{_DC}creator":
        item["creators"].append({"creatorType": "author", "name": text} if "," not in text else _inverted(text))


def _inverted(text: str) -> dict[str, str]:
    last, _, first = text.partition(",")
    return {"creatorType": "author", "lastName": last, "firstName": first}


def _add_creators(item: dict[str, Any], part: Element) -> None:
    role = part.tag.rpartition("}")[2].removesuffix("s")
    for person in part.iter(f"{_FOAF}Person"):
        last, first = all_text(person.find(f"{_FOAF}surname")), all_text(person.find(f"{_FOAF}givenName"))
        first = first or all_text(person.find(f"{_FOAF}givenname"))
        # Zotero writes the one field of a group as a surname.
        name = {"lastName": last, "firstName": first} if first else {"name": last}
        item["creators"].append({"creatorType": role, **name})


def _add_tag(item: dict[str, Any], part: Element) -> None:
    if (automatic := part.find(f"{_Z}AutomaticTag")) is not None:
        item["tags"].append({"tag": all_text(automatic), "type": 1})
    elif (call_number := part.find(f"{_TERMS}LCC")) is not None:
        item["callNumber"] = all_text(call_number)
    else:
        item["tags"].append({"tag": all_text(part)})


def _add_identifier(item: dict[str, Any], part: Element) -> None:
    if (address := part.find(f".//{_TERMS}URI")) is not None:
        item["url"] = all_text(address)
        return
    name, _, value = all_text(part).partition(" ")
    name = name.rstrip(":").upper()
    if name in ("DOI", "ISBN", "ISSN") and value:
        item.setdefault(name, value.strip())


def _containers(element: Element, resources: dict[str, Element]) -> Iterator[Element]:
    """Yield the journal, book and series that an item is part of, written inside it or elsewhere.

    A section of a newspaper names the newspaper, which stands where another item has it.
    """
    left, seen = [element], set[int]()
    while left:
        inner = left.pop()
        if id(inner) in seen or not isinstance(inner.tag, str):
            continue
        seen.add(id(inner))
        if inner is not element:
            yield inner
        around: list[Element] = []
        for part in inner.findall(f"{_TERMS}isPartOf"):
            target = resources.get(part.get(f"{_RDF}resource", ""))
            around += [target] if target is not None else list(part)
        left += reversed(around)


def _add_container(item: dict[str, Any], container: Element) -> None:
    title = all_text(container.find(f"{_DC}title"))
    if container.tag == f"{_BIB}Series":
        item["series"] = title or all_text(container.find(f"{_TERMS}alternative"))
        item["seriesNumber"] = all_text(container.find(f"{_DC}identifier"))
    elif container.tag == f"{_BIB}Part":
        item["section"] = title
    else:
        website = container.tag.startswith(_Z)
        item.setdefault("websiteTitle" if website else "publicationTitle", title)
        for part in container:
            if part.tag == f"{_DC}identifier":
                _add_identifier(item, part)
            elif part.tag in _TEXTS and part.tag != f"{_DC}title":
                item.setdefault(_TEXTS[part.tag], all_text(part))
