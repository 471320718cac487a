"""The WeChat article on a phone: nothing pushes the page wide, type is large enough."""

import pytest
from playwright.sync_api import Browser

from disclosure.sheets.channels import wechat
from tests.browser.conftest import PHONE
from tests.factories.sources import NOTICE, notice

pytestmark = pytest.mark.browser

WIDE = "<table><tr>" + "<td>很宽的一格内容</td>" * 9 + "</tr></table>"
LONG = "<p>https://www.example.com/" + "a" * 200 + "</p>"


def test_article_fits_a_phone(browser: Browser) -> None:
    page = browser.new_page(viewport=PHONE)
    page.set_content(
        '<meta name="viewport" content="width=device-width"><body>'
        + wechat.article(notice(NOTICE + WIDE + LONG))
    )

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    sizes = page.evaluate(
        "[...document.querySelectorAll('p, td, th')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 14
    page.close()
