"""LaTeX's commands for characters outside ASCII: accents, letters, text symbols, mathematical symbols.

Only commands of the LaTeX kernel, including the symbols that it adopted from `textcomp` in 2020 (LaTeX2e source:
ltoutenc, lttextcomp, fontmath), so the output needs no packages.
"""

from __future__ import annotations

__all__ = [
    "ACCENTS",
    "DROPPED",
    "FIRST_ARGUMENT_DROPPED",
    "LOSSY",
    "MATH_SYMBOLS",
    "QUOTED",
    "SPACES",
    "SUBSCRIPTS",
    "SUPERSCRIPTS",
    "TEXT_SYMBOLS",
]

# Accent command → combining character. The first are MathSciNet's; of two for one mark, the last is written.
ACCENTS = {
    "polhk": "\u0328",
    "textcommabelow": "\u0326",
    "soft": "\u030c",
    "udot": "\u0323",
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Command → character. The first line has those whose case bibtex.web changes.
TEXT_SYMBOLS = _pairs("""
ss ß ae æ AE Æ oe œ OE Œ aa å AA Å o ø O Ø l ł L Ł i ı j ȷ
dh ð DH Ð th þ TH Þ dj đ DJ Đ ng ŋ NG Ŋ
S § P ¶ dag † ddag ‡ copyright © pounds £ textregistered ® texttrademark ™ textdegree ° texteuro € textyen ¥
textcent ¢ textcurrency ¤ textsection § textparagraph ¶ textdagger † textdaggerdbl ‡ textcopyright ©
textsterling £ ldots … textellipsis … dots … textbullet • textperiodcentered · textexclamdown ¡ textquestiondown ¿
guillemotleft « guillemotright » guillemetleft « guillemetright » guilsinglleft ‹ guilsinglright ›
quotedblbase „ quotesinglbase ‚ textquotedblleft “ textquotedblright ” textquoteleft ‘ textquoteright ’
textquotedbl " textquotesingle ' textasciigrave ` textendash – textemdash —
textordfeminine ª textordmasculine º textonesuperior ¹ texttwosuperior ² textthreesuperior ³
textonehalf ½ textonequarter ¼ textthreequarters ¾ textmu µ textminus − textfractionsolidus ⁄ textbrokenbar ¦
textbaht ฿ textwon ₩ textlira ₤ textnumero № textestimated ℮ textinterrobang ‽ textreferencemark ※
textpertenthousand ‱ textperthousand ‰ textservicemark ℠ textcircledP ℗ textohm Ω textmho ℧ textmusicalnote ♪
textbackslash \\ textasciitilde ~ textasciicircum ^ textbraceleft { textbraceright } lbrace { rbrace }
textless < textgreater > textbar | textunderscore _ textdollar $ textasteriskcentered ∗
LaTeX LaTeX TeX TeX BibTeX BibTeX slash / hyphen - nbhyphen - fshyphen - textnonbreakinghyphen -
""")
# Command → character, in mathematics (written inside \ensuremath in text).
MATH_SYMBOLS = _pairs(r"""
alpha α beta β gamma γ delta δ varepsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ
sigma σ varsigma ς tau τ upsilon υ varphi φ chi χ psi ψ omega ω epsilon ϵ vartheta ϑ phi ϕ varpi ϖ varrho ϱ
Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
pm ± mp ∓ times × div ÷ cdot ⋅ circ ∘ ast ∗ star ⋆ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ wedge ∧ vee ∨ neg ¬
cap ∩ cup ∪ setminus ∖ wr ≀ amalg ⨿ uplus ⊎ sqcap ⊓ sqcup ⊔
le ≤ ge ≥ ne ≠ leq ≤ geq ≥ neq ≠ ll ≪ gg ≫ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ prec ≺ succ ≻
preceq ⪯ succeq ⪰ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ in ∈ ni ∋ notin ∉ vdash ⊢ dashv ⊣ models ⊨ perp ⟂
parallel ∥ mid ∣ bowtie ⋈ asymp ≍ doteq ≐
to → rightarrow → leftarrow ← uparrow ↑ downarrow ↓ leftrightarrow ↔ updownarrow ↕ Rightarrow ⇒ Leftarrow ⇐
Uparrow ⇑ Downarrow ⇓ Leftrightarrow ⇔ mapsto ↦ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightleftharpoons ⇌
infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ coprod ∐ int ∫ oint ∮ surd √ forall ∀ exists ∃ emptyset ∅ aleph ℵ hbar ℏ
ell ℓ wp ℘ Re ℜ Im ℑ prime ′ angle ∠ top ⊤ bot ⊥ triangle △ diamond ⋄ clubsuit ♣ diamondsuit ♢
heartsuit ♡ spadesuit ♠ flat ♭ natural ♮ sharp ♯ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ cdots ⋯
vdots ⋮ ddots ⋱
""")
SUPERSCRIPTS = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
SUBSCRIPTS = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
# Characters that are written as ASCII and read back as such: typographic apostrophe, spaces, hyphens, ligatures.
LOSSY = {
    "’": "'",
    "\u00a0": "~",
    "\u202f": "~",
    **dict.fromkeys("\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f\u3000", " "),
    **dict.fromkeys("\u2010\u2011", "-"),
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
}
# Commands that change how text looks, sorts or breaks but produce nothing themselves; their argument's text stays.
DROPPED = frozenset(
    """
    em it bf rm sc sf sl tt up md upshape itshape slshape scshape bfseries mdseries rmfamily sffamily ttfamily
    normalfont normalsize small footnotesize scriptsize tiny large Large LARGE huge Huge relax protect noindent
    ignorespaces unskip allowbreak nobreak linebreak newline break null strut displaystyle textstyle mathstrut
    bgroup egroup begingroup endgroup par leavevmode noopsort ensuremath cyrchar
    """.split()
)
SPACES = frozenset({"quad", "qquad", "enspace", "thinspace", "space", "nobreakspace"})
# Commands of csquotes and biblatex that put their argument in quotation marks.
QUOTED = frozenset({"enquote", "mkbibquote"})
FIRST_ARGUMENT_DROPPED = frozenset(
    """
    href textcolor color hspace vspace noopsort fontsize kern foreignlanguage selectlanguage raisebox texorpdfstring
    footnote thanks phantom hphantom
    """.split()
)
