"""Rows and columns a workbook hides: what nobody sees in the file is not shown on a page either (PII-4)."""

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

Start = Callable[[str, dict[str, str]], None]


@dataclass
class Hidden:
    """Numbers from 0."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def hidden_parts(data: bytes, sheet: str) -> Hidden:
    """What one sheet of an .xlsx hides. The archive has passed `catalog.sheets.archive.check_xlsx` already.

    Args:
        sheet: its title.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        part = _part_of(archive, sheet)
        found = Hidden()
        if part is None:
            return found
        row = -1

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal row
            if name == "row":
                row = int(attributes["r"]) - 1 if "r" in attributes else row + 1
                if _is_hidden(attributes, "ht"):
                    found.rows.add(row)
            elif name == "col" and _is_hidden(attributes, "width"):
                found.columns.update(range(int(attributes["min"]) - 1, min(int(attributes["max"]), 500)))

        _walk(archive.read(part), start)
    return found


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in {"1", "true"} or attributes.get(size) in {"0", "0.0"}


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The archive's name of the sheet with this title."""
    wanted = ""

    def of_book(name: str, attributes: dict[str, str]) -> None:
        nonlocal wanted
        if name == "sheet" and attributes.get("name") == sheet:
            wanted = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")

    _walk(archive.read("xl/workbook.xml"), of_book)
    targets: dict[str, str] = {}
    try:
        links = archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return None
    _walk(
        links,
        lambda name, attributes: targets.update({attributes.get("Id", ""): attributes.get("Target", "")}),
    )
    part = posixpath.normpath(posixpath.join("/xl", targets.get(wanted, ""))).lstrip("/")
    return part if part in archive.namelist() else None


def _walk(xml: bytes, start: Start) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.Parse(xml, True)
