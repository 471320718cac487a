"""The WeChat article: only what the editor keeps, hostile text harmless."""

from html.parser import HTMLParser

import pytest

from disclosure.sheets.channels import wechat
from tests.factories.sources import NAMES, notice, posted_list

ALLOWED = {
    "section", "p", "strong", "em", "u", "sub", "sup", "span", "br", "ul", "ol", "li", "table", "tbody", "tr", "th", "td", "img",
}  # fmt: skip
ATTRIBUTES = {"style", "colspan", "rowspan", "start", "src", "alt"}


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.words = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value)
        if tag not in {"br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def test_every_word_is_there_and_links_stand_at_the_end() -> None:
    seen = Seen(wechat.article(notice(summary="一句话概述。")))

    assert seen.words.startswith(
        "望禾镇便民服务中心　望便民〔2026〕3号　2026年3月10日一句话概述。为方便群众办事"
    )
    assert seen.words.endswith(
        "咨询：便民服务中心　0000-6200001链接：办事指南　https://www.example.com/guide"
        "阅读原文：https://www.example.gov.cn/wanghe/info/1024/索引号：WH-2026-0102砚溪县望禾镇人民政府"
    )
    assert seen.open == []


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<p style="position:fixed" class="x" id="y">甲</p>',
        '<a href="javascript:alert(1)">甲</a>', "<iframe src=//x></iframe>", '<p onclick="x()">甲</p>', "&lt;script&gt;alert(1)&lt;/script&gt;",
        '<img src="javascript:x" alt="&quot;&gt;&lt;script&gt;">', "<svg><script>1</script></svg>", '<a href="https://a.cn/&quot;onx=1">甲</a>',
        "<table><tr><td colspan='9\" onx=1'>甲</td></tr></table>", "<style>*{display:none}</style>", "<form action=//x><input></form>",
    ],
)  # fmt: skip
def test_only_allowed_tags_and_inline_styles(hostile: str) -> None:
    source = notice(
        f"{hostile}<p>{hostile}</p>", title=hostile, summary=hostile, contact=hostile, unit=hostile
    )

    seen = Seen(wechat.article(source))

    assert seen.tags <= ALLOWED
    assert set(seen.attributes) <= ATTRIBUTES
    assert all(address.startswith("https://") for address in seen.attributes.get("src", ()))
    assert not any(
        "url(" in style or "expression" in style or "fixed" in style for style in seen.attributes["style"]
    )


def test_pictures_have_absolute_addresses_and_words() -> None:
    html = "<p><img src='/media/a.png' alt='示意图'></p>"

    assert Seen(wechat.article(notice(html))).attributes["src"] == {"https://www.example.gov.cn/media/a.png"}
    assert Seen(wechat.article(notice(html), lambda src: "https://cdn.example.com" + src)).attributes[
        "src"
    ] == {"https://cdn.example.com/media/a.png"}
    assert Seen(wechat.article(notice(html))).attributes["alt"] == {"示意图"}


def test_a_table_of_many_columns_scrolls_by_itself() -> None:
    row = "".join(f"<td>{n}</td>" for n in range(8))

    assert "min-width:672px" in wechat.article(notice(f"<table><tr>{row}</tr></table>"))
    assert "min-width" not in wechat.article(notice())


@pytest.mark.parametrize("make", [wechat.article, wechat.plain])
def test_a_list_of_persons_is_announced_not_reprinted(make) -> None:
    made = make(posted_list())

    assert "关于甄某等12人拟纳入最低生活保障的公示。名单共12人。为保护个人信息" in made
    assert [word for word in (*NAMES, "139") if word in made] == []


def test_plain_text() -> None:
    text = wechat.plain(notice())

    assert text.startswith("望禾镇便民服务中心关于调整服务时间的通知\n为方便群众办事")
    assert "\n· 医疗保险参保登记；\n· 社会保障卡申领。\n1. 到一楼综合窗口办理；\n" in text
    assert "\n窗口　事项\n1号　医保\n" in text
    assert "<" not in text
