"""Old office files made byte by byte: the container, and a workbook of text cells inside it."""

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
_FREE, _CHAIN_END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, each long enough to do without the table of small sectors."""
    sectors: list[bytes] = []
    table: list[int] = []

    def store(data: bytes) -> int:
        first = len(sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        sectors.extend(pieces)
        table.extend([*range(first + 1, first + len(pieces)), _CHAIN_END])
        return first

    entries = [_entry("Root Entry", 5, _CHAIN_END, 0, child=1)]
    for number, (name, data) in enumerate(streams.items(), 1):
        data = data.ljust(4096, b"\0")
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, store(data), len(data), right=right))
    while len(entries) % 4:
        entries.append(bytes(128))
    directory = store(b"".join(entries))
    per_sector = SECTOR // 4
    count = 1
    while (len(sectors) + count + per_sector - 1) // per_sector > count:
        count += 1
    first = len(sectors)
    table += [_TABLE] * count
    table += [_FREE] * (count * per_sector - len(table))
    packed = struct.pack(f"<{len(table)}I", *table)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory, 0, 4096, _CHAIN_END, 0, _CHAIN_END, 0)  # fmt: skip
    places = [*range(first, first + count)]
    head += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return head + b"".join(sectors) + packed


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    return (
        wide.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(wide), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )


def xls(
    rows: Sequence[Sequence[str | float]],
    *,
    hidden_sheet: Sequence[Sequence[str]] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    locked: bool = False,
) -> bytes:
    """A BIFF8 workbook: sheet 公示, and sheet 底表 hidden if it has rows."""
    sheets = [("公示", 0, _sheet(rows, hidden_rows, hidden_columns))]
    if hidden_sheet:
        sheets.append(("底表", 1, _sheet(hidden_sheet, (), ())))
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 1997, 0, 0x0600))
    if locked:
        start += _record(0x2F, bytes(6))
    start += _record(0x42, struct.pack("<H", 1200))
    heads = [(name, state, name.encode("utf-16-le")) for name, state, _ in sheets]
    at = len(start) + sum(4 + 8 + len(wide) for _, _, wide in heads) + 4
    bound = b""
    for (name, state, wide), (_, _, body) in zip(heads, sheets, strict=True):
        bound += _record(0x85, struct.pack("<IBBBB", at, state, 0, len(name), 1) + wide)
        at += len(body)
    return ole({"Workbook": start + bound + _record(0x0A, b"") + b"".join(body for *_, body in sheets)})


def _sheet(
    rows: Sequence[Sequence[str | float]], hidden_rows: Sequence[int], hidden_columns: Sequence[int]
) -> bytes:
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 1997, 0, 0x0600))
    out += b"".join(_record(0x7D, struct.pack("<6H", c, c, 2048, 0, 1, 0)) for c in hidden_columns)
    for number, row in enumerate(rows):
        options = 0x20 if number in hidden_rows else 0
        out += _record(0x0208, struct.pack("<6HHH", number, 0, len(row), 255, 0, 0, options, 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            head = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str):
                wide = value.encode("utf-16-le")
                out += _record(0x0204, head + struct.pack("<HB", len(value), 1) + wide)
            else:
                out += _record(0x0203, head + struct.pack("<d", value))
    return out + _record(0x0A, b"")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body
