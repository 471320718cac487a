"""The words of the printed catalog: enumerations with Chinese labels, and readers for the printed columns (PRO-11)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Self, TypeVar


class Labelled(StrEnum):
    """A stored value with the Chinese label people see."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Channel(Labelled):
    """公开渠道和载体, in printed order (PRO-11)."""

    WEBSITE = "website", "政府网站"
    GAZETTE = "gazette", "政府公报"
    SOCIAL_MEDIA = "social_media", "两微一端"
    BRIEFING = "briefing", "发布会/听证会"
    BROADCAST = "broadcast", "广播电视"
    PRESS = "press", "纸质媒体"
    READING_POINT = "reading_point", "公开查阅点"
    SERVICE_HALL = "service_hall", "政务服务中心"
    SERVICE_STATION = "service_station", "便民服务站"
    ON_SITE = "on_site", "入户/现场"
    NOTICE_BOARD = "notice_board", "社区/企事业单位/村公示栏(电子屏)"
    TARGETED = "targeted", "精准推送"
    OTHER = "other", "其他"


class Audience(Labelled):
    """公开对象."""

    ALL = "all", "全社会"
    GROUP = "group", "特定群体"
    BOTH = "both", "全社会/特定群体"


class Mode(Labelled):
    """公开方式."""

    PROACTIVE = "proactive", "主动"
    ON_REQUEST = "on_request", "依申请"
    BOTH = "both", "主动/依申请"


class Level(Labelled):
    """公开层级, from the top."""

    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村级"


class Origin(Labelled):
    """Which catalog an item comes from."""

    NATIONAL = "national", "国家指引"
    COUNTY = "county", "县级目录"
    TOWNSHIP = "township", "本镇特色"
    VILLAGE = "village", "村级目录"


class Verified(Labelled):
    """Whether a row was compared with its printed source; the values stand so in the import files."""

    YES = "yes", "已核对"
    PART = "part", "部分核对"
    NO = "no", "待核对"


class NodeKind(Labelled):
    """What a node of the catalog tree is."""

    DOMAIN = "domain", "试点领域"
    COLUMN = "column", "法定栏目"
    GROUP = "group", "分类"
    ITEM = "item", "公开事项"


class UnitKind(Labelled):
    """What kind of body a unit is."""

    TOWNSHIP = "township", "乡镇"
    OFFICE = "office", "内设机构"
    STATION = "station", "派驻机构"
    INSTITUTION = "institution", "事业单位"
    VILLAGE = "village", "村（社区）"


class Unreadable(ValueError):
    """A printed column says something these readers do not know; the message quotes it."""


TICKED, EMPTY = "■", "□"

_MARKS = re.compile(r"[■☑√✓✔●□○☐]+")
_TICKS = re.compile(r"[■☑√✓✔●]")
_BRACKETED_TICK = re.compile(r"[\[(]\s*[√✓✔■☑]\s*[\])]")
_BRACKETED_BLANK = re.compile(r"[\[(]\s*[\])]")
_FULL_TO_HALF = str.maketrans("（）［］；，／：", "()[];,/:")

_SEPARATORS = ";、,/|"
_BRACKET = r"\((?:[^()]|\([^()]*\))*\)"
_UNKNOWN = re.compile(rf"(?:{_BRACKET}|[^{_SEPARATORS}])+")

# Printed forms that differ from the label.
_CHANNEL_FORMS: Mapping[Channel, str] = {
    Channel.SOCIAL_MEDIA: r"(?:政务)?[两二]微一端",
    Channel.BRIEFING: r"(?:新闻)?发布会[/、]?听证会",
    Channel.READING_POINT: r"(?:政府信息|政务)?公开查阅点",
    Channel.ON_SITE: r"入户[/、]?现场",
    Channel.NOTICE_BOARD: r"社区[/、]?企事业单位[/、]?村?公示栏(?:\(电子屏\))?",
    Channel.OTHER: rf"其他(?P<note>{_BRACKET}|[^{_SEPARATORS}]*)",
}
_CHANNELS = {
    channel: re.compile(_CHANNEL_FORMS.get(channel, re.escape(channel.label))) for channel in Channel
}
_LEVELS = {
    Level.COUNTY: re.compile(r"(?:县\(市、?区\)|县区|县|区)级?"),
    Level.TOWNSHIP: re.compile(r"(?:乡镇|乡|镇)(?:\(街道\))?级?"),
    Level.VILLAGE: re.compile(r"村(?:\(社区\)|居)?级?"),
}
_AUDIENCE = re.compile(rf"(?P<all>全社会)?[{_SEPARATORS}]*(?P<group>特定群体:?(?P<named>.*))?")
_Word = TypeVar("_Word")


def read_channels(text: str) -> tuple[list[Channel], str, list[str]]:
    """Channels in printed order, what 其他 names, and what was not understood.

    Reads “政府网站;其他(公共资源交易平台)” as well as check boxes “■政府网站 □政府公报”, of which only ticked ones count.
    """
    found: set[Channel] = set()
    notes: list[str] = []
    unknown: list[str] = []
    ticked, unmarked = _chosen(text)
    for channel, match in _scan(ticked, _CHANNELS):
        if channel is None:
            unknown.append(match[0])
            continue
        found.add(channel)
        if channel is Channel.OTHER and (note := _without_brackets(match["note"])) and note not in notes:
            notes.append(note)
    return [channel for channel in Channel if channel in found], "；".join(notes), unmarked + unknown


def print_channels(channels: Iterable[Channel], note: str = "", *, boxes: bool = False) -> str:
    """The printed column: “政府网站;其他(…)”, or with boxes all channels, the chosen ones ticked."""
    chosen = set(channels)
    names = {channel: channel.label for channel in Channel}
    if note and Channel.OTHER in chosen:
        names[Channel.OTHER] += f"({note})"
    if boxes:
        return " ".join((TICKED if channel in chosen else EMPTY) + name for channel, name in names.items())
    return ";".join(name for channel, name in names.items() if channel in chosen)


def read_audience(text: str) -> tuple[Audience, str]:
    """公开对象 and the group it names: “特定群体(申请人)” → (GROUP, "申请人"). Unreadable for anything else."""
    ticked, unmarked = _chosen(text)
    plain = "/".join(ticked)
    match = _AUDIENCE.fullmatch(plain)
    if not plain or match is None or unmarked:
        raise Unreadable(f"看不懂公开对象“{text}”，应为“全社会”或“特定群体（……）”。")
    if not match["group"]:
        return Audience.ALL, ""
    return (Audience.BOTH if match["all"] else Audience.GROUP), _without_brackets(match["named"])


def print_audience(audience: Audience, named: str = "") -> str:
    return f"{audience.label}({named})" if named and audience is not Audience.ALL else audience.label


def read_mode(text: str) -> Mode:
    """公开方式: 主动, 依申请 or both; Unreadable for anything else."""
    ticked, unmarked = _chosen(text)
    words = {
        word.removesuffix("公开") for word in re.split(rf"[{_SEPARATORS}和或]+", "/".join(ticked)) if word
    }
    for mode in Mode:
        if words == set(mode.label.split("/")) and not unmarked:
            return mode
    raise Unreadable(f"看不懂公开方式“{text}”，应为“主动”或“依申请”。")


def print_mode(mode: Mode) -> str:
    return mode.label


def read_levels(text: str) -> list[Level]:
    """公开层级 from the top: “县级、乡镇、村级”, also 镇级, 乡级, 县, 乡, 村. Unreadable if a word is none of these."""
    ticked, unknown = _chosen(text)
    found: set[Level] = set()
    for level, match in _scan(ticked, _LEVELS):
        if level is None:
            unknown.append(match[0])
        else:
            found.add(level)
    if unknown:
        raise Unreadable(f"看不懂公开层级“{text}”中的“{unknown[0]}”，应为“县级”“乡镇”“村级”。")
    if not found:
        raise Unreadable("没有写公开层级，应为“县级”“乡镇”“村级”。")
    return [level for level in Level if level in found]


def print_levels(levels: Iterable[Level]) -> str:
    chosen = set(levels)
    return "、".join(level.label for level in Level if level in chosen)


def _chosen(text: str) -> tuple[list[str], list[str]]:
    """The stretches that count, and words that stand before the first box and so are neither ticked nor empty.

    Without boxes everything counts and a line break separates; with boxes line breaks are only wrapping.
    """
    plain = _BRACKETED_TICK.sub(TICKED, text.strip().translate(_FULL_TO_HALF))
    plain = _BRACKETED_BLANK.sub(EMPTY, plain)
    first, *boxes = _MARKS.split(plain)
    marks = _MARKS.findall(plain)
    if not marks:
        return _tidy(plain.splitlines()), []
    return _tidy(box for mark, box in zip(marks, boxes, strict=True) if _TICKS.search(mark)), _tidy([first])


def _tidy(stretches: Iterable[str]) -> list[str]:
    bare = (re.sub(r"\s+", "", stretch).strip(_SEPARATORS) for stretch in stretches)
    return [stretch for stretch in bare if stretch]


def _scan(
    stretches: Iterable[str], words: Mapping[_Word, re.Pattern[str]]
) -> Iterator[tuple[_Word | None, re.Match[str]]]:
    """Known words from left to right; what is unknown, up to the next separator, comes with None."""
    for stretch in stretches:
        at = 0
        while at < len(stretch):
            for word, pattern in words.items():
                if match := pattern.match(stretch, at):
                    yield word, match
                    break
            else:
                if match := _UNKNOWN.match(stretch, at):
                    yield None, match
            at = match.end() if match else at + 1  # nothing matches a separator


def _without_brackets(note: str) -> str:
    """What brackets, a colon or a printed line enclose: “(申请人)”, “:申请人”, “__申请人__” → “申请人”."""
    inner = note.strip("_:")
    return inner[1:-1] if re.fullmatch(_BRACKET, inner) else inner
