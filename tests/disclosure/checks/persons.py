"""Synthetic persons: county code 999 does not exist, phone numbers end in 0000, cards are built to their check digit."""

from stdnum import luhn
from stdnum.cn import ric

SURNAMES = "赵钱孙李周吴郑王"


def id_card(number: int, *, province: str = "35", birth: str = "") -> str:
    """A number with a true check character; the county does not exist."""
    birth = birth or f"19{50 + number % 50:02}{1 + number % 12:02}{1 + number % 28:02}"
    body = f"{province}9999{birth}{number % 1000:03}"
    return body + ric.calc_check_digit(body + "0")


def bank_card(number: int) -> str:
    body = f"621999{number:012}"
    return body + luhn.calc_check_digit(body)


def mobile(number: int) -> str:
    return f"199{number % 10_000:04}0000"


def name(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + "甲乙丙丁戊己庚辛"[number // 8 % 8]
