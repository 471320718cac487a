"""Where a line may break, and lines of even length: titles on paper, subtitles."""

import math
import re
from collections.abc import Iterable

# Words of titles that are not torn. No dictionary: a township's titles are made of few words.
_WORDS = (
    "人民政府|办公室|委员会|便民服务中心|便民服务|服务中心|最低生活保障|村民|居民|名单|公示|公告|通告|通知|办法|方案|意见|情况|报告|结果|对象|时间|"
    "工作|项目|资金|补助|补贴|保障|救助|调整|印发|征求|开展|加强|做好|实施|管理|建设|生活|医疗|养老|农村|农业|土地|征收|安置"
)
# What is not torn: a date, a word or number with its unit, an opening mark or 关于 from what follows, a closing mark or
# a particle from what it hangs on.
_PIECES = re.compile(
    r"(?:关于|[《“（〔(])*"
    r"(?:\d+年(?:\d+月)?(?:\d+日)?|\d+月(?:\d+日)?|[!-~]+[%个项名号批次期年月日届人户]?|"
    + _WORDS
    + r"|[^!-~《“（〔])"
    r"[的了与和及、，。；！？》”）〕：:]*|.",
    re.DOTALL,
)


def pieces(text: str, names: Iterable[str] = ()) -> list[str]:
    """The text in parts none of which should be torn, names of places and units among them."""
    parts = _PIECES.findall(text)
    for name in filter(None, names):
        parts = _joined(parts, name)
    return parts


def _joined(parts: list[str], name: str) -> list[str]:
    """The parts with those put together between which the name would be torn."""
    text = "".join(parts)
    inside = {at + n for at in _places(text, name) for n in range(1, len(name))}
    made: list[str] = []
    at = 0
    for part in parts:
        if at in inside:
            made[-1] += part
        else:
            made.append(part)
        at += len(part)
    return made


def _places(text: str, name: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(name), text)]


def em(text: str) -> float:
    """About how wide a text is: figures and letters take half a square, and a little air beside Chinese."""
    air = len(re.findall(r"[0-9A-Za-z](?=[\u4e00-\u9fff])|[\u4e00-\u9fff](?=[0-9A-Za-z])", text))
    return sum(0.55 if char.isascii() else 1 for char in text) + 0.25 * air


def even_lines(text: str, room: float, names: Iterable[str] = ()) -> list[str]:
    """The text in lines of nearly the same length, none wider than `room` em unless one piece is."""
    parts = pieces(text, names)
    if not parts:
        return []
    count = math.ceil(em(text) / room)
    made = [""]
    rest = em(text)  # from the start of the line in the making
    for piece in parts:
        here = em(made[-1])
        left = count - len(made)
        # A new line begins once this one has its fair part of what is still to be set.
        fair = rest / (left + 1) if left >= 0 else room
        full = here + em(piece) > room
        due = here + em(piece) / 2 > fair or (piece.startswith("《") and here > fair * 0.6)
        if made[-1] and (full or (left > 0 and due)):
            rest -= here
            made.append("")
        made[-1] += piece
    return made
