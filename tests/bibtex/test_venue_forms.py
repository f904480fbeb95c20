"""The names of conferences as services give them, and as people cite them."""

from __future__ import annotations

import pytest

from biblio.bibtex.venue_forms import VenueForm, VenueStyle, venue_form

ICLR = "9th International Conference on Learning Representations, ICLR 2021, Virtual Event, Austria, May 3-7, 2021"
AAAI = (
    "Thirty-Seventh AAAI Conference on Artificial Intelligence, AAAI 2023, Thirty-Fifth Conference on Innovative "
    "Applications of Artificial Intelligence, IAAI 2023, Washington, DC, USA, February 7-14, 2023"
)


@pytest.mark.parametrize(
    ("venue", "cited"),
    [
        (ICLR, "International Conference on Learning Representations"),
        ("The Twelfth International Conference on Learning Representations", "International Conference on Learning Representations"),
        ("2020 IEEE/CVF Conference on Computer Vision and Pattern Recognition, CVPR 2020, Seattle, WA, USA, June 13-19, 2020",
         "IEEE/CVF Conference on Computer Vision and Pattern Recognition"),
        # commas that are part of the name, an acronym without a comma, places of several parts
        ("IEEE International Conference on Acoustics, Speech and Signal Processing ICASSP 2023, Rhodes Island, Greece, June 4-10, 2023",
         "IEEE International Conference on Acoustics, Speech and Signal Processing"),
        ("IJCAI 2011, Proceedings of the 22nd International Joint Conference on Artificial Intelligence, Barcelona, Catalonia, Spain, July 16-22, 2011",
         "Proceedings of the International Joint Conference on Artificial Intelligence"),
        ("Proceedings of the 2005 ACM CIKM International Conference on Information and Knowledge Management, Bremen, Germany, October 31 - November 5, 2005",
         "Proceedings of the ACM CIKM International Conference on Information and Knowledge Management"),
        ("Proceedings of the Conference on Language, Data and Knowledge", "Proceedings of the Conference on Language, Data and Knowledge"),
        ("Proceedings of the 12th NTCIR Conference on Evaluation of Access, NTCIR-12, National Center of Sciences, Tokyo, Japan, June 7-10, 2016",
         "Proceedings of the NTCIR Conference on Evaluation of Access"),
        ("Sixth Annual International ACM SIGIR Conference, National Library of Medicine, Bethesda, Maryland, USA, June 6-8, 1983",
         "Annual International ACM SIGIR Conference"),
        # editions in front, and behind a dash
        ("KDD '22: The 28th ACM SIGKDD Conference on Knowledge Discovery and Data Mining, Washington, DC, USA, August 14 - 18, 2022",
         "ACM SIGKDD Conference on Knowledge Discovery and Data Mining"),
        ("Proceedings of the 22nd ACM SIGKDD International Conference on Knowledge Discovery and Data Mining - KDD '16",
         "Proceedings of the ACM SIGKDD International Conference on Knowledge Discovery and Data Mining"),
        ("2019 IEEE 9th Annual Computing and Communication Workshop and Conference (CCWC)",
         "IEEE Annual Computing and Communication Workshop and Conference (CCWC)"),
        # books of Springer
        ("Computer Vision – ECCV 2018", "European Conference on Computer Vision"),
        ("Structural Pattern Things – SPT 2018", "Structural Pattern Things – SPT"),
        ("Computer Vision – ECCV 2016 Workshops", "Computer Vision – ECCV Workshops"),
        ("Information Retrieval - 25th China Conference, CCIR 2019, Fuzhou, China, September 20-22, 2019, Proceedings",
         "Information Retrieval - China Conference"),
        # parts of a conference are not the conference
        ("IEEE Conference on Computer Vision and Pattern Recognition, CVPR Workshops 2019, Long Beach, CA, USA, June 16-20, 2019",
         "IEEE Conference on Computer Vision and Pattern Recognition, CVPR Workshops"),
        ("Proceedings of the 2022 Conference on Empirical Methods in Natural Language Processing: Industry Track",
         "Proceedings of the Conference on Empirical Methods in Natural Language Processing: Industry Track"),
        ("Findings of the Association for Computational Linguistics: EMNLP 2023", "Findings of the Association for Computational Linguistics: EMNLP"),
        ("Proceedings of the CIKM 2020 Workshops co-located with 29th ACM International Conference on Information and Knowledge Management (CIKM 2020), Galway, Ireland, October 19-23, 2020",
         "Proceedings of the CIKM Workshops"),
        ("Companion Proceedings of the The Web Conference 2018", "Companion Proceedings of the Web Conference"),
        # what stands in brackets
        ("Proceedings of the Eighth International Conference on Language Resources and Evaluation (LREC'12)",
         "Proceedings of the International Conference on Language Resources and Evaluation (LREC)"),
        ("Advances in Things [Thing Systems, TS 2003, December 8-13, 2003, Vancouver]", "Advances in Things"),
        # joint conferences, other languages
        ("Proceedings of the 59th Annual Meeting of the Association for Computational Linguistics and the 11th International Joint Conference on Natural Language Processing",
         "Proceedings of the Annual Meeting of the Association for Computational Linguistics and the International Joint Conference on Natural Language Processing"),
        ("Actes de la 18e conférence sur le Traitement Automatique des Langues Naturelles", "Actes de la conférence sur le Traitement Automatique des Langues Naturelles"),
    ],
)  # fmt: skip
def test_a_conference_as_people_cite_it(venue: str, cited: str) -> None:
    assert venue_form(venue).name == cited
    assert venue_form(cited).name == cited


@pytest.mark.parametrize(
    "venue",
    [
        "", "NeurIPS", "CVPR", "Nature", "Journal of Machine Learning Research",
        "International Journal of Computational Linguistics, Volume 16, Number 1-2, March 2011", "Transactions on 3D Things",
        # ordinals and numbers that count no meetings
        "Proceedings of the Second Language Research Forum", "Workshop on First Order Things", "Twentieth Century Studies Conference",
        "Workshop on First-Person Vision", "Proceedings of the Workshop on Twenty Years of Bitext", "International Conference on 3D Vision",
        "Workshop on the Year 2000 Problem", "Workshop on Things of 1990-2000", "Workshop on Horizon 2020 Projects", "Conference on UTF-8",
        # names of places that are part of the name
        "International Conference of the Association for Things in Japan", "Conference on Language, Brain and Society, Special Edition",
        "Proceedings of the National Academy of Sciences",
    ],
)  # fmt: skip
def test_what_is_part_of_the_name_stays(venue: str) -> None:
    assert venue_form(venue) == VenueForm(venue)


@pytest.mark.parametrize(
    ("venue", "name", "volume"),
    [
        ("Advances in Neural Information Processing Systems 35: Annual Conference on Neural Information Processing Systems 2022, NeurIPS 2022, New Orleans, LA, USA",
         "Advances in Neural Information Processing Systems", "35"),
        ("Advances in Neural Information Processing Systems 35", "Advances in Neural Information Processing Systems", "35"),
        ("Proceedings of the 61st Annual Meeting of the ACL (Volume 2: Short Papers)", "Proceedings of the Annual Meeting of the ACL", "2"),
        ("Proceedings of the 61st Annual Meeting of the ACL (Volume 6: Tutorial Abstracts)",
         "Proceedings of the Annual Meeting of the ACL: Tutorial Abstracts", "6"),
        ("Proceedings of the 2019 Conference of the NAACL: Human Language Technologies, Volume 1 (Long and Short Papers)",
         "Proceedings of the Conference of the NAACL: Human Language Technologies", "1"),
        ("Proceedings of the 15th Conference of the European Chapter: Volume 1, Long Papers", "Proceedings of the Conference of the European Chapter", "1"),
        ("Actes de la Conférence sur le Traitement. Volume IV : Posters", "Actes de la Conférence sur le Traitement: Posters", "4"),
        ("COLING 1994 Volume 1: The 15th International Conference on Computational Linguistics", "International Conference on Computational Linguistics", "1"),
    ],
)  # fmt: skip
def test_the_volume_is_not_lost(venue: str, name: str, volume: str) -> None:
    assert venue_form(venue) == VenueForm(name, volume)


@pytest.mark.parametrize(
    ("style", "venue", "short", "expected"),
    [
        ("source", ICLR, "ICLR", ICLR),
        ("full", ICLR, "ICLR", "9th International Conference on Learning Representations"),
        ("short", ICLR, "ICLR", "ICLR"),
        ("short", ICLR, "", "ICLR"),
        ("short", ICLR, "ICLR 2021", "ICLR"),
        ("short", "Proceedings of the 36th Conference on Uncertainty in Artificial Intelligence (UAI)", "", "UAI"),
        ("short", "IEEE Transactions on Things", "IEEE Trans. Things", "IEEE Trans. Things"),
        # no name that the source does not have; WS stands for any workshop
        ("short", "Proceedings of the 2nd Workshop on Things", "", "Proceedings of the Workshop on Things"),
        ("short", "Proceedings of the 2nd Workshop on Things", "WS", "Proceedings of the Workshop on Things"),
        ("short", "Findings of the Association for Things: COT 2023", "Findings", "Findings of the Association for Things: COT"),
        # of several conferences the one whose acronym the source gives, else all of them
        ("cited", AAAI, "AAAI", "AAAI Conference on Artificial Intelligence"),
        ("cited", AAAI, "IAAI", "Conference on Innovative Applications of Artificial Intelligence"),
        ("cited", AAAI, "", "AAAI Conference on Artificial Intelligence, Conference on Innovative Applications of Artificial Intelligence"),
    ],
)  # fmt: skip
def test_the_styles(style: VenueStyle, venue: str, short: str, expected: str) -> None:
    assert venue_form(venue, style, short=short).name == expected
