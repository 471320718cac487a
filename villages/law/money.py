"""Money of a village in fen, read as people write it."""

import re
import unicodedata

MOST = 10**12  # fen; ten thousand million yuan is no village's
_PLAIN = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?\Z")
_BRACKETS = re.compile(r"\((.+)\)\Z")


class MoneyRefused(ValueError):
    """Not an amount of money. `str()` says what is wrong, as a sentence."""


def fen(text: str) -> int:
    """An amount in yuan as fen.

    Full-width digits, thousands separators, ¥ and 元 are read; (1.00) and -1.00 are below zero.

    Raises:
        MoneyRefused: empty, no number, in 万元, more than two places, or beyond any village.
    """
    plain = re.sub(r"[\s¥]", "", unicodedata.normalize("NFKC", text)).replace("−", "-").replace("，", ",")
    if not plain:
        raise MoneyRefused("没有填写金额。")
    if plain.endswith(("万元", "万")):
        raise MoneyRefused(f"“{text}”以万元计，请按元填写。")
    plain = plain.removesuffix("元")
    below = False
    if bracketed := _BRACKETS.match(plain):
        plain, below = bracketed[1], True
    if not _PLAIN.match(plain) or not any(letter.isdigit() for letter in plain):
        raise MoneyRefused(f"“{text}”不是金额，请只填数字，如 1250.50。")
    whole, _, part = plain.replace(",", "").partition(".")
    if len(part.rstrip("0")) > 2:
        raise MoneyRefused(f"“{text}”的小数多于两位，金额只到分。")
    sign = -1 if whole.startswith("-") or below else 1
    found = sign * (abs(int(whole.strip("+-") or 0)) * 100 + int(part.rstrip("0").ljust(2, "0") or 0))
    if abs(found) > MOST:
        raise MoneyRefused(f"“{text}”大得不合常理，请核对。")
    return found


def yuan(amount: int) -> str:
    """Fen as people read them: 1,250.50."""
    sign, rest = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{rest // 100:,}.{rest % 100:02d}"
