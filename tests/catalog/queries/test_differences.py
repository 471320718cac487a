"""What a revision changes, marked and escaped."""

import pytest

from catalog.queries.differences import mark, shown


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("每年更新", "每年更新", "每年更新", "每年更新"),
        ("", "每年更新", "", "<ins>每年更新</ins>"),
        ("每年更新", "", "<del>每年更新</del>", ""),
        ("20个工作日内", "3个工作日内", "<del>20</del>个工作日内", "<ins>3</ins>个工作日内"),
        ("每年更新", "每学期更新", "每<del>年</del>更新", "每<ins>学期</ins>更新"),
    ],
)
def test_what_leaves_and_what_comes_is_marked(before, after, old, new):
    assert mark(before, after) == (old, new)


def test_text_is_escaped_on_both_sides():
    old, new = mark("<script>甲</script>", "<b>甲</b>&")

    assert "<script>" not in old + new
    assert "<b>" not in old + new
    assert "&lt;" in old
    assert "&amp;" in new


def test_braces_are_text():
    assert mark("{0}", "{1}") == ("{<del>0</del>}", "{<ins>1</ins>}") or mark("{0}", "{1}")[0].startswith(
        "<del>"
    )


def test_short_islands_between_changes_are_not_left_standing():
    old, new = mark("甲乙丙丁戊己庚辛", "子乙丑丁戊己庚辛")

    assert old == "<del>甲乙丙</del>丁戊己庚辛"
    assert new == "<ins>子乙丑</ins>丁戊己庚辛"


def test_very_long_texts_are_compared_by_phrases():
    text = "".join(f"第{n}条，内容若干；" for n in range(400))

    old, new = mark(text, text.replace("第200条", "第两百条"))

    assert "<del>第200条，</del>" in old
    assert "<ins>第两百条，</ins>" in new


def test_codes_are_shown_as_the_printed_words():
    assert shown("channels", ["website", "gazette"]) == "政府网站;政府公报"
    assert shown("levels", ["county", "township"]) == "县级、乡镇"
    assert shown("mode", "proactive") == "主动"
    assert shown("audience", "") == ""
