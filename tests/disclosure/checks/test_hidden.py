"""Every kind of hidden data, planted and found with its place; what alarms and what is only worth knowing."""

import io
from collections.abc import Callable

import pytest
import typst

from disclosure.checks.hidden import FileReport, HiddenKind, inspect_attachment
from disclosure.checks.personal import Kind
from tests.disclosure.checks import planted
from tests.disclosure.checks.persons import id_card, mobile

K = HiddenKind
SECRET = planted.SECRET


def inspect(data: bytes, suffix: str) -> FileReport:
    return inspect_attachment(io.BytesIO(data), suffix)


def made(change: Callable) -> bytes:
    return planted.book(change)


ALARMS: list[tuple[str, Callable[[], bytes], str, HiddenKind, str]] = [
    ("隐藏工作表", lambda: planted.hidden_sheet("hidden"), ".xlsx", K.HIDDEN_SHEET, "隐藏工作表“底表”"),
    ("深度隐藏工作表", lambda: planted.hidden_sheet("veryHidden"), ".xlsx", K.VERY_HIDDEN_SHEET, "隐藏工作表“底表”"),
    ("隐藏行", lambda: made(planted.hidden_row), ".xlsx", K.HIDDEN_ROWS, "工作表“公示”第3行"),
    ("隐藏列", lambda: made(planted.hidden_column), ".xlsx", K.HIDDEN_COLUMNS, "工作表“公示”C列"),
    ("宽度为0", planted.narrow_column, ".xlsx", K.HIDDEN_COLUMNS, "工作表“公示”C列"),
    ("筛选", lambda: made(planted.filtered_row), ".xlsx", K.FILTERED_ROWS, "工作表“公示”第3行"),
    ("白字", lambda: made(planted.white_text), ".xlsx", K.INVISIBLE_TEXT, "工作表“公示”F1"),
    ("同色", lambda: made(planted.text_in_colour_of_ground), ".xlsx", K.INVISIBLE_TEXT, "工作表“公示”F1"),
    ("小字", lambda: made(planted.tiny_text), ".xlsx", K.INVISIBLE_TEXT, "工作表“公示”F1"),
    ("格式隐藏", lambda: made(planted.silent_format), ".xlsx", K.INVISIBLE_TEXT, "工作表“公示”F1"),
    ("透视表缓存", planted.pivot_cache, ".xlsx", K.PIVOT_CACHE, "数据透视表缓存"),
    ("外部链接", planted.external_link, ".xlsx", K.EXTERNAL_LINK, "外部链接“底册.xlsx”"),
    ("数据连接", planted.data_connection, ".xlsx", K.DATA_CONNECTION, "数据连接“人口库”"),
    ("名称", lambda: made(planted.named_constant), ".xlsx", K.DEFINED_NAME, "名称“人员”"),
    ("单元格批注", lambda: made(planted.cell_comment), ".xlsx", K.COMMENT, "工作表“公示”B2批注"),
    ("会话批注", planted.threaded_comment, ".xlsx", K.COMMENT, "工作表“公示”B2批注（会话）"),
    ("隐藏图形", lambda: planted.text_box('hidden="1"'), ".xlsx", K.HIDDEN_OBJECT, "工作表“公示”文本框"),
    ("Word批注", lambda: planted.document(planted.word_comment), ".docx", K.COMMENT, "批注（科长）"),
    ("插入", lambda: planted.document(planted.inserted), ".docx", K.INSERTION, "正文（甲）"),
    ("删除", lambda: planted.document(planted.deleted), ".docx", K.DELETION, "正文（甲）"),
    ("隐藏文字", lambda: planted.document(planted.vanished), ".docx", K.HIDDEN_TEXT, "正文"),
    ("样式隐藏", lambda: planted.document(planted.vanished_by_style), ".docx", K.HIDDEN_TEXT, "正文"),
    ("Word白字", lambda: planted.document(planted.white_words), ".docx", K.INVISIBLE_TEXT, "正文"),
    ("Word小字", lambda: planted.document(planted.tiny_words), ".docx", K.INVISIBLE_TEXT, "正文"),
    ("Word页眉手机号", lambda: planted.document(planted.word_header), ".docx", K.HEADER_FOOTER, "页眉"),
    ("脚注手机号", lambda: planted.footnote("电话19900010000"), ".docx", K.FOOTNOTE, "脚注"),
    ("内嵌工作簿", lambda: planted.embedded_book(planted.book()), ".docx", K.EMBEDDED_FILE, "内嵌文件“Microsoft_Excel_Worksheet.xlsx”"),
    ("内嵌对象", planted.embedded_object, ".docx", K.EMBEDDED_FILE, "内嵌文件“oleObject1.bin”"),
    ("邮件合并", planted.mail_merge, ".docx", K.DATA_CONNECTION, "邮件合并数据源"),
    ("照片位置", lambda: planted.word_photo(planted.photo(gps=True)), ".docx", K.LOCATION, "图片“image1.jpeg”：照片"),
    ("隐藏幻灯片", lambda: planted.slides(show="0"), ".pptx", K.HIDDEN_SLIDE, "第1张幻灯片"),
    ("演讲者备注", lambda: planted.slides(notes=SECRET), ".pptx", K.SPEAKER_NOTES, "第1张幻灯片备注"),
    ("PDF黑框", lambda: planted.page(planted.BOXED), ".pdf", K.COVERED_TEXT, "第1页"),
    ("PDF折线框", lambda: planted.page(planted.BOX_DRAWN_BY_LINES), ".pdf", K.COVERED_TEXT, "第1页"),
    ("PDF一行之中", lambda: planted.page(planted.BOXED_IN_A_LINE), ".pdf", K.COVERED_TEXT, "第1页"),
    ("PDF方框批注", lambda: planted.page(planted.SHOWN + planted.NAMED, planted.pdf_box_annotation), ".pdf", K.COVERED_TEXT, "第1页"),
    ("PDF白字", lambda: planted.page(planted.WHITE), ".pdf", K.INVISIBLE_TEXT, "第1页"),
    ("PDF附件", lambda: planted.pdf_attachment("底册.csv", "姓名,村\n张*,上坪".encode()), ".pdf", K.EMBEDDED_FILE, "内嵌文件“底册.csv”"),
    ("PDF批注", lambda: planted.page(planted.SHOWN, planted.pdf_note), ".pdf", K.COMMENT, "第1页批注"),
    ("PDF表单域", lambda: planted.page(planted.SHOWN, planted.pdf_form), ".pdf", K.FORM_FIELD, "表单域“电话”"),
    ("PDF旧版本", planted.pdf_saved_twice, ".pdf", K.EARLIER_VERSION, "旧版本"),
    ("照片", lambda: planted.photo(gps=True), ".jpg", K.LOCATION, "照片"),
    ("OFD隐藏", lambda: planted.ofd(hidden=SECRET), ".ofd", K.HIDDEN_TEXT, "第1页"),
    ("OFD附件", lambda: planted.ofd(extra={"Doc_0/Attachs/底册.txt": SECRET}), ".ofd", K.EMBEDDED_FILE, "内嵌文件“底册.txt”"),
]  # fmt: skip
NOTICES: list[tuple[str, Callable[[], bytes], str, HiddenKind, str]] = [
    ("下拉选项", lambda: made(planted.choice_list), ".xlsx", K.VALIDATION_LIST, "工作表“公示”"),
    ("超长单元格", lambda: made(planted.long_cell), ".xlsx", K.LONG_CELL, "工作表“公示”F1"),
    ("页脚", lambda: made(planted.page_footer), ".xlsx", K.HEADER_FOOTER, "工作表“公示”页眉页脚"),
    ("文本框", planted.text_box, ".xlsx", K.TEXT_BOX, "工作表“公示”文本框"),
    ("替代文字", planted.alt_text, ".xlsx", K.ALT_TEXT, "工作表“公示”图形“图片 1”"),
    ("作者", lambda: made(planted.author), ".xlsx", K.PROPERTY, "文档属性“最后修改者”"),
    ("自定义属性", planted.custom_property, ".xlsx", K.CUSTOM_DATA, "文档属性“核稿人”"),
    ("缩略图", planted.thumbnail, ".xlsx", K.THUMBNAIL, "文件缩略图"),
    ("宏", planted.macro, ".xlsx", K.MACRO, "宏"),
    ("Word作者", lambda: planted.document(planted.word_property), ".docx", K.PROPERTY, "文档属性“作者”"),
    ("脚注", lambda: planted.footnote("按规定执行"), ".docx", K.FOOTNOTE, "脚注"),
    ("Word替代文字", lambda: planted.document(planted.word_alt_text), ".docx", K.ALT_TEXT, "正文图片“图片 1”"),
    ("PDF作者", lambda: planted.page(planted.SHOWN, planted.pdf_author), ".pdf", K.PROPERTY, "文档属性“作者”"),
    ("PDF XMP", lambda: planted.page(planted.SHOWN, planted.pdf_xmp), ".pdf", K.PROPERTY, "文档属性（XMP）"),
    ("照片作者", lambda: planted.photo(author="摄影人"), ".jpg", K.IMAGE_NOTE, "照片属性“作者”"),
    ("照片缩略图", lambda: planted.photo(thumbnail=True), ".jpg", K.THUMBNAIL, "照片缩略图"),
    ("OFD作者", planted.ofd, ".ofd", K.PROPERTY, "文档属性“作者”"),
    ("系统文件", lambda: planted.zipped({"Thumbs.db": b"x", "a.txt": "望禾镇"}), ".zip", K.STRAY_FILE, "压缩包内“Thumbs.db”"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("build", "suffix", "kind", "place"), [case[1:] for case in ALARMS], ids=[case[0] for case in ALARMS]
)
def test_hidden_content_is_found_and_alarms(
    build: Callable[[], bytes], suffix: str, kind: HiddenKind, place: str
) -> None:
    report = inspect(build(), suffix)

    assert (kind, place, True) in [(item.kind, item.place, item.harmful) for item in report.hidden]
    assert not report.clean


@pytest.mark.parametrize(
    ("build", "suffix", "kind", "place"), [case[1:] for case in NOTICES], ids=[case[0] for case in NOTICES]
)
def test_what_is_only_worth_knowing_does_not_alarm(
    build: Callable[[], bytes], suffix: str, kind: HiddenKind, place: str
) -> None:
    report = inspect(build(), suffix)

    assert (kind, place, False) in [(item.kind, item.place, item.harmful) for item in report.hidden]
    assert report.clean


def test_more_than_twenty_kinds_are_planted() -> None:
    assert {case[3] for case in (*ALARMS, *NOTICES)} == set(HiddenKind)


@pytest.mark.parametrize(
    ("build", "suffix"),
    [
        (planted.book, ".xlsx"),
        (planted.document, ".docx"),
        (planted.slides, ".pptx"),
        (lambda: planted.page(planted.SHOWN), ".pdf"),
        (lambda: planted.page(planted.HIGHLIGHTED), ".pdf"),
        (lambda: planted.page(planted.SEEN_THROUGH), ".pdf"),
        (lambda: planted.page(planted.WHITE_ON_BLUE), ".pdf"),
        (planted.photo, ".jpg"),
    ],
    ids=["表格", "文档", "幻灯片", "PDF", "PDF先涂底色", "PDF半透明", "PDF蓝底白字", "照片"],
)
def test_a_plain_file_gives_nothing(build: Callable[[], bytes], suffix: str) -> None:
    report = inspect(build(), suffix)

    assert [
        item for item in report.hidden if item.kind is not K.THUMBNAIL
    ] == []  # Word's own template brings one
    assert report.hits == []


@pytest.mark.parametrize(
    ("build", "suffix", "place"),
    [
        (lambda: planted.formula_with(id_card(5)), ".xlsx", "工作表“公示”F1公式"),
        (lambda: planted.document(lambda made: made.add_paragraph(f"证件{id_card(5)}")), ".docx", "正文第3段"),
        (lambda: planted.word_text_box(id_card(5)), ".docx", "正文文本框第1段"),
        (lambda: planted.embedded_book(planted.book(lambda made: made["公示"].append([id_card(5)]))), ".docx", "内嵌文件“Microsoft_Excel_Worksheet.xlsx”：工作表“公示”第4行A列"),
        (lambda: planted.slides(text=id_card(5)), ".pptx", "第1张幻灯片"),
        (lambda: planted.page(f"BT /F1 12 Tf 72 700 Td ({id_card(5)}) Tj ET"), ".pdf", "第1页"),
        (lambda: planted.pdf_attachment("底册.txt", id_card(5).encode()), ".pdf", "内嵌文件“底册.txt”：第1行"),
        (lambda: planted.ofd(text=id_card(5)), ".ofd", "第1页"),
        (lambda: f"村,证件\n上坪,{id_card(5)}".encode("gb18030"), ".csv", "表格第2行B列"),
        (lambda: f"甲\n{id_card(5)}".encode("gb18030"), ".txt", "第2行"),
        (lambda: planted.zipped({"名单.csv": f"证件\n{id_card(5)}"}), ".zip", "压缩包内“名单.csv”：表格第2行A列"),
        (lambda: planted.zipped({"页面.html": f"<p>证件{id_card(5)}</p>"}), ".zip", "压缩包内“页面.html”：正文第4字附近"),
    ],
    ids=["公式", "正文", "文本框", "内嵌工作簿", "幻灯片", "PDF", "PDF附件", "OFD", "CSV", "TXT", "ZIP", "HTML"],
)  # fmt: skip
def test_an_id_number_is_found_in_any_format(build: Callable[[], bytes], suffix: str, place: str) -> None:
    report = inspect(build(), suffix)

    assert [(hit.kind, hit.place) for hit in report.hits] == [(Kind.ID_CARD, place)]


def test_a_note_on_what_is_hidden_shows_no_number() -> None:
    number = mobile(3)
    report = inspect(planted.slides(notes=f"打给{number}"), ".pptx")

    [item] = report.hidden
    assert item.note == "打给199****0000"
    assert number not in repr(report)


@pytest.mark.parametrize("content", [planted.BOXED_IN_A_LINE, planted.KERNED], ids=["Tj", "TJ"])
def test_only_the_letters_below_a_box_are_reported(content: str) -> None:
    [item] = inspect(planted.page(content), ".pdf").hidden

    assert "Secret" in item.note
    assert "yuan" not in item.note


def test_chinese_letters_below_a_box_are_reported_and_no_others() -> None:
    source = "#set page(width: 300pt, height: 200pt)\n望禾镇公告 张三丰同志获补助800元。\n#place(dx: 60pt, dy: -10pt, rect(width: 33pt, height: 14pt, fill: black))"

    report = inspect(typst.compile(source.encode(), format="pdf"), ".pdf")

    assert [(item.kind, item.note) for item in report.hidden] == [(K.COVERED_TEXT, "张三丰")]


def test_a_page_that_would_take_too_long_is_left_to_a_person() -> None:
    report = inspect(planted.page("q Q " * 2_500_000), ".pdf")

    assert "PDF 第1页读不出来" in report.unreadable


def test_a_hit_is_known_again_when_paragraphs_are_put_in_before_it() -> None:
    number = id_card(6)
    [before] = inspect(planted.document(lambda made: made.add_paragraph(number)), ".docx").hits
    [after] = inspect(
        planted.document(lambda made: [made.add_paragraph(text) for text in ("新段", number)]), ".docx"
    ).hits

    assert before.place != after.place
    assert before.digest == after.digest


def test_what_a_chart_keeps_is_searched() -> None:
    chart = f"<c><strCache><pt><v>{id_card(8)}</v></pt></strCache></c>"

    [hit] = inspect(planted.with_parts(planted.book(), {"xl/charts/chart1.xml": chart}), ".xlsx").hits

    assert hit.place == "图表“chart1”"


def test_the_change_log_of_a_shared_workbook_is_found() -> None:
    log = f"<revisions><rcc><oc><is><t>{SECRET}</t></is></oc></rcc></revisions>"

    [item] = inspect(
        planted.with_parts(planted.book(), {"xl/revisions/revisionLog1.xml": log}), ".xlsx"
    ).hidden

    assert (item.kind, item.harmful) == (K.EARLIER_VERSION, True)


def test_a_scanned_pdf_is_said_to_be_unreadable() -> None:
    assert inspect(planted.page("q Q"), ".pdf").unreadable == "扫描图片型 PDF，无法读取文字，请人工核对。"


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []

    inspect_attachment(io.BytesIO(planted.book()), ".xlsx", say=lambda done, of: told.append((done, of)))

    assert told[-1][0] == told[-1][1] > 0
    assert told == sorted(told)
