"""Text as it may stand on a public page: sanitised HTML, and what plain text becomes."""

import re
from html import escape

import nh3

ALLOWED_TAGS = {
    "p", "br", "h2", "h3", "h4", "strong", "em", "u", "sub", "sup", "ul", "ol", "li", "blockquote",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "hr",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}
_SCROLLS = '<div class="table-scroll" role="group" aria-label="表格，可左右滚动" tabindex="0"><table>'
_TAG = re.compile(r"<(p|br|h[1-6]|table|ul|ol|div|li|td|strong|em|a)\b", re.IGNORECASE)


def clean_html(text: str) -> str:
    """Sanitised HTML of what a clerk typed or pasted: plain text becomes paragraphs, mark-up is reduced to ours."""
    if not _TAG.search(text):
        blocks = [block.strip() for block in re.split(r"\n\s*\n|\r\n\s*\r\n", text) if block.strip()]
        text = "".join(f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks)
    return nh3.clean(
        text,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
        strip_comments=True,
    )


def shown_html(html: str) -> str:
    """Sanitised HTML as a page shows it: on a phone a wide table scrolls by itself, the page does not."""
    return html.replace("<table>", _SCROLLS).replace("</table>", "</table></div>")


def plain_text(html: str) -> str:
    """The words of sanitised HTML, without mark-up, runs of blanks folded."""
    spaced = re.sub(r"</(p|li|td|th|h[2-4]|caption)>|<br>", " ", html)
    return re.sub(
        r"\s+",
        " ",
        nh3.clean(spaced, tags=set()).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"),
    ).strip()
