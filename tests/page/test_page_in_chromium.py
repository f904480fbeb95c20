"""The page in a real Chromium, from the file system: search, filters, copying, plots, keys, axe, hostile texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from biblio.cite.pandoc_program import find_pandoc
from biblio.page.page_entry import PageEntry
from tests.page.browser import Visit, needs_browser, started_browser, write_files
from tests.page.cards import HOSTILE, files_of, hostile_library, many_works, small_library

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, needs_browser, pytest.mark.filterwarnings("default")]
OWLS, MICE, SNOW, ECOLE, WALK, MINDS = (
    "Owls at Night", "Mice Under Snow", "雪の下のネズミ", "L’École des hiboux", "A Walk in the Snow", "A Work of Two Minds",
)  # fmt: skip
Opener = Callable[..., Visit]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started_browser() as started:
        yield started


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("page"), small_library(), style="APA style")


@pytest.fixture
def visit(browser: Browser, path: Path) -> Iterator[Opener]:
    """Open the page of the small library, or of `path`; at the end nothing may have complained or been asked for."""
    visits: list[Visit] = []

    def opened(path: Path = path, **options: Any) -> Visit:
        visits.append(Visit(browser, path, **options))
        return visits[-1]

    yield opened
    for opened_page in visits:
        folder = opened_page.address.rpartition("/")[0]
        strangers = [url for url in opened_page.requests if not url.startswith((folder, "data:"))]
        opened_page.close()
        assert opened_page.complaints == []
        assert strangers == []


# -- search and filters --------------------------------------------------------------------------------------------
def test_the_page_has_every_work_the_newest_first(visit: Opener) -> None:
    page = visit()
    assert page.titles() == [WALK, SNOW, MICE, OWLS, ECOLE, MINDS]
    assert page.page.inner_text("#biblio-count") == "6 works"
    assert page.page.title() == "Bibliography"


SEARCHES = [
    ("owl", [OWLS]),
    ("OWLS night", [OWLS]),
    ("wls", []),
    ("doe", [OWLS]),
    ("elan", [ECOLE]),
    ("ecole", [ECOLE]),
    ("journal birds", [OWLS, MICE]),
    ("2020", [MICE]),
    ("snow", [WALK, MICE, OWLS]),  # in the titles first, then in a note
    ('"under snow"', [MICE, OWLS]),
    ('"snow under"', []),
    ("雪", [SNOW, WALK]),
    ("ネズミ", [SNOW]),
    ("ガラス", [SNOW]),
    ("カラス", []),
    ("山田", [SNOW]),
    ("roe2019", [OWLS]),
    ('"', [WALK, SNOW, MICE, OWLS, ECOLE, MINDS]),
]


def test_search(visit: Opener) -> None:
    page = visit()
    page.wait_for_notes()
    assert {words: page.search(words) for words, _ in SEARCHES} == dict(SEARCHES)


def test_while_somebody_types_only_the_first_works_are_shown_and_no_plot_is_drawn(
    visit: Opener, tmp_path: Path
) -> None:
    page = drawn(visit(write_files(tmp_path, many_works(100))))
    counted = """() => {
        const input = document.getElementById('biblio-words');
        let drawings = 0;
        const draw = biblioPage.plots.draw;
        biblioPage.plots.draw = () => { drawings++; draw(); };
        for (const letters of ['sp', 's', '']) {
            input.value = letters;
            input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }
        return [drawings, document.querySelectorAll('.biblio-work').length];
    }"""
    assert page.page.evaluate(counted) == [0, 8]
    page.wait_until("document.querySelectorAll('.biblio-work').length >= 30")


def test_filters_combine_and_live_in_the_address(visit: Opener) -> None:
    page = visit()
    page.page.check('.biblio-facet input[value="birds"]')
    assert page.titles() == [OWLS, ECOLE]
    page.page.check('.biblio-facet input[value="night"]')
    assert page.titles() == [OWLS]  # of tags all
    page.page.uncheck('.biblio-facet input[value="night"]')
    page.page.check('.biblio-facet input[value="2018"]')
    page.page.check('.biblio-facet input[value="2019"]')
    assert page.titles() == [OWLS, ECOLE]  # of years any
    page.page.check('.biblio-facet input[value="book"]')
    assert page.titles() == [ECOLE]
    assert page.fragment() == "#?tag=birds&kind=book&year=2018&year=2019"
    again = visit(fragment=page.fragment())
    assert again.titles() == [ECOLE]
    assert again.page.locator("#biblio-chosen li").count() == 5
    again.page.get_by_role("button", name="Clear all filters").click()
    assert len(again.titles()) == 6
    assert again.fragment() == ""
    page.page.go_back()
    assert page.titles() == [OWLS, ECOLE]


def test_counts_say_what_a_filter_would_show(visit: Opener) -> None:
    page = visit()
    page.wait_for_notes()
    page.page.check('.biblio-facet input[value="birds"]')

    def counts(facet: str) -> dict[str, str]:
        rows = page.page.get_by_role("group", name=facet, exact=True).locator("label").all_inner_texts()
        return dict(row.split("\n") for row in rows)

    assert counts("Tag") == {"birds": "2", "night": "1"}
    assert counts("Year") == {"2019": "1", "2018": "1"}
    page.page.check('.biblio-facet input[value="2018"]')
    assert counts("Year") == {"2019": "1", "2018": "1"}  # what else could be chosen


def test_everything_in_the_address(visit: Opener) -> None:
    page = visit()
    page.wait_for_notes()
    page.search("snow")
    page.page.check('.biblio-facet input[value="mice"]')
    page.page.select_option("#biblio-order", "title")
    page.card(MICE).get_by_role("button", name="Abstract and notes").click()
    fragment = unquote(page.fragment())
    assert fragment == "#?q=snow&tag=mice&sort=title&work=poe2020mice"
    again = visit(fragment=fragment)
    again.page.wait_for_selector(".biblio-more:not([hidden])")
    assert again.page.input_value("#biblio-words") == "snow"
    assert again.page.input_value("#biblio-order") == "title"
    assert again.page.evaluate("document.activeElement.dataset.id") == "poe2020mice"


def test_a_strange_address_is_no_harm(visit: Opener) -> None:
    page = visit(fragment="#?tag=<b>&year=x&sort=constructor&work=__proto__&near=toString&q=%E0%A4%A")
    assert page.page.input_value("#biblio-order") == "best"
    assert page.page.locator("#biblio-chosen li").count() == 0
    assert len(visit(fragment="#section-2").titles()) == 6


def test_orders(visit: Opener) -> None:
    page = visit()
    for order, first in (("oldest", MINDS), ("read", SNOW), ("title", WALK), ("author", ECOLE), ("venue", ECOLE)):
        page.page.select_option("#biblio-order", order)
        assert page.titles()[0] == first, order


# -- cards ---------------------------------------------------------------------------------------------------------
def test_a_card_opens_to_abstract_note_and_mentions(visit: Opener) -> None:
    page = visit()
    card = page.card(OWLS)
    button = card.get_by_role("button", name="Abstract and notes")
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    card.get_by_text("We listened to owls.").wait_for()
    assert "They hear mice under snow." in card.inner_text()
    assert card.locator(".biblio-note strong").inner_text() == "mice"
    assert card.get_by_role("link", name="notes/owls.md:3").get_attribute("href") == "../notes/owls.md"
    assert card.get_by_role("link", name="DOI: Owls at Night").get_attribute("href") == "https://doi.org/10.1/owls"
    card.get_by_role("link", name=MICE).click()
    page.wait_until("document.activeElement.dataset.id === 'poe2020mice'")


def test_copying(visit: Opener) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    for button, said, text in (
        ("Copy key", "Key", "roe2019owls"),
        ("Copy BibTeX", "BibTeX", "@article{roe2019owls,\n  title = {Owls at Night},\n}"),
        ("Copy reference", "Reference", "Roe, A., & Doe, B. (2019). Owls at Night."),
    ):
        page.card(OWLS).get_by_role("button", name=button).click()
        page.wait_until(f"document.getElementById('biblio-said').textContent === '{said} copied'")
        assert page.page.evaluate("navigator.clipboard.readText()") == text


def test_without_a_style_there_is_no_button_for_references(visit: Opener, tmp_path: Path) -> None:
    page = visit(write_files(tmp_path, small_library()))
    assert page.page.get_by_role("button", name="Copy BibTeX").count() == 5  # the note without a work has none
    assert page.page.get_by_role("button", name="Copy reference").count() == 0


def test_a_missing_file_is_said(browser: Browser, tmp_path: Path) -> None:
    path = write_files(tmp_path, small_library())
    (tmp_path / "details-00.js").unlink()
    page = Visit(browser, path)
    page.card(OWLS).get_by_role("button", name="Abstract and notes").click()
    page.card(OWLS).get_by_text("details-00.js is missing beside the page").wait_for()
    page.close()


# -- keys ----------------------------------------------------------------------------------------------------------
def test_keys(visit: Opener) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    keyboard, active = page.page.keyboard, "document.activeElement.dataset.id ?? document.activeElement.id"
    keyboard.press("/")
    assert page.page.evaluate(active) == "biblio-words"
    keyboard.type("snow")
    assert page.titles()[:2] == [WALK, MICE]
    keyboard.press("ArrowDown")
    assert page.page.evaluate(active) == "blog2022snow"
    keyboard.press("ArrowDown")
    assert page.page.evaluate(active) == "poe2020mice"
    keyboard.press("Enter")
    page.page.wait_for_selector("[data-id=poe2020mice] .biblio-more:not([hidden])")
    keyboard.press("k")
    page.wait_until("document.getElementById('biblio-said').textContent === 'Key copied'")
    assert page.page.evaluate("navigator.clipboard.readText()") == "poe2020mice"
    keyboard.press("ArrowUp")
    keyboard.press("ArrowUp")
    assert page.page.evaluate(active) == "biblio-words"
    keyboard.press("Escape")
    assert len(page.titles()) == 6
    page.card(OWLS).focus()
    keyboard.press("?")
    assert page.page.locator("#biblio-help").is_visible()
    keyboard.press("Escape")
    assert not page.page.locator("#biblio-help").is_visible()


# -- plots ---------------------------------------------------------------------------------------------------------
def drawn(page: Visit) -> Visit:
    page.page.wait_for_selector("#biblio-figures svg")
    return page


def test_a_click_on_a_plot_filters(visit: Opener) -> None:
    page = drawn(visit())
    captions = page.page.locator("figcaption").all_inner_texts()
    assert [re.split("  | of| in your", text)[0] for text in captions] == [
        "Works by year", "Works by month read", "Venues", "Tags by year read", "Coverage", "Mentioned together",
    ]  # fmt: skip
    for name, titles, fragment in (
        ("2020: 1 work", [MICE], "#?year=2020"),
        ("March 2024: 2 works", [SNOW, MICE], "#?read=2024-03"),
        ("Journal of Birds: 2 works", [MICE, OWLS], "#?venue=Journal+of+Birds"),
        ("mice, 2024: 2 works", [SNOW, MICE], "#?tag=mice&read=2024"),
        ("to be decided: 1 work", [MINDS], "#?status=to+be+decided"),
        ("Owls at Night: mentioned with 1 work", [MICE, OWLS], "#?near=roe2019owls"),
    ):
        page.page.get_by_role("button", name=name, exact=True).click()
        assert (page.titles(), page.fragment()) == (titles, fragment)
        page.page.locator("[data-part][aria-pressed=true]").first.click()
        page.wait_until("!document.querySelector('[data-part][aria-pressed=true]')")
        assert page.fragment() == ""


def test_a_plot_by_keys(visit: Opener) -> None:
    page = drawn(visit())
    page.page.locator("figure", has_text="Works by year").locator('[tabindex="0"]').focus()
    active = "document.activeElement.getAttribute('aria-label')"
    assert page.page.evaluate(active) == "2017: 1 work"
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("End")
    page.page.keyboard.press("ArrowLeft")
    assert page.page.evaluate(active) == "2021: 1 work"
    page.page.keyboard.press("Enter")
    assert page.titles() == [SNOW]
    page.wait_until("document.activeElement.getAttribute('aria-pressed') === 'true'")
    assert page.page.evaluate(active) == "2021: 1 work"  # the plot was drawn anew, and the place kept


# What the names in the plot of mentions cover: each other, or the circle of a work; and how far they leave the plot.
COVERED = """() => {
    const boxes = (what) => [...document.querySelectorAll(what)].map((element) => element.getBoundingClientRect());
    const names = boxes(".biblio-labels text"), works = boxes("circle");
    const touch = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4; // the line is higher than its letters
    const plot = document.querySelector("circle").closest("svg").getBoundingClientRect();
    const pairs = names.flatMap((name, index) => [...names.slice(index + 1), ...works].filter((other) => touch(name, other)));
    const outside = names.filter((name) => name.left < plot.left - 1 || name.right > plot.right + 1);
    return [names.length, pairs.length, outside.length];
}"""


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("shape", ["pair", "chain", "star", "ring", "two", "many"])
def test_names_in_the_plot_of_mentions_cover_nothing(visit: Opener, tmp_path: Path, shape: str, size: str) -> None:
    mentions: dict[str, list[tuple[int, ...]]] = {
        "pair": [(1,), ()], "chain": [(1,), (2,), (3,), ()], "star": [(1, 2, 3), (), (), ()],
        "ring": [(1,), (2,), (3,), (0,)], "two": [(1,), (2,), (), (4,), (5,), ()],
        "many": [(number // 2, number // 3) for number in range(60)],
    }  # fmt: skip
    names = [
        "mildenhall2020nerf",
        "雪の下のネズミと長い題名の論文",
        "wwwwwwww2020wwwwwwww",
        "li2021i",
        "ho2020denoising",
        "o",
    ]

    def key(number: int) -> str:
        return f"{names[number % len(names)]}{number or ''}"

    entries = [
        PageEntry(key(number), f"Work {number}", key=key(number), mentions=tuple(map(key, others)))
        for number, others in enumerate(mentions[shape])
    ]
    page = visit(write_files(tmp_path, entries), size=size)
    page.page.evaluate("document.getElementById('biblio-plots').open = true")
    page.page.wait_for_selector("circle")
    shown, *covering = page.page.evaluate(COVERED)
    assert covering == [0, 0]
    assert shown >= min(2 if size == "phone" else 4, len(entries))


# -- hostile texts ---------------------------------------------------------------------------------------------------
def test_hostile_texts_are_only_shown(visit: Opener, tmp_path: Path) -> None:
    page = drawn(visit(write_files(tmp_path, hostile_library(), title=HOSTILE[0], style=HOSTILE[1])))
    page.wait_for_notes()
    assert len(page.titles()) == len(HOSTILE)
    for text in HOSTILE:
        page.search(text)
    page.search("")
    page.wait_until(f"document.querySelectorAll('.biblio-work').length === {len(HOSTILE)}")  # the last follow a pause
    for button in page.page.locator('[data-do="open"]').all():
        button.click()
    page.wait_until("[...document.querySelectorAll('.biblio-more')].every((box) => box.childElementCount)")
    for button in page.page.locator('[data-do="bibtex"]').all():
        button.click()
    shown = page.page.locator("#biblio-list").text_content() or ""
    assert all(" ".join(text.split()) in " ".join(shown.split()) for text in HOSTILE)
    strangers = page.page.evaluate("""[...document.querySelectorAll('#biblio *')].filter((element) =>
        ['img', 'script', 'iframe', 'b', 'style'].includes(element.localName) && !element.src?.startsWith('file:')
        || [...element.attributes].some(({ name }) => name.startsWith('on'))).map((element) => element.outerHTML)""")
    assert strangers == []
    links = page.page.evaluate("[...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))")
    assert not [link for link in links if link and re.match(r"\s*(javascript|data|vbscript):", link)]


def test_the_policy_stops_what_would_get_through(browser: Browser, path: Path) -> None:
    page = Visit(browser, path)
    stopped = page.page.evaluate("""() => {
        const tries = [
            () => { document.body.innerHTML = '<img src=x>'; },
            () => { document.createElement('script').text = 'alert(1)'; },
            () => { document.createElement('a').setAttribute('onclick', 'alert(1)'); },
            () => { document.createElement('script').src = 'x.js'; },
            () => { trustedTypes.createPolicy('other', {}); },
        ];
        return tries.map((attempt) => { try { attempt(); return 'done'; } catch (error) { return error.name; } });
    }""")
    assert "done" not in stopped
    page.close()


# -- sizes, colours, print, screen readers ------------------------------------------------------------------------------
def violations(page: Visit) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page.page).response["violations"]
    return [f"{rule['id']}: {[node['html'][:200] for node in rule['nodes']]}" for rule in found]


@pytest.mark.parametrize(
    ("size", "scheme"), [("wide", "light"), ("wide", "dark"), ("tablet", "dark"), ("phone", "light")]
)
def test_axe_finds_nothing(browser: Browser, path: Path, size: str, scheme: Any) -> None:
    page = Visit(browser, path, size=size, color_scheme=scheme, bypass_csp=True)
    page.wait_for_notes()
    for name in ("plots", "filters"):
        page.page.evaluate(f"document.getElementById('biblio-{name}').open = true")
    drawn(page)
    page.card(OWLS).get_by_role("button", name="Abstract and notes").click()
    page.page.check('.biblio-facet input[value="birds"]')
    page.page.wait_for_timeout(300)
    assert violations(page) == []
    page.page.click("#biblio-help-open")
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_nothing_is_wider_than_the_window(visit: Opener, tmp_path: Path, size: str) -> None:
    long = PageEntry(
        "x" * 200, "y" * 300, key="x" * 200, venue="z" * 300, tags=("t" * 200,), authors=("a" * 200,), year=2000
    )
    page = visit(write_files(tmp_path, [*small_library(), long], title="w" * 200), size=size)
    for name in ("plots", "filters"):
        page.page.evaluate(f"document.getElementById('biblio-{name}').open = true")
    drawn(page)
    assert page.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_dark_and_light(visit: Opener) -> None:
    paper = "getComputedStyle(document.getElementById('biblio')).backgroundColor"
    light, dark = visit(color_scheme="light"), visit(color_scheme="dark")
    assert light.page.evaluate(paper) != dark.page.evaluate(paper)
    for _ in range(2):
        light.page.click("#biblio-theme")
    assert light.page.inner_text("#biblio-theme") == "Theme: dark"
    assert light.page.evaluate(paper) == dark.page.evaluate(paper)
    light.page.reload()
    assert light.page.inner_text("#biblio-theme") == "Theme: dark"


def test_print_has_every_work_that_passes_and_no_controls(visit: Opener, tmp_path: Path) -> None:
    page = visit(write_files(tmp_path, many_works(120)), color_scheme="dark")
    page.wait_for_notes()
    page.search("sparse")
    count = int(page.page.inner_text("#biblio-count").split()[0])
    assert count > 40
    page.page.emulate_media(media="print")
    page.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(page.titles()) == count
    assert not page.page.locator("#biblio-words").is_visible()
    assert not page.page.locator(".biblio-actions button").first.is_visible()
    assert page.page.locator(".biblio-link").first.is_visible()
    for selector in ("#biblio", ".biblio-work", ".biblio-tags button"):  # on white, whatever the screen has
        background = f"getComputedStyle(document.querySelector('{selector}')).backgroundColor"
        assert page.page.evaluate(background) == "rgb(255, 255, 255)", selector


# -- in a site, and large ------------------------------------------------------------------------------------------------
def test_a_part_of_another_page(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    files = files_of(small_library(), title="Read {{ x }}", style="APA style", address="papers/")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "index.html").write_text(
        f"<!doctype html><html lang=en><title>Site</title><body><h1>My site</h1>{files['embed.html']}<p id=end>end</p>",
        encoding="utf-8",
    )
    page = Visit(browser, tmp_path / "index.html", fragment="#?tag=birds")
    drawn(page)
    assert page.titles() == [OWLS, ECOLE]
    page.card(OWLS).get_by_role("button", name="Abstract and notes").click()
    page.card(OWLS).get_by_text("We listened to owls.").wait_for()
    assert page.page.locator("#biblio h2.biblio-name").inner_text() == "Read {{ x }}"
    assert page.page.locator("#biblio h3.biblio-title").count() == 2
    assert page.page.evaluate("getComputedStyle(document.body).margin") == "8px"
    assert page.complaints == []
    assert all(url.startswith((tmp_path.as_uri(), "data:")) for url in page.requests)
    page.close()


def test_a_part_of_a_site_that_names_no_encoding(browser: Browser, tmp_path: Path) -> None:
    write_files(tmp_path / "papers", small_library(), address="papers/")
    part = (tmp_path / "papers" / "embed.html").read_text(encoding="utf-8")
    site = f"<!doctype html><html lang=en><title>Site</title><body><h1>My site</h1>{part}"
    (tmp_path / "index.html").write_text(site, encoding="utf-8")
    page = drawn(Visit(browser, tmp_path / "index.html"))
    assert {SNOW, ECOLE} <= set(page.titles())
    page.card(SNOW).get_by_role("button", name="notes").click()
    page.card(SNOW).get_by_text("ガラスの上でも走る。").wait_for()
    page.close()


def test_a_part_that_pandoc_puts_behind_a_document(browser: Browser, tmp_path: Path) -> None:
    """Quarto hands `include-after-body` to pandoc; its own program is not run."""
    pandoc = find_pandoc()
    if not pandoc:
        pytest.skip("needs pandoc, which the extra `cite` brings")
    folder = tmp_path / "papers"
    write_files(folder, small_library(), address="papers/")
    options = ["--standalone", "--from=markdown", "--to=html5", f"--include-after-body={folder / 'embed.html'}"]
    text = pandoc.run(*options, text="---\ntitle: What I read\n---\nAn *introduction*.\n")
    (tmp_path / "reading.html").write_text(text, encoding="utf-8")
    page = drawn(Visit(browser, tmp_path / "reading.html", fragment="#?tag=birds"))
    assert page.titles() == [OWLS, ECOLE]
    page.card(OWLS).get_by_role("button", name="Abstract and notes").click()
    page.card(OWLS).get_by_text("We listened to owls.").wait_for()
    assert page.page.inner_text("h1.title") == "What I read"
    assert page.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.complaints == []
    page.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize(
    ("style", "theme"),
    [
        ("", "light"),  # the browser's own paper is white, whatever the system has
        ("body {background: #fdf6e3}", "light"),
        ("body {background: rgb(20 20 30)}", "dark"),
        ("html {background: oklch(20% 0.05 200)} body {background: none}", "dark"),
        ("body {background: color(srgb 0.9 0.9 1)}", "light"),
    ],
)
def test_a_part_of_another_page_is_as_dark_as_that(
    browser: Browser, tmp_path: Path, scheme: Any, style: str, theme: str
) -> None:
    (tmp_path / "papers").mkdir()
    files = files_of(small_library(), address="papers/")
    for name, text in files.items():
        (tmp_path / "papers" / name).write_text(text, encoding="utf-8")
    text = f"<!doctype html><html lang=en><title>Site</title><style>{style}</style><body>{files['embed.html']}"
    (tmp_path / "index.html").write_text(text, encoding="utf-8")
    page = Visit(browser, tmp_path / "index.html", color_scheme=scheme)
    page.wait_until(f"document.getElementById('biblio').dataset.theme === '{theme}'")
    assert not page.page.locator("#biblio-theme").count()
    page.page.evaluate("document.body.setAttribute('style', 'background: black')")  # as the switch of a site does
    page.wait_until("document.getElementById('biblio').dataset.theme === 'dark'")
    page.close()


def test_ten_thousand_works(visit: Opener, tmp_path: Path) -> None:
    """Nothing is left out and nothing stands still; how long it takes is measured in benchmarks/page.py."""
    page = visit(write_files(tmp_path, many_works(10_000)))
    page.wait_for_notes()
    assert page.page.inner_text("#biblio-count") == "10,000 works"
    assert len(page.titles()) == 30
    page.search("work09999")
    assert page.page.inner_text("#biblio-count") == "1 work of 10,000"
    page.search("")
    page.wait_until("document.querySelectorAll('.biblio-work').length === 30")  # the first ones come first
    page.page.locator(".biblio-work").last.scroll_into_view_if_needed()
    page.wait_until("document.querySelectorAll('.biblio-work').length > 30")


def test_a_screen_is_filled_however_tall_it_is(visit: Opener, tmp_path: Path) -> None:
    """The end of the list may still be in sight after more works came: without another word from the browser."""
    page = visit(write_files(tmp_path, many_works(400)))
    page.page.set_viewport_size({"width": 1280, "height": 30_000})
    page.wait_until("document.querySelectorAll('.biblio-work').length > 150")
    page.page.set_viewport_size({"width": 1280, "height": 900})
    page.search("work")
    page.page.set_viewport_size({"width": 1280, "height": 30_000})
    page.wait_until("document.querySelectorAll('.biblio-work').length > 150")


SEARCHED_EARLY = """() => {
    let now = 0;
    performance.now = () => (now += 1000); // time is up after the first texts
    const texts = new biblioPage.search.Texts(biblioPage.data.works);
    const found = (words) => [texts.find(words).filter((score) => score > 0).length, texts.coversAll];
    const early = [found("work00001"), found("work00999")];
    texts.prepare(Infinity);
    return [...early, found("work00999")];
}"""


def test_a_letter_typed_at_once_waits_for_no_index(visit: Opener, tmp_path: Path) -> None:
    path = write_files(tmp_path, many_works(1000))
    assert visit(path).page.evaluate(SEARCHED_EARLY) == [[1, False], [0, False], [1, True]]
    page = visit(path)
    page.search("work00999")
    page.wait_for_notes()
    assert page.page.inner_text("#biblio-count") == "1 work of 1,000"
    assert visit(path, fragment="#?q=work00999").titles() == page.titles()
