"""A village's list of matters for residents: the one in force, and what earlier editions said otherwise."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.law.vocabulary import UnitKind
from catalog.queries.outline import UnitOutline
from catalog.views.access import PublicRequest, outline_of, public_page
from villages.actions.policy import policy_of
from villages.law.matters import KeyContent
from villages.models import VillageList
from villages.queries import lists as queries


@public_page(params=["key"])
def village_matters(request: PublicRequest, pk: int) -> HttpResponse:
    """The list in force, whole or of one key content (?key=). A village without one says so. 9 queries."""
    unit = _village(request, pk)
    editions = queries.editions(pk)
    return _page(request, unit, editions, editions[0] if editions else None)


@public_page(params=["key"])
def village_matters_edition(request: PublicRequest, pk: int, edition: int) -> HttpResponse:
    """An edition as it was made public, with what it changed. 11 queries."""
    unit = _village(request, pk)
    editions = queries.editions(pk)
    asked = next((each for each in editions if each.edition == edition), None)
    if asked is None:
        raise Http404
    return _page(request, unit, editions, asked)


def _page(
    request: PublicRequest, unit: UnitOutline, editions: list[VillageList], shown: VillageList | None
) -> HttpResponse:
    key = request.GET.get("key", "")
    content = next((each for each in KeyContent if each == key), None)
    crumbs = [("村务公开", "/villages/"), (unit.name, f"/villages/{unit.pk}/")]
    context: dict[str, Any] = {"unit": unit, "editions": editions, "edition": shown, "content": content}
    if shown is None:
        return render(
            request, "villages/village_matters.html", context | {"crumbs": [*crumbs, ("公开目录", "")]}
        )
    cadence = policy_of(request.township).cadence
    every = queries.categories(shown, cadence, timezone.localdate())
    at = editions.index(shown)
    before = editions[at + 1] if at + 1 < len(editions) else None
    current = shown == editions[0]
    path = f"/villages/{unit.pk}/list/"
    context |= {
        "categories": queries.with_content(every, content),
        "contents": [(each, number) for each, number in queries.counts(every) if number],
        "kept": sum(line.applies for each in every for line in each.lines),
        "changes": queries.difference(before, shown, cadence),
        "before": before,
        "is_current": current,
        "summary": None if current else queries.summary(unit.pk),
        "signed": queries.consents(shown),
        "crumbs": [*crumbs, ("公开目录", "" if current else path), *([] if current else [(f"第{shown.edition}版", "")])],
    }  # fmt: skip
    return render(request, "villages/village_matters.html", context)


def _village(request: PublicRequest, pk: int) -> UnitOutline:
    found = outline_of(request).units.get(pk)
    if found is None or found.kind != UnitKind.VILLAGE:
        raise Http404
    return found
