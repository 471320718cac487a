"""The desk: what waits for me, over all apps."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog import rules
from catalog.law.roles import REVIEWERS, Role
from catalog.models import User, work_calendar
from catalog.views.access import OfficeRequest
from disclosure.law.lifecycle import Verb
from disclosure.law.steps import OFFICE, READERS
from disclosure.models import Publication
from disclosure.queries import applications, desk, duties, explaining_desk
from disclosure.rules import DUTY_READERS, VERB_ROLES, WITHHELD_READERS, WRITERS
from gongkai.board.views import ROLES as OVERSEERS
from villages.queries import agreement
from villages.queries import desk as village_desk
from villages.rules import READERS as VILLAGE_READERS

SHOWN = 50  # lines of one list; the admin has them all


def home(request: OfficeRequest) -> HttpResponse:
    """What waits for the signed-in person, what came back, what is under way, and ways on."""
    user = request.user
    drafts = list(desk.drafts(user)[:SHOWN])
    context = {
        "waiting": _lines(desk.to_review(user)[:SHOWN]),
        "returned": _lines(draft for draft in drafts if _remark(draft)),
        "mine": _lines([*desk.in_review(user)[:SHOWN], *(draft for draft in drafts if not _remark(draft))]),
        "results": _results(request),
        "applications": _applications(request),
        "searches": list(applications.searches_waiting(user, request.township)[:SHOWN]),
        "duties": _duties(request),
        "disagreeing": _disagreeing(request),
        "villages": village_desk.waiting_for(user, request.township),
        "explaining": explaining_desk.standing(user, request.township),
        "links": _links(user),
        "crumbs": [],
    }
    return render(request, "desk/home.html", context)


def _duties(request: OfficeRequest) -> dict[str, int] | None:
    """How many duties of the person's units are late and due this week; None for who sees none. 1 query."""
    if not rules.roles(request.user) & DUTY_READERS:
        return None
    return duties.standing(duties.in_sight(request.user, request.township), timezone.localdate())


def _disagreeing(request: OfficeRequest) -> int:
    """Open differences between township and villages; none, and no query, for who sees none. 1 query."""
    if not rules.roles(request.user) & VILLAGE_READERS:
        return 0
    return agreement.open_findings(request.user, request.township)


def _applications(request: OfficeRequest) -> list[tuple[str, str, int]]:
    """(queue, its name, cases) of what wants doing; none, and no query, for who has no part in applications. 1 query."""
    if not rules.roles(request.user) & READERS:
        return []
    of = applications.queues(request.user, timezone.localdate(), work_calendar())
    found = applications.counts(applications.in_sight(request.user, request.township), of)
    shown = ("overdue", "due", "faults", "review", "new", "mine", "stopped")
    return [(name, applications.QUEUES[name], found[name]) for name in shown if found[name]]


def _results(request: OfficeRequest) -> list[dict[str, Any]]:
    """Postings that wait for their result; none, and no query, for who writes nothing."""
    if not rules.roles(request.user) & {*WRITERS}:
        return []
    owed = desk.results_owed(request.user, request.township, timezone.localdate())[:SHOWN]
    return [
        {
            "title": publication.title,
            "path": reverse("disclosure:posting_result", args=[publication.pk]),
            "unit": publication.unit.name,
            "until": publication.posted_until,
        }
        for publication in owed
    ]


def _lines(found: Iterable[Publication]) -> list[dict[str, Any]]:
    return [
        {
            "title": publication.title,
            "path": reverse("disclosure:office_publication", args=[publication.pk]),
            "kind_label": publication.get_state_display(),
            "unit": publication.unit.name,
            "by": publication.submitted_by or publication.created_by,
            "submitted_at": getattr(publication, "submitted_at", None),
            "remark": _remark(publication),
        }
        for publication in found
    ]


def _remark(publication: Publication) -> str:
    """What the reviewer said who sent it back; annotated by `queries.desk.drafts`."""
    return getattr(publication, "remark", "")


def _links(user: User) -> list[dict[str, str]]:
    """Ways on, by role: only those that exist and that the person may use."""
    held = rules.roles(user)
    links = []
    if held & DUTY_READERS:
        links.append(("本单位要公开的", "disclosure:duties"))
    if held & READERS:
        links.append(("依申请公开", "disclosure:application_list"))
        links.append(("到期日历", "disclosure:application_calendar"))
    if held & VILLAGE_READERS:
        links.append(("村务", "villages:desk"))
        links.append(("村级财务", "villages:finance_list"))
        links.append(("村务公开目录清单", "villages:matter_lists"))
        links.append(("村务公开进度", "villages:grid_list"))
        links.append(("村务疑问", "villages:objection_list"))
        links.append(("镇村核对", "villages:agreement_list"))
    if held & OFFICE:
        links.append(("信息公开年报", "disclosure:report_list"))
    if held & {*WRITERS}:
        links.append(("写一条公开信息", "admin:disclosure_publication_add"))
    if held & {*Role} - {Role.VILLAGE_SUPERVISOR, Role.REQUEST_OFFICER, Role.LEGAL}:
        links.append(("公开信息一览", "admin:disclosure_publication_changelist"))
        links.append(("解读和回应", "disclosure:explaining"))
    if held & {*REVIEWERS, *WRITERS, Role.SECRECY, Role.OFFICE_HEAD, Role.SUPERVISOR}:
        links.append(("审核和核对", "disclosure:review_list"))
    if held & OVERSEERS:
        links.append(("看板", "board:board"))
    if held & {Role.ADMIN, Role.OFFICE_HEAD}:
        links += [
            ("目录采用和核对", "upkeep:adoption_list"),
            ("目录调整", "catalog:office_revision_list"),
            ("权责事项梳理", "sorting:sorting"),
            ("导入", "imports:list"),
            ("任务变动", "upkeep:moves"),
        ]
    if held & DUTY_READERS:
        links.append(("公开台账", "disclosure:ledger"))
    if held & WITHHELD_READERS:
        links.append(("不公开文件登记", "disclosure:withheld_list"))
    if held & VERB_ROLES[Verb.KEEP]:
        links.append(("到期评估", "disclosure:evaluation_list"))
    if held & {Role.ADMIN, Role.OFFICE_HEAD}:
        links += [
            ("用语规则", "admin:disclosure_wordingrule_changelist"),
            ("只上公示栏的名单", "admin:disclosure_boardonly_changelist"),
            ("审核级次设置", "admin:disclosure_reviewplan_changelist"),
        ]
    if Role.ADMIN in held:
        links += [
            ("业务系统接口", "api:clients"),
            ("工作日历", "upkeep:calendar"),
            ("账号和任职", "admin:catalog_user_changelist"),
            ("站点资料", "admin:catalog_township_changelist"),
        ]
    return [{"label": label, "url": reverse(name)} for label, name in links]
