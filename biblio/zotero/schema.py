"""Zotero's item types with their fields and creator types: version 41 of https://github.com/zotero/zotero-schema.

A type may have its own name for a field that many types share: the title of a law is its `nameOfAct`, and a preprint's
`archiveID` is its `number`. The shared name is called the base field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

__all__ = ["VERSION", "ItemType", "base_field", "is_regular", "item_type", "primary_roles", "type_names"]

VERSION = 41
_COMMON = "abstractNote DOI citationKey url accessDate shortTitle rights extra"
_LIBRARY = "archive archiveLocation libraryCatalog callNumber"
# One type per row: "type: fields (own=base) | creator types, the primary one first". "*library" means the fields in
# `_LIBRARY`; every type also has those in `_COMMON`. The schema itself has no licence that would allow us to ship it.
_TABLE = """\
artwork: title artworkMedium=medium artworkSize date eventPlace language *library | artist contributor
audioRecording: title audioRecordingFormat=medium seriesTitle volume numberOfVolumes label=publisher place date
    runningTime ISBN language *library | performer originalCreator composer wordsBy translator contributor
bill: title billNumber=number code codeVolume=volume section codePages=pages legislativeBody=authority session
    history date language | sponsor cosponsor contributor
blogPost: title blogTitle=publicationTitle websiteType=type date ISSN language | author translator commenter
    contributor
book: title series seriesNumber volume numberOfVolumes edition date publisher place originalDate
    originalPublisher originalPlace format=medium numPages ISBN ISSN language *library | author contributor
    editor translator seriesEditor
bookSection: title bookTitle=publicationTitle series seriesNumber volume numberOfVolumes edition date publisher
    place originalDate originalPublisher originalPlace format=medium pages ISBN ISSN language *library | author
    contributor editor bookAuthor translator seriesEditor
case: caseName=title court=authority dateDecided=date docketNumber=number reporter reporterVolume=volume
    firstPage=pages history language | author counsel contributor
computerProgram: title seriesTitle versionNumber date system company=publisher place programmingLanguage ISBN
    *library | programmer contributor
conferencePaper: title proceedingsTitle=publicationTitle conferenceName publisher place date eventPlace volume
    issue numberOfVolumes pages series seriesNumber ISBN ISSN language *library | author contributor editor
    translator seriesEditor
dataset: title identifier=number type versionNumber date repository=publisher repositoryLocation=place
    format=medium language *library | author contributor
dictionaryEntry: title dictionaryTitle=publicationTitle series seriesNumber volume numberOfVolumes edition date
    publisher place pages ISBN language *library | author contributor editor translator seriesEditor
document: title type date publisher place language *library | author contributor editor translator
    reviewedAuthor
email: subject=title date language | author translator contributor recipient
encyclopediaArticle: title encyclopediaTitle=publicationTitle series seriesNumber volume numberOfVolumes edition
    date publisher place pages ISBN language *library | author contributor editor translator seriesEditor
film: title distributor=publisher place date genre=type videoRecordingFormat=medium runningTime language
    *library | director producer scriptwriter castMember host guest narrator translator contributor
forumPost: title forumTitle=publicationTitle postType=type date language | author contributor
hearing: title committee publisher numberOfVolumes documentNumber=number pages legislativeBody=authority session
    history date place language | contributor
instantMessage: title date language | author contributor recipient
interview: title interviewMedium=medium date publisher place language *library | interviewee contributor
    interviewer translator
journalArticle: title publicationTitle publisher place date volume issue section partNumber partTitle pages
    series seriesTitle seriesText journalAbbreviation PMID PMCID ISSN language *library | author contributor
    editor translator reviewedAuthor
letter: title letterType=type date eventPlace language *library | author recipient contributor translator
magazineArticle: title publicationTitle publisher place date volume issue pages ISSN language *library | author
    contributor translator reviewedAuthor
manuscript: title manuscriptType=type institution=publisher place date numPages number language *library |
    author contributor translator
map: title mapType=type scale seriesTitle edition publisher place date ISBN language *library | cartographer
    contributor seriesEditor
newspaperArticle: title publicationTitle publisher place date volume issue edition section pages ISSN language
    *library | author contributor translator reviewedAuthor
patent: title place country assignee issuingAuthority=authority patentNumber=number filingDate pages
    applicationNumber priorityNumbers issueDate=date priorityDate=originalDate references legalStatus=status
    language | inventor attorneyAgent contributor
podcast: title seriesTitle episodeNumber=number audioFileType=medium date publisher place runningTime language |
    podcaster guest producer executiveProducer seriesCreator director scriptwriter castMember translator
    contributor
preprint: title genre=type repository=publisher archiveID=number place date series seriesNumber language
    *library | author contributor editor translator reviewedAuthor
presentation: title presentationType=type date meetingName place series sessionTitle=publicationTitle language |
    presenter chair organizer contributor translator
radioBroadcast: title programTitle=publicationTitle episodeNumber=number audioRecordingFormat=medium
    network=publisher place date runningTime language *library | creator host guest producer executiveProducer
    seriesCreator director scriptwriter castMember translator contributor
report: title reportNumber=number reportType=type institution=publisher place date seriesTitle seriesNumber
    pages ISBN ISSN language *library | author editor contributor translator seriesEditor
standard: title organization=authority committee type number versionNumber edition status date publisher place
    partNumber partTitle ISBN numPages language *library | author editor contributor
statute: nameOfAct=title code codeNumber publicLawNumber=number dateEnacted=date pages section session history
    language | author contributor
thesis: title thesisType=type university=publisher place date series seriesNumber numPages ISBN ISSN language
    *library | author contributor
tvBroadcast: title programTitle=publicationTitle episodeNumber=number videoRecordingFormat=medium
    network=publisher place date runningTime language *library | director producer executiveProducer
    seriesCreator scriptwriter castMember host guest narrator translator contributor
videoRecording: title videoRecordingFormat=medium seriesTitle volume numberOfVolumes studio=publisher place date
    runningTime ISBN language *library | creator director producer scriptwriter executiveProducer castMember
    host guest narrator translator contributor
webpage: title websiteTitle=publicationTitle websiteType=type date publisher place language | author contributor
    translator
"""


@dataclass(frozen=True, slots=True)
class ItemType:
    """An item type: its fields, its own names of base fields (base → own), its creator types, the primary one first."""

    name: str
    fields: frozenset[str]
    own_names: Mapping[str, str]
    creators: tuple[str, ...]

    def field(self, base: str) -> str:
        """Return this type's name for the base field; empty if the type has no such field."""
        name = self.own_names.get(base, base)
        return name if name in self.fields else ""

    def base(self, field: str) -> str:
        """Return the base field of one of this type's fields: the field itself if it has no other name."""
        return next((base for base, own in self.own_names.items() if own == field), field)


@cache
def _types() -> Mapping[str, ItemType]:
    types: dict[str, ItemType] = {}
    for row in _TABLE.replace("\n    ", " ").splitlines():
        name, _, rest = row.partition(": ")
        fields, _, creators = rest.partition(" | ")
        words = [*fields.replace("*library", _LIBRARY).split(), *_COMMON.split()]
        own_names = {word.partition("=")[2]: word.partition("=")[0] for word in words if "=" in word}
        names = frozenset(word.partition("=")[0] for word in words)
        types[name] = ItemType(name, names, MappingProxyType(own_names), tuple(creators.split()))
    return types


def item_type(name: str) -> ItemType:
    """Return the item type called `name`. Raises `KeyError` for one that this version of the schema does not have."""
    return _types()[name]


@cache
def _base_fields() -> Mapping[str, str]:
    return {own: base for schema in _types().values() for base, own in schema.own_names.items()}


def base_field(name: str) -> str:
    """Return the base field of a field of any item type: the field itself if it has no other name."""
    return _base_fields().get(name, name)


@cache
def primary_roles() -> frozenset[str]:
    """Return the primary creator types of all item types."""
    return frozenset(schema.creators[0] for schema in _types().values())


def type_names() -> frozenset[str]:
    """Return the names of all regular item types: all but notes, attachments and annotations."""
    return frozenset(_types())


def is_regular(name: str) -> bool:
    """Return whether `name` is an item type with fields and creators of its own, not a note or an attachment."""
    return name in _types()
