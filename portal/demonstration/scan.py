"""Scans 扫描件: a small picture of a signed slip, made up for every paper confirmation."""

from portal.demonstration.careers import Day


def scan_of(document: str, staff_number: str, day: Day) -> bytes:
    """A PDF of one page that says what it stands for."""
    lines = ("DEMONSTRATION - no real signature", document, f"{staff_number}   signed on {day.isoformat()}")
    shown = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 14 Tf 24 TL 72 760 Td {shown}ET".encode("ascii")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    return _file(parts)


def _file(parts: list[bytes]) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(parts) + 1, table, trailer)
