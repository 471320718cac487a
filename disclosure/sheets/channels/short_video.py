"""短视频: a script of at most a minute, its shots, the subtitles, and an upright cover."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from disclosure.law.explaining import SHORT_VIDEO_SECONDS
from disclosure.sheets import pdf as engine
from disclosure.sheets import qr
from disclosure.sheets.channels import loudspeaker, people
from disclosure.sheets.channels.breaking import even_lines
from disclosure.sheets.channels.gist import gist
from disclosure.sheets.channels.sentences import closed, cut
from disclosure.sheets.channels.source import Source
from disclosure.sheets.channels.spoken import spoken

LONGEST = SHORT_VIDEO_SECONDS
LINE = 18  # characters of a subtitle on an upright screen
WIDTH, HEIGHT = 1080, 1920  # pixels, 9:16

_TITLE = 60
_SWELL = 1.5  # a text with figures in it is about so much longer when said
_MARKS = "，、；：。 "


@dataclass(frozen=True)
class Cue:
    """One line of subtitles and when it stands."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Shot:
    """One sentence: what is said and what may be seen."""

    number: int
    start: float
    end: float
    said: str
    picture: str


@dataclass(frozen=True)
class Pack:
    script: str
    shots: tuple[Shot, ...]
    cues: tuple[Cue, ...]
    width: int = WIDTH
    height: int = HEIGHT
    longest: int = LONGEST

    @property
    def seconds(self) -> float:
        return self.cues[-1].end if self.cues else 0

    @property
    def srt(self) -> str:
        return "\n".join(
            f"{number}\n{_stamp(cue.start)} --> {_stamp(cue.end)}\n{cue.text.strip(_MARKS) or cue.text}\n"
            for number, cue in enumerate(self.cues, 1)
        )


def pack(source: Source) -> Pack:
    """The pack: title, gist as far as a minute goes, where to read on. Of persons no names (PII-3)."""
    title = closed(cut(people.without_names(" ".join(source.title.split()), source), _TITLE))
    posting = f"公示时间：{source.posting}。" if source.posting else ""
    close = (
        "名单请到村公示栏查看。" if source.is_person_list else "详细内容请扫码看原文，也可以到村公示栏查看。"
    )
    fixed = [title, *([posting] if posting else []), close]
    left = LONGEST - sum(map(_seconds, fixed))
    told: list[str] = []
    for sentence in gist(source, LONGEST * loudspeaker.PER_SECOND):
        said = people.without_names(re.sub(r"^\d+\. ", "", sentence), source)
        if not told and _seconds(said) > left:
            said = cut(said, int(left * loudspeaker.PER_SECOND / _SWELL))
        left -= _seconds(said)
        if left < 0:
            break
        told.append(said)
    return _timed([title, *told, *fixed[1:]])


def captions(script: str, seconds: float | None) -> str:
    """The words of a film as a WebVTT track, spread over its length as they take to be said.

    Args:
        script: what is said, a sentence a line.
        seconds: how long the film is; not known: as long as the words take.
    """
    cues = _timed([" ".join(line.split()) for line in script.splitlines() if line.strip()]).cues
    pace = seconds / cues[-1].end if seconds and cues else 1.0
    told = (
        f"{_stamp(cue.start * pace, '.')} --> {_stamp(cue.end * pace, '.')}\n{escape(cue.text.strip(_MARKS) or cue.text, quote=False)}\n"
        for cue in cues
    )
    return "\n".join(("WEBVTT\n", *told))


def cover(source: Source) -> bytes:
    """The cover as a PNG, upright: title, whose it is, the way to the page."""
    title = people.without_names(source.title, source)
    return engine.render(
        Path(__file__).with_name("short_video.typ"),
        {
            "title": title,
            "lines": even_lines(title, 9.4 if len(title) < 45 else 12, source.names),
            "size": 92 if len(title) < 45 else 72,
            "kind": source.kind,
            "township": source.township,
            "unit": source.unit,
            "posting": even_lines(f"公示时间：{source.posting}", 20) if source.posting else [],
            "qr": qr.svg(source.url),
            "short_url": source.short_url,
        },
        kind="png",
    )


def _timed(sentences: list[str]) -> Pack:
    shots: list[Shot] = []
    cues: list[Cue] = []
    at = 0.0
    for number, sentence in enumerate(sentences, 1):
        start = at
        for line in _lines(sentence):
            end = round(at + _seconds(line), 3)
            cues.append(Cue(at, end, line))
            at = end
        shots.append(Shot(number, start, at, sentence, _picture(number, len(sentences))))
    return Pack("\n".join(sentences), tuple(shots), tuple(cues))


def _picture(number: int, last: int) -> str:
    if number == 1:
        return "封面：标题大字（用配套封面图）"
    if number == last:
        return "片尾：二维码停留到结束"
    return "画面：与这句话有关的场所、材料或办事过程；不拍他人正脸、证件和名单"


def _lines(sentence: str) -> Iterator[str]:
    """The sentence in subtitles, cut after marks where it can be; a date or a word is torn only if it is too long."""
    line = ""
    for clause in re.findall(r"[^，；：、]+[，；：、]*|[，；：、]+", sentence):
        if len(line) + len(clause) <= LINE:
            line += clause
            continue
        if line:
            yield line
        *done, line = (part for even in even_lines(clause, LINE) for part in _at_most(even))
        yield from done
    if line:
        yield line


def _at_most(text: str) -> Iterator[str]:
    return (text[at : at + LINE] for at in range(0, len(text), LINE))


def _seconds(written: str) -> float:
    """As long as it takes to say, figures in words; at least long enough to be read."""
    return max(len(re.findall(r"\w", spoken(written))) / loudspeaker.PER_SECOND, 0.5)


def _stamp(seconds: float, point: str = ",") -> str:
    whole = round(seconds * 1000)
    return (
        f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}{point}{whole % 1000:03}"
    )
