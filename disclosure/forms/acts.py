"""The verbs of a publication at the desk: for each its form, its act and its button. Office and admin show the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from catalog.models import User
from disclosure import rules
from disclosure.actions import publications, publishing, reviewing
from disclosure.forms import office
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import FULL, STEPS, Plan, State, Verb, checked_plan, checks_secrecy, is_last
from disclosure.models import Publication
from disclosure.queries.reviews import plan_of as plan_asked


@dataclass(frozen=True)
class Act:
    """A verb at the desk. form: given the publication and its plan. plain: shown as a quiet button."""

    form: Callable[[Publication], type[office.ActForm]]
    action: Callable[..., Any]
    button: str
    plain: bool = False


def _always(form: type[office.ActForm]) -> Callable[[Publication], type[office.ActForm]]:
    return lambda publication: form


def plan_of(publication: Publication) -> Plan:
    """The levels it was handed in under; of a draft those the township asks for now."""
    if publication.plan and publication.state != State.DRAFT:
        return checked_plan(publication.plan)
    if publication.state == State.DRAFT:
        return plan_asked(publication.township, Kind(publication.kind))
    return FULL


def _approve_form(publication: Publication) -> type[office.ActForm]:
    secret = checks_secrecy(State(publication.state), plan_of(publication))
    return office.SecrecyForm if secret else office.ApproveForm


def _sign_form(publication: Publication) -> type[office.ActForm]:
    secret = checks_secrecy(State(publication.state), plan_of(publication))
    return office.SignSecrecyForm if secret else office.SignForm


ACTS: dict[Verb, Act] = {
    Verb.SUBMIT: Act(_always(office.PlainForm), reviewing.submit, "提交审核"),
    Verb.APPROVE: Act(_approve_form, partial(reviewing.approve, sign=False), "审核通过"),
    Verb.SIGN: Act(_sign_form, partial(reviewing.approve, sign=True), "签发公开"),
    Verb.SEND_BACK: Act(_always(office.SendBackForm), reviewing.send_back, "退回修改", plain=True),
    Verb.RULE_OPEN: Act(_always(office.RuleOpenForm), partial(reviewing.rule, may_open=True), "确定可以公开"),
    Verb.RULE_SHUT: Act(
        _always(office.RuleShutForm), partial(reviewing.rule, may_open=False), "确定不予公开", plain=True
    ),
    Verb.LOOK: Act(_always(office.LookForm), reviewing.look, "事后复核"),
    Verb.KEEP: Act(_always(office.KeepForm), publishing.keep, "评估后继续公开", plain=True),
    Verb.REVISE: Act(_always(office.ReviseForm), publishing.revise, "开始修订", plain=True),
    Verb.VALIDITY: Act(_always(office.ValidityForm), publishing.set_validity, "变更有效性", plain=True),
    Verb.WITHDRAW: Act(_always(office.WithdrawForm), publishing.withdraw, "撤回", plain=True),
    Verb.RECALL: Act(_always(office.PlainForm), reviewing.recall, "撤回送审", plain=True),
    Verb.UNSCHEDULE: Act(_always(office.PlainForm), publishing.unschedule, "取消定时", plain=True),
    Verb.REFER: Act(_always(office.ReferForm), reviewing.refer, "提请有关机关确定", plain=True),
    Verb.FORCE: Act(_always(office.ForceForm), reviewing.force, "越级公开", plain=True),
    Verb.DROP: Act(_always(office.PlainForm), publications.drop, "作废", plain=True),
}


def acts_for(user: User, found: Publication) -> list[Verb]:
    """The verbs this person may do on it where it stands, in the order of the desk."""
    state, last = State(found.state), is_last(State(found.state), plan_of(found))
    verbs = [verb for verb in ACTS if (state, verb) in STEPS and rules.may(user, verb, found)]
    hidden = {Verb.APPROVE} if last else {Verb.SIGN}
    if last:
        hidden.add(Verb.FORCE)  # signing does the same
    if not found.forced or found.looked_at:
        hidden.add(Verb.LOOK)
    if found.kind != Kind.POLICY:
        hidden.add(Verb.VALIDITY)
    if found.from_sheet:
        hidden.add(Verb.REVISE)  # corrected in the sheet it was made from
    return [verb for verb in verbs if verb not in hidden]


def desk_of(
    user: User, found: Publication, bound: Mapping[Verb, office.ActForm] | None = None
) -> list[dict[str, Any]]:
    """What this person may do with it, each with its form; bound: forms that were sent and refused."""
    sent = bound or {}
    return [
        {
            "verb": verb.value,
            "button": ACTS[verb].button,
            "plain": ACTS[verb].plain,
            "open": verb in sent,
            "form": sent.get(verb) or ACTS[verb].form(found)(prefix=verb.value, publication=found),
        }
        for verb in acts_for(user, found)
    ]
