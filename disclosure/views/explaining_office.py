"""Office pages of section N: what is owed and asked, what belongs to an interpretation, response or consultation."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.actions.refusals import ActRefused
from catalog.models import Unit, User, work_calendar
from catalog.rules import require, unit_bounds
from catalog.views.access import OfficeRequest, outline_of
from disclosure import rules
from disclosure.actions import explaining as acts
from disclosure.actions import soliciting
from disclosure.forms import explaining as forms_
from disclosure.law.explaining import ABOUT_OTHERS, ANSWERS
from disclosure.law.kinds import EXPLAINED, Kind
from disclosure.law.lifecycle import ENDED, State, StepRefused, Verb
from disclosure.models import Interpretation, Publication
from disclosure.queries import explaining_desk as queries

PER_PAGE = 30
OFFERED = 40  # documents to choose from beside the one an interpretation was begun from
HOME = ("解读和回应", reverse_lazy("disclosure:explaining"))
TABS = [
    ("政策解读", reverse_lazy("disclosure:explaining")),
    ("回应关切", reverse_lazy("disclosure:explaining_responses")),
    ("征求意见", reverse_lazy("disclosure:explaining_solicitations")),
]

_ROWS = {
    Kind.INTERPRETATION: "interpretation",
    **dict.fromkeys(ANSWERS, "response"),
    Kind.SOLICITATION: "solicitation",
}
_CHANGES = {
    Kind.INTERPRETATION: "修改形式、联系和文件",
    **dict.fromkeys(ANSWERS, "修改误解、事实和依据"),
    Kind.SOLICITATION: "修改期限和反馈方式",
}


# ---- lists ---------------------------------------------------------------------------------------------------
def explaining(request: OfficeRequest) -> HttpResponse:
    """Documents that still owe an interpretation with day and light; interpretations in work; those left alone."""
    today, calendar, days = timezone.localdate(), work_calendar(), request.township.interpretation_days
    page = _paged(request, queries.owing(request.user, request.township))
    context = {
        "owed": [queries.owed(row, today, calendar, days) for row in page],
        "in_work": list(queries.in_work(request.user, request.township)[:PER_PAGE]),
        "left_alone": list(queries.left_alone(request.user, request.township)[:PER_PAGE]),
    }
    return _list(request, "disclosure/explaining.html", page, context, "政策解读")


def explaining_responses(request: OfficeRequest) -> HttpResponse:
    """Responses with their clock in hours."""
    now = timezone.now()
    page = _paged(request, queries.responses(request.user, request.township))
    context = {
        "clocks": [queries.clock(row, now) for row in page],
        "may_begin": _units(request).exists(),
    }
    return _list(request, "disclosure/explaining_responses.html", page, context, "回应关切")


def explaining_solicitations(request: OfficeRequest) -> HttpResponse:
    """Consultations with the number of comments."""
    page = _paged(request, queries.solicitations(request.user, request.township))
    context = {"today": timezone.localdate(), "may_begin": _units(request).exists()}
    return _list(request, "disclosure/explaining_solicitations.html", page, context, "征求意见")


def _paged(request: OfficeRequest, rows: QuerySet[Publication]) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _list(
    request: OfficeRequest, template: str, page: Page, context: dict[str, Any], tab: str
) -> HttpResponse:
    shared = {
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "",
        "tabs": TABS,
        "tab": tab,
        "crumbs": [(str(HOME[0]), "")],
    }
    return render(request, template, context | shared)


# ---- drafts begun --------------------------------------------------------------------------------------------
def explaining_start(request: OfficeRequest, pk: int) -> HttpResponse:
    """Begin the interpretation of a document, or state why it needs none."""
    document = _seen(request, pk)
    require(rules.may_explain(request.user, document), "谁起草谁解读：解读由起草文件的单位来写。")
    form = forms_.StartInterpretationForm(
        request.POST or None,
        documents=_documents(request, document),
        initial={"documents": [pk], "contact": document.unit.name, "phone": document.unit.phone},
    )
    if request.method == "POST" and form.is_valid():
        values = _without_version(form)
        values["documents"] = _first(values["documents"], pk)
        made = _tried(form, partial(acts.explain, by=request.user, at=timezone.now(), **values))
        if made is not None:
            return _to_write(request, made, "解读稿已建立，请写正文。它和文件一起审核、同时公开。")
    context = {
        "pub": document,
        "form": form,
        "title": f"解读《{document.title}》",
        "button": "起草解读",
        "exempt_form": _exempt_form(request, document),
        "crumbs": [HOME, ("起草解读", "")],
    }
    return _form_page(request, form, context)


def _first(documents: QuerySet[Publication], pk: int) -> list[Publication]:
    """The document it is begun from first: the draft belongs to its unit and item."""
    return sorted(documents, key=lambda one: (one.pk != pk, one.pk))


def _exempt_form(request: OfficeRequest, document: Publication) -> forms.Form | None:
    if document.state != State.DRAFT or document.kind not in EXPLAINED:
        return None
    initial = {"version": document.version, "reason": document.interpretation_exemption}
    return forms_.ExemptForm(initial=initial, prefix="exempt")


@require_POST
def explaining_exempt(request: OfficeRequest, pk: int) -> HttpResponse:
    """State why a draft needs no interpretation."""
    document = _seen(request, pk)
    form = forms_.ExemptForm(request.POST, prefix="exempt")
    if form.is_valid() and _tried(
        form, partial(acts.exempt, pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
    ):
        messages.success(
            request, "已保存不作解读的理由。" if form.cleaned_data["reason"] else "已取消，仍须解读。"
        )
        return redirect("disclosure:office_publication", pk)
    for words in form.non_field_errors():
        messages.error(request, str(words))
    return redirect("disclosure:explaining_start", document.pk)


def response_add(request: OfficeRequest) -> HttpResponse:
    """Begin a response or a clarification; `?about=` names the publication it is about."""
    units = _units(request)
    require(units.exists(), "回应由发布单位的编辑、村务公开员起草。")
    initial: dict[str, Any] = {"kind": Kind.RESPONSE}
    asked = request.GET.get("about", "")
    if asked.isdecimal() and (
        about := rules.visible(request.user).filter(pk=asked, township=request.township).first()
    ):
        initial |= {"about": about.index_no, "unit": about.unit_id}
    form = forms_.StartResponseForm(
        request.POST or None,
        units=units,
        township=request.township,
        known=outline_of(request),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        made = _tried(
            form,
            partial(
                acts.answer_concern, township=request.township, by=request.user, at=timezone.now(),
                **_without_version(form),
            ),
        )  # fmt: skip
        if made is not None:
            return _to_write(request, made, "回应稿已建立，请核对正文再提交审核。")
    context = {"form": form, "title": "起草回应", "button": "起草回应", "crumbs": [HOME, ("起草回应", "")]}
    return _form_page(request, form, context)


def solicitation_add(request: OfficeRequest) -> HttpResponse:
    """Begin a consultation."""
    units = _units(request)
    require(units.exists(), "征求意见由发布单位的编辑、村务公开员起草。")
    form = forms_.StartSolicitationForm(request.POST or None, units=units, known=outline_of(request))
    if request.method == "POST" and form.is_valid():
        made = _tried(
            form,
            partial(
                soliciting.solicit, township=request.township, by=request.user, at=timezone.now(),
                **_without_version(form),
            ),
        )  # fmt: skip
        if made is not None:
            return _to_write(request, made, "征求意见稿已建立，请在正文写草案和说明。")
    context = {
        "form": form,
        "title": "起草征求意见",
        "button": "起草征求意见",
        "crumbs": [HOME, ("起草征求意见", "")],
    }
    return _form_page(request, form, context)


# ---- what belongs to the kind is changed ---------------------------------------------------------------------
def explaining_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change what only this kind has, while it is a draft."""
    found = _seen(request, pk)
    require(rules.may(request.user, Verb.EDIT, found), "由起草单位修改。")
    form, action = _edit(request, found)
    if request.method == "POST" and form.is_valid():
        made = _tried(form, partial(action, pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data))
        if made is not None:
            messages.success(request, "已保存。")
            return redirect("disclosure:office_publication", pk)
    context = {
        "pub": found,
        "form": form,
        "title": f"修改“{found.title}”",
        "button": "保存",
        "crumbs": [HOME, (found.title, reverse("disclosure:office_publication", args=[pk])), ("修改", "")],
    }
    return _form_page(request, form, context)


def _edit(request: OfficeRequest, found: Publication) -> tuple[forms.Form, Callable[..., Publication]]:
    """The form and the act of the kind.

    Raises:
        Http404: of no such kind, or without the row of its kind.
    """
    kind, data = Kind(found.kind), request.POST or None
    initial: dict[str, Any] = {"version": found.version}
    if kind == Kind.INTERPRETATION and (row := _row(found, "interpretation")):
        chosen = list(row.documents.values_list("pk", flat=True))
        initial |= {"form": row.form, "contact": row.contact, "phone": row.phone, "documents": chosen}
        documents = _documents(request, found, chosen)
        return forms_.InterpretationForm(
            data, documents=documents, initial=initial
        ), acts.change_interpretation
    if kind in ANSWERS and (row := _row(found, "response")):
        told = ("severity", "misconception", "facts", "basis", "phone")
        initial |= {name: getattr(row, name) for name in told} | {
            "aware_at": row.aware_at,
            "about": row.about.index_no if row.about else "",
            "about_node": row.about_node_id,
        }
        if kind == Kind.CLARIFICATION:  # its elements may have been changed where the text is written
            told_as = {"misconception": "rumour", "facts": "facts", "phone": "phone"}
            initial |= {name: found.details.get(key, "") for name, key in told_as.items()}
        form = forms_.ResponseForm(
            data, township=request.township, known=outline_of(request), initial=initial
        )
        return form, acts.change_response
    if kind == Kind.SOLICITATION and (row := _row(found, "solicitation")):
        names = ("opens_on", "closes_on", "short_reason", "ways")
        initial |= {name: getattr(row, name) for name in names}
        return forms_.SolicitationForm(data, initial=initial), soliciting.change_solicitation
    raise Http404


def _row(found: Publication, name: str) -> Any:
    return getattr(found, name, None)


# ---- shared --------------------------------------------------------------------------------------------------
def _seen(request: OfficeRequest, pk: int) -> Publication:
    return get_object_or_404(
        rules.visible(request.user)
        .filter(township=request.township)
        .select_related("unit", "node", "township"),
        pk=pk,
    )


def _units(request: OfficeRequest) -> QuerySet[Unit]:
    """Units of the township the person writes for."""
    held = unit_bounds(request.user, rules.WRITERS)
    return Unit.objects.filter(held, tree_id=request.township.unit.tree_id, is_active=True).order_by("lft")


def _documents(
    request: OfficeRequest, publication: Publication, chosen: list[int] | None = None
) -> QuerySet[Publication]:
    """Documents to choose from: those chosen, and the unit's newest ones that may be interpreted."""
    own = (
        Publication.objects.filter(township=request.township, unit=publication.unit_id, revises=None)
        .filter(kind__in=sorted(EXPLAINED))
        .exclude(state__in=sorted(ENDED | {State.WITHDRAWN, State.EXPIRED}))
        .order_by("-pk")
        .values_list("pk", flat=True)[:OFFERED]
    )
    offered = {*own, *(chosen or ())}
    if publication.kind not in ABOUT_OTHERS:
        offered.add(publication.pk)
    return Publication.objects.filter(pk__in=offered).order_by("-pk")


def _without_version(form: forms.Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _tried(form: forms.Form, act: Callable[[], Publication]) -> Publication | None:
    """Do it; a refusal is said on the form, what was typed stays."""
    try:
        return act()
    except (StepRefused, ActRefused) as refused:
        form.add_error(None, str(refused))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    return None


def _to_write(request: OfficeRequest, made: Publication, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("admin:disclosure_publication_change", made.pk)


def _form_page(request: OfficeRequest, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    context.setdefault("exempt_form", None)
    context.setdefault("pub", None)
    around = explaining_context(request.user, context["pub"]) if context["pub"] else None
    if around:
        around |= {"may_start": False, "may_change": False}  # this is that page
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "disclosure/explaining_form.html", context | {"explaining": around}, status=status)


def change_label(publication: Publication) -> str:
    """What changing the row of its kind is called; nothing where it has none."""
    kind = Kind(publication.kind)
    return _CHANGES[kind] if kind in _ROWS and _row(publication, _ROWS[kind]) is not None else ""


def explaining_context(user: User, publication: Publication) -> dict[str, Any]:
    """What `disclosure/_explaining_office.html` shows, under the name `explaining`; at most 4 queries."""
    kind, draft = Kind(publication.kind), publication.state == State.DRAFT
    found = queries.around(publication, timezone.localdate(), work_calendar())
    writes = rules.may_explain(user, publication)
    label = change_label(publication)
    extended = bool(label)
    row = _row(publication, "response") if kind in ANSWERS and not publication.revises_id else None
    open_document = publication.state not in {*ENDED, State.WITHDRAWN, State.EXPIRED}
    return found | {
        "interpretation": Interpretation.objects.filter(pk=publication.pk).first()
        if kind == Kind.INTERPRETATION
        else None,
        "clock": queries.clock(publication, timezone.now()) if row else None,
        "may_start": writes and kind not in ABOUT_OTHERS and open_document and not publication.revises_id,
        "needs": kind in EXPLAINED and not publication.revises_id,
        "may_answer": writes and kind not in ABOUT_OTHERS and publication.state == State.PUBLISHED,
        "may_change": writes and draft and extended,
        "change_label": label,
        "solicits": kind == Kind.SOLICITATION
        and extended
        and not publication.revises_id
        and publication.published_at is not None,
    }
