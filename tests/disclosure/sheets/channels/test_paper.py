"""The sheets on paper: every word there, nothing read as mark-up, pages, heads, size, the way back."""

import io
import re
import struct
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from disclosure.sheets import pdf as engine
from disclosure.sheets.channels import board_sheet, open_letter, review_form
from disclosure.sheets.channels.review_form import Opinion, ReviewForm
from tests.factories.sources import NAMES, NOTICE, notice, person_list, posted_list

MARKUP = (
    '#import "x.typ": * #panic("x") $x^2$ *粗* _斜_ @ref `raw` \\ // 注释 /* 段 */ <label> = 标题 - 项 + 项 #{1+1} #sys.inputs '
    "~ -- --- ... \"引\" 'x' [内容] #[内容] \\u{4e00} https://a.cn/b"
)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    """The text without any blanks: line ends fall anywhere."""
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in read(pdf).pages))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def png(width: int = 8, height: int = 6) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x80\x10\x10" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("make", [board_sheet.pdf, open_letter.pdf])
def test_every_paragraph_is_there(make) -> None:
    text = words(make(notice()))

    for part in (
        "为方便群众办事，镇便民服务中心自2026年3月16日起调整服务时间", "一、服务时间", "周一至周五上午8:30—12:00", "医疗保险参保登记；",
        "1.到一楼综合窗口办理；", "2.行动不便的可以预约上门。", "窗口事项1号医保2号民政", "详见办事指南。", "0000-6200001",
        "www.example.gov.cn/wanghe/info/1024", "扫码看原文",
    ):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("make", [board_sheet.pdf, open_letter.pdf])
def test_nothing_typed_is_read_as_markup(make) -> None:
    escaped = MARKUP.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    html = f"<h2>{escaped}</h2><p>{escaped}</p><ul><li>{escaped}</li></ul><table><tr><td>{escaped}</td></tr></table>"

    text = words(make(notice(html, title=MARKUP[:120], contact=MARKUP, unit=MARKUP[:20])))

    assert text.count(bare(MARKUP)) >= 4
    assert bare(MARKUP[:120]) in text


def test_markup_in_the_review_form_is_text_too() -> None:
    form = ReviewForm(
        MARKUP[:8], MARKUP, MARKUP, ground=MARKUP, summary=MARKUP, attachments=[MARKUP], number=MARKUP
    )

    assert words(review_form.pdf(form)).count(bare(MARKUP)) == 6


@pytest.mark.parametrize(("paper", "width", "height"), [("A4", 595, 842), ("A3", 842, 1191)])
def test_paper_size(paper, width, height) -> None:
    box = read(board_sheet.pdf(notice(), paper)).pages[0].mediabox

    assert (round(box.width), round(box.height)) == (width, height)


@pytest.mark.parametrize("make", [board_sheet.pdf, open_letter.pdf])
def test_a_short_notice_is_one_page(make) -> None:
    assert engine.page_count(make(notice())) == 1


def test_what_is_a_little_too_long_is_set_smaller_and_what_is_much_too_long_is_not() -> None:
    one, two, three = (board_sheet.pdf(posted_list(rows)) for rows in (5, 30, 70))

    assert [engine.page_count(pdf) for pdf in (one, two, three)] == [1, 2, 3]
    assert engine.fitted(lambda scale: two if scale == 1 else one) == one
    assert engine.fitted(lambda scale: two if scale > 0.9 else one) == one
    assert engine.fitted(lambda scale: three) == three


def test_a_long_list_runs_over_pages_under_its_head() -> None:
    pdf = board_sheet.pdf(posted_list(120))
    pages = [bare(page.extract_text()) for page in read(pdf).pages]

    assert 4 <= len(pages) <= 6
    assert [page.count("序号姓名村电话金额（元）") for page in pages[:-1]] == [1] * (len(pages) - 1)
    assert [f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
    assert words(pdf).count("上禾村") == 120


def test_posting_dates_and_whom_to_ask() -> None:
    text = words(board_sheet.pdf(posted_list()))

    assert "公示时间：2026年3月9日至3月17日（共7个工作日）" in text
    assert "对公示内容有异议或疑问，请在公示期内联系：便民服务中心0000-6200001" in text
    assert "公示时间" not in words(board_sheet.pdf(notice()))


def test_a_wide_table_turns_the_paper() -> None:
    row = "".join(f"<td>第{n}列内容</td>" for n in range(16))

    box = read(board_sheet.pdf(notice(f"<table><tr>{row}</tr></table>"))).pages[0].mediabox

    assert box.width > box.height


def test_odd_tables_are_set() -> None:
    html = (
        "<table><tr><td rowspan=9 colspan=3>甲</td></tr><tr></tr><tr><td>乙</td><td>丙</td></tr></table>"
        "<table><thead><tr><th rowspan=4>头</th></tr></thead></table>"
        f"<table><tr><td>{'x' * 400}</td><td>丁</td></tr></table>"
    )

    text = words(board_sheet.pdf(notice(html)))

    assert all(part in text for part in ("甲", "乙", "丙", "头", "x" * 400, "丁"))


def test_title_language_and_tags_for_readers_who_listen() -> None:
    reader = read(board_sheet.pdf(notice()))
    root = reader.trailer["/Root"]

    assert reader.metadata is not None
    assert reader.metadata.title == notice().title
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert "/CreationDate" not in reader.metadata or "1970" in str(reader.metadata["/CreationDate"])


@pytest.mark.parametrize("make", [board_sheet.pdf, open_letter.pdf])
@pytest.mark.parametrize(
    "html",
    [
        NOTICE,
        "<h4>跳级</h4><h2>二</h2><h4>跳级</h4><p>甲</p>",
        "<blockquote><h2>引题</h2></blockquote><ul><li><h3>项</h3></li></ul>",
        "<p><img src='a' alt=''></p>",
        "<p>没有标题</p>",
    ],
)
def test_a_screen_reader_can_read_it(make, html) -> None:
    assert b"pdfuaid:part" in make(notice(html), pictures={"a": png()})


@pytest.mark.parametrize("make", [board_sheet.pdf, open_letter.pdf])
def test_the_same_source_gives_the_same_bytes(make) -> None:
    assert make(notice()) == make(notice())
    assert make(notice()) != make(notice(title="另一件"))


def test_fonts_are_ours_and_embedded() -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in read(board_sheet.pdf(notice())).pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert all(name.startswith("GongkaiSans") for name in fonts)


def test_pictures_are_laid_in_and_missing_ones_named() -> None:
    html = "<p>前</p><p><img src='a' alt='示意图'></p><p><img src='b' alt='缺的图'></p>"

    reader = read(board_sheet.pdf(notice(html), pictures={"a": png(), "c": b"not a picture"}))

    assert len(reader.pages[0].images) == 1
    assert "（图：缺的图，请扫码看原文）" in bare(reader.pages[0].extract_text())


def test_a_damaged_picture_does_not_keep_the_sheet_off_the_board() -> None:
    pdf = board_sheet.pdf(notice("<p><img src='a' alt='示意图'></p>"), pictures={"a": png()[:40]})

    assert "（图：示意图，请扫码看原文）" in words(pdf)


HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<ul>", "</ul>", "<ol start=7>", "<li>", "</li>", "<table>", "<tr>", "<th rowspan=3>", "<td colspan=2>",
         "<td>", "</td>", "</table>", "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<hr>", "<br>", "<b>", "</b>", "<sub>",
         "<a href='https://a.cn/x'>", "</a>", "<img src='k' alt='图'>", "<caption>", "甲乙丙", "#x$*_", "😀", "\u200b\u202e\x07", " "]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(HTML, st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_whatever_the_text_is_a_sheet_and_a_letter_come_out(html: str, title: str) -> None:
    source = notice(html, title=title)

    assert board_sheet.pdf(source).startswith(b"%PDF")
    assert open_letter.pdf(source).startswith(b"%PDF")


def test_letter_greets_and_signs_once() -> None:
    html = "<p>各位村民朋友们：</p><p>正文。</p><p>望禾镇便民服务中心</p><p>2026年3月9日</p>"
    source = notice(html, title="望禾镇致全体村民的一封信")

    text = words(open_letter.pdf(source))

    assert text.count("村民朋友") == 1
    assert text.count("望禾镇便民服务中心") == 1
    assert text.count("2026年3月9日") == 1
    assert text.count("一封信") == 1


def test_letter_of_a_notice_has_its_own_heading_and_greeting() -> None:
    text = words(open_letter.pdf(notice(), greeting="各位乡亲："))

    assert text.startswith("致村民的一封信——望禾镇便民服务中心关于调整服务时间的通知各位乡亲：")
    assert "望禾镇便民服务中心2026年3月9日" in text


def test_review_form_prints_what_is_known_and_leaves_the_rest_to_the_pen() -> None:
    form = ReviewForm(
        township="望禾镇", title="关于调整服务时间的通知", unit="便民服务中心", drafter="拟稿员", number="SC-1", attribute="主动公开",
        ground="条例第二十条", summary="调整服务时间。", attachments=["时间表.xlsx"], secrecy_checked=frozenset({"不含国家秘密"}),
        levels=(Opinion("一审", "同意", "审核员"), Opinion("二审"), Opinion("三审")),
    )  # fmt: skip

    text = words(review_form.pdf(form))

    assert "√主动公开□依申请公开□不予公开" in text
    assert "√不含国家秘密□不含工作秘密□不含商业秘密□不含个人隐私" in text
    assert all(
        part in text for part in ("望禾镇信息发布审查表", "编号：SC-1", "1．时间表.xlsx", "同意签名：审核员")
    )
    assert text.count("年月日") == 4
    assert engine.page_count(review_form.pdf(form)) == 1
    assert b"pdfuaid:part" in review_form.pdf(form)


def test_every_name_of_the_list_stands_on_the_board() -> None:
    text = words(board_sheet.pdf(posted_list()))

    assert all(name in text for name in NAMES)
    assert person_list(12).count("139") == text.count("139")


def test_a_sheet_is_made_in_time() -> None:
    board_sheet.pdf(notice())  # fonts are read once

    started = time.process_time()
    board_sheet.pdf(notice(NOTICE + "<p>再说一句。</p>", title="另一件事"))

    assert time.process_time() - started < 0.6
