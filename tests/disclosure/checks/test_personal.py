"""Personal numbers in texts and tables: what is a hit, what is not, and that a mask leaves none (PII-3, PII-4)."""

import re
import time
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from disclosure.checks.personal import (
    Kind,
    find,
    mask_html,
    mask_text,
    mask_value,
    scan_html,
    scan_table,
    scan_text,
)
from tests.disclosure.checks.persons import bank_card, mobile

ID = "11010519491231002X"  # the specimen of GB 11643
CARD = bank_card(7)
PHONE = mobile(1)


def kinds(text: str) -> list[Kind]:
    return [item.kind for item in find(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"身份证号：{ID}。", Kind.ID_CARD, ID),
        (f"身份证{ID.lower()}", Kind.ID_CARD, ID),
        ("证件 １１０１０５１９４９１２３１００２Ｘ", Kind.ID_CARD, ID),
        ("110105 19491231 002X", Kind.ID_CARD, ID),
        ("110105-19491231-002X", Kind.ID_CARD, ID),
        ("110105\u200b19491231\u200b002X", Kind.ID_CARD, ID),
        ("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", Kind.ID_CARD, ID),
        ("1|1|0|1|0|5|1|9|4|9|1|2|3|1|0|0|2|X", Kind.ID_CARD, ID),
        ("1101051949\n1231002X", Kind.ID_CARD, ID),
        ("老证 350999500101001", Kind.ID_CARD_15, "350999500101001"),
        (f"联系人手机{PHONE}", Kind.MOBILE, PHONE),
        ("电话 199-0001-0000", Kind.MOBILE, PHONE),
        ("电话 199 0001 0000", Kind.MOBILE, PHONE),
        ("+8619900010000", Kind.MOBILE, "8619900010000"),
        ("+86 19900010000", Kind.MOBILE, PHONE),
        ("手机：1 9 9 0 0 0 1 0 0 0 0", Kind.MOBILE, PHONE),
        (f"开户行农信社 {CARD}", Kind.BANK_CARD, CARD),
        (f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}", Kind.BANK_CARD, CARD),
        ("一卡通：903070100100123456", Kind.BANK_CARD, "903070100100123456"),
        ("信箱 Zhang.San@example.com，", Kind.EMAIL, "zhang.san@example.com"),
    ],
)
def test_a_personal_number_is_found_however_it_is_written(text: str, kind: Kind, value: str) -> None:
    assert [(item.kind, item.value) for item in find(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # wrong check character
        "110105194913310026",  # no such day
        "统一社会信用代码 11350999003799999X",
        "统一社会信用代码：91350999MA2XN1B37T",
        "索引号：11350999003799999X/2026-00012",
        "文号：望政〔2026〕13800138000号",
        "项目编号：6219990000000000075",
        "招标编号 13912345678",
        "电话：0598-8123456，0598-81234567",
        "热线 400-123-4567、12345",
        "总投资 13800000000 元，拨付13912345678元",
        "金额 13,912,345,678.00",
        "尾数 0.13912345678",
        "35********0001",
        "11*************02X",
        "199****0000",
        "编号 2026110100123456789012",
        "2026-11-25 10:30 至 2026-12-25 11:30",
        "1 3 8 0 0 1 3 8 0 0 0",  # a row of small figures nobody calls a phone
        "https://www.example.gov.cn/art/13912345678.html",
    ],
)
def test_numbers_of_things_and_masked_numbers_are_no_hits(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        (Kind.ID_CARD, ID, "11*************02X"),
        (Kind.ID_CARD_15, "350999500101001", "35**********001"),
        (Kind.MOBILE, "13800131234", "138****1234"),
        (Kind.MOBILE, "+86 138-0013-1234", "138****1234"),
        (Kind.BANK_CARD, "6219 9900 0000 0000 075", "****0075"),
        (Kind.EMAIL, "zhang@example.com", "z***@example.com"),
        (Kind.NAME, "张三丰", "张**"),
        (Kind.NAME, "欧阳修", "欧阳*"),
        (Kind.ADDRESS, "福建省永安市望禾镇上坪村3组12号", "福建省永安市望禾镇"),
        (Kind.ADDRESS, "望禾镇上坪村", "望禾镇"),
        (Kind.ADDRESS, "城东街道幸福路8号", "城东街道"),
        (Kind.ADDRESS, "上坪村3组", "***"),
        (Kind.HEALTH, "肢体二级", "***"),
        (Kind.INCOME, "3200", "***"),
    ],
)
def test_masks_follow_the_published_style(kind: Kind, value: str, masked: str) -> None:
    assert mask_value(kind, value) == masked


def test_a_hit_says_where_and_shows_only_the_mask() -> None:
    [hit] = scan_text(f"申请人张某，身份证{ID}。")

    assert (hit.place, hit.excerpt) == ("正文第10字附近", "11*************02X")
    assert re.fullmatch(r"[0-9a-f]{16}", hit.digest)


def test_a_hit_is_known_again_when_the_text_around_it_changes() -> None:
    [before] = scan_text(f"电话{PHONE}")
    [after] = scan_text(f"新增一段。联系电话：{PHONE}")
    [elsewhere] = scan_text(f"电话{PHONE}", "附件")

    assert before.digest == after.digest != elsewhere.digest


def test_the_fingerprint_is_keyed(settings) -> None:
    [before] = scan_text(f"电话{PHONE}")
    settings.SECRET_KEY = "another key"
    [after] = scan_text(f"电话{PHONE}")

    assert before.digest != after.digest


def test_a_page_is_read_as_people_see_it() -> None:
    html = f"<p>手机<b>199</b>0001<i>0000</i></p><table><tr><th>姓名</th><th>身份证号</th></tr><tr><td>王五</td><td>{ID}</td></tr></table><p>a&#64;b.cn</p>"

    hits = scan_html(html)

    assert [(hit.kind, hit.place) for hit in hits] == [
        (Kind.ID_CARD, "正文表格1第2行第2列"),
        (Kind.NAME, "正文表格1第2行第1列"),
        (Kind.MOBILE, "正文第4字附近"),
        (Kind.EMAIL, "正文第18字附近"),
    ]


def test_a_page_is_masked_without_hurting_its_mark_up() -> None:
    masked, count = mask_html(f"<p>手机<b>199</b>0001<i>0000</i>，身份证{ID}</p>")

    assert (masked, count) == ("<p>手机<b>199****0000</b><i></i>，身份证11*************02X</p>", 2)


# ---- tables --------------------------------------------------------------------------------------------------
def test_columns_are_known_by_their_headers() -> None:
    rows = [
        ["望禾镇临时救助名单"],
        ["序号", "姓名", "家庭住址", "病情", "家庭人均收入（元）", "致贫原因", "家庭成员", "金额"],
        ["1", "赵甲", "上坪村2组5号", "尿毒症", "3200", "因病", "赵乙、赵丙", "1000"],
        ["2", "钱乙", "望禾镇", "无", "", "因残", "", "2000"],
    ]

    hits = scan_table(rows, "工作表“名单”")

    assert [(hit.kind, hit.place, hit.excerpt) for hit in hits] == [
        (Kind.NAME, "工作表“名单”第3行B列起", "“姓名”列 2 处，如：赵*"),
        (Kind.ADDRESS, "工作表“名单”第3行C列", "“家庭住址”列 1 处"),
        (Kind.HEALTH, "工作表“名单”第3行D列", "“病情”列 1 处"),
        (Kind.INCOME, "工作表“名单”第3行E列", "“家庭人均收入元”列 1 处"),
        (Kind.REASON, "工作表“名单”第3行F列起", "“致贫原因”列 2 处"),
        (Kind.FAMILY, "工作表“名单”第3行G列", "“家庭成员”列 1 处"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["序号", "姓名", "村", "金额"], ["1", "张*", "上坪村", "1000"], ["2", "李**", "下坪村", "500"]],
        [["姓名", "职务"], ["王大明", "镇长"]],  # names alone: officials are named rightly
        [["项目", "收入", "支出"], ["集体资产", "320000", "120000"]],
        [["残疾等级", "人数"], ["一级", "12"], ["二级", "30"]],
        [["致贫原因", "户数"], ["因病", "3"]],
        [["机构名称", "地址", "负责人", "联系电话"], ["卫生院", "望禾镇中山路8号", "王大明", "0598-8123456"]],
        [["年份", "投资额（元）"], ["2025", "13912345678"]],
        [["科目", "收入"], ["转移支付", "13912345678"]],
        [["统一社会信用代码", "企业名称"], ["621999000000000075", "某公司"]],
        [["1", "3", "8", "0", "0", "1", "3", "8", "0", "0", "0"]],
        [["姓名", "身份证号"], ["张*", "35*************01X"], ["李*", "无"]],
    ],
    ids=lambda rows: "、".join(rows[0][:4]),
)
def test_a_lawful_table_passes(rows: list[list[str]]) -> None:
    assert scan_table(rows) == []


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["姓名", "身份证号"], None),
        (["赵甲", "1.10105194912310e+17"], Kind.ID_CARD),
        (["赵甲", "110105194912310020.0"], Kind.ID_CARD),
        (["赵甲", "110105194912310021"], Kind.ID_CARD),  # mistyped, still a person's
        (["赵甲", ID], Kind.ID_CARD),
    ],
)
def test_a_column_of_id_numbers_holds_them_in_any_form(cells: list[str], kind: Kind | None) -> None:
    hits = scan_table([["姓名", "身份证号"], cells])

    assert [hit.kind for hit in hits] == ([kind, Kind.NAME] if kind else [])


def test_an_id_excel_made_a_number_is_found_without_a_header() -> None:
    assert [hit.kind for hit in scan_table([["1.1010519491231E+17"]])] == [Kind.ID_CARD]


@pytest.mark.parametrize(
    ("row", "kind", "place"),
    [
        (["赵甲", *ID], Kind.ID_CARD, "表第1行B列至S列"),
        (["1", *ID], Kind.ID_CARD, "表第1行B列至S列"),
        (["赵甲", "110105", "19491231", "002X"], Kind.ID_CARD, "表第1行B列至D列"),
        (["赵甲", "1101051949", "1231002X"], Kind.ID_CARD, "表第1行B列至C列"),
        (["联系电话", *PHONE], Kind.MOBILE, "表第1行B列至L列"),
        (["银行卡号", *CARD], Kind.BANK_CARD, "表第1行B列至T列"),
    ],
)
def test_a_number_printed_over_cells_is_found(row: list[str], kind: Kind, place: str) -> None:
    assert [(hit.kind, hit.place) for hit in scan_table([row], "表")] == [(kind, place)]


def test_account_numbers_need_no_check_digit_below_their_header() -> None:
    rows = [["户主姓名", "惠农一卡通账号", "补贴金额"], ["张*", "903070100100123456", "120"]]

    assert [hit.kind for hit in scan_table(rows)] == [Kind.BANK_CARD]


@pytest.mark.parametrize("cell", [
    "付林某 13912345678 误工补贴", "付林某 13912345678 误工", "13912345678补贴", "林某13912345678补助金额", "补贴 139 1234 5678",
])  # fmt: skip
def test_a_number_beside_words_like_those_of_a_header_is_still_found(cell: str) -> None:
    """Neither the cell nor one above it makes a column of amounts of what is said of somebody."""
    head, above, entry = (
        ["日期", "摘要", "支出"],
        ["2026-03-02", "耕地补贴", "1"],
        ["2026-03-09", cell, "100.00"],
    )
    for rows in ([[cell]], [head, entry], [head, above, entry], [["项目", "补贴"], ["甲", cell]]):
        assert [hit.kind for hit in scan_table(rows)] == [Kind.MOBILE], rows


def test_a_word_in_a_row_of_values_is_no_label_of_the_numbers_below_it() -> None:
    rows = [["日期", "说明", "支出"], ["2026-03-02", "耕地补贴", "1"], ["2026-03-09", "13912345678", "2"]]

    assert [hit.kind for hit in scan_table(rows)] == [Kind.MOBILE]


def test_a_second_table_on_the_same_sheet_has_its_own_headers() -> None:
    rows = [
        ["项目", "收入"],
        ["集体", "3000"],
        [],
        ["说明"],
        ["姓名", "身份证号", "收入"],
        ["赵甲", ID, "200"],
    ]

    assert [hit.kind for hit in scan_table(rows)] == [Kind.ID_CARD, Kind.NAME, Kind.INCOME]


# ---- properties ----------------------------------------------------------------------------------------------
PROVINCES = st.sampled_from(["11", "35", "44", "54", "65", "81", "83"])
IDS = st.builds(
    lambda province, county, birth, order: (
        (body := f"{province}{county:04}{birth:%Y%m%d}{order:03}") + ric.calc_check_digit(body + "0")
    ),
    PROVINCES,
    st.integers(0, 9999),
    st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    st.integers(0, 999),
)
AROUND = st.text(alphabet=st.sampled_from("望禾镇某村，。；：（）abcXYZ \n-张三0"), max_size=30)


def bordered(before: str, after: str) -> bool:
    """Nothing around that could be read as further digits of the same number."""
    return not re.search(r"\d\s*\Z|\d[-\s]*\Z|\d\s*\Z", before) and not re.match(r"[-\s]*\d", after)


@settings(max_examples=300, deadline=None)
@given(IDS, AROUND, AROUND)
def test_any_valid_id_in_any_text_is_found(value: str, before: str, after: str) -> None:
    assume(bordered(before, after))

    assert value in [item.value for item in find(before + value + after) if item.kind is Kind.ID_CARD]


@settings(max_examples=300, deadline=None)
@given(IDS, st.sampled_from("0123456789X"), AROUND, AROUND)
def test_a_wrong_check_character_is_no_id(value: str, last: str, before: str, after: str) -> None:
    assume(last != value[-1] and bordered(before, after))

    assert Kind.ID_CARD not in kinds(before + value[:-1] + last + after)


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"(62[0-9]|4[0-9]{2}|5[0-9]{2})[0-9]{12,15}", fullmatch=True))
def test_any_card_number_is_found(body: str) -> None:
    value = body + luhn.calc_check_digit(body)

    assert [item.value for item in find(f"卡{value}。")] == [value]


PIECES = st.one_of(
    AROUND,
    IDS,
    st.just(PHONE),
    st.just(CARD),
    st.just("a.b@example.com"),
    st.text(alphabet="0123456789 -", max_size=40),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_has_been_masked_has_no_hits(text: str) -> None:
    masked, count = mask_text(text)

    assert count == len(find(text))
    assert find(masked) == []


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(Kind)), st.one_of(AROUND, IDS, st.text(max_size=40)))
def test_a_masked_value_is_no_hit(kind: Kind, value: str) -> None:
    assert find(mask_value(kind, value)) == []


def test_a_long_text_costs_a_fraction_of_a_second() -> None:
    paragraph = "望禾镇人民政府2026年11月25日下拨补助12345.67元，电话0598-8123456，文号望政〔2026〕15号。"
    text = (paragraph * 8_000)[:300_000] + ID

    begun = time.process_time()
    found = find(text)
    taken = time.process_time() - begun

    assert [item.value for item in found] == [ID]
    assert taken < 1.0  # about 0.1 s on an idle machine
