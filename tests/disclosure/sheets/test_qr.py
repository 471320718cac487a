"""QR codes: the drawn squares are those of the address."""

import re
import struct
import zlib

import segno

from disclosure.sheets import qr

URL = "https://www.example.gov.cn/wanghe/info/1024/"
MATRIX = [[bool(dark) for dark in row] for row in segno.make(URL, error="m", micro=False).matrix]


def test_svg_has_a_name_and_no_style() -> None:
    svg = qr.svg(URL)

    assert svg.startswith('<svg role="img" xmlns="http://www.w3.org/2000/svg"')
    assert "<title>扫码看原文</title>" in svg
    assert not re.search(r"style=|<script|class=", svg)


def test_a_title_is_escaped() -> None:
    assert "<title>&lt;b&gt;</title>" in qr.svg(URL, title="<b>")


def test_png_shows_the_code_of_the_address() -> None:
    png = qr.png(URL, scale=1)
    width, _, depth, colour = struct.unpack(">IIBB", png[16:26])
    data = zlib.decompress(b"".join(re.findall(rb"IDAT(.*?).{4}\0\0\0\0IEND", png, re.DOTALL)))
    stride = (width + 7) // 8 + 1
    rows = [
        f"{int.from_bytes(data[y * stride + 1 : (y + 1) * stride]):0{(stride - 1) * 8}b}"
        for y in range(width)
    ]

    assert (depth, colour) == (1, 0)
    assert [[bit == "0" for bit in row[4 : width - 4]] for row in rows[4 : width - 4]] == MATRIX
