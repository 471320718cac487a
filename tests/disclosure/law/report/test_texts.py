"""The due day of the report, and texts taken over from last year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.law.report import OVERVIEW_PARTS, Section, publish_by, repeated, similarity

OVERVIEW = (
    "2025年，本镇通过政府网站主动公开信息223条，其中政策文件6条、财政预决算12条、惠民补贴78条。"
    "全年收到公开申请4件，均在法定期限内答复。健全信息发布审核制度，落实保密审查，开展业务培训2次。"
)
PROBLEMS = (
    "一是解读形式单一，图解和视频偏少。下一步由各科室在起草文件时同步准备解读材料，由党政办统一审核。"
    "二是村级公示更新不及时，已与各村约定每季度第一周更新。"
)
NEW = (
    "政务公开专区迁入新建的便民服务中心，增设自助查询机两台，配备专人引导老年人使用。"
    "村务公开栏统一换成带遮雨棚的样式，财务收支按月张贴，接受村民监督。"
)
LETTERS = st.text(alphabet="公开政府信息申请村镇办理答复年度报告一二三。，2025 ", max_size=80)


def test_townships_publish_by_the_end_of_january():
    assert publish_by(2025) == date(2026, 1, 31)


def test_the_county_may_set_another_day():
    assert publish_by(2025, (1, 20)) == date(2026, 1, 20)


def test_a_day_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="day"):
        publish_by(2025, (2, 29))


def test_a_text_with_new_figures_is_still_last_years():
    renewed = OVERVIEW.replace("2025", "2026").replace("223", "1,187").replace("78", "91.5")

    assert similarity(renewed, OVERVIEW) == 1.0


def test_spaces_width_and_punctuation_do_not_hide_a_copy():
    disguised = "\n\n".join(OVERVIEW.replace("，", "； ").replace("2025", "２０２５"))

    assert similarity(disguised, OVERVIEW) == 1.0


def test_sentences_in_another_order_are_mostly_last_years():
    first, second = PROBLEMS.split("二是")

    assert similarity("二是" + second + first, PROBLEMS) > 0.85


def test_a_text_of_its_own_shares_nothing():
    assert similarity(NEW, OVERVIEW) == 0.0


def test_half_new_is_half_last_years():
    assert 0.4 < similarity(NEW + PROBLEMS, PROBLEMS) < 0.6


def test_an_empty_text_repeats_nothing():
    assert similarity("", "") == similarity("。 ", OVERVIEW) == similarity(OVERVIEW, "") == 0.0


@given(LETTERS)
def test_a_text_is_wholly_its_own(text):
    assert similarity(text, text) == (1.0 if any(map(str.isalnum, text)) else 0.0)


@given(LETTERS, LETTERS, st.integers(1, 12))
def test_a_share_lies_between_nothing_and_all_and_grows_with_what_was_there(text, earlier, size):
    share = similarity(text, earlier, size=size)

    assert 0.0 <= share <= 1.0
    assert similarity(text, earlier + text, size=size) >= share


def test_a_run_has_a_length():
    with pytest.raises(ValueError, match="at least one"):
        similarity(NEW, NEW, size=0)


def test_sections_taken_over_are_named_in_printed_order():
    this_year = {Section.PROBLEMS: PROBLEMS, Section.OVERVIEW: OVERVIEW, Section.OTHER: NEW}
    last_year = {Section.OVERVIEW: OVERVIEW, Section.PROBLEMS: PROBLEMS, Section.OTHER: OVERVIEW}

    found = repeated(this_year, last_year)

    assert [(one.section, one.share) for one in found] == [(Section.OVERVIEW, 1.0), (Section.PROBLEMS, 1.0)]
    assert found[0].sentence == "“一、总体情况”约100%的文字与上年年报相同，请按本年实际情况改写。"


def test_from_which_share_a_section_is_named_can_be_set():
    this_year, last_year = {Section.PROBLEMS: NEW + PROBLEMS}, {Section.PROBLEMS: PROBLEMS}

    assert repeated(this_year, last_year) == []
    assert [one.section for one in repeated(this_year, last_year, share=0.4)] == [Section.PROBLEMS]


def test_a_set_phrase_may_be_the_same_each_year():
    texts = {Section.OTHER: "本年度无其他需要报告的事项，未收取信息处理费。"}

    assert repeated(texts, texts) == []
    assert [one.section for one in repeated(texts, texts, shorter=5)] == [Section.OTHER]


def test_without_a_report_of_last_year_nothing_is_repeated():
    assert repeated({Section.OVERVIEW: OVERVIEW}, {}) == []


def test_section_one_has_five_parts():
    assert OVERVIEW_PARTS == (
        "主动公开",
        "依申请公开",
        "政府信息管理",
        "政府信息公开平台建设",
        "监督保障",
    )
