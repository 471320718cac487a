"""Searching: asked of units, or done by the officer; what was looked through, by which words, by whom (OUT-R3)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import Unit, User, work_calendar
from catalog.rules import require
from disclosure import rules
from disclosure.actions.applications import letters
from disclosure.actions.applications.course import Incomplete, locked, reception_of, step
from disclosure.law.documents import Doc
from disclosure.law.steps import Act
from disclosure.models import SearchRequest
from disclosure.sheets.letters.compose import day


@transaction.atomic
def ask(
    *, pk: int, by: User, at: datetime, unit: Unit, what: str, version: int | None = None
) -> SearchRequest:
    """Ask a unit to search, by DOC-11; a nil return is an answer too.

    Raises:
        Incomplete: nothing said to search for, or a unit of another township.
    """
    if not what.strip():
        raise Incomplete("请写明查找什么。")
    application = step(
        pk,
        Act.ASK_SEARCH,
        by=by,
        at=at,
        note=f"{unit.name}：{what}",
        told="正在查找有关信息。",
        version=version,
    )
    if unit.tree_id != application.township.unit.tree_id:
        raise Incomplete("这个单位不属于本乡镇。")
    today = timezone.localdate(at)
    due = work_calendar().add(today, reception_of(application.township).search_days).on
    search = SearchRequest.objects.create(
        application=application, unit=unit, what=what, asked_on=today, due_on=due, asked_by=by
    )
    letters.issue(
        application=application, doc=Doc.SEARCH, by=by, at=at, subject=f"search-{search.pk}",
        slots={"addressee": unit.name, "requested": what, "reply_by": day(due)},
    )  # fmt: skip
    application.save()
    return search


@transaction.atomic
def answer(
    *,
    search_pk: int,
    by: User,
    at: datetime,
    systems: str,
    words: str,
    found: bool,
    result: str,
    searched_by: str,
    searched_on: date,
) -> SearchRequest:
    """What the search found.

    Raises:
        PermissionDenied: not of the unit asked.
        Incomplete: answered before, a day to come, or the log is not whole.
    """
    locked(SearchRequest.objects.only("application").get(pk=search_pk).application_id)
    search = SearchRequest.objects.select_related("unit").get(pk=search_pk)
    require(rules.may_answer_search(by, search), "您不能代这个单位回复。")
    if search.found is not None:
        raise Incomplete("这次查找已经回复过。")
    _whole(systems, searched_by, searched_on, at)
    application = step(
        search.application_id, Act.ANSWER_SEARCH, by=None, at=at,
        note=f"{search.unit.name}（{by}）：{'查到' if found else '没有查到'}",
    )  # fmt: skip
    _fill(search, by, at, systems, words, found, result, searched_by, searched_on)
    application.save()
    return search


@transaction.atomic
def record(
    *,
    pk: int,
    by: User,
    at: datetime,
    what: str,
    systems: str,
    words: str,
    found: bool,
    result: str,
    searched_by: str,
    searched_on: date,
    version: int | None = None,
) -> SearchRequest:
    """The officer's own search.

    Raises:
        Incomplete: see `answer`.
    """
    _whole(systems, searched_by, searched_on, at)
    application = step(
        pk,
        Act.ANSWER_SEARCH,
        by=by,
        at=at,
        note=f"自行查找：{'查到' if found else '没有查到'}",
        version=version,
    )
    today = timezone.localdate(at)
    search = SearchRequest(
        application=application, unit=application.unit, what=what, asked_on=today, due_on=today, asked_by=by
    )
    _fill(search, by, at, systems, words, found, result, searched_by, searched_on)
    application.save()
    return search


def _whole(systems: str, searched_by: str, searched_on: date, at: datetime) -> None:
    if not systems.strip() or not searched_by.strip():
        raise Incomplete("请写明查了哪些系统、档案，由谁查找。")
    if searched_on > timezone.localdate(at):
        raise Incomplete("查找日期不能晚于今天。")


def _fill(
    search: SearchRequest, by: User, at: datetime, systems: str, words: str, found: bool, result: str,
    searched_by: str, searched_on: date,
) -> None:  # fmt: skip
    search.systems, search.words, search.found, search.result = systems, words, found, result
    search.searched_by, search.searched_on = searched_by, searched_on
    search.answered_by, search.answered_at = by, at
    search.save()
