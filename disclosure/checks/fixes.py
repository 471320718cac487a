"""One-click fixes of the check desk: each changes columns of a draft and says what it did."""

import re
from collections.abc import Callable

from disclosure.checks.personal import mask_html, mask_text
from disclosure.checks.wording import replaced, wordings_of
from disclosure.models import Finding, Publication

Fix = Callable[[Finding, Publication], tuple[dict[str, object], str]]
_END = re.compile(r"[。，；.、\s]+$")
_LOOSE = re.compile(r"^(.*?)[\[\(（【〔]\s*(\d{4})\s*[\]\)）】〕]\s*第?\s*0*(\d+)\s*号?$")


class CannotFix(Exception):
    """What was found is not there any more, or cannot be mended without knowing more."""


def _title(finding: Finding, publication: Publication) -> tuple[dict[str, object], str]:
    return {"title": _END.sub("", publication.title)}, "已去掉标题末尾的标点。"


def _doc_no(finding: Finding, publication: Publication) -> tuple[dict[str, object], str]:
    found = _LOOSE.match(publication.doc_no.strip())
    if found is None:
        raise CannotFix("看不出文号的年份和顺序号，请自己改。")
    number = f"{found[1].strip()}〔{found[2]}〕{found[3]}号"
    return {"doc_no": number}, f"文号已改为“{number}”。"


def _wording(finding: Finding, publication: Publication) -> tuple[dict[str, object], str]:
    rows = [
        row
        for row in wordings_of(publication.township_id)
        if row.right and f"“{row.wrong}”" in finding.message
    ]
    if not rows:
        raise CannotFix("这条用语规则已经停用。")
    row = rows[0]
    changed: dict[str, object] = {}
    for name in ("title", "text", "summary", "posting_contact"):
        old = getattr(publication, name)
        if (new := replaced(old, row)) != old:
            changed[name] = new
    details = {key: replaced(str(value), row) for key, value in publication.details.items()}
    if details != publication.details:
        changed["details"] = details
    if not changed:
        raise CannotFix("文中已经没有这个写法。")
    return changed, f"文中的“{row.wrong}”已改为“{row.right}”。"


def _mask_text(finding: Finding, publication: Publication) -> tuple[dict[str, object], str]:
    changed: dict[str, object] = {}
    text, number = mask_html(publication.text)
    if number:
        changed["text"] = text
    for name in ("title", "summary", "posting_contact"):
        masked, found = mask_text(getattr(publication, name))
        if found:
            changed[name], number = masked, number + found
    details = {key: mask_text(str(value)) for key, value in publication.details.items()}
    if sum(found for _, found in details.values()):
        changed["details"] = {key: masked for key, (masked, _) in details.items()}
        number += sum(found for _, found in details.values())
    if not changed:
        raise CannotFix("文中已经没有这样的内容。")
    return changed, f"已遮盖{number}处个人信息，请再看一遍。"


FIXES: dict[str, Fix] = {"mask_text": _mask_text, "title": _title, "doc_no": _doc_no, "wording": _wording}


def fixed(finding: Finding, publication: Publication) -> tuple[dict[str, object], str]:
    """The columns to change and a sentence for the clerk.

    Raises:
        CannotFix: see there.
    """
    act = FIXES.get(finding.fix)
    if act is None:
        raise CannotFix("这一处没有一键处理。")
    return act(finding, publication)
