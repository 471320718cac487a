"""Where a page of a PDF paints over its own text: an opaque area drawn after words hides them from the eye only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import ArrayObject, ByteStringObject, FloatObject

from disclosure.checks.hidden.pdf_fonts import Font, NoFont

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top
Operation = tuple[Any, bytes]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_ENDS = frozenset({b"n", b"S", b"s"}) | _FILLS
_EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
_WHITE = 0.98
_INVISIBLE = (3, 7)  # render modes: the text layer below a scanned page
_BROKEN = (TypeError, ValueError, IndexError, AttributeError, KeyError)


@dataclass(slots=True)
class Letter:
    """One letter: its code, how far it moves the pen (as TJ counts), its middle on the page, whether it is seen."""

    code: bytes
    move: float
    x: float
    y: float
    covered: bool = False
    white: bool = False

    @property
    def seen(self) -> bool:
        return not (self.covered or self.white)


@dataclass
class _Shown:
    """What one operation shows: letters, and moves between them."""

    items: list[Letter | float] = field(default_factory=list)
    size: float = 0.0  # on the page

    @property
    def letters(self) -> list[Letter]:
        return [item for item in self.items if isinstance(item, Letter)]


@dataclass
class Painted:
    """A page replayed: its operations, and the letters of those that show text."""

    operations: Sequence[Operation] = ()
    shown: dict[int, _Shown] = field(default_factory=dict)

    def any(self, wanted: Callable[[Letter], bool]) -> bool:
        return any(wanted(letter) for shown in self.shown.values() for letter in shown.letters)

    def only(self, wanted: Callable[[Letter], bool]) -> list[Operation]:
        """The operations with only these letters; the others leave their place empty."""
        kept: list[Operation] = []
        for number, (operands, operator) in enumerate(self.operations):
            shown = self.shown.get(number)
            if shown is None or all(wanted(letter) for letter in shown.letters):
                kept.append((operands, operator))
                continue
            if operator == b'"':
                kept += [([operands[0]], b"Tw"), ([operands[1]], b"Tc")]
            if operator in (b"'", b'"'):
                kept.append(([], b"T*"))
            kept.append(([ArrayObject(_items(shown, wanted))], b"TJ"))
        return kept


def _items(shown: _Shown, wanted: Callable[[Letter], bool]) -> list[Any]:
    items: list[Any] = []
    for item in shown.items:
        if isinstance(item, float):
            items.append(FloatObject(item))
        elif wanted(item):
            items.append(ByteStringObject(item.code))
        else:
            items.append(FloatObject(-item.move))
    return items


def follow(operations: Sequence[Operation], resources: Any, boxes: Iterable[Box] = ()) -> Painted:
    """Replay a page. boxes: opaque areas that annotations lay over it in the end."""
    page = _Page(resources)
    for number, (operands, operator) in enumerate(operations):
        try:
            page.step(number, operands, operator)
        except _BROKEN:
            continue  # a malformed operation paints nothing
    for box in boxes:
        page.cover(box)
    return Painted(operations, page.shown)


@dataclass
class _State:
    matrix: Matrix = _UNIT
    white: bool = False
    opaque: bool = True
    mode: int = 0
    font: Font = field(default_factory=NoFont)
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0


class _Page:
    def __init__(self, resources: Any) -> None:
        self.resources = resources or {}
        self.fonts: dict[str, Font] = {}
        self.now = _State()
        self.stack: list[_State] = []
        self.text = self.line = _UNIT
        self.path: list[Box] = []
        self.clips = False
        self.shown: dict[int, _Shown] = {}
        self.grounds: list[Box] = []

    def step(self, number: int, operands: Any, operator: bytes) -> None:
        if operator in _SHOWS:
            self._show(number, operands, operator)
        elif operator in _ENDS:
            self._end_path(operator)
        elif operator == b"re":
            self.path.append(self._box(*map(float, operands)))
        elif operator in (b"m", b"l"):
            self._point(float(operands[0]), float(operands[1]), begins=operator == b"m")
        elif operator in (b"W", b"W*"):
            self.clips = True
        elif operator == b"Do":
            self.grounds.append(self._drawn(operands[0]))
        elif operator == b"INLINE IMAGE":
            self.grounds.append(self._box(0, 0, 1, 1))
        elif operator == b"sh":
            self.grounds.append(_EVERYWHERE)
        elif operator[:1] == b"T":
            self._set_text(operands, operator)
        else:
            self._set(operands, operator)

    def cover(self, box: Box) -> None:
        height = box[3] - box[1]
        for shown in self.shown.values():
            if height >= shown.size * 0.4:
                for letter in shown.letters:
                    if _inside(box, letter.x, letter.y):
                        letter.covered = True

    # ---- text ------------------------------------------------------------------------------------------------
    def _show(self, number: int, operands: Any, operator: bytes) -> None:
        if operator == b'"':
            self.now.word_space, self.now.letter_space = float(operands[0]), float(operands[1])
        if operator in (b"'", b'"'):
            self._next_line(0, -self.now.leading)
        whole = _times(self.text, self.now.matrix)
        shown = _Shown(size=self.now.size * (whole[2] ** 2 + whole[3] ** 2) ** 0.5)
        for item in operands[0] if operator == b"TJ" else [operands[-1]]:
            if isinstance(item, int | float):
                shown.items.append(float(item))
                self._advance(-float(item))
            else:
                self._letters(_bytes(item), shown)
        if self.now.mode not in _INVISIBLE:
            self.shown[number] = shown

    def _letters(self, text: bytes, shown: _Shown) -> None:
        size = self.now.size or 1.0
        for code, width in self.now.font.letters(text):
            space = self.now.letter_space + (self.now.word_space if code == b" " else 0)
            move = width + space * 1_000 / size
            whole = _times(self.text, self.now.matrix)
            x, y = _apply(whole, width / 2_000 * size * self.now.stretch, size * 0.3)
            white = self.now.white and not any(_inside(box, x, y) for box in self.grounds)
            shown.items.append(Letter(code, move, x, y, white=white))
            self._advance(move)

    def _advance(self, move: float) -> None:
        self.text = _times((1, 0, 0, 1, move / 1_000 * self.now.size * self.now.stretch, 0), self.text)

    def _next_line(self, x: float, y: float) -> None:
        self.text = self.line = _times((1, 0, 0, 1, x, y), self.line)

    def _set_text(self, operands: Any, operator: bytes) -> None:
        now = self.now
        match operator:
            case b"Tm":
                self.text = self.line = tuple(map(float, operands))  # type: ignore[assignment]
            case b"Td":
                self._next_line(float(operands[0]), float(operands[1]))
            case b"TD":
                now.leading = -float(operands[1])
                self._next_line(float(operands[0]), float(operands[1]))
            case b"T*":
                self._next_line(0, -now.leading)
            case b"TL":
                now.leading = float(operands[0])
            case b"Tf":
                now.font, now.size = self._font(str(operands[0])), float(operands[1])
            case b"Tr":
                now.mode = int(operands[0])
            case b"Tc":
                now.letter_space = float(operands[0])
            case b"Tw":
                now.word_space = float(operands[0])
            case b"Tz":
                now.stretch = float(operands[0]) / 100

    def _font(self, name: str) -> Font:
        if name not in self.fonts:
            try:
                self.fonts[name] = Font(self.resources["/Font"].get_object()[name].get_object())
            except _BROKEN:
                self.fonts[name] = NoFont()
        return self.fonts[name]

    # ---- state and paths -------------------------------------------------------------------------------------
    def _set(self, operands: Any, operator: bytes) -> None:
        match operator:
            case b"BT":
                self.text = self.line = _UNIT
            case b"q":
                self.stack.append(_State(**vars(self.now)))
            case b"Q":
                self.now = self.stack.pop() if self.stack else _State()
            case b"cm":
                self.now.matrix = _times(tuple(map(float, operands)), self.now.matrix)
            case b"g" | b"rg" | b"sc" | b"scn":
                values = [float(item) for item in operands]
                self.now.white = len(values) in (1, 3) and min(values) >= _WHITE
            case b"k":
                self.now.white = max(float(item) for item in operands) <= 1 - _WHITE
            case b"cs":
                self.now.white = False
            case b"gs":
                self._see_through(self.resources["/ExtGState"].get_object()[operands[0]].get_object())

    def _see_through(self, state: Any) -> None:
        if "/ca" in state:
            self.now.opaque = float(state["/ca"]) > 0.9
        if str(state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible"):
            self.now.opaque = False

    def _end_path(self, operator: bytes) -> None:
        if operator in _FILLS and self.now.opaque and not self.clips:
            for box in self.path:
                self.cover(box)
                if not self.now.white:
                    self.grounds.append(box)
        self.path, self.clips = [], False

    def _drawn(self, name: str) -> Box:
        """The area of a picture or an inserted drawing: it may be the ground of white words."""
        drawn = self.resources["/XObject"].get_object()[name].get_object()
        if drawn.get("/Subtype") != "/Form":
            return self._box(0, 0, 1, 1)
        left, bottom, right, top = (float(value) for value in drawn["/BBox"])
        return self._box(left, bottom, right - left, top - bottom)

    def _point(self, x: float, y: float, *, begins: bool) -> None:
        x, y = _apply(self.now.matrix, x, y)
        if begins or not self.path:
            self.path.append((x, y, x, y))
        else:
            left, bottom, right, top = self.path[-1]
            self.path[-1] = (min(left, x), min(bottom, y), max(right, x), max(top, y))

    def _box(self, x: float, y: float, width: float, height: float) -> Box:
        corners = [_apply(self.now.matrix, a, b) for a in (x, x + width) for b in (y, y + height)]
        return (
            min(a for a, _ in corners),
            min(b for _, b in corners),
            max(a for a, _ in corners),
            max(b for _, b in corners),
        )


def _bytes(item: Any) -> bytes:
    original = getattr(item, "original_bytes", None)
    return bytes(original if original is not None else item)


def _inside(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _times(first: Any, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
