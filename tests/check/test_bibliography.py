"""Every rule about a `.bib`: what it finds and where, and what it must leave alone."""

from __future__ import annotations

import pytest

from biblio.check.edits import apply_edits, plan_edits, why_unsound
from biblio.check.rule_registry import CHECK_RULES
from biblio.check.rules.bibliography.rule_families import RULE_FAMILIES, check_bibliography
from biblio.check.source_text import SourceText
from tests.check.tools import TODAY, findings, rules

# rule, text, line, column, a part of the message, the text after its fix ("" where there is none)
FOUND = [
    ("syntax", "@article{a,\n  title = {x},\n  year = {2001}\n\n@book{b, title={y}}\n", 1, 1, "closing brace", ""),
    ("syntax", "@article{a,\n  title = {x}\n  year = {2001}}\n", 3, 3, "comma is missing",
     "@article{a,\n  title = {x},\n  year = {2001}}\n"),
    ("syntax", "@article{a\n  title = \"x\"\n\n  month = jan # {3}\r\n  year = 2001\n}\n", 1, 10, "key cannot be read",
     "@article{a,\n  title = \"x\",\n\n  month = jan # {3},\r\n  year = 2001\n}\n"),
    ("syntax", "@article{a,\n  title = {x} y = {z},\n}\n", 2, 15, "comma is missing", ""),
    ("syntax", "@article{a,\n  title = {x}\n  and = more\n  b,\n}\n", 3, 3, "comma is missing", ""),
    ("syntax", "@article{a,\n  title = {x},\n  %year = {2001},\n}\n", 3, 3, "no comments inside an entry", ""),
    ("syntax", "@article{a,\n  title = ,\n}\n", 2, 3, "missing", ""),
    ("tex-character", "@misc{a, author = {Ito, Ai aings{b,\n@misc{c, t#x = {50%}}}}}", 2, 11, "unescaped #", ""),
    ("syntax", "@article{a, title={x}, crossref year = {2021}}", 1, 24, "not a field", ""),
    ("syntax", "@article{a, title={x}, Early Access Date = {AUG 2021}, Web Id={z}}", 1, 24, "not a field",
     "@article{a, title={x}, Early-Access-Date = {AUG 2021}, Web-Id={z}}"),
    ("syntax", "@article{a, title = {50 \\{ x}}\n", 1, 1, "\\{", ""),
    ("syntax", "@article{Roe,Poe:2020:AB, title={x}}", 1, 14, "a comma ends the key", ""),
    ("syntax", "@article{a,\n\u00a0 title={x},\n  year={2001}}", 2, 1, "U+00A0", "@article{a,\n  title={x},\n  year={2001}}"),
    ("syntax", "@article{a, year={2001},\n \u200btitle\u2003=\u3000{x}}", 2, 2, "U+200B", "@article{a, year={2001},\n title = {x}}"),
    ("syntax", "@article{a, title={x {y} z}},\n  note = {b}, year={2001}\n}", 1, 28, "above its field note", ""),
    ("syntax", "@article{a, title={x}}\n  note = {b}\n}", 1, 22, "above its field note", ""),
    ("key-invalid", "@misc{Roe\u200b20, year=1}", 1, 7, "U+200B", ""),
    ("pages-reversed", "@misc{a, pages={120-110}}", 1, 16, "110, comes before the first, 120", ""),
    ("pages-reversed", "@misc{a, pages={S125--S120}}", 1, 16, "S120", ""),
    ("date-invalid", "@misc{a, year={98}}", 1, 15, "98 is not a year", ""),
    ("date-invalid", "@misc{a, year={'98}}", 1, 15, "'98 is not a year", ""),
    ("syntax", "@misc{b, year=2001}\n@['JournalArticle', 'Conference']{a,\n title={x}}", 2, 1, "no type that can be read", ""),
    ("syntax", "% a\n@{a, title={x}}\n", 2, 1, "BibTeX skips it", ""),
    ("braces", "@article{a, author={Roe, {\\{O}}.}}", 1, 20, "not balance for TeX", ""),
    ("braces", "@article{a, title={A \\{b} c}}", 1, 19, "not balance for TeX", ""),
    ("date-invalid", "@online{a, urldate={2093-06-22}}", 1, 20, "nobody can have visited it", ""),
    ("field-twice", "@misc{a,\n  year = {2001},\n  year = {2002},\n}\n", 3, 3, "another value", ""),
    ("field-twice", "@misc{a,\n  year = {2001},\n  year = 2001,\n}\n", 3, 3, "same value",
     "@misc{a,\n  year = {2001},\n}\n"),
    ("type-unknown", "@artcle{a, title={x}}", 1, 2, "@article", "@article{a, title={x}}"),
    ("key-twice", "@misc{Ab, year=1}\n@misc{aB, year=2}\n", 2, 7, "ignores case", ""),
    ("key-twice", "@misc{a, year=1}\n@misc{a, year=1}\n", 2, 7, "identical", ""),
    ("key-twice", "@misc{a, ids={x, b}}\n@misc{b, year=1}\n", 1, 14, "ids has b, which is a key of the entry in line 2", ""),
    ("key-twice", "@misc{a, ids={x, y}}\n@misc{b, ids={y}}\n", 2, 14, "ids has y, which is a key of the entry in line 1", ""),
    ("key-invalid", "@misc{a b, year=1}", 1, 7, "not a valid citation key", ""),
    ("key-invalid", "@misc{, year={2001}}", 1, 1, "no citation key", ""),
    ("parent-missing", "@misc{a, crossref={zz}}", 1, 19, "zz", ""),
    ("parent-before-child", "@book{p, title={x}}\n@inbook{c, crossref={p}}", 2, 21, "below", ""),
    ("work-twice", "@article{a, title={A Long Title Here}, author={Ito, A.}, year=2001}\n"
     "@misc{b, title={A long title {HERE}}, author={Aki Ito}, year=2000}\n", 2, 7, "as a in line 1", ""),
    ("work-twice", "@misc{a, title={One Fine Title}, eprint={2401.01234}, eprinttype={arxiv}}\n"
     "@article{b, title={One Fine Title!}, journal={arXiv preprint arXiv:2401.01234}}\n", 2, 10, "2401.01234", ""),
    ("work-twice", "@misc{a, title={Typed Lamps at Sea}, author={Roe, A. and Moe, B.}, eprint={2401.01234}, archiveprefix={arXiv}}\n"
     "@misc{b, title={Refinement of Precise Wicks}, author={B. Moe}, eprint={2401.01234}, archiveprefix={arXiv}}", 2, 7,
     "with another title", ""),
    ("identifier-shared", "@article{a, title={Graphs of Trees}, doi={10.1000/x}}\n"
     "@article{b, title={Whales in Winter}, doi={https://doi.org/10.1000/X}}", 2, 43, "another title", ""),
    ("string-undefined", "@misc{a, journal = Nature}", 1, 20, "journal = {Nature}", "@misc{a, journal = {Nature}}"),
    ("string-undefined", "@misc{a, month = September}", 1, 18, "September", "@misc{a, month = sep}"),
    ("string-undefined", "@misc{a, month = sept}", 1, 18, "sept", "@misc{a, month = sep}"),
    ("string-undefined", "@misc{a, date = 2021-01-30}", 1, 17, "braces", "@misc{a, date = {2021-01-30}}"),
    ("string-undefined", "@misc{a, journal = nat}\n@string{nat = {Nature}}", 1, 20, "below", ""),
    ("string-twice", "@string{x={y}}\n@misc{a, title=x}\n@string(X = {z})\n@misc{b, note=x}", 3, 1, "line 1 with another", ""),
    ("string-undefined", "@string{x={y}}@misc{a, title = x # { and } # zz}", 1, 46, "zz", ""),
    ("tex-character", "@misc{a, title = {Cats & Dogs}}", 1, 24, "&", "@misc{a, title = {Cats \\& Dogs}}"),
    ("tex-character", "@misc{a, title = {Cats &amp; 5 % #1 a_b}}", 1, 24, "%",
     "@misc{a, title = {Cats \\& 5 \\% \\#1 a\\_b}}"),
    ("tex-character", "@misc{a, publisher = {M&#233;tro}}", 1, 24, "&#233;", "@misc{a, publisher = {Métro}}"),
    ("tex-character", "@misc{a, title = {\\verb|a_b| and c_d}}", 1, 35, "_", "@misc{a, title = {\\verb|a_b| and c\\_d}}"),
    ("tex-character", "@misc{a, note = {\\textcite[3]{a_b}, \\cites{a_b}[4]{c_d}, \\cref{e_f} and g_h}}", 1, 74, "_",
     "@misc{a, note = {\\textcite[3]{a_b}, \\cites{a_b}[4]{c_d}, \\cref{e_f} and g\\_h}}"),
    ("tex-character", "@misc{a, author = {Roe, % the elder\n Ann}}", 1, 25, "%", ""),
    ("tex-character", "@misc{a, title = {costs 5$ more}}", 1, 26, "$", "@misc{a, title = {costs 5\\$ more}}"),
    ("tex-character", "@misc{a, howpublished = {https://x.org/a_b}}", 1, 41, "_",
     "@misc{a, howpublished = {https://x.org/a\\_b}}"),
    ("braces", '@misc(a, title = "Lamps } and oil", year = 2001)', 1, 18, "title", ""),
    ("braces", '@misc(a, abstract = "Lamps \\} & oil")', 1, 21, "abstract", ""),
    ("braces", '@misc(a, title = {Lamps} # " and } oil")', 1, 18, "title", ""),
    ("control-character", "@misc{a, title = {zero\u200bwidth}}", 1, 23, "U+200B", "@misc{a, title = {zerowidth}}"),
    ("text-garbled", "@misc{a, author = {GÃ¶del, Kurt}}", 1, 21, "UTF-8", "@misc{a, author = {Gödel, Kurt}}"),
    ("text-garbled", "@misc{a, title = {G\ufffddel}}", 1, 20, "lost", ""),
    ("name-misread", "@misc{a, author = {Ada Lovelace, Alan Turing, Grace Hopper}}", 1, 20, "commas",
     "@misc{a, author = {Ada Lovelace and Alan Turing and Grace Hopper}}"),
    ("name-misread", "@misc{a, author = {Ito, A., Sato, B. and Mori, C.}}", 1, 20, "commas",
     "@misc{a, author = {Ito, A. and Sato, B. and Mori, C.}}"),
    ("name-misread", "@misc{a, author = {Ito, A., Sato, B., \\& Mori, C.}}", 1, 20, "“&”",
     "@misc{a, author = {Ito, A. and Sato, B. and Mori, C.}}"),
    ("name-misread", "@misc{a, author = {Ito, A., and Sato, B.}}", 1, 20, "at the end", "@misc{a, author = {Ito, A. and Sato, B.}}"),
    ("name-misread", "@misc{a, author = {Ito, Ai / Sato, Bo}}", 1, 20, "“/”", "@misc{a, author = {Ito, Ai and Sato, Bo}}"),
    ("name-misread", "@misc{a, author = {Ito, Ai und Sato, Bo}}", 1, 20, "a suffix", ""),
    ("name-misread", "@misc{a, author = {Ito, Ai and ...}}", 1, 32, "dots", "@misc{a, author = {Ito, Ai and others}}"),
    ("name-misread", "@misc{a, author = {Ito, Ai and \\etal}}", 1, 32, "et al", "@misc{a, author = {Ito, Ai and others}}"),
    ("name-misread", "@misc{a, author = {Ito, Ai$^{1}$}}", 1, 20, "part of the name", "@misc{a, author = {Ito, Ai}}"),
    ("name-misread", "@misc{a, author = {Ai Ito (Ed.)}}", 1, 20, "(Ed.)", "@misc{a, author = {Ai Ito}}"),
    ("name-misread", "@misc{a, author = {{Ito, Bo, Cy}, D.}}", 1, 20, "biber counts", ""),
    ("name-misread", "@misc{a, author = {A. Ito, B. Sato}}", 1, 20, "commas", "@misc{a, author = {A. Ito and B. Sato}}"),
    ("name-misread", "@misc{a, author = {Ito A, Sato BC}}", 1, 20, "commas", "@misc{a, author = {Ito, A and Sato, BC}}"),
    ("name-misread", "@misc{a, author = {Ai Ito, Bo Sato and Cy Mori}}", 1, 20, "commas",
     "@misc{a, author = {Ai Ito and Bo Sato and Cy Mori}}"),
    ("name-misread", "@misc{a, author = {Ai Ito, Bo Sato, and Cy Mori}}", 1, 20, "commas",
     "@misc{a, author = {Ai Ito and Bo Sato and Cy Mori}}"),
    ("name-misread", "@misc{a, author = {Ai Ito, Bo Sato}}", 1, 20, "one person",
     "@misc{a, author = {Ai Ito and Bo Sato}}"),
    ("name-misread", "@misc{a, author = {Vaswani, A. et al.}}", 1, 20, "et al",
     "@misc{a, author = {Vaswani, A. and others}}"),
    ("name-misread", "@misc{a, author = {A. Ito; B. Sato}}", 1, 20, "semicolons", "@misc{a, author = {A. Ito and B. Sato}}"),
    ("name-misread", "@misc{a, author = {A. Ito \\& B. Sato}}", 1, 20, "&", "@misc{a, author = {A. Ito and B. Sato}}"),
    ("name-misread", "@misc{a, author = {World Health Organization}}", 1, 20, "family name",
     "@misc{a, author = {{World Health Organization}}}"),
    ("name-misread", "@misc{a, author = {山田 太郎 and 鈴木, 花子}}", 1, 20, "太郎", "@misc{a, author = {山田, 太郎 and 鈴木, 花子}}"),
    ("name-misread", "@misc{a, author = {Martin Luther King, Jr.}}", 1, 20, "given name",
     "@misc{a, author = {King, Jr., Martin Luther}}"),
    ("name-misread", "@misc{a, author = {Martin Luther King Jr.}}", 1, 20, "family name",
     "@misc{a, author = {King, Jr., Martin Luther}}"),
    ("name-misread", "@misc{a, author = {King, Martin Luther, Jr.}}", 1, 20, "given name",
     "@misc{a, author = {King, Jr., Martin Luther}}"),
    ("name-misread", "@misc{a, author = {Ito, Ai (Eds.)}}", 1, 20, "part of the name", "@misc{a, author = {Ito, Ai}}"),
    ("name-misread", "@misc{a, author = {World Bank}}", 1, 20, "family name", "@misc{a, author = {{World Bank}}}"),
    ("name-misread", "@misc{a, author = {Ai Ito and others and Bo Sato}}", 1, 31, "within the list", ""),
    ("name-misread", "@misc{a, author = {the {XYZ} Study Group}}", 1, 20, "family name",
     "@misc{a, author = {{the {XYZ} Study Group}}}"),
    ("name-misread", "@misc{a, author = {Yu Sun 0020}}", 1, 20, "DBLP", "@misc{a, author = {Yu Sun}}"),
    ("name-misread", "@misc{a, author = {A. Ito and and B. Sato}}", 1, 30, "empty", ""),
    ("author-placeholder", "@misc{a, author = {Doe, John and Doe, Jane}}", 1, 19, "placeholders", ""),
    ("author-placeholder", "@misc{a, author = {First Author and Second Author}}", 1, 19, "placeholders", ""),
    ("url-invalid", "@misc{a, url = {www.example.org/x}}", 1, 17, "https://", "@misc{a, url = {https://www.example.org/x}}"),
    ("url-invalid", "@misc{a, url = {https://x.org/$\\sim$roe}}", 1, 17, "backslash", "@misc{a, url = {https://x.org/~roe}}"),
    ("identifier-form", "@online{a, doi = {10.1000/a\\_b}}", 1, 19, "backslash", "@online{a, doi = {10.1000/a_b}}"),
    ("url-invalid", "@misc{a, url = {see the web page}}", 1, 17, "space", ""),
    ("url-invalid", "@misc{a, url = {https://a.org https://b.org}}", 1, 17, "two", ""),
    ("url-invalid", "@misc{a, url = {\\url{https://a.org/x}}}", 1, 17, "twice", "@misc{a, url = {https://a.org/x}}"),
    ("url-invalid", "@misc{a, url = {https://a.org/x\\_y}}", 1, 17, "backslash", "@misc{a, url = {https://a.org/x_y}}"),
    ("url-invalid", "@misc{a, url = {https://localhostx/y}}", 1, 17, "no dot", ""),
    ("identifier-invalid", "@misc{a, doi = {10.1000}}", 1, 17, "not a valid DOI", ""),
    ("identifier-invalid", "@misc{a, eprint = {2413.01234}, archiveprefix={arXiv}}", 1, 20, "not a valid arXiv id", ""),
    ("identifier-invalid", "@book{a, isbn = {978-3-16-148410-1}}", 1, 18, "check digit", ""),
    ("identifier-invalid", "@article{a, issn = {2049-3631}}", 1, 21, "check digit", ""),
    ("identifier-form", "@misc{a, doi = {https://doi.org/10.1000/x}}", 1, 17, "in front", "@misc{a, doi = {10.1000/x}}"),
    ("identifier-form", "@misc{a, eprint = {arXiv:2401.01234v2}}", 1, 20, "in front", "@misc{a, eprint = {2401.01234v2}}"),
    ("date-future", "@misc{a, year = {2033}}", 1, 17, "2033", ""),
    ("date-invalid", "@misc{a, year = {20l9}}", 1, 17, "not a year", ""),
    ("date-invalid", "@misc{a, date = {2021-02-31}}", 1, 17, "2021", ""),
    ("date-invalid", "@misc{a, month = 13}", 1, 18, "13", ""),
    ("identifier-form", "@misc{a, eprint = {0406464v1}, archiveprefix = {arXiv}, primaryclass = {math.ST}}", 1, 20, "subject",
     "@misc{a, eprint = {math/0406464v1}, archiveprefix = {arXiv}, primaryclass = {math.ST}}"),
    ("identifier-form", "@misc{a, eprint = {2302.14828 [cs.CL]}, eprinttype = {arxiv}}", 1, 20, "class",
     "@misc{a, eprint = {2302.14828}, eprinttype = {arxiv}}"),
    ("html-markup", "@misc{a, title = {Of <jats:italic>Tilia</jats:italic>}}", 1, 22, "<jats:italic>",
     "@misc{a, title = {Of \\textit{Tilia}}}"),
    ("html-markup", "@misc{a, title = {Of <i>Tilia</i> in CO<sub>2</sub>}}", 1, 22, "<i>",
     "@misc{a, title = {Of \\textit{Tilia} in CO\\textsubscript{2}}}"),
    ("date-invalid", "@misc{a, year = {22.08.2000}}", 1, 17, "whole date",
     "@misc{a, year = {2000}, month = aug, day = {22}}"),
    ("date-invalid", "@misc{a, year = {Jan./1992}}", 1, 17, "whole date", "@misc{a, year = {1992}, month = jan}"),
    ("name-misread", "@misc{a, author = {Roe, A. on behalf of the Moth Group}}", 1, 20, "on behalf of",
     "@misc{a, author = {Roe, A. and {Moth Group}}}"),
    ("name-misread", "@misc{a, author = {Hay, Center for Grass and}}", 1, 20, "a group",
     "@misc{a, author = {{Center for Grass and Hay}}}"),
    ("name-misread", "@misc{a, author = {Roe, Ann and}}", 1, 20, "“and” at the end", "@misc{a, author = {Roe, Ann}}"),
    ("name-misread", "@misc{a, author = {, A. B.}}", 1, 20, "biber crashes", ""),
    ("name-misread", "@misc{a, author = {Moe, B. and , A., Roe}}", 1, 32, "biber crashes", ""),
    ("name-misread", "@misc{a, author = {Roe,, Ann}}", 1, 20, "biber skips", "@misc{a, author = {Roe, Ann}}"),
    ("name-misread", "@misc{a, author = {Roe, , Ann and Moe, B.}}", 1, 20, "biber skips", "@misc{a, author = {Roe, Ann and Moe, B.}}"),
    ("name-misread", "@misc{a, author = {and Roe, Ann}}", 1, 20, "“and” in front", "@misc{a, author = {Roe, Ann}}"),
    ("name-misread", "@misc{a, author = {Prof. Dr. Ann Roe}}", 1, 20, "Prof. Dr.", "@misc{a, author = {Ann Roe}}"),
    ("name-misread", "@misc{a, author = {Roe, Dr. Ann}}", 1, 20, "Dr.", "@misc{a, author = {Roe, Ann}}"),
    ("name-misread", "@misc{a, author = {Roe, Ann, Ph.D.}}", 1, 20, "Ph.D.", "@misc{a, author = {Roe, Ann}}"),
    ("name-misread", "@misc{a, author = {Bo Moe, PhD and Ann Roe}}", 1, 20, "PhD", "@misc{a, author = {Bo Moe and Ann Roe}}"),
    ("date-invalid", "@misc{a, date={2019-05/2018}}", 1, 15, "ends before it begins", ""),
    ("date-invalid", "@misc{a, month = {#oct#}}", 1, 18, "#oct#", "@misc{a, month = oct}"),
    ("date-invalid", "@misc{a, month = {aug}}", 1, 18, "the macro is aug", "@misc{a, month = aug}"),
    ("date-invalid", '@misc{a, month = "sep"}', 1, 18, "the macro is sep", "@misc{a, month = sep}"),
    ("date-invalid", "@misc{a, year = {2020.}}", 1, 17, "has a mark behind it", "@misc{a, year = {2020}}"),
    ("date-invalid", "@misc{a, year = {2020,}}", 1, 17, "has a mark behind it", "@misc{a, year = {2020}}"),
]  # fmt: skip

CLEAN = [
    "Write to me@lamps.org {a, b = {c}}\n@ home\n\n@misc{b, title={x}}\nSee @['a'] {b}",
    "@misc{a, pages={1120--25}}\n@misc{b, pages={xii--3}}\n@misc{c, pages={7-1--6-25}}\n@misc{d, pages={12--12}}",
    "@misc{a, title={Ein\u00a0Wort}, year={0098}}\nNotes = of mine\n@misc{b, title={x}}\n= {y}",
    "@string{a={x}}\n@string{A={x}}\n@misc{b, title=a}",
    "@misc{a, title={A set $\\{x\\}$, \\{y\\}, \\emph{\\{z\\}} and $\\{$w$\\}$}}",
    "@online{a, title={x}, urldate={2026-11-22}}",  # tomorrow, where it is day already
    "@misc{a, year = {[1998]}, date = {[1998]}}",
    "@misc{a, author = {Chad Council and Ronan Bureau and Ai Ito and others}}",
    '@misc(a, title = "Lamps {and} oil", note = "{a} and {{b}}", year = 2001)',
    '@article{a, title={A {\\emph{fine}} $x_1 + y$ title}, author={van den Oord, A{\\"a}ron and others}, year=2001}',
    "@misc{a, author={{World Health Organization} and {Barnes and Noble}}, year={in press}}",
    "@misc{a, author={King, Jr., Martin Luther and Ito, Ai (Aiko) and Sato, Jr., III and Tyra Banks and Max Bank}}",
    "@misc{a, author={Anonymous}}",
    "@misc{a, author={OpenAI}}",
    "@misc{a, author={Author, Jane B. and Smith, John and Brown, Robert}}",  # there are people called Author
    "@misc{a, author={John Smith}}",
    '@misc{a, author={King, Jr., Martin Luther and {Lo\\"\\i}c, B.}}',
    "@misc{a, url={https://a.org/x_y%20z#frag~w}, doi={10.1000/a_b<c>1.0.co;2-#}, file={a_b & c:pdf}}",
    "@misc{a, abstract={5% of & #1}, keywords={a & b}, annote={x_y}}",
    "@misc{a, howpublished={\\url{https://x.org/a_b%20}}, note={\\href{https://a.org/%20}{here}}}",
    "@misc{a, title={H\\textsubscript{2}O, \\ensuremath{x_1}, \\(y_2\\) and \\& \\% \\_}}",
    "@misc{a, doi={10.1000/a\\_b}}",
    "@misc{a, month=jan, year=2020, journal=jacm, note=ieee_j_ac}",
    '@string{foo={Foo}} @misc{a, journal=foo, title = {A } # foo # " B"}',
    "@article{a, title={Part of It All}, author={Ito, A.}, number=1}\n@article{b, title={Part of It All}, author={Ito, A.}, number=2}",
    "@phdthesis{a, title={On Long Trees}, author={Ito, A.}}\n@article{b, title={On Long Trees}, author={Ito, A.}}",
    "@incollection{a, title={X of Y}, doi={10.1000/b}}\n@incollection{b, title={Q of R}, doi={10.1000/b}}",
    "@article{a, title={Same Title Here}, author={Ito}, doi={10.1000/a}}\n@article{b, title={Same Title Here}, author={Ito}, doi={10.1000/b}}",
    "@inbook{c, crossref={p}}\n@book{p, title={x}}",
    "@xdata{p, date={2001}}\n@misc{c, xdata={p}}",
    "@xdata{p, date={2001}, ids={old}}\n@misc{c, xdata={OLD}, author={sortingnamekeytemplatename=snks1 and xdata=p-author-2}}",
    "% a comment with @article inside\n@comment{@article{x, title={y}}} text & more_text\n@misc{a, title={z}}",
    "@misc{a, title={深層学習による画像認識}, author={山田, 太郎 and 佐藤 and {鈴木 花子}}}",
    "@misc{a, author={Hegedűs, Péter and Szabó, Gy{\\H o}z{\\H o}}, title={Könyv & \\'ujs\\'ag}}".replace("&", "\\&"),
    "@misc{a, isbn={978-3-16-148410-0, 0-19-852663-6}, issn={2049-3630}}",
    "@misc{a, date={2004-04/2005}, year={1998/99}}",
    "@misc{a, title={The <pause> token, a < b, and <b> alone}, abstract={<i>x</i>}}",
    "@misc{a, year={1982--1983}}\n@misc{b, year={2020 [1850]}}\n@misc{d, year={in press, May}}",
    "@misc{a, date={2019-05/2019}}\n@misc{b, date={2019-24/2019-03}}\n@misc{c, date={-0400/-0404}, author={Smith, MD}}",
    "@misc{a, month={Aug}}\n@misc{b, month={Aug.}}\n@misc{c, month={08}}\n@misc{d, year={[2020]}, month=aug}",
    "@misc{a, year={c. 1850}}\n@misc{b, year={2027}}\n@misc{d, year={n.d.}}",
    "@misc{a, author={国江 周 and 田中 実}}",
    "@misc{a/b:2001:c, year=2001}",
]


@pytest.mark.parametrize(("rule", "text", "line", "column", "message", "fixed"), FOUND)
def test_it_is_found(rule: str, text: str, line: int, column: int, message: str, fixed: str) -> None:
    of_rule = [finding for finding in findings(text) if finding.rule == rule]
    assert len(of_rule) == 1, findings(text)
    (finding,) = of_rule
    assert (finding.span.line, finding.span.column) == (line, column)
    assert message in finding.message
    assert finding.span.start <= finding.span.end <= len(text)
    if not fixed:
        assert finding.fix is None
        return
    after = apply_edits(text, plan_edits(of_rule).edits)
    assert after == fixed
    assert rule not in rules(after)
    assert not why_unsound("refs.bib", text, after)


@pytest.mark.parametrize("text", CLEAN)
def test_it_is_left_alone(text: str) -> None:
    assert findings(text) == []


def test_every_rule_has_a_case_and_is_registered() -> None:
    names = {rule.name for name in RULE_FAMILIES.built_in for rule in RULE_FAMILIES.load(name).rules}
    assert names <= set(CHECK_RULES.built_in)
    assert names == {row[0] for row in FOUND}


def test_macros_of_other_files_count() -> None:
    assert not findings("@misc{a, journal = nat}", macros=("nat",))


def test_rules_that_are_off_are_not_run() -> None:
    text = "@misc{a, title={a & b}, year={2033}}"
    found = check_bibliography(SourceText("x", text), today=TODAY, off=frozenset({"date-future"}))
    assert [finding.rule for finding in found] == ["tex-character"]


def test_places_are_right_with_every_line_end() -> None:
    for newline in ("\n", "\r\n", "\r"):
        text = newline.join(["% x", "@misc{a,", "  title = {a & b},", "}", ""])
        (finding,) = findings(text)
        assert (finding.span.line, finding.span.column, text[finding.span.start]) == (3, 14, "&")


SICI = "10.1002/(SICI)1096-987X(199709)18:12<1450::AID-JCC9>3.0.CO;2-I"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("%3C", "%3E"),
        ("&lt;", "&gt;"),
        ("&#60;", "&#62;"),
        ("\\%3C", "\\%3E"),
        ("%253C", "%253E"),
        ("\\&lt;", "\\&gt;"),
    ],
)
def test_a_doi_with_angle_brackets_is_written_with_them(before: str, after: str) -> None:
    for front in ("", "https://doi.org/", "https://onlinelibrary.wiley.com/doi/abs/"):
        value = front + SICI.replace("<", before).replace(">", after)
        (finding,) = findings(f"@article{{a, title={{x}}, doi={{{value}}}}}")
        assert (finding.rule, finding.record) == ("identifier-form", SICI)
        assert finding.fix is not None
        assert finding.fix.is_safe


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{\\textless}", "{\\textgreater}"),
        ("$<$", "$>$"),
        ("\\textless{}", "\\textgreater{}"),
        ("{$<$}", "{$>$}"),
        ("<", ">"),
    ],
)
def test_tex_takes_escapes_of_its_own_in_a_doi(before: str, after: str) -> None:
    value = SICI.replace("<", before).replace(">", after)
    assert rules(f"@article{{a, title={{x}}, doi={{{value}}}}}") == []
    (finding,) = findings(f"@article{{a, title={{x}}, doi={{https://doi.org/{value}}}}}")
    assert finding.record == SICI


@pytest.mark.parametrize(
    ("value", "bare", "is_safe"),
    [
        ("https://www.doi.org/10.1000/x.1", "10.1000/x.1", True),
        ("doi.org/10.1000/x.1", "10.1000/x.1", True),
        ("DOI 10.1000/x.1", "10.1000/x.1", True),
        ("urn:doi:10.1000/x.1", "10.1000/x.1", True),
        ("https://doi.org/doi:10.1000/x.1", "10.1000/x.1", True),
        ("https://doi.org/https://doi.org/10.1000/x.1", "10.1000/x.1", True),
        ("https://doi-org.proxy.example.edu/10.1000/x.1", "10.1000/x.1", True),
        ("https://doi.acm.org/10.1145/1.2", "10.1145/1.2", True),
        ("https://dl.acm.org/doi/10.1145/3292500.3330701", "10.1145/3292500.3330701", True),
        ("https://link.springer.com/article/10.1007/s10994-021-06032-4", "10.1007/s10994-021-06032-4", True),
        ("https://link.springer.com/content/pdf/10.1007/s10994-021-06032-4.pdf", "10.1007/s10994-021-06032-4", False),
        ("https://www.tandfonline.com/doi/full/10.1080/0123?src=x", "10.1080/0123", False),
        ("\\url{https://doi.org/10.1000/x.1}", "10.1000/x.1", True),
        ("https://doi.org/10.1000%2Fx.1", "10.1000/x.1", True),
    ],
)
def test_a_doi_behind_a_resolver_or_a_publisher(value: str, bare: str, is_safe: bool) -> None:
    (finding,) = findings(f"@article{{a, title={{x}}, doi={{{value}}}}}")
    assert (finding.rule, finding.record) == ("identifier-form", bare)
    assert finding.fix is not None
    assert finding.fix.is_safe is is_safe


@pytest.mark.parametrize(
    "date",
    "2020 2020-05 2020-05-03 2023-21 -0343-02 0343 199X 19XX 2020-XX 2020? 2020~ 2020% 2019/2020 2020/ /2020 ../2020"
    " 2020-05-03T10:00:00 2021-22/2022-23 Y12345 forthcoming n.d. 0000".split(),
)
def test_a_date_that_biber_takes_is_no_finding(date: str) -> None:
    assert rules(f"@book{{a, title={{x}}, date={{{date}}}}}") == []


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("May 2020", "2020-05"),
        ("2020-5", "2020-05"),
        ("2020-5-3", "2020-05-03"),
        ("2020/05/03", "2020-05-03"),
        ("20200503", "2020-05-03"),
        ("3. Mai 2020", "2020-05-03"),
        ("3 de mayo de 2020", "2020-05-03"),
        ("juillet 2020", "2020-07"),
        ("May 3, 2020", "2020-05-03"),
        ("03.05.2020", "2020-05-03"),
        ("31/12/2020", "2020-12-31"),
        ("2020年5月", "2020-05"),
        ("2019--2020", "2019/2020"),
        ("c. 2020", "2020~"),
        ("Spring 2020", "2020-21"),
        ("199u", "199X"),
        ("1999-uu", "1999-XX"),
        ("1723?~", "1723%"),
        ("unknown/2006", "/2006"),
        ("2004-06-01/unknown", "2004-06-01/"),
        ("2020-05-00", "2020-05"),
        ("2020-05-03T10:00", "2020-05-03"),
    ],
)
def test_a_date_that_biber_ignores_gets_the_form_that_it_takes(written: str, edtf: str) -> None:
    assert rules(f"@book{{a, title={{x}}, year={{2020}}, urldate={{{written}}}}}") == [], "BibTeX prints it as it is"
    for entry in ("book{a, date", "book{a, origdate", "book{a, location={y}, urldate", "online{a, urldate"):
        (finding,) = findings(f"@{entry}={{{written}}}, title={{x}}}}")
        assert (finding.rule, finding.record) == ("date-invalid", edtf)
        assert finding.fix is not None
        assert finding.fix.is_safe


@pytest.mark.parametrize("written", ["03/05/2020", "2020, in press", "2020-Q1", "2020-02-30", "2020-13", "20l9"])
def test_a_date_with_no_sure_meaning_is_left_to_the_person(written: str) -> None:
    (finding,) = findings(f"@book{{a, title={{x}}, date={{{written}}}}}")
    assert (finding.rule, finding.fix) == ("date-invalid", None)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("author={สมชาย ใจดี}, title={หนังสือ}, year={2567}", []),
        ("author={สมชาย ใจดี}, title={หนังสือ}, date={2567-05}", []),
        ("author={Jaidee, Somchai}, title={Book}, langid={thai}, year={2567}", []),
        ("author={כהן, דוד}, title={ספר}, year={5784}", []),
        ("author={王, 小明}, title={書}, year={112}", []),
        ("author={สมชาย ใจดี}, title={หนังสือ}, year={2967}", ["date-future"]),
        ("author={Vole, Vera}, title={Moss}, year={2567}", ["date-future"]),
        ("author={Vole, Vera}, title={Moss}, year={112}", ["date-invalid"]),
    ],
)
def test_a_year_of_another_calendar_is_not_mistyped(entry: str, expected: list[str]) -> None:
    assert rules(f"@book{{a, {entry}}}") == expected


@pytest.mark.parametrize(
    ("entry", "severity"),
    [
        ("o'neil2020, date={2020}", "warning"),
        ("a(b), ids={c}", "warning"),
        ("o'neil2020, year={2020}", "info"),
        ("a b, date={2020}", "error"),
    ],
)
def test_keys_that_biber_stops_at(entry: str, severity: str) -> None:
    invalid = [finding for finding in findings(f"@book{{{entry}}}") if finding.rule == "key-invalid"]
    assert [finding.severity for finding in invalid] == [severity]


@pytest.mark.parametrize(
    "url",
    [
        "https://x.org/" + "a" * 5000 + " b",
        "https://x.org/" + "a/" * 2500 + "{",
        "https://" + "x." * 3000,
        "https://x.org/https://y.org/z",
    ],
)
def test_a_long_address_is_checked_in_linear_time(url: str) -> None:
    assert [rule for rule in rules(f"@misc{{a, url={{{url}}}}}") if rule != "syntax"] in ([], ["url-invalid"])


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Lovelace, Ada and Hopper, G. M. and others", []),
        ("family=Berg, given=Bo, prefix=van der, useprefix=true and Hopper, Grace", []),
        ("Doe, John and Doe, Jane", ["author-placeholder"]),
        ("Author, First and Author, Second", ["author-placeholder"]),
        ("Xxxx and Xxxxx", ["author-placeholder"]),
        ("Lovelace, Ada and Hopper, Grace et al.", ["name-misread"]),
        ("King, Jr., Martin Luther", []),
        ("Roe, M.D., Ann and Moe, Ph. D., Bo and Loe, Prof. Dr., Di", []),
        ("Martin Luther King, Jr.", ["name-misread"]),
    ],
)
def test_usual_names_are_passed_over_quickly_and_others_are_not(authors: str, expected: list[str]) -> None:
    assert rules(f"@misc{{a, author={{{authors}}}}}") == expected
