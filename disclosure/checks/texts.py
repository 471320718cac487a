"""Text as it may stand on a public page: sanitised HTML, and what plain text becomes."""

import re
from dataclasses import dataclass
from html import escape, unescape

import nh3

from disclosure.checks.pasted.markup import Element, parse, render
from disclosure.checks.pasted.runs import visible
from disclosure.checks.pasted.structure import reduced

ALLOWED_TAGS = {
    "p", "br", "h2", "h3", "h4", "strong", "em", "u", "s", "sub", "sup", "ul", "ol", "li", "blockquote",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "hr", "figure", "figcaption", "img",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "img": {"src", "alt"},
}
ALLOWED_CLASSES = {"p": {"right"}}  # a signature and its date
# Read, never shown: what tells a list, a hidden word or a heading in Word's HTML from its looks.
_READ_TAGS = ALLOWED_TAGS | {
    "h1", "h5", "h6", "b", "i", "ins", "del", "strike", "span", "font", "div", "section", "article", "header",
    "footer", "main", "address", "center", "pre", "dl", "dt", "dd", "tfoot",
}  # fmt: skip
_READ_ATTRIBUTES = ALLOWED_ATTRIBUTES | {"*": {"style", "align", "class"}}
_WITH_CONTENT = {
    "script",
    "style",
    "title",
    "xml",
    "template",
    "iframe",
    "noscript",
    "object",
    "select",
    "textarea",
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_ROUNDS = 6
# Tags that stay open until they are closed. Parsers take a time of the square of their depth.
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|thead|tbody|tfoot|dt|dd|br|hr|img|meta|link|input|col|wbr|area|source|base|embed)\b)[a-z]",
    re.IGNORECASE,
)
_DEEPEST = 500  # no document is; whoever made it gets its words

_SCROLLS = '<div class="table-scroll" role="group" aria-label="表格，可左右滚动" tabindex="0"><table>'
_TAG = re.compile(rf"</?(?:{'|'.join([*_READ_TAGS, 'html', 'body'])})(?=[\s/>])[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class CleanText:
    """A text made clean, and what its writer has to be told."""

    html: str
    foreign_pictures: int = (
        0  # pasted pictures that were left out: embedded, of another site, of a local file
    )
    missing_alts: int = 0  # our own pictures without alternative text, left out as well


def cleaned(text: str) -> CleanText:
    """Sanitised HTML of what a clerk typed or pasted, the same when cleaned again, with the losses counted."""
    html = text if _TAG.search(text) else _paragraphs(text)
    if _too_deep(html):
        html = _paragraphs(unescape(re.sub(r"<[^<>]*>", " ", html)))
    first = now = _once(html)
    for _ in range(_ROUNDS):
        then = _once(now.html)
        if then.html == now.html:
            return CleanText(now.html, first.foreign_pictures, first.missing_alts)
        now = then
    words = _once(_paragraphs(plain_text(now.html)))  # never settled: its words, without any structure
    return CleanText(words.html, first.foreign_pictures, first.missing_alts)


def clean_html(text: str) -> str:
    """Sanitised HTML of what a clerk typed or pasted: plain text becomes paragraphs, mark-up is reduced to ours."""
    return cleaned(text).html


def missing_alts(text: str) -> int:
    """How many of our own pictures in it nobody has described."""
    return cleaned(text).missing_alts


def shown_html(html: str, prefix: str = "/") -> str:
    """Sanitised HTML as a page shows it: on a phone a wide table scrolls by itself, the page does not.

    Args:
        prefix: where the township's addresses begin (`get_script_prefix`); stored addresses carry none.
    """
    html = html.replace("<table>", _SCROLLS).replace("</table>", "</table></div>")
    return html.replace(
        '<img src="/pictures/', f'<img loading="lazy" src="{escape(prefix.rstrip("/"))}/pictures/'
    )


def editable_html(html: str, prefix: str = "/") -> str:
    """Sanitised HTML as an editor shows it: pictures are found under the township's addresses."""
    return html.replace('<img src="/pictures/', f'<img src="{escape(prefix.rstrip("/"))}/pictures/')


def one_line(text: str) -> str:
    """A name or title: no line ends, no control characters, nothing that turns the reading direction."""
    return " ".join(visible(text).split())


def plain_text(html: str) -> str:
    """The words of sanitised HTML, without mark-up, runs of blanks folded."""
    spaced = re.sub(r"</(p|li|td|th|h[1-6]|caption|figcaption|div)>|<br ?/?>", " ", html)
    return " ".join(unescape(nh3.clean(spaced, tags=set())).split())


def _too_deep(html: str) -> bool:
    depth = 0
    for tag in _NESTING.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def summary_of(html: str, most: int = 120) -> str:
    """The beginning of a text for who wrote no summary: whole sentences where they fit, else cut with a mark."""
    words = plain_text(html)
    if len(words) <= most:
        return words
    end = max(words.rfind(mark, 0, most) for mark in "。！？")
    return words[: end + 1] if end >= most // 3 else f"{words[: most - 1]}…"


def _paragraphs(text: str) -> str:
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    return "".join(f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks)


def _once(html: str) -> CleanText:
    """Read what was meant, rebuild it in our structures, and let the sanitiser have the last word."""
    read = nh3.clean(
        visible(html),
        tags=_READ_TAGS,
        attributes=_READ_ATTRIBUTES,
        clean_content_tags=_WITH_CONTENT,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    found = reduced(parse(read))
    html = nh3.clean(
        render(Element("", {}, list(found.blocks))),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        allowed_classes=ALLOWED_CLASSES,
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow",
        strip_comments=True,
    )
    return CleanText(html, found.foreign_pictures, found.missing_alts)
