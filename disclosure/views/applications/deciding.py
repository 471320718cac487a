"""The guided way to an outcome: one question a page for each item, then its facts, then all of it at once.

What was answered is kept in the session until the outcome is fixed; going back changes nothing that comes before.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.actions.refusals import ActRefused
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions.applications import deciding
from disclosure.actions.applications.deciding import Chosen
from disclosure.forms.applications.deciding import FactsForm, MainForm, QuestionForm
from disclosure.law.intake import CaseKind
from disclosure.law.outcomes import (
    QUESTIONS,
    RULES,
    Outcome,
    Question,
    Record,
    main_outcome,
    missing,
    outcomes_of,
    questions,
)
from disclosure.law.steps import Act, NotAllowed, Step
from disclosure.models import Application, RequestItem
from disclosure.views.applications.office import load
from disclosure.views.applications.taking import HOME


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: OfficeRequest, pk: int, position: int, question: str) -> HttpResponse:
    """One of the questions about one item."""
    found, item = _load(request, pk, position)
    of_kind = questions(CaseKind(found.kind))
    if question not in of_kind:
        raise Http404
    asked = Question(question)
    kept = _kept(request, found)
    answers: dict[str, str] = kept.setdefault(str(position), {}).setdefault("answers", {})
    form = QuestionForm(request.POST or None, question=asked, initial={"answer": answers.get(asked, "")})
    if request.method == "POST" and form.is_valid():
        answers[asked] = form.cleaned_data["answer"]
        choice = QUESTIONS[asked].choices[int(form.cleaned_data["answer"])]
        if choice.act is not None:
            _keep(request, found, kept)
            messages.info(request, f"先办“{choice.act.label}”，办好后再回来接着选。")
            return redirect(reverse("disclosure:office_application", args=[pk]) + f"#act-{choice.act}")
        if choice.outcome is not None:
            kept[str(position)]["outcome"] = choice.outcome.value
            _keep(request, found, kept)
            return redirect("disclosure:decide_facts", pk, position)
        _keep(request, found, kept)
        return redirect("disclosure:decide", pk, position, choice.next or Question.PROPER)
    way = [
        (q.label, QUESTIONS[q].choices[int(answers[q])].text if q in answers else "", q, q == asked)
        for q in of_kind
    ]
    context = _context(found, item) | {"form": form, "asked": QUESTIONS[asked], "way": way, "question": asked}
    return render(request, "disclosure/applications/decide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: OfficeRequest, pk: int, position: int) -> HttpResponse:
    """What the outcome asks for."""
    found, item = _load(request, pk, position)
    kept = _kept(request, found)
    mine, first = kept.get(str(position), {}), questions(CaseKind(found.kind))[0]
    if mine.get("outcome") not in outcomes_of(CaseKind(found.kind)):
        return redirect("disclosure:decide", pk, position, first)
    outcome = Outcome(mine["outcome"])
    earlier = deciding.earlier_items(found) if Record.EARLIER in RULES[outcome].records else []
    form = FactsForm(request.POST or None, outcome=outcome, earlier=earlier, initial=mine.get("facts", {}))
    records = deciding.records_of(found, earlier[0] if earlier else None)
    lacking = [record for record in RULES[outcome].records - records if record != Record.EARLIER]
    if request.method == "POST" and form.is_valid():
        mine["facts"] = form.cleaned_data
        kept[str(position)] = mine
        _keep(request, found, kept)
        onward = found.items.filter(position__gt=position).order_by("position").first()
        if onward is not None and "facts" not in kept.get(str(onward.position), {}):
            return redirect("disclosure:decide", pk, onward.position, first)
        return redirect("disclosure:decide_all", pk)
    context = _context(found, item) | {
        "form": form,
        "outcome": outcome,
        "rule": RULES[outcome],
        "lacking": lacking,
    }
    return render(request, "disclosure/applications/facts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: OfficeRequest, pk: int) -> HttpResponse:
    """All items at once; fixing them begins the answer."""
    found, _ = _load(request, pk, None)
    kept, items = _kept(request, found), list(found.items.order_by("position"))
    open_items = [item for item in items if "facts" not in kept.get(str(item.position), {})]
    if open_items:
        return redirect("disclosure:decide", pk, open_items[0].position, questions(CaseKind(found.kind))[0])
    chosen = [_chosen(item, kept[str(item.position)]) for item in items]
    outcomes = [choice.outcome for choice in chosen]
    follows = main_outcome(outcomes)
    form = MainForm(request.POST or None, outcomes=outcomes) if follows is None else None
    refused = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        main = Outcome(form.cleaned_data["main"]) if form else None
        try:
            deciding.decide(
                pk=pk,
                by=request.user,
                at=timezone.now(),
                chosen=chosen,
                main=main,
                version=int(request.POST["version"]),
            )
        except (NotAllowed, ActRefused, PermissionDenied) as no:
            refused = str(no)
        else:
            request.session.pop(_key(found), None)
            messages.success(request, "结果已确定，系统拟好了答复书，请修改后送审。")
            return redirect("disclosure:office_application", pk)
    shown = [
        (choice.item, choice.outcome, missing(choice.outcome, choice.facts, deciding.records_of(found, choice.earlier)),
         [(fact.label, dict(fact.choices).get(choice.facts.get(fact.key, ""), choice.facts.get(fact.key, ""))) for fact in RULES[choice.outcome].facts])
        for choice in chosen
    ]  # fmt: skip
    context = _context(found, None) | {"form": form, "shown": shown, "follows": follows, "refused": refused}
    return render(request, "disclosure/applications/decide_all.html", context, status=409 if refused else 200)


def _chosen(item: RequestItem, kept: dict[str, Any]) -> Chosen:
    given = dict(kept["facts"])
    earlier = given.pop("earlier", None)
    return Chosen(
        item, Outcome(kept["outcome"]), given,
        RequestItem.objects.select_related("application").filter(pk=earlier).first() if earlier else None,
    )  # fmt: skip


def _load(request: OfficeRequest, pk: int, position: int | None) -> tuple[Application, RequestItem | None]:
    """The case, if the person may decide it now; else back to its page."""
    found = load(request, pk)
    if found.state != Step.IN_HAND or not rules.may_handle(request.user, Act.DECIDE, found):
        raise Http404
    if position is None:
        return found, None
    item = found.items.filter(position=position).first()
    if item is None:
        raise Http404
    return found, item


def _key(found: Application) -> str:
    return f"decide-{found.pk}"


def _kept(request: OfficeRequest, found: Application) -> dict[str, Any]:
    return dict(request.session.get(_key(found), {}))


def _keep(request: OfficeRequest, found: Application, kept: dict[str, Any]) -> None:
    request.session[_key(found)] = kept


def _context(found: Application, item: RequestItem | None) -> dict[str, Any]:
    return {
        "case": found,
        "item": item,
        "several": found.items.count() > 1,
        "crumbs": [
            HOME,
            (found.number, reverse("disclosure:office_application", args=[found.pk])),
            ("确定答复结果", ""),
        ],
    }
