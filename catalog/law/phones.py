"""A telephone number that goes on a public page: of an office, not of a person (PII-3, PII-5)."""

import re
import unicodedata

_GAP = r"[\s\-.·—–－_]{0,3}"
_MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP}|0)?1[3-9]\d(?:{_GAP}\d){{8}}(?!\d)", re.ASCII)
_LONG = re.compile(r"(?<!\d)\d{15,19}(?!\d)|(?<!\d)\d{17}[Xx]", re.ASCII)


def has_mobile(text: str) -> bool:
    """Whether a mobile number stands in the text, however it is grouped or prefixed."""
    return _MOBILE.search(_plain(text)) is not None


def has_personal_number(text: str) -> bool:
    """Whether a mobile number, or one as long as an ID card's or a bank card's, stands in the text."""
    plain = _plain(text)
    return _MOBILE.search(plain) is not None or _LONG.search(plain) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
