"""Numbers that belong to a person, recognised by their form: ID card, mobile phone, bank card, e-mail (PII-4).

Groups of digits with blanks or hyphens between them are read as one number, since forms print one digit a box.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdnum import luhn
from stdnum.cn import ric, uscc

from disclosure.checks.personal.kinds import Kind

# Blanks, hyphens of all lengths, table rules, and what no one sees.
_GAP = "[\\s\\-_|│·・\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]"
_RUN = re.compile(rf"\d(?:{_GAP}{{0,3}}\d){{10,}}(?:[Xx]|{_GAP}{{1,3}}[Xx](?![A-Za-z0-9]))?", re.ASCII)
_GROUP = re.compile(r"[0-9]+|[Xx]")
_EMAIL = re.compile(
    r"(?<![\w.+*@-])[A-Za-z0-9](?:[\w.+-]{0,62}[\w])?@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}", re.ASCII
)
# GB/T 2260 provinces; 81–83 are residence permits for Hong Kong, Macao and Taiwan, 9x foreigners' permits.
_PROVINCES = frozenset(
    f"{code}"
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
        range(91, 100),
    )
    for code in codes
)
_MAX_GROUPS = 7  # an ID typed in more pieces than this (its X counts as one) has one digit a piece
_PHONE_GROUPS = frozenset({(11,), (3, 4, 4), (3, 3, 5), (4, 3, 4), (1,) * 11})
_CARD_GROUPS = frozenset(
    {(n,) for n in range(16, 20)} | {(4, 4, 4, 4)} | {(4, 4, 4, 4, n) for n in (1, 2, 3)}
)
_SINGLES = frozenset((1,) * n for n in range(16, 20))
_BEFORE, _AFTER, _LINK_BEFORE = 16, 6, 120  # characters looked at around a number
# A number announced like this is no phone, card or old ID, whatever its form.
_CODE_LABEL = re.compile(
    r"(?:编号|编码|代码|文号|索引号|税号|单号|票号|流水号|合同号|批号|证号|备案号|许可证|标段|项目号|序列号|字号|QQ|网址)"
    r"[^\d\n。；;]{0,8}\Z|[〔\[(（]\d{4}[〕\])）]第?\Z"
)
_ID_LABEL = re.compile(r"身份证|身份号|证件号")
_CREDIT_CODE = re.compile(r"信用代码|税号|纳税人识别号")
_CARD_LABEL = re.compile(r"(?:银行卡|卡号|一卡通|存折|社保卡|个人账[号户]|个人帐[号户])[^\d\n。；;]{0,8}\Z")
# One digit a box is also how a table of small figures looks: such a number is taken only where it is announced.
_NUMBER_LABEL = re.compile(r"(?:电话|手机|联系方式|[账帐][号户]|卡号?|一卡通|存折|号码)[^\d\n。；;]{0,6}\Z")
_UNIT = re.compile(r"\s*(?:[万亿]?元|万|亿|平方|立方|亩|公斤|千克|吨|人次|[%％])")
_LINK = re.compile(r"://[^\s\u4e00-\u9fff]*\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """A number in a text: value without gaps, from start to end of the text as it stands."""

    kind: Kind
    start: int
    end: int
    value: str


def normal(text: str) -> str:
    """The text with full-width and other forms of digits, letters and blanks made plain, every place kept."""
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return text
    table = {}
    for char in set(text):
        plain = unicodedata.normalize("NFKC", char)
        if plain != char and len(plain) == 1:
            table[ord(char)] = plain
    return text.translate(table)


def find(text: str) -> list[Found]:
    """All personal numbers and mail addresses of a text, in order; none overlaps another."""
    plain = normal(text)
    found = [item for run in _RUN.finditer(plain) for item in _in_run(plain, run.start(), run.end())]
    if "@" in plain:
        found += [Found(Kind.EMAIL, m.start(), m.end(), m[0].lower()) for m in _EMAIL.finditer(plain)]
        found.sort(key=lambda item: item.start)
    return found


def is_id_card(value: str) -> bool:
    """An 18-character ID number: province, a real day of birth, check character (GB 11643)."""
    return (
        len(value) == 18
        and value[:17].isdecimal()
        and value[:2] in _PROVINCES
        and is_birthday(value[6:14])
        and ric.calc_check_digit(value) == value[17].upper()
    )


def is_id_card_15(value: str) -> bool:
    """An ID number of the old form; it has no check character."""
    return (
        len(value) == 15 and value.isdecimal() and value[:2] in _PROVINCES and is_birthday("19" + value[6:12])
    )


def is_birthday(digits: str) -> bool:
    """Eight digits that are a day from 1900 to 2099."""
    if digits[:2] not in ("19", "20"):
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def is_bank_card(value: str) -> bool:
    """A card number of the usual issuers: prefix 62, 4 or 5, 16 to 19 digits, Luhn."""
    return 16 <= len(value) <= 19 and (value[0] in "45" or value[:2] == "62") and luhn.is_valid(value)


# ---- one run of digits ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring groups of digits: their texts and where each begins."""

    text: str
    groups: list[str]
    starts: list[int]

    def found(self, kind: Kind, first: int, last: int) -> Found:
        end = self.starts[last] + len(self.groups[last])
        return Found(kind, self.starts[first], end, self.value(first, last))

    def value(self, first: int, last: int) -> str:
        return "".join(self.groups[first : last + 1]).upper()

    def before(self, first: int) -> str:
        start = self.starts[first]
        return self.text[max(0, start - _BEFORE) : start]

    def after(self, last: int) -> str:
        end = self.starts[last] + len(self.groups[last])
        return self.text[end : end + _AFTER]

    def widths(self, first: int, last: int) -> tuple[int, ...]:
        return tuple(map(len, self.groups[first : last + 1]))


def _in_run(text: str, start: int, end: int) -> Iterator[Found]:
    matches = list(_GROUP.finditer(text, start, end))
    run = _Run(text, [m[0] for m in matches], [m.start() for m in matches])
    first = 0
    while first < len(run.groups):
        last = _id_card(run, first)
        kind = Kind.ID_CARD
        if last is None:
            kind, last = _shorter(run, first)
        if last is None:
            first += 1
        else:
            yield run.found(kind, first, last)
            first = last + 1


def _id_card(run: _Run, first: int) -> int | None:
    """The group with which an ID number that begins here ends."""
    if run.groups[first][0] == "0":
        return None
    length, last = 0, first
    while last < len(run.groups) and length < 18:
        length += len(run.groups[last])
        last += 1
    last -= 1
    pieces = last - first + 1
    if length != 18 or (pieces > _MAX_GROUPS and pieces < 17):
        return None
    value = run.value(first, last)
    if not is_id_card(value):
        return None
    if _CREDIT_CODE.search(run.before(first)) and uscc.is_valid(value):
        return None
    return last


def _shorter(run: _Run, first: int) -> tuple[Kind, int | None]:
    for kind, last in ((Kind.MOBILE, _mobile(run, first)), (Kind.BANK_CARD, _bank_card(run, first))):
        if last is not None:
            return kind, last
    value = run.groups[first]
    if is_id_card_15(value) and not _is_code(run, first, over_lines=True):
        return Kind.ID_CARD_15, first
    return Kind.ID_CARD_15, None


def _mobile(run: _Run, first: int) -> int | None:
    value = run.groups[first]
    if len(value) == 13 and value.startswith("86") and value[2] == "1":
        return first if value[3] in "3456789" and not _is_code(run, first) else None
    if value[0] != "1":
        return None
    last = _last_of(run, first, _PHONE_GROUPS, 11)
    if last is None or run.value(first, last)[1] not in "3456789" or _is_code(run, first):
        return None
    if _UNIT.match(run.after(last)) or re.match(r"[.,]\d", run.after(last)):
        return None
    if re.search(r"\d[.,]\Z", run.before(first)):
        return None
    return last


def _bank_card(run: _Run, first: int) -> int | None:
    value = run.groups[first]
    if _CARD_LABEL.search(run.before(first)) and 10 <= len(value) <= 23 and value.isdecimal():
        return first
    last = _last_of(run, first, _CARD_GROUPS, 19)
    rest = len(run.groups) - first
    singles = 16 <= rest <= 19 and run.widths(first, len(run.groups) - 1) in _SINGLES
    if last is None and singles and _NUMBER_LABEL.search(run.before(first)):
        last = len(run.groups) - 1
    if last is None or not is_bank_card(run.value(first, last)) or _is_code(run, first, over_lines=True):
        return None
    return last


def _last_of(run: _Run, first: int, shapes: frozenset[tuple[int, ...]], longest: int) -> int | None:
    """The last group of the longest shape that fits from here; single digits must be announced and fill their run."""
    best: int | None = None
    length = 0
    for last in range(first, min(len(run.groups), first + 11)):
        length += len(run.groups[last])
        if length > longest:
            break
        if run.widths(first, last) in shapes:
            best = last
    if best is None or best == first:
        return best
    if any(len(group) > 1 for group in run.groups[first : best + 1]):
        return best
    follows = best + 1 < len(run.groups) and len(run.groups[best + 1]) == 1
    return best if not follows and _NUMBER_LABEL.search(run.before(first)) else None


def _is_code(run: _Run, first: int, *, over_lines: bool = False) -> bool:
    """Whether a label or an address before it makes it the number of a thing; over_lines: the label may be broken."""
    before = run.before(first)
    if over_lines:
        before = re.sub(r"\s+", "", before)
    if _ID_LABEL.search(before):
        return False
    start = run.starts[first]
    return bool(_CODE_LABEL.search(before) or _LINK.search(run.text[max(0, start - _LINK_BEFORE) : start]))
