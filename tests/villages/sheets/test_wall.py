"""The month's sheet: on A3, large, whole, in words of the page and no others; read out and sent."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from disclosure.sheets.channels.blocks import Cell, Run, Table, blocks_of
from villages.law.finance import Flow, Line, Statement
from villages.queries.wall import Accounts
from villages.sheets import wall_paper, wall_words
from villages.sheets.wall import MOST_LINES, Money, Notice, Wall, _money, _table

MARCH = date(2026, 3, 1)
MARKUP = (
    '#import "x.typ": * #panic("x") $x^2$ *粗* _斜_ @ref `raw` \\ // 注释 /* 段 */ <label> = 标题 - 项 + 项 #{1+1} #sys.inputs '
    "~ -- \"引\" 'x' [内容] #[内容] \\u{4e00}"
)


def lines(number: int) -> list[Line]:
    return [
        Line(
            MARCH.replace(day=n % 28 + 1), f"记{n}号", f"第{n}笔水渠清淤", Flow.INCOME if n % 5 == 0 else Flow.EXPENSE,
            12_345 + n, "公益", "余经手", "余审批", "附发票" if n % 7 == 0 else "",
        )
        for n in range(number)
    ]  # fmt: skip


def money(number: int, **more: object) -> Money:
    accounts = Accounts(
        Statement(MARCH, 5_000_000, 4_000_000, lines(number)), "/info/12/", "", ["监委会已审核。"]
    )
    return _money(replace(accounts, **more), "https://w.example")


def notice(title: str = "上坪村3月高龄津贴发放情况", **more: object) -> Notice:
    values: dict = {
        "title": title, "told": title, "facts": ["养老服务", "公开日期 2026年3月9日"], "summary": "本月津贴已发放。",
        "url": "https://w.example/info/99/",
    }  # fmt: skip
    return Notice(**(values | more))


def wall(**more: object) -> Wall:
    values: dict = {
        "village": "上坪村", "committee": "上坪村村民委员会", "township": "望禾镇人民政府", "month": MARCH, "notices": [notice()],
        "money": money(4), "posted": "2026年4月8日至2026年4月15日（不少于7天）",
        "ask": [("打电话", "0000-8880201"), ("网上", "w.example/villages/14/ask/")], "supervises": "村务监督委员会　余长庚（主任）",
        "url": "https://w.example/villages/14/", "phone": "0000-8880201", "where": "上坪村党群服务中心",
    }  # fmt: skip
    return Wall(**(values | more))


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def words(pdf: bytes) -> str:
    return bare("".join(page.extract_text() for page in read(pdf).pages))


def sizes(pdf: bytes) -> set[float]:
    """Every size in which something is set, in points on the paper."""
    found: set[float] = set()

    def see(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            scale = (tm[2] ** 2 + tm[3] ** 2) ** 0.5 * (cm[2] ** 2 + cm[3] ** 2) ** 0.5
            found.add(round(size * scale, 1))

    for page in read(pdf).pages:
        page.extract_text(visitor_text=see)
    return found


def table(columns: int, rows: int, text: str = "内容") -> Table:
    return _table([[f"栏{n}" for n in range(columns)], *[[f"{text}{n}" for n in range(columns)]] * rows])


EVERYTHING = wall(
    notices=[notice(tables=[table(5, 3), table(20, 2), *blocks_of("<table><tr><td colspan=2>跨栏</td></tr></table>")])],
    money=money(12, reason="一笔用途补写完整"),
)  # fmt: skip


# ---- the paper -----------------------------------------------------------------------------------------------------
def test_nothing_on_it_is_smaller_than_24_points() -> None:
    found = sizes(wall_paper.pdf(EVERYTHING))

    assert min(found) >= 24
    assert max(found) >= 2 * 24  # the title is seen from farther off


def test_every_page_is_a3_across() -> None:
    boxes = [page.mediabox for page in read(wall_paper.pdf(EVERYTHING)).pages]

    assert {(round(box.width), round(box.height)) for box in boxes} == {(1191, 842)}


def test_all_fonts_are_in_the_file() -> None:
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in read(wall_paper.pdf(EVERYTHING)).pages
        for font in page["/Resources"]["/Font"].values()
    }  # fmt: skip

    assert fonts
    assert [name for name, told in fonts.items() if not {"/FontFile2", "/FontFile3"} & set(told)] == []
    assert all("GongkaiSans" in name for name in fonts)


def test_everything_is_on_it() -> None:
    text = words(wall_paper.pdf(EVERYTHING))

    for part in (
        "上坪村2026年3月村务公开", "张贴时间：2026年4月8日至2026年4月15日（不少于7天）", "期初余额", "50,000.00元", "第11笔水渠清淤", "附发票",
        "更正说明：一笔用途补写完整", "监委会已审核。", "上坪村3月高龄津贴发放情况", "本月津贴已发放。", "栏19：内容19", "跨栏", "打电话：0000-8880201",
        "村务监督委员会余长庚（主任）", "扫码看全部公开", "第1页共",
    ):  # fmt: skip
        assert part in text, part
    assert "余经手" not in text  # who handled and approved an entry stays inside, as on the page
    assert "余审批" not in text


def alternatives(pdf: bytes) -> list[str]:
    """What a screen reader says of the pictures, in the order of the file."""
    reader = read(pdf)
    objects = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    return sorted(str(found["/Alt"]) for found in objects if hasattr(found, "get") and "/Alt" in found)


def test_each_thing_has_its_code_and_the_village_one(monkeypatch) -> None:
    drawn: list[str] = []
    draw = wall_paper.qr.svg
    monkeypatch.setattr(wall_paper.qr, "svg", lambda url, **more: drawn.append(url) or draw(url, **more))

    made = wall_paper.pdf(wall(notices=[notice(url=f"https://w.example/info/{n}/") for n in range(3)]))

    pages = [f"w.example/info/{n}" for n in (0, 1, 12, 2)]  # 12 carries the accounts
    assert sorted(drawn) == [*(f"https://{page}/" for page in pages), "https://w.example/villages/14/"]
    assert alternatives(made) == [f"二维码：{address}" for address in (*pages, "w.example/villages/14")]


def test_nothing_typed_is_read_as_markup() -> None:
    made = wall_paper.pdf(
        wall(
            village=MARKUP[:30], committee=MARKUP, posted=MARKUP, supervises=MARKUP, ask=[("打电话", MARKUP)],
            money=replace(money(0), notes=[MARKUP], table=_table([[MARKUP], [MARKUP]], MARKUP)),
            notices=[notice(MARKUP, facts=[MARKUP], summary=MARKUP, notes=[MARKUP])],
        )
    )  # fmt: skip

    assert words(made).count(bare(MARKUP)) == 12


def test_three_hundred_lines_run_on_under_their_head() -> None:
    made = wall_paper.pdf(wall(money=money(300)))
    pages = [bare(page.extract_text()) for page in read(made).pages]
    text = "".join(pages)

    assert [f"记{n}号" for n in range(300) if f"第{n}笔水渠清淤" not in text] == []
    with_lines = [page for page in pages if "笔水渠清淤" in page]
    assert len(with_lines) > 10
    assert [page.count("日期凭证号摘要收入支出") for page in with_lines] == [1] * len(with_lines)
    assert [f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
    assert min(sizes(made)) >= 24


def test_of_a_month_beyond_any_board_the_rest_is_named() -> None:
    text = words(wall_paper.pdf(wall(money=money(MOST_LINES + 5))))

    assert f"共{MOST_LINES + 5}笔，这里是前{MOST_LINES}笔" in text
    assert f"第{MOST_LINES - 1}笔水渠清淤" in text
    assert f"第{MOST_LINES}笔水渠清淤" not in text


def test_an_empty_month_says_so() -> None:
    made = wall_paper.pdf(wall(money=None, notices=[]))

    assert "本月没有新的公开事项" in words(made)
    assert len(read(made).pages) == 1


def test_the_same_content_gives_the_same_bytes() -> None:
    assert wall_paper.pdf(EVERYTHING) == wall_paper.pdf(EVERYTHING)


cells = st.text("甲乙丙1234567890,.-# $*\n", max_size=24)


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 14).flatmap(
        lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=5)
    )
)
def test_a_table_of_any_width_is_set_whole_and_large(rows) -> None:
    made = Table((), tuple(tuple(Cell((Run(text),)) for text in row) for row in rows))

    pdf = wall_paper.pdf(wall(money=None, notices=[notice(tables=[made])]))

    told = words(pdf)
    assert [text for row in rows for text in row if bare(text) not in told] == []
    assert min(sizes(pdf)) >= 24


# ---- said and sent -------------------------------------------------------------------------------------------------
def test_the_announcer_reads_short_sentences_with_figures_in_words() -> None:
    said = wall_words.script(wall(notices=[notice(head_count=8, amount="10,240.00元")]))

    assert "现在广播上坪村二〇二六年三月村务公开。" in said
    assert "月初结余五万元。" in said
    assert "支出三笔，" in said
    assert "涉及对象八个，" in said
    assert "一万零二百四十元。" in said
    assert "拨打电话零零零零八八八零二零幺" in said
    body = said.split("\n\n")[1]
    assert [line for line in body.split("\n") if len(line) > 40] == []
    assert re.search(r"\d", body) is None
    assert "水渠清淤" not in said  # single entries may name people; they are read on the board


def test_many_things_are_counted_and_not_all_read_out() -> None:
    said = wall_words.script(wall(notices=[notice(f"第{n}件村务事项的决议和落实情况") for n in range(40)]))

    assert "公开了四十件事" in said
    assert re.search(r"还有[一-龥]+件，请看公示栏。", said)
    assert len(said) < 900


@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_the_message_is_short_and_leads_to_the_page(count) -> None:
    told = wall_words.message(
        wall(notices=[notice(f"关于第{n}件村务事项的决议和落实情况") for n in range(count)])
    )

    assert len(told) <= 300
    assert told.startswith("【上坪村2026年3月村务公开】\n财务：收入")
    assert "看全文：https://w.example/villages/14/" in told
    assert ("……共40件" in told) is (count == 40)


def test_personal_numbers_in_a_title_are_covered_before_it_is_sent() -> None:
    one = notice("联系人电话 13912345678 的公告")

    assert "13912345678" not in wall_words.message(wall(notices=[one]))
    assert "幺三九幺二三四五六七八" not in wall_words.script(wall(notices=[one]))


def test_without_accounts_and_things_it_still_says_what_is_so() -> None:
    said = wall_words.script(wall(notices=[], money=None, phone="", where=""))

    assert "本月没有新的公开事项。" in said
    assert "有疑问的，请向村干部提出。" in said
    assert "财务" not in wall_words.message(wall(notices=[], money=None))
