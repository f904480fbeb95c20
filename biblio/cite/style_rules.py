"""The rules of a style, written so that pandoc reads them as CSL means them. Pure.

Both changes mean the same by https://docs.citationstyles.org/en/stable/specification.html; each is there for a
fault seen with pandoc 2.17 and 3.9.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

__all__ = ["rules_for_pandoc"]

_NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
_CHOOSE, _GROUP, _LABEL, _NAME, _NAMES, _TEXT = (
    f"{_NAMESPACE}{name}" for name in ("choose", "group", "label", "name", "names", "text")
)

_ATTRIBUTES_ABOUT_OTHERS = (
    "disambiguate-add-names", "disambiguate-add-givenname", "disambiguate-add-year-suffix",
    "second-field-align", "subsequent-author-substitute",
)  # fmt: skip


def rules_for_pandoc(style: bytes, *, each_alone: bool = False) -> bytes:
    """Return a style with rules that mean the same. Raises `lxml.etree.XMLSyntaxError` if it is no XML.

    With `each_alone`, every reference is as if it were the only one: no number, no letter behind the year, no dash for
    names that the one before it has too.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(style, parser)
    for names in list(root.iter(_NAMES)):
        _name_before_label(names)
    for group in list(root.iter(_GROUP)):
        _keep_for_nested_group(group)
    if each_alone:
        _forget_the_others(root)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _forget_the_others(root: etree._Element) -> None:
    for element in list(root.iter(f"{_NAMESPACE}citation", f"{_NAMESPACE}bibliography")):
        for name in _ATTRIBUTES_ABOUT_OTHERS:
            element.attrib.pop(name, None)
    for text in list(root.iter(_TEXT)):
        parent = text.getparent()
        if text.get("variable") == "citation-number" and parent is not None:
            parent.remove(text)


def _name_before_label(names: etree._Element) -> None:
    """Write the names that stand before a label by default: pandoc puts the label first (Vancouver, AMA)."""
    if names.find(_LABEL) is not None and names.find(_NAME) is None:
        names.insert(0, etree.Element(_NAME))


def _keep_for_nested_group(group: etree._Element) -> None:
    """Keep a group with a nested group that always prints something: "[Online]" in IEEE.

    A group is left out if it calls variables and all are empty; a nested group that is not empty counts as a variable
    that is not. pandoc leaves the outer group out. Where all its variables are empty, the group is therefore written
    without the parts that call them. Groups with macros stay as they are.
    """
    kept = [child for child in group if child.tag == _GROUP and _always_prints(child)]
    others = [child for child in group if child not in kept and _variables(child)]
    parent = group.getparent()
    if not kept or not others or parent is None or any(text.get("macro") for text in group.iter(_TEXT)):
        return
    choice = etree.Element(_CHOOSE)
    variables = " ".join(sorted(set().union(*map(_variables, others))))
    has_some = etree.SubElement(choice, f"{_NAMESPACE}if", {"variable": variables, "match": "any"})
    has_none = etree.SubElement(choice, f"{_NAMESPACE}else")
    shorter = deepcopy(group)
    for child in [shorter[group.index(other)] for other in others]:
        shorter.remove(child)
    has_none.append(shorter)
    parent.replace(group, choice)
    has_some.append(group)


def _variables(element: etree._Element) -> set[str]:
    """Return the variables that an element and those in it call."""
    tests = {f"{_NAMESPACE}if", f"{_NAMESPACE}else-if"}
    return {
        name for part in element.iter() if part.tag not in tests for name in part.get("variable", "").split()
    }  # fmt: skip


def _always_prints(element: etree._Element) -> bool:
    """Return whether an element prints something for every item: a term or a text, by itself or in every branch."""
    if element.tag == _TEXT:
        return "term" in element.attrib or bool(element.get("value"))
    if element.tag == _GROUP:
        return any(map(_always_prints, element)) and not any(
            _variables(child) for child in element if child.tag != _CHOOSE
        )
    if element.tag == _CHOOSE:
        has_else = any(branch.tag == f"{_NAMESPACE}else" for branch in element)
        return has_else and all(any(_is_printed(branch, part) for part in branch) for branch in element)
    return False


def _is_printed(branch: etree._Element, part: etree._Element) -> bool:
    """Return whether a part of a branch is printed where that is taken: its variable is tested, or it always is."""
    tested = branch.get("variable") if branch.get("match", "all") != "none" else None
    return (part.tag == _TEXT and tested is not None and part.get("variable") == tested) or _always_prints(part)
