"""Files and texts made to hurt: whatever comes in, the answer is a report or a refusal, and it comes soon."""

import io
import random
import re
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden import inspect_attachment
from disclosure.checks.masking import mask_workbook, strip_docx, strip_pdf
from disclosure.checks.personal import find, scan_html
from disclosure.checks.texts import clean_html
from tests.disclosure.checks.oldfiles import xls
from tests.disclosure.checks.test_hidden import ALARMS, NOTICES

SUFFIXES = [".xlsx", ".xls", ".docx", ".pptx", ".pdf", ".ofd", ".jpg", ".zip"]
COPIES = {
    ".xlsx": lambda path: mask_workbook(path, ".xlsx"),
    ".xls": lambda path: mask_workbook(path, ".xls"),
    ".docx": strip_docx,
    ".pdf": strip_pdf,
}
VALUES = ["", "-1", "abc", "99999999999", "true", "1e9", "Z", "../x"]


def seeds(suffix: str) -> list[bytes]:
    if suffix == ".xls":
        return [xls([["姓名", "甲"], ["1", 2.0]], hidden_sheet=[["a"]], hidden_rows=[1])]
    return [case[1]() for case in (*ALARMS, *NOTICES) if case[2] == suffix]


def scratched(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut out or doubled."""
    out = bytearray(data)
    for _ in range(chance.choice([1, 3, 10, 40])):
        at = chance.randrange(len(out))
        match chance.randrange(4):
            case 0 | 1:
                out[at] = chance.randrange(256)
            case 2 if len(out) > 100:
                del out[at : at + chance.randrange(1, 30)]
            case _:
                out[at:at] = out[: chance.randrange(8)]
    return bytes(out)


def misled(data: bytes, chance: random.Random) -> bytes:
    """A package in which a part is missing or attributes of a part say nonsense."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = set(chance.sample(names, min(2, len(names))))
        for name in names:
            part = old.read(name)
            if name in chosen and chance.random() < 0.2:
                continue
            if name in chosen and chance.random() < 0.7:
                text = part.decode("utf-8", "ignore")
                places = [match.span(1) for match in re.finditer(r'="([^"]*)"', text)]
                if places:
                    start, end = chance.choice(places)
                    part = (text[:start] + chance.choice(VALUES) + text[end:]).encode()
            elif name in chosen and part:
                part = scratched(part, chance)
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_broken_file_is_reported_on_or_refused(suffix: str, tmp_path: Path) -> None:
    chance = random.Random(suffix)
    originals = seeds(suffix)
    path = tmp_path / f"坏{suffix}"

    for _ in range(60):
        data = chance.choice(originals)
        broken = (
            misled(data, chance)
            if data.startswith(b"PK") and chance.random() < 0.8
            else scratched(data, chance)
        )
        path.write_bytes(broken)
        for use in (lambda file: inspect_attachment(file, suffix), COPIES.get(suffix)):
            if use is not None:
                with suppress(FileRefused):
                    use(path)


@pytest.mark.parametrize(
    "text",
    ["1 " * 150_000, "1" * 300_000, "62199900000000000 " * 17_000, "a@" * 150_000, "a." * 150_000 + "@", "身份证1-" * 60_000],
    ids=["一位一格", "一长串", "许多卡号", "许多@", "点", "标签"],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    find(text)

    assert time.process_time() - begun < 20


@pytest.mark.parametrize(
    "html",
    ["<table>" * 20_000, "<!--" * 50_000, "<td" * 50_000, "<p>&" * 50_000],
    ids=["表", "注释", "格", "实体"],
)
def test_no_page_takes_long(html: str) -> None:
    begun = time.process_time()
    scan_html(clean_html(html))

    assert time.process_time() - begun < 20
