"""Recognise venues by their many names: "NIPS", "NeurIPS", "Advances in Neural Information Processing Systems 30".

A name is recognised by its acronym, as a word of its own, or by a phrase that only this venue's name has. The names
and phrases are those in use (the venues' sites, DBLP's streams, Crossref's container titles).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from biblio import patterns as re
from biblio.text import fold, tokens

__all__ = ["full_name", "is_workshop", "known_workshops", "may_have_venue", "venue_keys", "venues_on_openreview"]

# Names that are also part of other venues' names ("Nature Communications"): they count only by themselves.
_ONLY_ALONE = frozenset({"CL", "Nature", "MM"})
# acronym, other acronyms | full name | more phrases, separated by semicolons
_TABLE = """
AAAI | AAAI Conference on Artificial Intelligence |
AACL | Asia-Pacific Chapter of the Association for Computational Linguistics |
ACL | Annual Meeting of the Association for Computational Linguistics |
ACMMM, ACM MM, MM | ACM International Conference on Multimedia |
ACML | Asian Conference on Machine Learning |
AISTATS | International Conference on Artificial Intelligence and Statistics |
BMVC | British Machine Vision Conference |
CHI | CHI Conference on Human Factors in Computing Systems |
CIKM | ACM International Conference on Information and Knowledge Management | conference on information & knowledge management
CL | Computational Linguistics |
COLING | International Conference on Computational Linguistics |
COLM | Conference on Language Modeling |
COLT | Conference on Learning Theory | annual conference on learning theory
CoNLL | Conference on Computational Natural Language Learning | conference on natural language learning
CoRL | Conference on Robot Learning |
CVPR | IEEE/CVF Conference on Computer Vision and Pattern Recognition | conference on computer vision and pattern recognition
EACL | Conference of the European Chapter of the Association for Computational Linguistics | european chapter of the association for computational linguistics
ECCV | European Conference on Computer Vision | computer vision eccv
ECIR | European Conference on Information Retrieval | advances in information retrieval
EDM | International Conference on Educational Data Mining |
EMNLP | Conference on Empirical Methods in Natural Language Processing | empirical methods in natural language processing
ESWC | European Semantic Web Conference | extended semantic web conference
Findings | Findings of the Association for Computational Linguistics |
FAccT | ACM Conference on Fairness, Accountability, and Transparency |
HLT | Human Language Technology Conference | human language technologies
ICASSP | IEEE International Conference on Acoustics, Speech and Signal Processing |
ICCV | IEEE/CVF International Conference on Computer Vision | international conference on computer vision
ICDE | IEEE International Conference on Data Engineering |
ICDM | IEEE International Conference on Data Mining | international conference on data mining
ICLR | International Conference on Learning Representations |
ICML | International Conference on Machine Learning |
ICRA | IEEE International Conference on Robotics and Automation |
IJCAI | International Joint Conference on Artificial Intelligence | international joint conferences on artificial intelligence
IJCNLP | International Joint Conference on Natural Language Processing |
INLG | International Natural Language Generation Conference | natural language generation conference
Interspeech | Interspeech |
IPM | Information Processing & Management |
IROS | IEEE/RSJ International Conference on Intelligent Robots and Systems |
ISWC | International Semantic Web Conference |
IUI | International Conference on Intelligent User Interfaces |
IWSLT | International Conference on Spoken Language Translation |
JAIR | Journal of Artificial Intelligence Research |
JASIST, JASIS | Journal of the Association for Information Science and Technology | journal of the american society for information science
JMLR | Journal of Machine Learning Research |
KDD, SIGKDD | ACM SIGKDD Conference on Knowledge Discovery and Data Mining | knowledge discovery and data mining; knowledge discovery & data mining; knowledge discovery data mining
LAK | International Conference on Learning Analytics and Knowledge |
LREC | International Conference on Language Resources and Evaluation | language resources and evaluation conference
MICCAI | International Conference on Medical Image Computing and Computer-Assisted Intervention | medical image computing and computer assisted intervention
MLSys | Conference on Machine Learning and Systems | proceedings of machine learning and systems
NAACL | Conference of the North American Chapter of the Association for Computational Linguistics | north american chapter of the association for computational linguistics
Nature | Nature |
NeurIPS, NIPS | Advances in Neural Information Processing Systems | conference on neural information processing systems
OSDI | USENIX Symposium on Operating Systems Design and Implementation |
PACLIC | Pacific Asia Conference on Language, Information and Computation |
PAKDD | Pacific-Asia Conference on Knowledge Discovery and Data Mining |
PMLR | Proceedings of Machine Learning Research |
PNAS | Proceedings of the National Academy of Sciences |
RANLP | Recent Advances in Natural Language Processing |
RecSys | ACM Conference on Recommender Systems |
RSS | Robotics: Science and Systems |
SDM | SIAM International Conference on Data Mining |
SemEval | International Workshop on Semantic Evaluation |
SIGDIAL | Annual Meeting of the Special Interest Group on Discourse and Dialogue |
SIGGRAPH | ACM SIGGRAPH Conference |
SIGIR | ACM SIGIR Conference on Research and Development in Information Retrieval | research and development in information retrieval; research & development in information retrieval
SIGMOD | ACM SIGMOD International Conference on Management of Data | conference on management of data
SOSP | ACM Symposium on Operating Systems Principles | symposium on operating systems principles
TACL | Transactions of the Association for Computational Linguistics |
TIST | ACM Transactions on Intelligent Systems and Technology |
TKDE | IEEE Transactions on Knowledge and Data Engineering |
TMLR | Transactions on Machine Learning Research |
TOIS | ACM Transactions on Information Systems |
TPAMI, PAMI | IEEE Transactions on Pattern Analysis and Machine Intelligence |
UAI | Conference on Uncertainty in Artificial Intelligence |
UIST | ACM Symposium on User Interface Software and Technology |
UMAP | Conference on User Modeling, Adaptation and Personalization | user modeling adaptation and personalization
USENIX ATC | USENIX Annual Technical Conference |
VLDB, PVLDB | International Conference on Very Large Data Bases | proceedings of the vldb endowment
WACV | IEEE/CVF Winter Conference on Applications of Computer Vision | winter conference on applications of computer vision
WI | IEEE/WIC/ACM International Conference on Web Intelligence | conference on web intelligence
WMT | Conference on Machine Translation | workshop on machine translation; workshop on statistical machine translation
WSDM | ACM International Conference on Web Search and Data Mining | conference on web search and data mining
WWW, TheWebConf | The Web Conference | world wide web conference; conference on world wide web; acm web conference
"""  # noqa: E501 - one venue a line
# Book series and the like are not venues: it says nothing that a paper is in one.
_SERIES = re.compile(
    r"\b(?:lecture notes in (?:computer science|artificial intelligence|networks and systems|electrical engineering)"
    r"|lncs|lnai|proceedings of machine learning research|pmlr|jmlr (?:workshop and conference proceedings|w cp)"
    r"|ceur(?: workshop proceedings| ws org)?|ifip advances in information and communication technology|ifip aict"
    r"|communications in computer and information science|ccis|advances in intelligent systems and computing"
    r"|acm international conference proceeding series|icps|leibniz international proceedings in informatics|lipics"
    r"|studies in computational intelligence|frontiers in artificial intelligence and applications)\b"
)
_YEAR = re.compile(r"(?:(?<!\s)\s+)?\b(?:19|20)\d{2}\b")
_SAFE = frozenset({"acl", "kdd", "www", "uai"})
_EDITION = re.compile(r"\b(?:19|20)\d{2}\b|\b\d+(?:st|nd|rd|th)\b")
_WORKSHOP = re.compile(
    r"\b(?:workshops?|w/s|cvprw|iccvw|shared task|demo(?:nstration)?s?|doctoral consortium|tutorial)\b"
)


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, str], tuple[tuple[str, str], ...]]:
    """Return (folded acronym → venue, venue → full name, (folded phrase, venue) longest first)."""
    acronyms, names, phrases = {}, {}, {}
    for row in _TABLE.strip().splitlines():
        short, name, more = (part.strip() for part in row.split("|"))
        key, *aliases = (acronym.strip() for acronym in short.split(","))
        names[key] = name
        for acronym in (key, *aliases, name):
            acronyms[fold(acronym)] = key
        for phrase in (name, *filter(None, more.split(";"))):
            if " " in phrase.strip() and key not in _ONLY_ALONE:
                phrases[fold(phrase)] = key
    return acronyms, names, tuple(sorted(phrases.items(), key=lambda item: -len(item[0])))


@lru_cache(maxsize=4096)
def venue_keys(*names: str) -> frozenset[str]:
    """Return the known venues in `names` as acronyms; an unknown name gives itself, folded.

    "Findings of the ACL: EMNLP 2023" gives Findings, ACL and EMNLP. Empty names and book series (LNCS, PMLR) give
    nothing.
    """
    acronyms, _, phrases = _table()
    keys = set()
    for name in names:
        folded = _SERIES.sub("", fold(name)).strip()
        if not folded:
            continue
        rest = f" {folded} "
        known = set()
        for phrase, key in phrases:
            if f" {phrase} " in rest:
                known.add(key)
                rest = rest.replace(f" {phrase} ", "  ")  # NAACL's name contains the ACL's
        if folded in acronyms:
            known.add(acronyms[folded])
        words = rest.split()
        pairs = {f"{first} {second}" for first, second in pairwise(words)}
        known |= {acronyms[word] for word in {*words, *pairs} if word in acronyms and _is_acronym(word, folded)}
        keys |= known or {_EDITION.sub("", folded).strip()}
    return frozenset(keys - {""})


def _is_acronym(acronym: str, folded: str) -> bool:
    """Whether a word that looks like an acronym is one: a short one ("cl", "mm", "chi") only if nearly alone."""
    if acronym in ("nature", "computational linguistics"):
        return folded == acronym
    return len(acronym) > 3 or acronym in _SAFE or len(folded.split()) <= 2


@lru_cache(maxsize=8192)
def full_name(acronym: str) -> str:
    """Return the full name of the venue that a bare acronym names ("ICLR", "ICLR 2024"), or an empty string."""
    acronyms, names, _ = _table()
    name = fold(acronym)
    key = acronyms.get((_YEAR.sub("", name) if "19" in name or "20" in name else name).strip())
    return names[key] if key else ""


def may_have_venue(text: str) -> bool:
    """Return whether a part of `text` may be the name of a known venue: it has the first word of one.

    False is certain: then `full_name` gives nothing for any part of the text that begins and ends with a word.
    """
    return not _first_words().isdisjoint(tokens(text))


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(name.partition(" ")[0] for name in _table()[0])


@lru_cache(maxsize=1)
def known_workshops() -> frozenset[str]:
    """Return the known venues that are or were workshops in their own right (WMT, SemEval), not of a conference."""
    _, names, phrases = _table()
    return frozenset({key for key, name in names.items() if is_workshop(name)}) | {
        key for phrase, key in phrases if is_workshop(phrase)
    }


def is_workshop(name: str) -> bool:
    """Whether a venue's name is that of a workshop, a demo track or the like."""
    return bool(_WORKSHOP.search(name.casefold()))


# The first year for which OpenReview has a venue's papers: https://openreview.net/venues
_ON_OPENREVIEW = {"ICLR": 2013, "NeurIPS": 2021, "ICML": 2023, "COLM": 2024, "TMLR": 2022, "CoRL": 2021}


def venues_on_openreview(venue: str, year: int) -> frozenset[str]:
    """Return the venues in `venue` whose papers of `year` are on OpenReview."""
    since = _since()
    return frozenset(key for key in venue_keys(venue) if year >= since.get(key, 10_000))


@lru_cache(maxsize=1)
def _since() -> dict[str, int]:
    return {key: year for name, year in _ON_OPENREVIEW.items() for key in venue_keys(name)}
