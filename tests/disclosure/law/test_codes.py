"""Secret codes: hard to guess, easy to type from paper."""

import random
import re
import secrets
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.law import codes

LETTERS = st.text(codes.ALPHABET, min_size=codes.LENGTH, max_size=codes.LENGTH)


def test_a_code_has_more_than_eighty_bits() -> None:
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET) == 25
    assert log2(len(codes.ALPHABET) ** codes.LENGTH) == pytest.approx(codes.BITS)
    assert codes.BITS >= 80


def test_no_letter_is_taken_for_another() -> None:
    for alike in ("0OQD", "1IL", "2Z", "5S", "6G", "8B", "UV"):
        assert sum(letter in codes.ALPHABET for letter in alike) <= 1, alike
    assert not set("01IO") & set(codes.ALPHABET)


def test_look_alikes_are_read_as_the_one_that_is_there() -> None:
    for wrong, right in codes._LOOK_ALIKES.items():
        assert wrong not in codes.ALPHABET
        assert right in codes.ALPHABET


def test_a_new_code_is_printed_in_groups_of_four() -> None:
    code = codes.make(secrets.randbelow)

    assert re.fullmatch(r"([2-9A-Z]{4}-){4}[2-9A-Z]{4}", code)
    assert codes.well_formed(code)


def test_every_letter_comes_up_alike_often() -> None:
    below = random.Random(5).randrange
    drawn = "".join(codes.normalise(codes.make(below)) for _ in range(5_000))

    counts = [drawn.count(letter) for letter in codes.ALPHABET]
    assert sum(counts) == 100_000
    assert max(counts) - min(counts) < 500  # 4,000 each, about 62 either way


def test_codes_differ() -> None:
    assert len({codes.make(secrets.randbelow) for _ in range(2_000)}) == 2_000


def slip(letter: str, rng: random.Random) -> str:
    """The letter as somebody may type it."""
    alike = [letter, *(wrong for wrong, right in codes._LOOK_ALIKES.items() if right == letter)]
    typed = rng.choice(alike)
    return rng.choice([typed, typed.lower(), chr(ord(typed) + 0xFEE0)])


@given(LETTERS, st.randoms(use_true_random=False))
def test_however_it_is_typed_from_paper_it_is_the_same_code(code: str, rng: random.Random) -> None:
    between = ["", "", " ", "-", "　", "–", "\t", "－", " — "]

    typed = "".join(slip(letter, rng) + rng.choice(between) for letter in code)[: codes.LONGEST]

    if len(codes.normalise(typed)) == codes.LENGTH:
        assert codes.normalise(typed) == code
        assert codes.well_formed(typed)
        assert codes.printed(typed).replace("-", "") == code


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm_and_twice_as_once(text: str) -> None:
    once = codes.normalise(text)

    assert codes.well_formed(text) == (len(once) == codes.LENGTH and set(once) <= set(codes.ALPHABET))
    if codes.well_formed(text):
        assert codes.normalise(once) == once
        assert codes.normalise(codes.printed(text)) == once


@given(LETTERS, LETTERS)
def test_two_codes_are_never_read_as_one(one: str, other: str) -> None:
    assert (codes.normalise(one) == codes.normalise(other)) == (one == other)


CODE = "2345-6789-ACDE-FHJK-MNPR"


@pytest.mark.parametrize(
    "typed", ["", CODE[:-1], CODE + "2", CODE.replace("2", "1"), CODE.replace("2", "I"), CODE.replace("2", "l"),
              CODE.replace("A", "А"), CODE.replace("2", "二"), CODE + " " * 100, CODE.replace("-", "/"), "\0" * 20],
)  # fmt: skip
def test_what_cannot_be_a_code_is_known_at_once(typed: str) -> None:
    assert codes.well_formed(CODE)
    assert not codes.well_formed(typed)
