"""Days as clerks write them."""

from datetime import date

import pytest

from disclosure.sheets.days import DayRefused, read_day

TODAY = date(2026, 5, 6)


@pytest.mark.parametrize(
    "text",
    [
        "2026-3-5", "2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "2026年03月05号", "2026 年 3 月 5 日",
        "20260305", "46086", "46086.0", "46086.75", "2026-03-05 10:30", "2026-03-05T10:30:00", " 2026-3-5 ",
    ],
)  # fmt: skip
def test_every_usual_form_is_the_same_day(text):
    assert read_day(text, today=TODAY) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-02-30", "没有"),
        ("20261301", "没有"),
        ("2026-05-07", "晚于今天"),
        ("1900-01-01", "太早"),
        ("3月5日", "看不懂"),
        ("去年", "看不懂"),
        ("", "看不懂"),
        ("2026", "看不懂"),
    ],
)
def test_anything_else_is_refused_in_words(text, words):
    with pytest.raises(DayRefused, match=words):
        read_day(text, today=TODAY)


def test_today_is_not_the_future():
    assert read_day("2026-05-06", today=TODAY) == TODAY
