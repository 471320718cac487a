"""Office pages of the interface's keys, for the township's administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions.refusals import ActRefused
from catalog.models import Unit
from catalog.rules import administers, require
from catalog.views.access import OfficeRequest
from disclosure.actions import clients as acts
from disclosure.models import ApiClient


class ClientForm(forms.Form):
    name = forms.CharField(label="系统名称", max_length=60)
    unit = forms.ModelChoiceField(
        label="代表的单位",
        queryset=Unit.objects.none(),
        help_text="它只能替这个单位和下属单位登记。",
    )

    def __init__(self, data: Any, units: Any) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def clients(request: OfficeRequest) -> HttpResponse:
    """The township's clients; a new one is made here and its key shown once."""
    _administrator(request)
    units = Unit.objects.filter(tree_id=request.township.unit.tree_id, is_active=True).order_by("lft")
    form = ClientForm(request.POST or None, units)
    if request.method == "POST" and form.is_valid():
        try:
            issued = acts.create(
                township=request.township, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except ActRefused as refused:
            form.add_error(None, str(refused))
        except ValidationError as invalid:
            form.add_error(None, invalid.messages)
        else:
            return _key_page(request, issued)
    rows = [
        (client, acts.fingerprint(client))
        for client in ApiClient.objects.filter(township=request.township)
        .select_related("unit", "changed_by")
        .order_by("-is_active", "pk")
    ]
    context = {"form": form, "rows": rows, "crumbs": [("业务系统接口", "")]}
    return render(request, "api/clients.html", context, status=422 if form.errors else 200)


@require_POST
def client_act(request: OfficeRequest, pk: int, verb: str) -> HttpResponse:
    """Replace the key, or switch the client off or on."""
    _administrator(request)
    client = get_object_or_404(ApiClient, pk=pk, township=request.township)
    who: dict[str, Any] = {"pk": pk, "by": request.user, "at": timezone.now()}
    try:
        if verb == "rotate":
            return _key_page(request, acts.rotate(seen=request.POST.get("seen", ""), **who))
        if verb not in ("stop", "start"):
            raise Http404
        acts.set_active(active=verb == "start", **who)
    except ActRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"“{client}”已{'启用' if verb == 'start' else '停用'}。")
    return redirect("api:clients")


def _key_page(request: OfficeRequest, issued: acts.Issued) -> HttpResponse:
    """The one page that shows a key; kept by no cache, and never shown again."""
    context = {
        "client": issued.client,
        "key": issued.key,
        "address": request.build_absolute_uri(reverse("api:events")),
        "crumbs": [("业务系统接口", reverse("api:clients")), ("密钥", "")],
    }
    answer = render(request, "api/key.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _administrator(request: OfficeRequest) -> None:
    require(administers(request.user, request.township), "业务系统接口由管理员管理。")
