"""Where a page of a PDF paints over its own text: an opaque area drawn after words hides them from the eye only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)
_SHOWS = {b"Tj", b"TJ", b"'", b'"'}
_FILLS = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
_ENDS = {b"n", b"S", b"s"} | _FILLS
_WHITE = 0.98
_INVISIBLE = (3, 7)  # render modes: the text layer below a scanned page


@dataclass
class _State:
    matrix: Matrix = _UNIT
    white: bool = False
    opaque: bool = True
    mode: int = 0
    size: float = 0.0


@dataclass
class _Text:
    """A piece of shown text: number of its operation, middle of its first letter."""

    operation: int
    x: float
    y: float
    size: float
    white: bool
    covered: bool = False
    grounded: bool = False  # something was painted below it


@dataclass
class Painted:
    """Numbers of the operations whose text is covered later, or white on white."""

    covered: set[int] = field(default_factory=set)
    white: set[int] = field(default_factory=set)
    texts: int = 0


def follow(operations: Sequence[tuple[Any, bytes]], resources: Any, boxes: Iterable[Box] = ()) -> Painted:
    """Replay a page. boxes: opaque areas that annotations lay over it in the end."""
    return _Page(resources).replay(operations, boxes)


class _Page:
    def __init__(self, resources: Any) -> None:
        self.states = resources.get("/ExtGState", {}) if resources else {}
        self.now = _State()
        self.stack: list[_State] = []
        self.text = self.line = _UNIT
        self.leading = 0.0
        self.path: list[Box] = []
        self.clips = False
        self.texts: list[_Text] = []
        self.grounds: list[Box] = []

    def replay(self, operations: Sequence[tuple[Any, bytes]], boxes: Iterable[Box]) -> Painted:
        for number, (operands, operator) in enumerate(operations):
            try:
                self._step(number, operands, operator)
            except (TypeError, ValueError, IndexError, AttributeError):
                continue  # a malformed operation paints nothing
        for box in boxes:
            self._cover(box)
        return Painted(
            covered={text.operation for text in self.texts if text.covered},
            white={text.operation for text in self.texts if text.white and not text.grounded},
            texts=len(self.texts),
        )

    def _step(self, number: int, operands: Any, operator: bytes) -> None:
        if operator in _SHOWS:
            if operator in (b"'", b'"'):
                self._move(0, -self.leading)
            self._show(number)
        elif operator in _ENDS:
            if operator in _FILLS and self.now.opaque and not self.clips:
                for box in self.path:
                    self._cover(box)
                    if not self.now.white:
                        self.grounds.append(box)
            self.path, self.clips = [], False
        elif operator == b"re":
            self.path.append(self._box(*map(float, operands)))
        elif operator in (b"m", b"l"):
            self._point(float(operands[0]), float(operands[1]), begins=operator == b"m")
        elif operator in (b"W", b"W*"):
            self.clips = True
        elif operator == b"Do":
            self.grounds.append(self._box(0, 0, 1, 1))  # a picture may be the ground of white words
        else:
            self._set(operands, operator)

    def _set(self, operands: Any, operator: bytes) -> None:
        match operator:
            case b"q":
                self.stack.append(_State(**vars(self.now)))
            case b"Q":
                self.now = self.stack.pop() if self.stack else _State()
            case b"cm":
                self.now.matrix = _times(tuple(map(float, operands)), self.now.matrix)
            case b"BT":
                self.text = self.line = _UNIT
            case b"Tm":
                self.text = self.line = tuple(map(float, operands))  # type: ignore[assignment]
            case b"Td":
                self._move(float(operands[0]), float(operands[1]))
            case b"TD":
                self.leading = -float(operands[1])
                self._move(float(operands[0]), float(operands[1]))
            case b"T*":
                self._move(0, -self.leading)
            case b"TL":
                self.leading = float(operands[0])
            case b"Tf":
                self.now.size = float(operands[1])
            case b"Tr":
                self.now.mode = int(operands[0])
            case b"g" | b"rg" | b"sc" | b"scn":
                values = [float(item) for item in operands]
                self.now.white = len(values) in (1, 3) and min(values) >= _WHITE
            case b"k":
                self.now.white = max(float(item) for item in operands) <= 1 - _WHITE
            case b"cs":
                self.now.white = False
            case b"gs":
                state = self.states.get(operands[0], {})
                state = state.get_object() if hasattr(state, "get_object") else state
                alpha, blend = state.get("/ca"), state.get("/BM")
                if alpha is not None:
                    self.now.opaque = float(alpha) > 0.9
                if blend is not None and str(blend) not in ("/Normal", "/Compatible"):
                    self.now.opaque = False

    def _move(self, x: float, y: float) -> None:
        self.text = self.line = _times((1, 0, 0, 1, x, y), self.line)

    def _show(self, number: int) -> None:
        if self.now.mode in _INVISIBLE:
            return
        whole = _times(self.text, self.now.matrix)
        size = self.now.size * (whole[2] ** 2 + whole[3] ** 2) ** 0.5
        x, y = _apply(whole, self.now.size * 0.3, self.now.size * 0.3)
        grounded = any(_inside(box, x, y) for box in self.grounds)
        self.texts.append(_Text(number, x, y, size, self.now.white, grounded=grounded))

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

    def _cover(self, box: Box) -> None:
        height = box[3] - box[1]
        for text in self.texts:
            if not text.covered and height >= text.size * 0.4 and _inside(box, text.x, text.y):
                text.covered = True


def _inside(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _times(first: Any, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
