"""Figures that are told in several places and must agree: village accounts, solar income, the soil subsidy."""

from dataclasses import dataclass
from functools import cache
from random import Random

from gongkai.demo.places import VillageFacts

FIRST_YEAR = 2015  # books begin here, so that each year opens with what the year before closed with
SOIL_RATE_2023, SOIL_STEP = 110.2, 1.6  # yuan per mu, made up


@dataclass(frozen=True)
class Solar:
    """A village's solar station in one year: yuan earned, and paid for public posts and small works."""

    earned: int
    posts: int


@dataclass(frozen=True)
class Books:
    """A village's income and spending of one year in yuan; opening + income − spending = closing."""

    opening: int
    income: tuple[tuple[str, int], ...]
    spending: tuple[tuple[str, int], ...]
    lost_days: int
    day_rate: int

    @property
    def earned(self) -> int:
        return sum(amount for _, amount in self.income)

    @property
    def spent(self) -> int:
        return sum(amount for _, amount in self.spending)

    @property
    def closing(self) -> int:
        return self.opening + self.earned - self.spent


@cache
def solar(v: VillageFacts, year: int) -> Solar:
    rng = Random(f"solar|{v.name}|{year}")
    earned = v.solar * rng.randint(760, 860)
    return Solar(earned, int(earned * 0.6) // 100 * 100)


@cache
def soil(v: VillageFacts, year: int) -> tuple[int, int, float]:
    """Households, mu and yuan of the soil subsidy."""
    rng = Random(f"soil|{v.name}|{year}")
    area = v.arable - rng.randint(12, 60)
    return v.households - rng.randint(20, 60), area, round(area * soil_rate(year), 2)


def soil_rate(year: int) -> float:
    return round(SOIL_RATE_2023 + (year - 2023) * SOIL_STEP, 2)


@cache
def books(v: VillageFacts, year: int) -> Books:
    if year <= FIRST_YEAR:
        return Books(80_000 + v.groups * 4_000, (), (), 0, 80)
    rng = Random(f"books|{v.name}|{year}")
    opening = books(v, year - 1).closing
    sun = solar(v, year)
    third = Random(f"third|{v.name}").choice(("山塘、水面承包", "厂房和门面出租", "合作社分红"))
    days, rate = rng.randint(120, 380), rng.choice((80, 90, 100))
    income = (
        ("山林发包收入", 8_000 + v.forest * 3 + rng.randint(0, 40) * 100),
        ("光伏发电收益", sun.earned),
        (third, rng.randint(12, 80) * 400),
        ("上级转移支付（运转经费）", 96_000),
    )
    spending = [
        ("村庄保洁", rng.randint(28, 46) * 1_000),
        ("路灯电费和维修", rng.randint(40, 150) * 100),
        ("误工补贴", days * rate),
        ("光伏公益岗位工资和小型公益", sun.posts),
        ("办公、报刊、水电", rng.randint(60, 140) * 100),
    ]
    wanted = max(
        8_000,
        opening + sum(a for _, a in income) - sum(a for _, a in spending) - rng.randint(70, 160) * 1_000,
    )
    spending.insert(3, ("水渠、道路小型维修", wanted // 100 * 100))
    return Books(opening, income, tuple(spending), days, rate)


def own_income(v: VillageFacts, year: int) -> int:
    """What a village earned itself, without transfers."""
    return sum(amount for name, amount in books(v, year).income if not name.startswith("上级"))
