"""Text to TeX and back: nothing dangerous comes out, nothing is lost on the way back."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import get_default_latex_context_db as spoken_commands
from pylatexenc.latexwalker import get_default_latex_context_db as walked_commands

from biblio.bibtex import latex_table as table
from biblio.bibtex.latex_to_text import abstract_text, decode_latex, plain_text
from biblio.bibtex.tex_math import is_balanced, split_math
from biblio.bibtex.text_to_latex import encode_ascii, escape_tex, to_tex, unencoded_characters
from tests.bibtex.works import nasty_text
from tests.check.tools import broken


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{Heged{\H u}s}", "Hegedűs"),
        (r"\'{\i}", "í"),
        (r"\'\i", "í"),
        (r"{\'{\i}}", "í"),
        (r"Stra{\ss}e", "Straße"),
        (r"Stra\ss e", "Straße"),
        (r"\"{u}\"u{\"u}{\"{u}}", "üüüü"),
        (r"\v{c}\v c{\v{c}}", "ččč"),
        (r"\'{\^e}", "ế"),
        (r"\' e", "é"),
        (r"\' {e}tude, J\^ {o}", "étude, Jô"),
        (r"Wa\polhk{e}wski, Vasil\cprime ev, \Dbar or\dbar e", "Waęwski, Vasil′ev, Đorđe"),  # MathSciNet
        (r"\foreignlanguage{german}{Straße} \texorpdfstring{$x$}{x}\footnote{y}", "Straße x"),
        (r"\'{ab}c \'abc \v{cd}", "ábc ábc čd"),
        (r"{\'E}cole \O stergaard {\L}ukasz", "École Østergaard Łukasz"),
        (r"D.~E. Knuth", "D. E. Knuth"),
        (r"a -- b---c 1--2", "a – b—c 1–2"),
        (r"``a'' `b'", "“a” ‘b'"),
        (r"Q\&A, 100\%, a\_b, \#1, \$5, \{x\}", "Q&A, 100%, a_b, #1, $5, {x}"),
        (r"50% of it", "50% of it"),
        (r"\emph{x} \textbf{A {\em b}} {\bf c}", "x A b c"),
        (r"\LaTeX\ x \TeX{} y", "LaTeX x TeX y"),
        (r"$\alpha^2$ and $O(n\_1)$", r"$\alpha^2$ and $O(n\_1)$"),
        (r"\(x^2\)", "$x^2$"),
        (r"costs $5", "costs $5"),
        (r"{\ensuremath{\alpha}} \textsuperscript{2} CO\textsubscript{2} 4\textsuperscript{th}", "α ² CO₂ 4th"),
        (r"\url{http://a_b} \href{http://x}{text}", "http://a_b text"),
        (r"\url{http://a.b/~c\_d%20e}; \path{x~y}", "http://a.b/~c_d%20e; x~y"),
        (r"\enquote{A} and \mkbibquote{\emph{B}}", "“A” and “B”"),
        (r"AND\slash OR, x\quad y\qquad{}z", "AND/OR, x y z"),
        (r"GaN (11\=20) and 10\^2", "GaN (112\u03040) and 10^2"),
        (r"\foo{bar} \textcolor{red}{b}", "bar b"),
        (r"{\relax 太郎}", "太郎"),
        (r"\textasciitilde{}\^{}\~{}", "~^~"),
        (r"C:\users", r"C:\users"),
        (r"\verb|a_b--\c{|, \verb*+x y+ and \lstinline[language=R]!d_1!", r"a_b--\c{, x y and d_1"),
        (r"\verb|a b", "|a b"),
        (r"a { b", "a  b"),
        (r"a } b", "a  b"),
        ("$x", "$x"),
        ("x \\", "x \\"),
        (r"\'", "'"),
        ("深層学習による{BERT}の解析", "深層学習によるBERTの解析"),
        (r"\textcommabelow{S}tef\textcommabelow t", "Ștefț"),
        (r"\cyrchar\CYRYA", "Я"),
        (r"self\hyphen organised \nbhyphen{}x", "self-organised -x"),
    ],
)
def test_latex_is_read_as_a_reader_sees_it(tex: str, text: str) -> None:
    assert decode_latex(tex) == text


@given(st.one_of(nasty_text, st.text(alphabet="\\{}$'\"^~`-aeiHuvc &%", max_size=30)))
def test_reading_never_raises(tex: str) -> None:
    assert isinstance(decode_latex(tex), str)


def test_reading_survives_any_depth() -> None:
    assert decode_latex("{" * 20_000 + r"\'" * 2_000 + "e" + "}" * 20_000).startswith("é")


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("a & b, 50% of #1, a_b", r"a \& b, 50\% of \#1, a\_b"),
        ("~ ^ \\", r"{\textasciitilde} {\textasciicircum} {\textbackslash}"),
        ("{a} b} {c", r"{\textbraceleft}a{\textbraceright} b{\textbraceright} {\textbraceleft}c"),
        ("$x^2$ & $y_1$", r"$x^2$ \& $y_1$"),
        ("$5 and $10", r"\$5 and \$10"),
        ("from $5-$10 up", r"from \$5-\$10 up"),
        (r"z$\sim$7 and $\alpha $-levels", r"z$\sim$7 and $\alpha $-levels"),
        ("$>$100 of Cu$_2$O", "$>$100 of Cu$_2$O"),
        ("$$x^2$$", "$x^2$"),
        ("it costs $5, uses $x_1$", r"it costs \$5, uses $x_1$"),
        ("$π_0$ and $2πr$", r"$\pi_0$ and $2\pi r$"),
        ("lone $", r"lone \$"),
        ("$a{b$", r"\$a{\textbraceleft}b\$"),
        ("$a % b$", r"\$a \% b\$"),
        ("\\(x_1\\) a_b", r"$x_1$ a\_b"),
        ("`code`", r"{\textasciigrave}code{\textasciigrave}"),
        ("a\u200bb\x00c\ufeff", "abc"),
        ("日本語 é", "日本語 é"),
    ],
)
def test_plain_text_is_made_safe(text: str, tex: str) -> None:
    assert escape_tex(text) == tex


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("Müller", r"M{\"u}ller"),
        ("Dvořák", r"Dvo{\v{r}}{\'a}k"),
        ("Łukasz Straße Æ å", r"{\L}ukasz Stra{\ss}e {\AE} {\aa}"),
        ("í ï ȷ", r"{\'{\i}} {\"{\i}} {\j}"),
        ("Việt ế", r"Vi{\^{\d{e}}}t {\'{\^e}}"),
        ("3–5 — “q” ‘q’", "3--5 --- ``q'' `q'"),
        ("α ≤ ∞", r"{\ensuremath{\alpha}} {\ensuremath{\le}} {\ensuremath{\infty}}"),
        ("n² ⁴ H₂O", r"n{\texttwosuperior} {\textsuperscript{4}} H{\textsubscript{2}}O"),
        ("GaN (112\u03040)", r"GaN (11{\=2}0)"),
        ("x<y|z", r"x{\textless}y{\textbar}z"),
        ("$α<β$", r"$\alpha <\beta $"),
        ("日本語 Привет 😀", "日本語 Привет 😀"),
        ("e\u0301", r"{\'e}"),
    ],
)
def test_text_is_spelt_in_ascii(text: str, tex: str) -> None:
    assert encode_ascii(text) == tex


def test_what_latex_cannot_say_is_reported() -> None:
    assert unencoded_characters("Müller 日本 α 日 П") == ("日", "本", "П")
    assert unencoded_characters("Müller") == ()


EVERY_COMMAND = sorted({*table.TEXT_SYMBOLS.values(), *table.MATH_SYMBOLS.values()})


@pytest.mark.parametrize("char", [char for char in EVERY_COMMAND if not char.isascii() and char not in table.LOSSY])
def test_every_symbol_of_the_table_comes_back(char: str) -> None:
    assert encode_ascii(char).isascii()
    assert decode_latex(encode_ascii(char)) == char


# Neighbours that TeX joins, be it as they are or as the hyphens, apostrophes and backticks that they are written as.
LIGATURES = re.compile(r"[-–—]{2}|['’”]{2}|[`‘“]{2}|[\u02bc\u1fef]")


def lasts(text: str) -> bool:
    """Whether a text has nothing that TeX shows differently (dashes of hyphens, quotes of apostrophes)."""
    return not LIGATURES.search(text) and not set(text) & table.LOSSY.keys() and "\\(" not in text


@given(nasty_text)
def test_plain_text_comes_back_through_both_dialects(text: str) -> None:
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if not lasts(text) or not lasts(escape_tex(text)):
        return
    visible = decode_latex(escape_tex(text))
    assert visible == unicodedata.normalize("NFC", re.sub("[\x00-\x1f\x7f-\x9f\xad\u200b\ufeff]", "", text))
    assert decode_latex(to_tex(text, dialect="bibtex")) == visible


@given(nasty_text)
def test_what_comes_out_is_no_danger_to_tex(text: str) -> None:
    for tex in (to_tex(text, dialect="biblatex"), to_tex(text, dialect="bibtex")):
        assert is_balanced(tex)
        assert broken(f"@misc{{k, note = {{{tex}}}}}") == []


def test_braces_that_are_signs_need_not_balance_within_a_formula() -> None:
    title = r"GaAs $\{$001$\}$ films"
    assert [piece for piece, is_math in split_math(title) if is_math] == [r"$\{$", r"$\}$"]
    assert to_tex(title, dialect="biblatex") == title
    assert is_balanced(to_tex(r"A $\{$ alone", dialect="biblatex"))
    assert is_balanced(to_tex(r"{$\{$}} odd $\}$", dialect="biblatex"))


@given(nasty_text)
def test_mathematics_survives(text: str) -> None:
    formulas = [piece for piece, is_math in split_math(text) if is_math]
    kept = [piece for piece, is_math in split_math(escape_tex(text)) if is_math]
    visible = [re.sub("[\x00-\x1f\x7f-\x9f\xad\u200b\ufeff]", "", piece) for piece in formulas]
    if visible == formulas:
        assert kept == formulas


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Schr\"odinger & $\psi_1$", r"Schrödinger & $\psi_1$"),
        (r"Q\&A", "Q&A"),
        ("~10 {x} -- y", "~10 {x} -- y"),
        ("the {0,1} matrix", "the {0,1} matrix"),
        ("~{BERT} for {B}ayes", "~BERT for Bayes"),
        (r"$\alpha$ {x}", r"$\alpha$ {x}"),
        ("a {{Whole}} word", "a Whole word"),
        ("``Why Should I Trust You?'': ``Lamps'' of `mine'", "“Why Should I Trust You?”: “Lamps” of ‘mine’"),
        (
            "`Don't' and the '90s, rock 'n' roll, dogs' `code` ``open",
            "‘Don't’ and the '90s, rock 'n' roll, dogs' `code` ``open",
        ),
        ("{``So''} $x''$ `", "{“So”} $x''$ `"),
    ],
)
def test_a_source_may_give_plain_text_or_latex(text: str, expected: str) -> None:
    assert plain_text(text) == expected


@pytest.mark.parametrize("command", ["sqrt", "footnote", "colorbox", "author", "frac", "input"])
def test_a_command_without_its_arguments_breaks_nothing(command: str) -> None:
    assert decode_latex(f"about \\{command} and \\aleph").split() == ["about", "and", "ℵ"]


@pytest.mark.parametrize("rest", ["", " y", "[", "{a", "{a}{b}"])
def test_every_command_that_is_known_can_be_cut_off(rest: str) -> None:
    for known in (walked_commands(), spoken_commands()):
        for category in known.categories():
            for macro in known.d[category]["macros"]:
                decode_latex(f"x \\{macro}{rest}")


def test_abstract_text() -> None:
    written = (
        "<jats:title>Abstract.</jats:title><jats:sec><jats:title>Aims</jats:title><jats:p>One.</jats:p></jats:sec>"
    )
    assert abstract_text(written + "<jats:p>Two.</jats:p>") == "Aims One. Two."
    assert abstract_text(None) == ""
