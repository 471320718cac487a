"""PDF by typst: a template of ours reads data; nothing a person typed is ever read as mark-up.

The engine is inside the wheel and the fonts are in fixtures/fonts, so a fresh machine needs nothing else. A character
outside our fonts is taken from the system's, if it has one.
"""

import io
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import typst
from django.conf import settings
from pypdf import PdfReader

Kind = Literal["pdf", "png"]

_WORTH_FITTING = 4  # pages; of a longer document one page more or less does not matter
_SMALLER = (0.94, 0.88, 0.82)
_SMALLEST_OF_MANY = 0.88  # only a document that becomes a single page is worth smaller type
_SUFFIXES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}


def render(
    template: Path,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    kind: Kind = "pdf",
) -> bytes:
    """The template filled with the data: the same data give the same bytes.

    Args:
        template: a .typ file; it may import others of its folder, and reads `json(bytes(sys.inputs.data))`.
        data: anything JSON can hold.
        pictures: raster images by key; the template finds a picture's file name as `data.pictures.<key>`. A key that
            is missing there could not be used; a damaged one takes the others with it.
        kind: a PDF, or the picture of a template of one page, a pixel to a point.

    Raises:
        typst.TypstError: the template is wrong.
    """
    if not pictures:
        return _compiled(template, template.parent, {**data, "pictures": {}}, kind)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for part in template.parent.glob("*.typ"):
            (root / part.name).write_bytes(part.read_bytes())
        names = {}
        for number, (key, content) in enumerate(pictures.items()):
            if suffix := next((s for start, s in _SUFFIXES.items() if content.startswith(start)), ""):
                names[key] = f"{number}.{suffix}"
                (root / names[key]).write_bytes(content)
        try:
            return _compiled(root / template.name, root, {**data, "pictures": names}, kind)
        except typst.TypstError:
            # A damaged picture must not keep a notice off the board; if it was not the pictures, this fails as well.
            return _compiled(template, template.parent, {**data, "pictures": {}}, kind)


def fitted(make: Callable[[float], bytes]) -> bytes:
    """The document at full size, or a little smaller if that saves a page: nobody hangs a page of two lines.

    Args:
        make: the document with its type at that part of the full size.
    """
    best = make(1)
    pages = page_count(best)
    if not 1 < pages <= _WORTH_FITTING:
        return best
    for scale in _SMALLER:
        if pages > 2 and scale < _SMALLEST_OF_MANY:
            break
        smaller = make(scale)
        if page_count(smaller) < pages:
            return smaller
    return best


def page_count(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def _compiled(template: Path, root: Path, data: Mapping[str, Any], kind: Kind) -> bytes:
    """PDF/UA-1, so that a screen reader reads it as well; if a text does not allow that, a plain PDF."""
    if kind == "pdf":
        with suppress(typst.TypstError):
            return _typeset(template, root, data, kind, "ua-1")
    return _typeset(template, root, data, kind, None)


def _typeset(
    template: Path, root: Path, data: Mapping[str, Any], kind: Kind, standard: Literal["ua-1"] | None
) -> bytes:
    made: bytes = typst.compile(
        template,
        root=root,
        font_paths=_fonts(),
        format=kind,
        ppi=72,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=standard,
        timestamp=0,  # the day printed in the file is the document's, never the clock's
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """Ours first by name, then the system's; read once."""
    return typst.Fonts(
        include_system_fonts=True,
        include_embedded_fonts=False,
        font_paths=[settings.BASE_DIR / "fixtures" / "fonts"],
    )
