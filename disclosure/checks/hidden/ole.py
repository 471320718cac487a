"""The container of the old office formats (.doc, .xls, .ppt, .wps, .et): its streams by name.

Hand-read: only the directory and whole streams are needed, to see passwords and hidden rows.
"""

import struct

from disclosure.checks.hidden.package import damaged

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above are marks, not sectors


class OleFile:
    """Streams of a compound file.

    Raises:
        FileRefused: damaged.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._open(data)
        except (struct.error, IndexError, ValueError):
            raise damaged() from None

    def _open(self, data: bytes) -> None:
        if not data.startswith(SIGNATURE):
            raise ValueError
        self.data = data
        self.sector = 1 << struct.unpack_from("<H", data, 30)[0]
        if self.sector not in (512, 4096):
            raise ValueError
        limit = len(data) // self.sector + 2
        directory, _, self.cutoff, mini_table, minis, more, mores = struct.unpack_from("<IIIIIII", data, 48)
        if max(*struct.unpack_from("<II", data, 40), minis, mores) > limit:
            raise ValueError  # more sectors than the file has room for
        tables = [number for number in struct.unpack_from("<109I", data, 76) if number < _END]
        while more < _END and len(tables) < limit:
            block = self._at(more)
            numbers = struct.unpack(f"<{len(block) // 4}I", block)
            tables += [number for number in numbers[:-1] if number < _END]
            more = numbers[-1]
        self.table: list[int] = []
        for number in tables:
            block = self._at(number)
            self.table += struct.unpack(f"<{len(block) // 4}I", block)
        entries = self._chain(directory)
        small = self._chain(mini_table)
        self.small = struct.unpack(f"<{len(small) // 4}I", small)
        self.streams: dict[str, tuple[int, int]] = {}
        self.stream_of_small = b""
        for at in range(0, len(entries) - 127, 128):
            self._entry(entries[at : at + 128])
        for name in self.streams:
            self.read(name)  # a chain that breaks or turns in a circle would lead the parser astray

    def _entry(self, entry: bytes) -> None:
        length, kind = struct.unpack_from("<HB", entry, 64)
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entry, 116)
        if kind in (2, 5) and size > len(self.data):
            raise ValueError
        if kind == 5:
            self.stream_of_small = self._chain(start)[:size]
        elif kind == 2:
            self.streams[name] = (start, size)

    def _at(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        block = self.data[start : start + self.sector]
        return block + b"\0" * (-len(block) % 4)

    def _chain(self, number: int) -> bytes:
        parts, seen = [], 0
        while number < _END:
            if seen > len(self.table):
                raise ValueError
            parts.append(self._at(number))
            number, seen = self.table[number], seen + 1
        return b"".join(parts)

    def read(self, name: str) -> bytes:
        """A stream's bytes, none if there is no such stream."""
        if name not in self.streams:
            return b""
        number, size = self.streams[name]
        try:
            if size >= self.cutoff:
                return self._chain(number)[:size]
            parts, seen = [], 0
            while number < _END:
                if seen > len(self.small):
                    raise ValueError
                parts.append(self.stream_of_small[number * 64 : number * 64 + 64])
                number, seen = self.small[number], seen + 1
            return b"".join(parts)[:size]
        except (IndexError, ValueError):
            raise damaged() from None
