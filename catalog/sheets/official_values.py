"""The printed columns of an official row as values of the catalog; what cannot be read is named with its column."""

import re
from typing import Any

from catalog.law.vocabulary import (
    Audience,
    Channel,
    Level,
    Mode,
    Unreadable,
    read_audience,
    read_channels,
    read_levels,
    read_mode,
)
from catalog.sheets.official import NAMES, OfficialRow
from catalog.sheets.workbook import label_key

Problems = list[tuple[str, str]]

_YES = {"是", "有", "y", "yes", "1", "v", "真"}
_NO = {"×", "✗", "✕", "x", "n", "no", "0", "否", "无", "不", "/", "／", "—", "-", "－", "□", "☐", "○"}
_TICK = re.compile(r"^[√✓✔■☑●]+")
_TEXTS = ("elements", "basis", "limit_text", "body")
_MODES = {"mode_proactive": Mode.PROACTIVE, "mode_request": Mode.ON_REQUEST}
_LEVELS = {"level_county": Level.COUNTY, "level_township": Level.TOWNSHIP, "level_village": Level.VILLAGE}


def read_values(row: OfficialRow) -> tuple[dict[str, Any], Problems]:
    """Columns that say something, by field name; an empty cell is left out: it never clears what the catalog has."""
    problems: Problems = list(row.problems)
    values: dict[str, Any] = {name: row.texts[name] for name in _TEXTS if row.texts.get(name)}
    for read in (_channels, _audience, _mode, _levels):
        try:
            values |= read(row)
        except _Refused as refused:
            problems.append((refused.column, str(refused)))
    return values, problems


class _Refused(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _channels(row: OfficialRow) -> dict[str, Any]:
    text = row.texts.get("channels", "")
    channels, note, unknown = read_channels(text)
    if unknown:
        raise _Refused(
            "channels",
            f"看不懂公开渠道“{unknown[0]}”，请用表头下列出的渠道名称，或写作“其他（{unknown[0]}）”。",
        )
    if not channels:
        return {}
    return {"channels": [str(channel) for channel in channels]} | (
        {"channel_note": note} if Channel.OTHER in channels and note else {}
    )


def _audience(row: OfficialRow) -> dict[str, Any]:
    if "audience_all" not in row.texts and "audience_group" not in row.texts:
        text = row.texts.get("audience", "")
        if not text:
            return {}
        try:
            audience, named = read_audience(text)
        except Unreadable as unreadable:
            raise _Refused("audience", str(unreadable)) from None
        return _heard(audience, named)
    everyone = _ticked(row, "audience_all")
    group, named = _group(row)
    if not everyone and not group:
        return {}
    audience = Audience.BOTH if everyone and group else Audience.ALL if everyone else Audience.GROUP
    return _heard(audience, named)


def _heard(audience: Audience, named: str) -> dict[str, Any]:
    return {"audience": str(audience)} | ({"audience_named": named} if named else {})


def _group(row: OfficialRow) -> tuple[bool, str]:
    """特定群体: a tick, or the name of the group, or both."""
    text = row.texts.get("audience_group", "").strip()
    if not text or label_key(text) in _NO or text in _NO:
        return False, ""
    named = _TICK.sub("", text).strip()
    if named.startswith("特定群体"):
        named = named.removeprefix("特定群体").lstrip("：:")
    if not named or named.lower() in _YES:
        return True, ""
    match = re.fullmatch(r"[（(](.*)[）)]", named, re.DOTALL)
    return True, match[1].strip() if match else named


def _mode(row: OfficialRow) -> dict[str, Any]:
    if not any(name in row.texts for name in _MODES):
        text = row.texts.get("mode", "")
        try:
            return {"mode": str(read_mode(text))} if text else {}
        except Unreadable as unreadable:
            raise _Refused("mode", str(unreadable)) from None
    ticked = [mode for name, mode in _MODES.items() if _ticked(row, name)]
    if not ticked:
        return {}
    return {"mode": str(Mode.BOTH if len(ticked) == 2 else ticked[0])}


def _levels(row: OfficialRow) -> dict[str, Any]:
    if not any(name in row.texts for name in _LEVELS):
        text = row.texts.get("levels", "")
        try:
            return {"levels": [str(level) for level in read_levels(text)]} if text else {}
        except Unreadable as unreadable:
            raise _Refused("levels", str(unreadable)) from None
    ticked = [str(level) for name, level in _LEVELS.items() if _ticked(row, name)]
    return {"levels": ticked} if ticked else {}


def _ticked(row: OfficialRow, name: str) -> bool:
    """√, ■, 是 or the column's own label tick it; empty, ×, □, / do not; anything else is unreadable."""
    text = row.texts.get(name, "").strip()
    plain = text.lower()
    if not plain or plain in _NO:
        return False
    bare = _TICK.sub("", plain).strip()
    if not bare or bare in _YES or NAMES.get(label_key(bare)) == name:
        return True
    raise _Refused(name, f"看不懂这一格的“{text[:20]}”，适用的打“√”，不适用的留空。")
