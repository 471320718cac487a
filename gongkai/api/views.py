"""The keyed intake: a department's business system reports an event and hears what is owed for it, by which day.

Never a session: the key alone says who asks. An event changes no public page, so no generation is raised.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from catalog.actions.refusals import ActRefused
from catalog.law.timelimits import Event
from catalog.views.access import PublicRequest, public_page
from disclosure.actions import duties as acts
from disclosure.law.duties import DutyState
from disclosure.models import ApiClient, Duty, Trigger
from gongkai.api.forms import EVENTS, EventForm, read_json
from gongkai.api.keys import client_of
from gongkai.api.problems import Problem, answer, answering

FIELDS = [
    ("external_id", "必填", "贵系统自己的编号；同一编号再报一次不会重复登记"),
    ("item", "必填", "事项标识，或本镇目录编号"),
    ("event", "必填", "发生了什么，取值见下表"),
    ("happened_on", "必填", "发生日期，如 2026-03-09"),
    ("subject", "必填", "是什么，200 字以内"),
    ("unit", "选填", "责任单位名称；不填就是密钥所代表的单位"),
]


@public_page(cached=False)
@answering("GET", "HEAD")
def about(request: PublicRequest) -> HttpResponse:
    """What the intake takes and answers: a page for people, JSON for who asks for it."""
    address = request.build_absolute_uri(reverse("api:events"))
    events = [(event.value, event.label) for event in EVENTS]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return answer(
            {
                "title": f"{request.township.name}政务公开业务系统接口",
                "events": {"post": address, "get": f"{address}{{external_id}}/"},
                "authorization": "Bearer",
                "fields": {name: f"{need}：{words}" for name, need, words in FIELDS},
                "event_values": dict(events),
            }
        )
    context = {
        "address": address,
        "fields": FIELDS,
        "events": events,
        "crumbs": [("业务系统接口", "")],
    }
    return render(request, "api/about.html", context)


@csrf_exempt
@public_page(cached=False)
@answering("POST")
def events(request: PublicRequest) -> HttpResponse:
    """Report one event. 201 the first time, 200 with what stands when it is reported again."""
    client = client_of(request, request.township)
    form = EventForm(read_json(request), client)
    sent = form.checked()
    known = _known(client, sent["external_id"])
    if known is None:
        return _record(request, client, form)
    return _again(request, form, known)


@csrf_exempt
@public_page(cached=False)
@answering("GET", "HEAD")
def event(request: PublicRequest, external_id: str) -> HttpResponse:
    """What became of an event the same client reported."""
    client = client_of(request, request.township)
    known = _known(client, external_id) if "\0" not in external_id else None
    if known is None:
        raise Problem(404, "没有这个编号", "这个接口没有用这个编号报过事件。")
    return answer(_state(request, known))


def _record(request: PublicRequest, client: ApiClient, form: EventForm) -> HttpResponse:
    sent, at = form.cleaned_data, timezone.now()
    node, unit = form.resolved()
    try:
        made = acts.record_event(
            township=client.township, unit=unit, node=node, event=Event(sent["event"]),
            happened_on=sent["happened_on"], subject=sent["subject"], at=at, client=client,
            external_id=sent["external_id"],
        )  # fmt: skip
    except (ActRefused, PermissionDenied) as refused:
        raise Problem(422, "不能登记", str(refused)) from None
    except ValidationError as invalid:
        raise Problem(422, "内容有误", "；".join(invalid.messages)) from None
    if made.recorded_at != at:  # the same report came in at the same time and was first
        return _again(request, form, _known(client, sent["external_id"]) or made)
    return answer(_state(request, made), 201, headers={"Location": _address(request, made)})


def _again(request: PublicRequest, form: EventForm, known: Trigger) -> HttpResponse:
    if not form.same_as(known):
        raise Problem(409, "编号已用过", "这个编号已报过另一件事，没有改动。请核对后换一个编号。")
    return answer(_state(request, known))


def _known(client: ApiClient, external_id: str) -> Trigger | None:
    found = Trigger.objects.filter(client=client, external_id=external_id)
    return found.select_related("node", "unit").first()


def _address(request: HttpRequest, trigger: Trigger) -> str:
    return request.build_absolute_uri(reverse("api:event", args=[trigger.external_id]))


def _state(request: PublicRequest, trigger: Trigger) -> dict[str, Any]:
    """The event with what is owed for it; the same words whenever nothing moved in between."""
    owed = trigger.duties.exclude(state=DutyState.DROPPED).select_related("publication").order_by("pk")
    duties = [_duty(request, duty) for duty in owed]
    return {
        "external_id": trigger.external_id,
        "address": _address(request, trigger),
        "item": {"key": trigger.node.key, "name": trigger.node.name},
        "unit": trigger.unit.name,
        "event": trigger.event,
        "event_label": trigger.get_event_display(),
        "happened_on": trigger.happened_on.isoformat(),
        "subject": trigger.subject,
        "recorded_at": timezone.localtime(trigger.recorded_at).isoformat(),
        "state": _overall({duty["state"] for duty in duties}),
        "duties": duties,
    }


def _overall(states: set[str]) -> str:
    """`nothing` is owed, something is still `open`, or all of it is `published` or `waived`."""
    if not states:
        return "nothing"
    for state in (DutyState.OPEN, DutyState.PUBLISHED):
        if state in states:
            return state.value
    return DutyState.WAIVED.value


def _duty(request: PublicRequest, duty: Duty) -> dict[str, Any]:
    said: dict[str, Any] = {
        "part": duty.part,
        "due_on": duty.due_on.isoformat() if duty.due_on else None,
        "provisional": duty.provisional,
        "due_label": f"{duty.due_on:%Y-%m-%d}{'（预计）' if duty.provisional else ''}"
        if duty.due_on
        else "没有期限",
        "state": duty.state,
        "state_label": duty.get_state_display(),
        "discharged_on": duty.discharged_on.isoformat() if duty.discharged_on else None,
    }
    if duty.publication:
        place = reverse("disclosure:publication", args=[duty.publication_id])
        said["publication"] = {
            "title": duty.publication.title,
            "index_no": duty.publication.index_no,
            "url": request.build_absolute_uri(place),
        }
    return said
