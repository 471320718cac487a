"""村民微信群: a short message that leads to the page; no names, nothing personal (PII-3)."""

from collections.abc import Callable

from disclosure.sheets.channels import people
from disclosure.sheets.channels.gist import summary
from disclosure.sheets.channels.sentences import cut
from disclosure.sheets.channels.source import Source

LIMIT = 300
_TITLE = 90
_CONTACT = 60
_GIST = 120


def _as_it_is(text: str) -> str:
    return text


def text(source: Source, mask: Callable[[str], str] = _as_it_is) -> str:
    """The message, at most 300 characters.

    Args:
        mask: covers personal data in what was written for people (title and gist). The contact is an office's and
            stays readable.
    """
    head = (
        f"【{source.township}{source.kind}】{cut(mask(people.without_names(source.title, source)), _TITLE)}"
    )
    tail = [
        f"公示时间：{source.posting}" if source.posting else "",
        "名单请到村公示栏或打开网页查看，请勿截图转发。" if source.is_person_list else "",
        f"看全文：{source.url}",
        f"咨询：{cut(source.contact, _CONTACT)}" if source.contact else "",
    ]
    room = LIMIT - len(head) - sum(len(line) + 1 for line in tail if line) - 1
    told = mask(people.without_names("".join(summary(source, min(room, _GIST))), source))
    lines = [head, cut(told, room) if room > 0 else "", *tail]
    return "\n".join(line for line in lines if line)
