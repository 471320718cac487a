"""Agreement between township and village: compared by night, one by a button, differences explained (VIL-6)."""

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.models import Township, User
from catalog.rules import require
from catalog.sheets.workbook import WorkbookRefused
from disclosure.checks.personal import NOTICES, scan_text
from disclosure.models import Attachment, Publication
from villages import rules
from villages.actions.comparing import Comparing
from villages.law.agreement import DifferenceState
from villages.law.kinds import OF_PERSONS
from villages.models import ComparedList, Comparison, Difference, Sheet
from villages.sheets.township_lists import names_on

LONGEST = 500
NOT_YOURS = "您不能说明或者核对这个村的镇村差异。"
_MASKED_NAME = re.compile(r"[\u3400-\u9fff][*＊×✕●○█■]")


class AgreementRefused(ActRefused):
    """`str()` is a sentence for whoever sent it."""


# ---- comparing ----------------------------------------------------------------------------------------------------
def compare(*, township: Township, at: datetime) -> str:
    """Compare every list of a township with its villages' sheets. Says what was done.

    Done twice it changes nothing; broken off it goes on with the lists that were not done when called with the same
    instant; lists that stand as they did are not read again.
    """
    pass_ = Comparing(township, at)
    done, read = pass_.done(), 0
    keys = pass_.keys()
    for key in keys:
        if key not in done:
            read += pass_.compare_list(key)
    pass_.compare_alone()
    pass_.tell_overdue()
    _note(township, at)
    waiting = Difference.objects.filter(comparison__township=township, state=DifferenceState.OPEN).count()
    return f"{township}：核对 {len(keys)} 期名单，其中有变动的 {read} 期；待处理的差异 {waiting} 处"


@transaction.atomic
def _note(township: Township, at: datetime) -> None:
    """Residents read the day of the last comparison."""
    before = ComparedList.objects.filter(township=township, item=None).first()
    ComparedList.objects.update_or_create(
        township=township, item=None, defaults={"basis": "", "compared_at": at}
    )
    if before is None or timezone.localdate(before.compared_at) != timezone.localdate(at):
        raise_generation(township)


@task()
def compare_township(pk: int, at: str) -> None:
    """Compare one township in the worker. Run again (a worker was lost) it goes on where it broke off."""
    township = Township.objects.select_related("unit").filter(pk=pk).first()
    if township is not None:
        compare(township=township, at=datetime.fromisoformat(at))


def compare_by_night(at: datetime) -> str:
    """Have every township compared. For the timer."""
    pks = list(Township.objects.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        compare_township.enqueue(pk, at.isoformat())
    return f"安排 {len(pks)} 个乡镇核对镇村公开是否一致"


def compare_one(*, pk: int, by: User, at: datetime, version: int | None = None) -> Comparison:
    """Compare one matter of one village now, reading both sides anew.

    Raises:
        PermissionDenied: neither clerk of the village, editor of the township nor head of its disclosure office.
    """
    row = Comparison.objects.select_related("unit", "township__unit").get(pk=pk)
    require(rules.may_explain_difference(by, row.unit), NOT_YOURS)
    pass_ = Comparing(row.township, at)
    for key in pass_.keys_of(row):
        pass_.compare_list(key, again=True, units=[row.unit])
    pass_.compare_alone([row.unit])
    row.refresh_from_db()
    return row


# ---- explaining ---------------------------------------------------------------------------------------------------
@transaction.atomic
def explain(
    *, pk: int, by: User, at: datetime, text: str, others: bool = False, version: int | None = None
) -> Difference:
    """Say why the two sides differ; residents read it, so it names nobody.

    Args:
        others: the other findings of the same comparison that wait are explained by it too.

    Raises:
        PermissionDenied: neither clerk of the village, editor of the township nor head of its disclosure office.
        AgreementRefused: no words, a name or personal data in them, corrected meanwhile, or somebody acted.
    """
    found = (
        Difference.objects.select_for_update(of=("self",))
        .select_related("comparison__unit", "comparison__township")
        .get(pk=pk)
    )
    require(rules.may_explain_difference(by, found.comparison.unit), NOT_YOURS)
    if version is not None and version != found.version:
        raise AgreementRefused(
            "别人刚刚办理过这处差异，或者刚重新核对过。您填写的内容没有保存，仍留在下面，请核对后再提交。"
        )
    if found.state == DifferenceState.CORRECTED:
        raise AgreementRefused("这处差异已经更正，不用再说明。")
    words = _public(text, found.comparison)
    same = found.comparison.differences.select_for_update().filter(state=DifferenceState.OPEN).exclude(pk=pk)
    for each in [found, *(same if others else [])]:
        each.state, each.explanation, each.explained_by, each.at = DifferenceState.EXPLAINED, words, by, at
        each.version += 1
        each.save()
    raise_generation(found.comparison.township)
    return found


def _public(text: str, comparison: Comparison) -> str:
    """Words that go on a public page."""
    words = text.strip()
    if not words:
        raise AgreementRefused("请填写说明，居民能看到。")
    if len(words) > LONGEST:
        raise AgreementRefused(f"说明最多 {LONGEST} 个字，现在有 {len(words)} 个。")
    if hits := [hit for hit in scan_text(words) if hit.kind not in NOTICES]:
        raise AgreementRefused(f"说明里有{hits[0].kind.label}，会公开在村页面上，请删去。")
    if _MASKED_NAME.search(words) or any(name in words for name in _names(comparison)):
        raise AgreementRefused(
            "说明里有名单上的姓名，会公开在村页面上。请改写成“有 1 人……”，脱敏的姓名也不要写。"
        )
    return words


def _names(comparison: Comparison) -> set[str]:
    """Every name that stands on either list, as far as it is written out: held in memory for this one look."""
    names: set[str] = set()
    for sheet in Sheet.objects.filter(pk__in=comparison.sheets, kind__in=sorted(OF_PERSONS)):
        names |= {str(row.get("name") or "").strip() for row in sheet.table()}
    for publication in Publication.objects.filter(pk__in=comparison.publications):
        for file in Attachment.objects.downloads().filter(publication=publication, kind="sheet"):
            try:
                names |= names_on(file, person_list=publication.person_list)
            except WorkbookRefused:
                continue
    return {name for name in names if len(name) > 1}
