"""No script payload comes out of the sanitiser, wherever in a text it stands."""

import pytest

from disclosure.checks.texts import (
    ALLOWED_ATTRIBUTES,
    ALLOWED_TAGS,
    clean_html,
    editable_html,
    one_line,
    plain_text,
    shown_html,
)
from tests.disclosure.payloads import NAMES, TEXTS
from tests.disclosure.seen import running, tags

PICTURE = "/pictures/0b5f9d0e-3f0a-4f5e-9a51-6a3f0c9e1d22/"
HOLDERS = [
    "{}",
    "<p>前{}后</p>",
    "<h1>{}</h1>",
    "<ul><li>{}</li></ul>",
    "<table><caption>{0}</caption><tr><th>{0}</th><td>{0}</td></tr></table>",
    "<blockquote><b>{}</blockquote>",
    f'<figure><img src="{PICTURE}" alt="图"><figcaption>{{}}</figcaption></figure>',
    f"<img src=\"{PICTURE}\" alt='{{}}'>",
    '<a href="{}">点</a>',
    "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>{0}</span>{0}</p>",
    "<svg><style>{}</style></svg>",
    "<math><mtext>{}</mtext></math>",
]
ADDED = {"a": {"rel"}, "p": {"class"}}


def test_there_are_enough_of_them() -> None:
    assert len(set(TEXTS)) >= 100


@pytest.mark.parametrize("holder", HOLDERS)
def test_what_comes_out_is_ours_and_runs_nothing(holder: str) -> None:
    for payload in TEXTS:
        dirty = holder.replace("{0}", "{}").replace("{}", payload)

        clean = clean_html(dirty)

        assert running(clean) == [], dirty
        for tag, attrs in tags(clean):
            assert tag in ALLOWED_TAGS, dirty
            assert {name for name, _ in attrs} <= ALLOWED_ATTRIBUTES.get(tag, set()) | ADDED.get(
                tag, set()
            ), dirty
        assert clean_html(clean) == clean, dirty


@pytest.mark.parametrize("holder", HOLDERS)
def test_showing_a_clean_text_adds_only_the_scrolling_frame(holder: str) -> None:
    for payload in TEXTS:
        clean = clean_html(holder.replace("{0}", "{}").replace("{}", payload))

        page = shown_html(clean, '/x" onload="xss(1)/')

        assert running(page) == [], payload
        assert running(editable_html(clean, "/wanghe/")) == [], payload
        added = [tag for tag, _ in tags(page) if tag == "div"]
        assert len(added) == sum(tag == "table" for tag, _ in tags(clean)), payload


def test_payloads_in_cell_and_row_spans_do_not_leave_their_attribute() -> None:
    for payload in TEXTS:
        html = clean_html(
            f"<table><tr><td colspan='{payload}' rowspan='{payload}'>格</td></tr></table><ol start='{payload}'><li>项</li></ol>"
        )

        assert running(html) == [], payload


def test_words_taken_out_of_a_clean_text_are_words() -> None:
    assert (
        plain_text(clean_html("<p>甲&lt;script&gt;xss(1)&lt;/script&gt;</p>")) == "甲<script>xss(1)</script>"
    )


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_one_line_in_one_direction(name: str) -> None:
    made = one_line(name)

    assert made.isprintable()
    assert made.endswith(".pdf")
    assert one_line(made) == made
