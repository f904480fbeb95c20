"""Dates as in mails and in headers of HTTP, https://www.rfc-editor.org/rfc/rfc5322#section-3.3"""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

__all__ = ["parse_mail_date"]


def parse_mail_date(text: str) -> datetime | None:
    """Return the time that `text` gives, with its time zone if it gives one; None for what is no date."""
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):  # the last for numbers that no machine word can hold
        return None
