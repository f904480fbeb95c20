"""Make the pictures of the review screen: ``python -m docs.pictures.make`` (with the extra ``review``).

The project is made in a temporary folder; nothing is asked. The abstracts are written for the pictures.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, SVG_EXPORT_THEME

from biblio.cli.review.application import ReviewApp
from biblio.decisions.review_session import ReviewFilter, ReviewSession, review_queue
from biblio.lookup.progress import SilentProgress
from biblio.lookup.resolver import Resolver
from biblio.model.decision import Status
from biblio.project.note_library import open_decision_session, read_library
from biblio.project.project import open_project, project_config
from biblio.project.sync import sync

FOLDER = Path(__file__).parent
SIZES = ((80, 24), (140, 40))
# The keys that lead to each picture.
PICTURES = {"review": (), "review-alike": ("a", "1")}

CONFIG = '[notes]\nsources = ["notes"]\n[services]\noffline = true\nuse = []\n[catalogue]\npath = "works.jsonl"\n'
WORKS = [
    {
        "title": "LoRA: Low-Rank Adaptation of Large Language Models",
        "authors": ["Edward J. Hu", "Yelong Shen", "Phillip Wallis", "Zeyuan Allen-Zhu"],
        "year": 2022, "venue_short": "ICLR", "arxiv": "2106.09685",
        "abstract": "Instead of changing all weights of a pretrained model, small matrices of low rank are trained "
        "beside them and added to the frozen weights. Far fewer parameters have to be stored for each task, training "
        "needs less memory, and because the matrices can be merged into the weights, answering takes no longer. On "
        "several benchmarks the adapted models are as good as those that were trained as a whole. The rank that is "
        "needed turns out to be surprisingly small, and the paper asks what that says about adaptation.",
    },
    {
        "title": "LoRA+: Efficient Low Rank Adaptation of Large Models",
        "authors": ["Soufiane Hayou", "Nikhil Ghosh", "Bin Yu"],
        "year": 2024, "venue_short": "ICML", "arxiv": "2402.12354",
        "abstract": "The two matrices of an adapter need different learning rates.",
    },
    {
        "title": "AdaLoRA: Adaptive Budget Allocation for Parameter-Efficient Fine-Tuning",
        "authors": ["Qingru Zhang", "Minshuo Chen", "Alexander Bukharin"],
        "year": 2023, "venue_short": "ICLR", "arxiv": "2303.10512",
    },
    {
        "title": "Segment Anything", "authors": ["Alexander Kirillov", "Eric Mintun", "Nikhila Ravi"], "year": 2023,
        "venue_short": "ICCV", "arxiv": "2304.02643",
    },
    {
        "title": "Deep Residual Learning for Image Recognition", "year": 2016, "venue_short": "CVPR",
        "authors": ["Kaiming He", "Xiangyu Zhang", "Shaoqing Ren", "Jian Sun"], "arxiv": "1512.03385",
    },
    {
        "title": "Denoising Diffusion Probabilistic Models", "authors": ["Jonathan Ho", "Ajay Jain", "Pieter Abbeel"],
        "year": 2020, "venue_short": "NeurIPS", "arxiv": "2006.11239",
    },
    {
        "title": "Language Modeling Is Compression", "authors": ["Grégoire Delétang", "Anian Ruoss"], "year": 2024,
        "venue_short": "ICLR", "arxiv": "2309.10668",
    },
]  # fmt: skip
HEAD = "---\ntype: paper\ntitle: "
NOTES = {
    "lora.md": HEAD + "LoRA Low-Rank Adaptation of Large L\ntags: [fine-tuning, adapters]\n---\n"
    "Fits on one GPU. Which rank for our data? Compare with prefix tuning.\n",
    "segment.md": HEAD + "Segment Anything\ntags: [vision]\n---\nA model for masks.\n",
    "resnet.md": HEAD + "Deep residual learnig for image recognition\ntags: [vision]\n---\nShortcuts.\n",
    "ddpm.md": HEAD + "Denoising Diffusion Probabilistic Models\ntags: [diffusion]\n---\nRead with Ida.\n",
    "compression.md": HEAD + "Language Modeling is Compression\ntags: [theory]\n---\nFor chapter 3.\n",
}


@contextlib.contextmanager
def open_review() -> Iterator[ReviewSession]:
    """Make a project with doubtful notes, and open its review."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
        (folder / "works.jsonl").write_text("".join(f"{json.dumps(work)}\n" for work in WORKS), encoding="utf-8")
        (folder / "notes").mkdir()
        for note, text in NOTES.items():
            (folder / "notes" / note).write_text(text, encoding="utf-8")
        config = project_config(folder, environment={})
        with open_project(config, progress=SilentProgress()) as project:
            sync(project)
            library = read_library(project)
            session = open_decision_session(project, library, command="review")
            queue = review_queue(library.decided, library.conflicts, ReviewFilter([Status.AMBIGUOUS]))
            queue.sort(key=lambda decided: decided.note.source != "notes/lora.md")
            yield ReviewSession(session, queue, library.conflicts)


async def take(review: ReviewSession, keys: tuple[str, ...], size: tuple[int, int], *, is_dark: bool) -> str:
    """Return the screen after `keys` as an SVG picture."""

    @contextlib.contextmanager
    def connect() -> Iterator[Resolver]:
        raise NotImplementedError  # no key of a picture searches
        yield

    app = ReviewApp(review, connect=connect)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        console = Console(width=size[0], height=size[1], file=io.StringIO(), record=True, force_terminal=True)
        console.print(app.screen._compositor.render_update(full=True, screen_stack=app.screen_stack[:-1]))
        theme = SVG_EXPORT_THEME if is_dark else DEFAULT_TERMINAL_THEME
        picture = console.export_svg(title="biblio review", theme=theme)
    # Rich's pictures fetch a font from elsewhere, and are named by a checksum.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    picture = picture.replace("Fira Code, monospace", "monospace")
    return re.sub(r"terminal-\d+", "terminal", picture)


def main(folder: Path = FOLDER) -> None:
    """Write all pictures into `folder`."""
    with open_review() as review:
        for name, keys in PICTURES.items():
            for width, height in SIZES:
                for is_dark in (True, False):
                    picture = asyncio.run(take(review, keys, (width, height), is_dark=is_dark))
                    shade = "dark" if is_dark else "light"
                    (folder / f"{name}-{width}x{height}-{shade}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
