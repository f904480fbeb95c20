"""Makes small PDFs for tests: one page of lines, each with a size and a position, and the document's information."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Line(NamedTuple):
    text: str
    size: float = 10
    turned: bool = False


def make_pdf(lines: Sequence[Line], information: Mapping[str, str] | None = None, *, xmp: str = "") -> bytes:
    """Return a PDF with one page that has the lines from top to bottom, in Helvetica (Latin-1 only)."""
    commands, height = ["BT"], 800.0
    for line in lines:
        height -= line.size * 1.5
        matrix = f"0 1 -1 0 20 {200:.0f}" if line.turned else f"1 0 0 1 60 {height:.1f}"
        commands.append(f"/F1 {line.size} Tf {matrix} Tm ({_escaped(line.text)}) Tj")
    content = "\n".join([*commands, "ET"]).encode("latin-1")
    info = "".join(f"/{name} ({_escaped(value)}) " for name, value in (information or {}).items())
    metadata = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{xmp}</x:xmpmeta>".encode() if xmp else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< %s >>" % info.encode("latin-1"),
        b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(metadata), metadata),
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(data),
    )
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, trailer)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
