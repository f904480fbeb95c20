"""How many files gave no note for a reason, in words."""

from __future__ import annotations

from biblio.cli.languages import translate_count
from biblio.readers.skipped import SkipReason

__all__ = ["counted_reason"]


def counted_reason(reason: str, count: int) -> str:
    """Return `count` of the files that gave no note because of `reason`: "3 diary pages", "2 with only a title"."""
    match reason:
        case SkipReason.NO_WORK:
            return translate_count("{count} without a sign of a work", "{count} without a sign of a work", count)
        case SkipReason.TITLE_ONLY:
            return translate_count("{count} with only a title", "{count} with only a title", count)
        case SkipReason.TOPIC:
            return translate_count("{count} page about a topic", "{count} pages about topics", count)
        case SkipReason.APART:
            return translate_count(
                "{count} page apart from the notes on works", "{count} pages apart from the notes on works", count
            )
        case SkipReason.DIARY:
            return translate_count("{count} diary page", "{count} diary pages", count)
        case SkipReason.INDEX:
            return translate_count("{count} index page", "{count} index pages", count)
        case SkipReason.ABOUT_REPOSITORY:
            return translate_count("{count} about the repository itself", "{count} about the repository itself", count)
        case SkipReason.OWN_WORKS:
            return translate_count("{count} list of own publications", "{count} lists of own publications", count)
        case SkipReason.OWN_TEXT:
            return translate_count("{count} text of its own", "{count} texts of their own", count)
        case SkipReason.MADE_FROM:
            return translate_count("{count} page that a program made", "{count} pages that a program made", count)
        case SkipReason.TEMPLATE:
            return translate_count("{count} template", "{count} templates", count)
        case SkipReason.BACKUP:
            return translate_count("{count} backup", "{count} backups", count)
        case SkipReason.DRAWING:
            return translate_count("{count} drawing or board", "{count} drawings or boards", count)
        case SkipReason.EMPTY:
            return translate_count("{count} empty file", "{count} empty files", count)
        case SkipReason.UNREADABLE:
            return translate_count("{count} that cannot be read", "{count} that cannot be read", count)
        case SkipReason.UNKNOWN_FORMAT:
            return translate_count("{count} in an unknown format", "{count} in unknown formats", count)
        case SkipReason.EXCLUDED:
            return translate_count("{count} excluded by config.toml", "{count} excluded by config.toml", count)
        case SkipReason.NO_PDF_LIBRARY:
            return translate_count("{count} PDF, for which the extra pdf is missing",
                                   "{count} PDFs, for which the extra pdf is missing", count)  # fmt: skip
    return f"{count:,} {reason}"
