"""Charts as geometry for an SVG template: no script, readable in black and white, with its table beside it."""

from dataclasses import dataclass

from gongkai.board.figures import MonthRow

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 24, 40
MOST_TICKS = 5


@dataclass(frozen=True)
class Bar:
    """One month: in time from the ground up (filled), late above it (hatched), what is undecided left white."""

    label: str
    middle: float
    left: float
    width: float
    due: int
    top: float
    due_height: float
    in_time_top: float
    in_time_height: float
    late_top: float
    late_height: float


@dataclass(frozen=True)
class Tick:
    value: int
    y: float


@dataclass(frozen=True)
class Trend:
    """`text` says in words what the picture shows."""

    bars: list[Bar]
    ticks: list[Tick]
    text: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    ground: int = HEIGHT - BOTTOM


def trend(months: list[MonthRow]) -> Trend:
    """Bars of the months with a scale that ends on a round number."""
    most = max((month.due.count for month in months), default=0)
    step = _step(most)
    steps = max(-(-most // step), 1)
    top = step * steps
    ground, room = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    slot = (WIDTH - LEFT - RIGHT) / max(len(months), 1)

    def y(value: int) -> float:
        return round(ground - room * value / top, 1)

    bars = [
        Bar(
            label=_label(month, at == 0),
            middle=round(LEFT + slot * (at + 0.5), 1),
            left=round(LEFT + slot * (at + 0.22), 1),
            width=round(slot * 0.56, 1),
            due=month.due.count,
            top=y(month.due.count),
            due_height=round(ground - y(month.due.count), 1),
            in_time_top=y(month.in_time.count),
            in_time_height=round(ground - y(month.in_time.count), 1),
            late_top=y(month.in_time.count + month.late.count),
            late_height=round(y(month.in_time.count) - y(month.in_time.count + month.late.count), 1),
        )
        for at, month in enumerate(months)
    ]
    ticks = [Tick(step * at, y(step * at)) for at in range(steps + 1)]
    return Trend(bars, ticks, _text(months))


def _label(month: MonthRow, first: bool) -> str:
    day = month.month.first
    return f"{day.year}.{day.month}" if first or day.month == 1 else f"{day.month}月"


def _step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that reaches the largest value in `MOST_TICKS` steps."""
    step, factors = 1, (2.0, 2.5, 2.0)
    at = 0
    while step * MOST_TICKS < most:
        step = round(step * factors[at % 3])
        at += 1
    return step


def _text(months: list[MonthRow]) -> str:
    return "；".join(
        f"{month.month.first:%Y}年{month.month.first.month}月应公开{month.due.count}件、按时{month.in_time.count}件、逾期{month.late.count}件"
        for month in months
    )
