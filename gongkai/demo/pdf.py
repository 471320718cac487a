"""A small PDF writer for the demonstration's papers: A4, the reader's own Song type face, text that can be copied.

The standard CID font STSong-Light with UniGB-UCS2-H is not embedded: every reader for Chinese brings a substitute.
"""

from collections.abc import Iterator

from gongkai.demo.story import blocks, cells, kind_of

PAGE_WIDTH, PAGE_HEIGHT = 595, 842
LEFT, TOP, BOTTOM = 72, 770, 72
SIZE, LEADING = 12, 21
LINE_UNITS = (PAGE_WIDTH - 2 * LEFT) / SIZE  # width of a line in full-width characters
_NO_START = "，。、；：！？）》”’〕％"


def make_pdf(title: str, text: str) -> bytes:
    """A PDF of a title and a text in the demonstration's mark-up. The same input gives the same bytes."""
    lines = [(16, title), (SIZE, ""), *((SIZE, line) for line in body_lines(text))]
    pages = list(_pages(lines))
    objects = _frame(len(pages))
    for number, page in enumerate(pages):
        stream = _page_stream(page, f"— {number + 1} —")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (PAGE_WIDTH, PAGE_HEIGHT, len(objects) + 2)
        )
        objects.append(b"<</Length %d>>\nstream\n%b\nendstream" % (len(stream), stream))
    return _file(objects)


def body_lines(text: str) -> Iterator[str]:
    """The text as lines no wider than the page."""
    for run in blocks(text):
        for raw in run:
            kind = kind_of(raw)
            plain = raw[2:] if kind in ("h", "ul") else raw
            line = "　".join(cells(raw)) if kind == "table" else plain
            indent = "　　" if kind == "p" else ""
            yield from wrap(indent + line, LINE_UNITS)
        yield ""


def wrap(line: str, units: float) -> Iterator[str]:
    """Break a line by width; closing marks never begin one."""
    current, width = "", 0.0
    for char in line:
        step = 0.5 if ord(char) < 0x80 else 1.0
        if width + step > units and char not in _NO_START:
            yield current
            current, width = "", 0.0
        current += char
        width += step
    yield current


def _pages(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    """(size, y, text) page by page."""
    page: list[tuple[int, int, str]] = []
    y = TOP
    for size, line in lines:
        for part in wrap(line, (PAGE_WIDTH - 2 * LEFT) / size):
            if y < BOTTOM:
                yield page
                page, y = [], TOP
            page.append((size, y, part))
            y -= LEADING if size == SIZE else LEADING + 8
    yield page


def _page_stream(page: list[tuple[int, int, str]], footer: str) -> bytes:
    shown = [(size, LEFT, y, text) for size, y, text in page if text] + [(10, 282, 40, footer)]
    parts = [
        b"BT /F1 %d Tf 1 0 0 1 %d %d Tm <%b> Tj ET" % (size, x, y, _hex(text)) for size, x, y, text in shown
    ]
    return b"\n".join(parts)


def _hex(text: str) -> bytes:
    """UCS-2 in hex; a character beyond the basic plane becomes 〓."""
    plain = "".join(char if ord(char) < 0x10000 else "〓" for char in text)
    return plain.encode("utf-16-be").hex().upper().encode()


def _frame(count: int) -> list[bytes]:
    """Catalog, page tree, font, its descendant and descriptor (objects 1 to 5); pages follow, two objects each."""
    kids = b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(count))
    return [
        b"<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 4>>/DW 1000/W[1 95 500]/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]


def _file(objects: list[bytes]) -> bytes:
    data = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)
