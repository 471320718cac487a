"""Taking an application in at the office, its slip, and a lost code."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.actions.refusals import ActRefused
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions.applications import intake
from disclosure.checks.files import FileRefused
from disclosure.forms.applications.base import ActForm, words
from disclosure.forms.applications.taking import TakingForm
from disclosure.law.steps import Act, NotAllowed
from disclosure.models import Application
from disclosure.views.applications.office import load

HOME = ("依申请公开", reverse_lazy("disclosure:application_list"))


class ReplaceCodeForm(ActForm):
    """Which paper proved who it is."""

    proof = words(
        "核对了什么证件", missing="请写明核对了什么证件。", most=100, help_text="如：居民身份证。不写号码。"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def application_new(request: OfficeRequest) -> HttpResponse:
    """The form of the counter; answered by the slip, the only place the code is ever shown."""
    if not rules.may_take_in(request.user, request.township):
        raise Http404
    form = TakingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, code = intake.register(
                township=request.township, by=request.user, at=timezone.now(), person=form.person(), wanted=form.wanted(),
                arrival=form.arrival(), submission=form.cleaned_data["submission"], uploads=form.uploads(),
            )  # fmt: skip
        except (ActRefused, FileRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            return _slip(request, made, code)
    context = {"form": form, "crumbs": [HOME, ("登记申请", "")]}
    return render(request, "disclosure/applications/new.html", context, status=409 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def application_code(request: OfficeRequest, pk: int) -> HttpResponse:
    """A new code for one that was lost, against proof of identity."""
    found = load(request, pk)
    if not rules.may_handle(request.user, Act.REPLACE_CODE, found):
        raise Http404
    form = ReplaceCodeForm(request.POST or None, application=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            code = intake.replace_code(pk=pk, by=request.user, at=timezone.now(), **form.arguments())
        except (NotAllowed, ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            return _slip(request, found, code)
    context = {
        "form": form,
        "case": found,
        "crumbs": [
            HOME,
            (found.number, reverse("disclosure:office_application", args=[pk])),
            ("补发查询码", ""),
        ],
    }
    return render(request, "disclosure/applications/code.html", context, status=409 if form.errors else 200)


def _slip(request: OfficeRequest, made: Application, code: str) -> HttpResponse:
    made.refresh_from_db()
    context = {
        "case": made,
        "code": code,
        "crumbs": [
            HOME,
            (made.number, reverse("disclosure:office_application", args=[made.pk])),
            ("接收回执", ""),
        ],
    }
    answer = render(request, "disclosure/applications/slip.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
