"""Text for public pages: ours stays, everything active goes."""

import pytest

from disclosure.checks.texts import clean_html, plain_text, shown_html


def test_plain_text_becomes_paragraphs() -> None:
    assert clean_html("第一段\n换行\n\n第二段 <5 户") == "<p>第一段<br>换行</p><p>第二段 &lt;5 户</p>"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p>好<script>alert(1)</script></p>", "<p>好</p>"),
        ('<p onclick="x()" style="color:red" class="MsoNormal">好</p>', "<p>好</p>"),
        ('<p><a href="javascript:alert(1)">点</a></p>', '<p><a rel="noopener nofollow">点</a></p>'),
        ("<p><img src=x onerror=alert(1)>图</p>", "<p>图</p>"),
        ("<p>好<!-- 秘密 --></p>", "<p>好</p>"),
        (
            '<table><tr><td colspan="2" width="3">1</td></tr></table>',
            '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>',
        ),
        ("<p><svg/onload=alert(1)>x</p>", "<p>x</p>"),
    ],
)
def test_markup_is_reduced_to_what_a_public_page_may_hold(dirty: str, clean: str) -> None:
    assert clean_html(dirty) == clean


def test_cleaning_twice_changes_nothing_more() -> None:
    once = clean_html("<h2>一、总则</h2><p>每亩<strong>80</strong>元 &amp; 其他</p>")

    assert clean_html(once) == once


def test_plain_text_has_no_markup_and_no_entities() -> None:
    assert plain_text("<h2>一</h2><p>甲 &amp; 乙 &lt;5</p><p>丙</p>") == "一 甲 & 乙 <5 丙"


def test_a_wide_table_scrolls_by_itself() -> None:
    page = shown_html(clean_html("<p>表：</p><table><tr><td>&lt;table&gt;</td></tr></table>"))

    assert page.count('tabindex="0"><table>') == 1
    assert page.endswith("&lt;table&gt;</td></tr></tbody></table></div>")
