"""Sanitised HTML taken apart: nothing lost, nothing hostile kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.sheets.channels.blocks import (
    Cell,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Table,
    blocks_of,
    text_of,
)
from disclosure.sheets.channels.source import lines
from disclosure.sheets.channels.tables import grid


def test_styles_breaks_and_links() -> None:
    html = (
        '<p>甲<strong>乙<em>丙</em></strong><br>丁<u>戊</u>m<sup>2</sup> <a href="https://a.cn/">己</a></p>'
    )

    assert blocks_of(html) == [
        Paragraph(
            (
                Run("甲"), Run("乙", bold=True), Run("丙", bold=True, italic=True), Run("\n丁"),
                Run("戊", underline=True), Run("m"), Run("2", sup=True), Run(" "), Run("己", href="https://a.cn/"),
            )
        )
    ]  # fmt: skip


def test_every_kind_of_block() -> None:
    html = (
        "<h2>一</h2><h5>小</h5><ol start='3'><li>甲<ul><li>乙</li></ul></li><li><p>丙</p></li></ol><hr>"
        "<blockquote>引</blockquote><p>前<img src='k' alt='图'>后</p>裸"
    )

    assert blocks_of(html) == [
        Heading(2, (Run("一"),)),
        Heading(4, (Run("小"),)),
        ListBlock(
            True,
            (
                (Paragraph((Run("甲"),)), ListBlock(False, ((Paragraph((Run("乙"),)),),))),
                (Paragraph((Run("丙"),)),),
            ),
            3,
        ),
        Rule(),
        Quote((Paragraph((Run("引"),)),)),
        Paragraph((Run("前"),)),
        Picture("k", "图"),
        Paragraph((Run("后"),)),
        Paragraph((Run("裸"),)),
    ]


def test_a_table_has_head_spans_and_caption() -> None:
    html = (
        "<table><caption>表</caption><tr><th>姓名</th><th colspan=2>村</th></tr>"
        "<tr><td rowspan='2'>甲</td><td>乙</td><td><p>丙</p><p>丁</p></td></tr><tr><td>戊</td><td></td></tr></table>"
    )

    assert blocks_of(html) == [
        Table(
            head=((Cell((Run("姓名"),), True), Cell((Run("村"),), True, colspan=2)),),
            body=(
                (Cell((Run("甲"),), rowspan=2), Cell((Run("乙"),)), Cell((Run("丙\n丁"),))),
                (Cell((Run("戊"),)), Cell(())),
            ),
            caption=(Run("表"),),
        )
    ]


def test_hand_made_indents_and_blanks_go() -> None:
    assert list(lines(blocks_of("<p>　　 甲\n 乙&nbsp;</p><p>　</p><p><br></p>"))) == ["甲 乙"]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>", "<style>p{}</style>", "<iframe src='//x'>y</iframe>", "<svg onload=a()><b>x</b></svg>",
        "<template><p>x</p></template>", "<noscript>x</noscript>", "<textarea><p>x</textarea>",
    ],
)  # fmt: skip
def test_what_is_no_text_is_left_out(html: str) -> None:
    assert blocks_of(html + "<p>甲</p>") == [Paragraph((Run("甲"),))]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "//x", "vbscript:x", " java\nscript:x"]
)
def test_an_unsafe_link_is_only_its_words(href: str) -> None:
    assert blocks_of(f'<p><a href="{href}">甲</a></p>') == [Paragraph((Run("甲"),))]


def test_bottomless_nesting_is_read_flat() -> None:
    assert blocks_of("<div>" * 50_000 + "甲" + "</div>" * 50_000) == [Paragraph((Run("甲"),))]
    assert text_of(blocks_of("<b>" * 50_000 + "甲")[0].runs) == "甲"  # type: ignore[union-attr]


@given(st.text(alphabet="<>/=\"' abtdhrplui&;#甲\n", max_size=200))
def test_no_text_breaks_the_reader(html: str) -> None:
    assert isinstance(blocks_of(html), list)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.booleans()), min_size=1, max_size=5),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 6),
)
def test_in_a_grid_every_place_is_taken_exactly_once(
    shape: list[list[tuple[int, int, bool]]], head: int
) -> None:
    rows = tuple(tuple(Cell((), colspan=w, rowspan=h, header=th) for w, h, th in row) for row in shape)

    laid = grid(Table(rows[:head], rows[head:]))

    taken = [
        (x, y) for p in laid.cells for x in range(p.x, p.x + p.colspan) for y in range(p.y, p.y + p.rowspan)
    ]
    assert sorted(taken) == sorted((x, y) for x in range(laid.columns) for y in range(len(rows)))
    assert all(p.y + p.rowspan <= laid.head_rows for p in laid.cells if p.y < laid.head_rows)
    assert sum(laid.shares(laid.needed + 5)) == pytest.approx(laid.needed + 5)
