"""A dozen real works, as facts. Every server has the same ones, each in its own form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    title: str
    authors: tuple[str, ...]
    year: int
    month: int = 0
    day: int = 0
    arxiv: str = ""
    version: int = 1
    submitted: str = ""  # day of the first version
    primary: str = ""
    comment: str = ""
    journal_ref: str = ""
    doi: str = ""
    acl: str = ""
    openreview: str = ""
    venue: str = ""
    short: str = ""
    journal: bool = False
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""

    @property
    def abstract(self) -> str:
        """What every service shows as the abstract."""
        return f"About {self.title}."

    def has_words(self, words: list[str]) -> bool:
        """Whether the title has `words` next to each other, as a phrase search sees it."""
        title = f" {' '.join(words_of(self.title))} "
        return f" {' '.join(words)} " in title


def words_of(text: str) -> list[str]:
    return "".join(c.lower() if c.isalnum() else " " for c in text).split()


ATTENTION = Fact(
    "Attention Is All You Need",
    ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit", "Llion Jones", "Aidan N. Gomez",
     "Lukasz Kaiser", "Illia Polosukhin"),
    2017, 12, arxiv="1706.03762", version=7, submitted="2017-06-12", primary="cs.CL", comment="15 pages, 5 figures",
    venue="Advances in Neural Information Processing Systems", short="NIPS", pages="5998-6008",
)  # fmt: skip
BERT = Fact(
    "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
    ("Jacob Devlin", "Ming-Wei Chang", "Kenton Lee", "Kristina Toutanova"),
    2019, 6, arxiv="1810.04805", version=2, submitted="2018-10-11", primary="cs.CL", doi="10.18653/v1/N19-1423",
    acl="N19-1423", venue="Proceedings of the 2019 Conference of the North", short="NAACL", pages="4171-4186",
    publisher="Association for Computational Linguistics",
)  # fmt: skip
RESNET = Fact(
    "Deep Residual Learning for Image Recognition",
    ("Kaiming He", "Xiangyu Zhang", "Shaoqing Ren", "Jian Sun"),
    2016, 6, arxiv="1512.03385", submitted="2015-12-10", primary="cs.CV", comment="Tech report",
    doi="10.1109/CVPR.2016.90", venue="2016 IEEE Conference on Computer Vision and Pattern Recognition (CVPR)",
    short="CVPR", pages="770-778", publisher="IEEE",
)  # fmt: skip
DEEP_LEARNING = Fact(
    "Deep learning",
    ("Yann LeCun", "Yoshua Bengio", "Geoffrey Hinton"),
    2015, 5, 28, doi="10.1038/nature14539", venue="Nature", short="Nat.", journal=True, volume="521",
    number="7553", pages="436-444", publisher="Springer Science and Business Media LLC",
)  # fmt: skip
SEGMENT_ANYTHING = Fact(
    "Segment Anything",
    ("Alexander Kirillov", "Eric Mintun", "Nikhila Ravi", "Hanzi Mao", "Chloe Rolland", "Laura Gustafson",
     "Tete Xiao", "Spencer Whitehead", "Alexander C. Berg", "Wan-Yen Lo", "Piotr Dollár", "Ross Girshick"),
    2023, 10, 1, arxiv="2304.02643", submitted="2023-04-05", primary="cs.CV",
    doi="10.1109/ICCV51070.2023.00371", venue="2023 IEEE/CVF International Conference on Computer Vision (ICCV)",
    short="ICCV", pages="3992-4003", publisher="IEEE",
)  # fmt: skip
GPT4 = Fact(
    "GPT-4 Technical Report", ("OpenAI",), 2023, 3, 15, arxiv="2303.08774", version=6, submitted="2023-03-15",
    primary="cs.CL",
)  # fmt: skip
DETR = Fact(
    "End-to-End Object Detection with Transformers",
    ("Nicolas Carion", "Francisco Massa", "Gabriel Synnaeve", "Nicolas Usunier", "Alexander Kirillov",
     "Sergey Zagoruyko"),
    2020, arxiv="2005.12872", version=3, submitted="2020-05-26", primary="cs.CV",
    doi="10.1007/978-3-030-58452-8_13", venue="Computer Vision – ECCV 2020", short="ECCV", pages="213-229",
    publisher="Springer International Publishing",
)  # fmt: skip
LORA = Fact(
    "LoRA: Low-Rank Adaptation of Large Language Models",
    ("Edward J. Hu", "Yelong Shen", "Phillip Wallis", "Zeyuan Allen-Zhu", "Yuanzhi Li", "Shean Wang", "Lu Wang",
     "Weizhu Chen"),
    2022, arxiv="2106.09685", version=2, submitted="2021-06-17", primary="cs.CL", openreview="nZeVKeeFYf9",
    venue="International Conference on Learning Representations", short="ICLR",
)  # fmt: skip
MAMBA = Fact(
    "Mamba: Linear-Time Sequence Modeling with Selective State Spaces",
    ("Albert Gu", "Tri Dao"),
    2024, arxiv="2312.00752", version=2, submitted="2023-12-01", primary="cs.LG", openreview="tEYskw1VY2",
    venue="First Conference on Language Modeling", short="COLM",
)  # fmt: skip
MALDACENA = Fact(
    "The Large N Limit of Superconformal Field Theories and Supergravity",
    ("Juan M. Maldacena",),
    1999, 4, arxiv="hep-th/9711200", version=3, submitted="1997-11-27", primary="hep-th",
    journal_ref="Adv.Theor.Math.Phys.2:231-252,1998", doi="10.1023/A:1026654312961",
    venue="International Journal of Theoretical Physics", short="Int J Theor Phys", journal=True, volume="38",
    number="4", pages="1113-1133", publisher="Springer Science and Business Media LLC",
)  # fmt: skip
NUMPY = Fact(
    "Array programming with NumPy",
    ("Charles R. Harris", "K. Jarrod Millman", "Stéfan J. van der Walt", "Ralf Gommers", "Pauli Virtanen"),
    2020, 9, 17, arxiv="2006.10256", submitted="2020-06-18", primary="cs.MS", doi="10.1038/s41586-020-2649-2",
    venue="Nature", short="Nature", journal=True, volume="585", number="7825", pages="357-362",
    publisher="Springer Science and Business Media LLC",
)  # fmt: skip
H1 = Fact(  # the example in the manual of arXiv's API
    "Multi-Electron Production at High Transverse Momenta in ep Collisions at HERA",
    ("H1 Collaboration",),
    2003, 7, 7, arxiv="hep-ex/0307015", submitted="2003-07-07", primary="hep-ex",
    comment="23 pages, 8 figures and 4 tables", journal_ref="Eur.Phys.J. C31 (2003) 17-29",
    doi="10.1140/epjc/s2003-01326-x", venue="The European Physical Journal C", short="Eur. Phys. J. C", journal=True,
    volume="31", number="1", pages="17-29", publisher="Springer Science and Business Media LLC",
)  # fmt: skip

FACTS = (
    ATTENTION, BERT, RESNET, DEEP_LEARNING, SEGMENT_ANYTHING, GPT4, DETR, LORA, MAMBA, MALDACENA, NUMPY, H1,
)  # fmt: skip
