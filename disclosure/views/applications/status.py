"""Following a case by number and code: before the code is right, nothing is said about any case (PAGE-7)."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST
from django_smart_ratelimit.utils import is_ratelimited

from catalog.actions.refusals import ActRefused
from catalog.models import work_calendar
from catalog.views.access import PublicRequest, public_page
from disclosure.actions.applications import corrections, handling
from disclosure.actions.applications.course import reading_of
from disclosure.actions.applications.intake import CODE_PURPOSE
from disclosure.actions.publications import Upload
from disclosure.checks.files import FileRefused
from disclosure.forms.applications import apply as forms_
from disclosure.law.steps import NotAllowed, Step
from disclosure.models import Application, CaseFile
from disclosure.models.sealed import SealBroken, keyed_hash, seal, unseal
from disclosure.models.secret_codes import matches
from disclosure.queries import following
from disclosure.views.applications.apply import HOME, private

COOKIE = "gk_case"
IDLE = 30 * 60  # seconds
TRIES = "10/15m"
FROM_ONE_ADDRESS = "40/15m"
WRONG = "编号或查询码不对。请对照回执再输一次；查询码遗失的，请带身份证明到窗口补发。"
TOO_MANY = "尝试的次数太多，请15分钟以后再试。"


@public_page(cached=False)
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: PublicRequest) -> HttpResponse:
    """Number and code, sent by POST; or the case they opened."""
    found = _opened(request)
    if request.method != "POST":
        if found is not None:
            return _page(request, found, {})
        return _asked(request, forms_.StatusForm())
    form = forms_.StatusForm(request.POST)
    if not form.is_valid():
        return _asked(request, form, 422)
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    if _too_often(request, number):
        form.add_error(None, TOO_MANY)
        return _asked(request, form, 429)
    case = following.case_by_number(request.township, number)
    if not matches(code, case.code_hash if case else "", CODE_PURPOSE) or case is None:
        form.add_error(None, WRONG)
        return _asked(request, form, 422)
    answer = redirect("disclosure:apply_status")
    _remember(answer, case)
    return answer


@public_page(cached=False)
@require_POST
def leave(request: PublicRequest) -> HttpResponse:
    """Nothing stays in this browser."""
    answer = redirect("disclosure:apply_status")
    answer.delete_cookie(COOKIE, path=reverse("disclosure:apply"))
    return answer


@public_page(cached=False)
@require_POST
def act(request: PublicRequest, name: str) -> HttpResponse:
    """What the applicant does himself: correct, give reasons, withdraw."""
    case = _opened(request)
    if case is None:
        return redirect("disclosure:apply_status")
    if name not in FORMS:
        raise Http404
    form = FORMS[name](request.POST, request.FILES)
    if form.is_valid():
        try:
            _do(name, case, form)
        except (NotAllowed, ActRefused, FileRefused) as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(f"{reverse('disclosure:apply_status')}?done={name}")
    return _page(request, case, {name: form})


@public_page(cached=False)
def download(request: PublicRequest, key: str) -> HttpResponse:
    """A paper or file meant for the applicant, while his case is open in this browser."""
    case = _opened(request)
    if case is None:
        raise Http404
    file = case.files.filter(key=key, for_applicant=True).first()
    allowed = {letter.pdf_id for letter in following.letters_for(case)}
    if file is None or (file.role == "letter" and file.pk not in allowed):
        raise Http404
    return _sent(file)


FORMS: dict[str, type[forms.Form]] = {
    "correct": forms_.CorrectionForm,
    "reasons": forms_.ReasonsForm,
    "withdraw": forms_.WithdrawForm,
}


def _do(name: str, case: Application, form: forms.Form) -> None:
    given: dict[str, Any] = {"pk": case.pk, "by": None, "at": timezone.now()}
    if name == "correct":
        file = form.cleaned_data["upload"]
        uploads = [Upload(file.name, file.read())] if file else []
        corrections.receive(answer=form.cleaned_data["answer"], uploads=uploads, **given)
    elif name == "reasons":
        corrections.take_reasons(answer=form.cleaned_data["answer"], **given)
    else:
        handling.withdraw(**given)


def _too_often(request: PublicRequest, number: str) -> bool:
    """Ten tries a number, forty an address; both are counted every time, so that nothing can be told from either."""
    key = keyed_hash(f"{request.township.pk}:{number.strip()}", "tries")
    by_number = is_ratelimited(request, group="case-number", key=lambda _: key, rate=TRIES)
    by_address = is_ratelimited(request, group="case-address", key="ip", rate=FROM_ONE_ADDRESS)
    return by_number or by_address


def _remember(answer: HttpResponse, case: Application) -> None:
    """Keep the case open in this browser for a while; a replaced code closes it."""
    kept = {"pk": case.pk, "code": case.code_hash[:16], "at": timezone.now().timestamp()}
    answer.set_cookie(
        COOKIE, seal(json.dumps(kept)), max_age=IDLE, path=reverse("disclosure:apply"), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _opened(request: PublicRequest) -> Application | None:
    """The case this browser has opened."""
    try:
        kept = json.loads(unseal(request.COOKIES.get(COOKIE, "")))
    except (SealBroken, ValueError):
        return None
    if timezone.now().timestamp() - kept["at"] > IDLE:
        return None
    found = Application.objects.filter(township=request.township, pk=kept["pk"], erased_at=None)
    case = found.select_related("township__unit", "unit", "applicant").first()
    return case if case is not None and case.code_hash[:16] == kept["code"] else None


def _asked(request: PublicRequest, form: forms.Form, code: int = 200) -> HttpResponse:
    context = {"form": form, "crumbs": [HOME, ("查询进度", "")]}
    return private(render(request, "disclosure/apply/status_ask.html", context, status=code))


def _page(request: PublicRequest, case: Application, bound: dict[str, forms.Form]) -> HttpResponse:
    calendar, today = work_calendar(), timezone.localdate()
    reading = reading_of(case, today, calendar)
    can = following.what_he_can_do(case)
    context = {
        "case": case,
        "plain": following.PLAIN[Step(case.state)],
        "items": case.items.all(),
        "timeline": [event for event in case.events.all() if event.told],
        "reading": reading,
        "runs": following.shown_reading(reading, calendar),
        "letters": following.letters_for(case),
        "given": case.files.filter(for_applicant=True).exclude(role="letter"),
        "remedies": following.remedies_for(case, calendar),
        "correction": getattr(case, "correction", None) if can["correct"] else None,
        "asked_reasons": getattr(case, "reason_request", None) if can["reasons"] else None,
        "fee": getattr(case, "fee", None),
        "forms": {name: bound.get(name) or form() for name, form in FORMS.items() if can[name]},
        "bound": list(bound),
        "done": request.GET.get("done", ""),
        "crumbs": [HOME, ("办理进度", "")],
    }
    answer = private(render(request, "disclosure/apply/status.html", context, status=422 if bound else 200))
    _remember(answer, case)
    return answer


def _sent(file: CaseFile) -> HttpResponse:
    with file.file.open("rb") as content:
        answer = HttpResponse(
            content.read(),
            content_type="application/pdf" if file.kind == "pdf" else "application/octet-stream",
        )
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"{file.get_role_display()}.{file.kind}") or "attachment"
    )
    return private(answer)
