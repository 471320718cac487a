"""Applying over the net: one thing a page, without script; a draft that survives a closed browser (APP-4)."""

import json
import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_smart_ratelimit.utils import is_ratelimited

from catalog.actions.refusals import ActRefused
from catalog.views.access import PublicRequest, public_page
from disclosure.actions.applications import drafts, intake, suggesting
from disclosure.actions.applications.drafts import Draft
from disclosure.actions.publications import Upload
from disclosure.checks.files import FileRefused
from disclosure.forms.applications import apply as forms_
from disclosure.forms.applications.fields import PersonFields, WantedFields
from disclosure.law.intake import ApplicantKind, CaseKind, vague_words
from disclosure.models import Application, CaseFileRole, Reception, Taken
from disclosure.models.sealed import SealBroken, seal, unseal
from disclosure.queries.following import already_public
from disclosure.sheets import qr

DRAFT_COOKIE, SLIP_COOKIE = "gk_apply", "gk_slip"
SLIP_KEPT = 3600  # seconds the receipt can be opened again in this browser
MIN_SECONDS = 10  # nobody fills in an application faster
SUBMIT_RATE, UPLOAD_RATE = "10/h", "40/h"
HOME = ("依申请公开", "/apply/")


@public_page()
def entrance(request: PublicRequest) -> HttpResponse:
    """Who may apply, how, how long it takes; on paper as well."""
    reception = Reception.objects.filter(township=request.township).select_related("unit").first()
    context = {"reception": reception, "own": _takes(reception), "crumbs": [(HOME[0], "")]}
    return render(request, "disclosure/apply/entrance.html", context)


@public_page()
def paper(request: PublicRequest) -> HttpResponse:
    """The same form on paper: printed, filled in by hand, handed in or posted."""
    context = {
        "person": [(name, field) for name, field in PersonFields.base_fields.items() if name != "kind"],
        "wanted": list(WantedFields.base_fields.items()),
        "kinds": [kind.label for kind in ApplicantKind],
        "crumbs": [HOME, ("纸质申请表", "")],
    }
    return render(request, "disclosure/apply/paper.html", context)


@public_page(cached=False)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: PublicRequest, name: str) -> HttpResponse:
    """One page of the form."""
    if name not in ("who", "person", "what", "how") or not _takes(_reception(request)):
        raise Http404
    draft = _draft(request)
    if missing := _first_missing(draft, before=name):
        return redirect("disclosure:apply_step", missing)
    answers = draft.answers if draft else {}
    form = _form(name, answers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        secret = ""
        if draft is None:
            draft, secret = drafts.begin(township=request.township, at=timezone.now())
        drafts.keep(draft, step=name, answers=form.cleaned_data, at=timezone.now())
        answer = redirect(_onward(name))
        if secret:
            _set(answer, DRAFT_COOKIE, secret, int(drafts.KEPT.total_seconds()))
        return answer
    context = _frame(request, name) | {"form": form}
    return private(render(request, "disclosure/apply/step.html", context, status=422 if form.errors else 200))


@public_page(cached=False)
@require_http_methods(["GET", "HEAD", "POST"])
def suggestions(request: PublicRequest) -> HttpResponse:
    """What is already public of what was described: perhaps it is there."""
    draft = _require(request, "what")
    if not isinstance(draft, Draft):
        return draft
    text = " ".join([draft.answers["what"].get("title", ""), draft.answers["what"]["description"]])
    found = already_public(request.township, text, timezone.now())
    if request.method == "POST":
        helped = request.POST.get("helped", "")
        if path := next((entry.path for entry in found if entry.path == helped), None):
            suggesting.helped(township=request.township, path=path, at=timezone.now())
            return redirect(f"{get_script_prefix().rstrip('/')}{path}")
        return redirect("disclosure:apply_step", "how")
    if not found and not vague_words(text):
        return redirect("disclosure:apply_step", "how")
    suggesting.shown(township=request.township, entries=found, at=timezone.now())
    context = _frame(request, "what") | {"found": found, "vague": vague_words(text)}
    return private(render(request, "disclosure/apply/suggestions.html", context))


@public_page(cached=False)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: PublicRequest) -> HttpResponse:
    """Proof of identity and other papers, one by one."""
    draft = _require(request, "how")
    if not isinstance(draft, Draft):
        return draft
    form = forms_.FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_ratelimited(request, group="apply-upload", key="ip", rate=UPLOAD_RATE):
                raise ActRefused("上传得太频繁，请过一会儿再试。")
            file = form.cleaned_data["upload"]
            drafts.add_file(
                draft, role=CaseFileRole(form.cleaned_data["role"]), upload=Upload(file.name, file.read())
            )
        except (FileRefused, ActRefused) as refused:
            form.add_error("upload", str(refused))
        else:
            return redirect("disclosure:apply_files")
    context = _frame(request, "files") | {"form": form, "files": draft.row.files.all()}
    return private(
        render(request, "disclosure/apply/files.html", context, status=422 if form.errors else 200)
    )


@public_page(cached=False)
@require_POST
def file_remove(request: PublicRequest, key: str) -> HttpResponse:
    """Take an upload back."""
    draft = _draft(request)
    if draft is not None:
        drafts.remove_file(draft, key=key)
    return redirect("disclosure:apply_files")


@public_page(cached=False)
@require_POST
def drop(request: PublicRequest) -> HttpResponse:
    """Delete everything filled in so far."""
    draft = _draft(request)
    if draft is not None:
        drafts.drop(draft.row)
    answer = redirect("disclosure:apply")
    answer.delete_cookie(DRAFT_COOKIE, path=reverse("disclosure:apply"))
    return answer


@public_page(cached=False)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PublicRequest) -> HttpResponse:
    """Everything once more, and the button. Sent twice, it is one application with one code."""
    slip = _slip(request)
    draft = _draft(request)
    if draft is None:
        return _after_sending(request, slip)
    if missing := _first_missing(draft, before="check"):
        return redirect("disclosure:apply_step", missing)
    form = forms_.SubmitForm(request.POST or None)
    if slip.get("submission") != str(draft.submission):
        slip = {"submission": str(draft.submission), "code": intake.new_code()}
        if form.is_bound:  # sent twice at once, each would have a code of its own
            form.add_error(None, "这一页打开得太久了，请核对一遍，再提交一次。")
    if request.method == "POST" and form.is_valid():
        made = _submit(request, draft, slip["code"], form)
        if made is not None:
            return _receipt(slip, made)
    context = _frame(request, "check") | {
        "form": form,
        "shown": _shown(draft.answers),
        "files": draft.row.files.all(),
    }
    page = private(
        render(request, "disclosure/apply/check.html", context, status=422 if form.errors else 200)
    )
    _set(page, SLIP_COOKIE, seal(json.dumps(slip)), SLIP_KEPT)
    return page


@public_page(cached=False)
def done(request: PublicRequest) -> HttpResponse:
    """The receipt: number, code, what happens next. For an hour in this browser."""
    slip = _slip(request)
    if not slip.get("number"):
        return redirect("disclosure:apply_status")
    url = request.build_absolute_uri(reverse("disclosure:apply_status"))
    context = {
        "number": slip["number"], "code": slip["code"], "qr": qr.svg(url, title="扫码打开查询页"), "reception": _reception(request),
        "crumbs": [HOME, ("回执", "")],
    }  # fmt: skip
    return private(render(request, "disclosure/apply/done.html", context))


def _after_sending(request: PublicRequest, slip: dict[str, str]) -> HttpResponse:
    """Where the last page leads once the draft is gone: to the receipt, though the browser never got it the first time."""
    if slip.get("number"):
        return redirect("disclosure:apply_done")
    if "submission" in slip and (
        made := intake.of_submission(request.township, uuid.UUID(slip["submission"]))
    ):
        return _receipt(slip, made)
    return redirect("disclosure:apply")


def _receipt(slip: dict[str, str], made: Application) -> HttpResponse:
    answer = redirect("disclosure:apply_done")
    _set(answer, SLIP_COOKIE, seal(json.dumps(slip | {"number": made.number})), SLIP_KEPT)
    answer.delete_cookie(DRAFT_COOKIE, path=reverse("disclosure:apply"))
    return answer


# ---- parts -----------------------------------------------------------------------------------------------------
def _submit(request: PublicRequest, draft: Draft, code: str, form: forms.Form) -> Application | None:
    now = timezone.now()
    if now - draft.row.begun_at < timedelta(seconds=MIN_SECONDS):
        form.add_error(None, "提交得太快了，请核对一遍，过几秒再提交。")
        return None
    if is_ratelimited(request, group="apply-submit", key="ip", rate=SUBMIT_RATE):
        form.add_error(None, "这一小时里从您的网络提交的申请较多，请过一会儿再提交。填写的内容已经保存。")
        return None
    try:
        return drafts.send(
            draft=draft, at=now, person=forms_.person_of(draft.answers), wanted=forms_.wanted_of(draft.answers), code=code
        )  # fmt: skip
    except (ActRefused, FileRefused) as refused:
        form.add_error(None, str(refused))
        return None


def _form(name: str, answers: dict[str, dict[str, Any]], data: Any) -> forms.Form:
    kept = answers.get(name)
    if name == "who":
        return forms_.WhoForm(data, initial=kept)
    if name == "person":
        return forms_.PersonForm(data, initial=kept, kind=ApplicantKind(answers["who"]["kind"]))
    if name == "what":
        return forms_.WhatForm(data, initial=kept, rectify=answers["who"]["case_kind"] == CaseKind.RECTIFY)
    return forms_.HowForm(data, initial=kept)


def _onward(name: str) -> str:
    if name == "what":
        return reverse("disclosure:apply_suggestions")
    if name == "how":
        return reverse("disclosure:apply_files")
    return reverse("disclosure:apply_step", args=["person" if name == "who" else "what"])


def _first_missing(draft: Draft | None, *, before: str) -> str:
    """The first page not filled in yet that comes before this one."""
    for name in ("who", "person", "what", "how"):
        if name == before:
            return ""
        if draft is None or name not in draft.answers:
            return name
    return ""


def _shown(answers: dict[str, dict[str, Any]]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(page, its name, answers as people read them)."""
    found = []
    for name in ("who", "person", "what", "how"):
        form = _form(name, answers, None)
        lines = []
        for key, field in form.fields.items():
            value = answers[name].get(key)
            if isinstance(field, forms.ChoiceField):
                value = dict(field.widget.choices).get(value, "")
            if isinstance(value, bool):
                value = "是" if value else "否"
            if value:
                lines.append((str(field.label), str(value)))
        found.append((name, forms_.STEPS[name], lines))
    return found


def _require(request: PublicRequest, name: str) -> Draft | HttpResponse:
    """The draft, filled in up to this page; else the way to what is missing."""
    if not _takes(_reception(request)):
        raise Http404
    draft = _draft(request)
    if missing := _first_missing(draft, before="files" if name == "how" else "how"):
        return redirect("disclosure:apply_step", missing)
    return draft or redirect("disclosure:apply")


def _reception(request: PublicRequest) -> Reception | None:
    return Reception.objects.filter(township=request.township).first()


def _takes(reception: Reception | None) -> bool:
    return reception is not None and reception.taken != Taken.COUNTY


def _draft(request: PublicRequest) -> Draft | None:
    return drafts.find(
        township=request.township, secret=request.COOKIES.get(DRAFT_COOKIE, ""), at=timezone.now()
    )


def _slip(request: HttpRequest) -> dict[str, str]:
    """Number and code as this browser carries them, sealed; {} for anything else."""
    try:
        return dict(json.loads(unseal(request.COOKIES.get(SLIP_COOKIE, ""))))
    except (SealBroken, ValueError):
        return {}


def _set(answer: HttpResponse, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name, value, max_age=seconds, path=reverse("disclosure:apply"), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _frame(request: PublicRequest, name: str) -> dict[str, Any]:
    return {
        "step": name,
        "steps": [(key, label, key == name) for key, label in forms_.STEPS.items()],
        "crumbs": [HOME, (forms_.STEPS[name], "")],
    }


def private(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search engine."""
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
