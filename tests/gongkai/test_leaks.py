"""What must stay inside is asked for at every address, by everybody who has no business with it (design §4).

Drafts, what is in review, withdrawn and expired things, originals, scans, old editions: no word of them is anywhere, and
their addresses answer as if they did not exist. New addresses are walked by themselves (`walking`).
"""

import logging
import re
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import chain

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.utils.http import urlencode

from catalog.models import CacheGeneration, Entry
from disclosure.law.lifecycle import STEPS, State, Verb
from disclosure.models import Finding, Publication, Review
from gongkai.board.measures import MEASURES
from tests.disclosure.checks.planted import SECRET
from tests.gongkai import hidden
from tests.gongkai.hidden import NOW, SEARCHED, World
from tests.gongkai.walking import Address, addresses, body_of, words_of

WORD = re.compile(rf"QZ-\d\d[A-Z]|{SECRET}")
OPEN_WORD = re.compile(r"PZ-\d\d[A-Z]")
VIEWERS = ("stranger", "other unit", "village clerk", "request officer", "other township")
SLOW = pytest.mark.slow
EVERY = list(addresses())
UNKNOWN_PK, UNKNOWN_KEY = 799_999, uuid.UUID(int=7)
# What of an address names a record; the rest says what is wanted of it.
NAMING = {"pk", "key", "object_id", "attachment_pk"}
QUERIES = ("", f"?q={SEARCHED}", f"?q={SEARCHED}&page=1", "?page=2", "?p=1", "?state=withdrawn", "?o=1")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Built once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield hidden.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(loaded, db) -> Iterator[World]:
    logging.disable(logging.ERROR)  # thousands of refusals are expected
    with time_machine.travel(NOW, tick=False):
        yield loaded
    logging.disable(logging.NOTSET)


class Reader:
    """One person at the site, who keeps no message from one page to the next."""

    def __init__(self, world: World, name: str, base: str = "/wanghe") -> None:
        self.base, self.client = base, Client(raise_request_exception=False)
        user = world.viewers.get(name, getattr(world.desk, name, None))
        if user is not None:
            self.client.force_login(user, backend="catalog.backends.MembershipBackend")

    def ask(self, path: str, data: dict | None = None) -> tuple[int, str]:
        method = self.client.get if data is None else self.client.post
        answer = method(self.base + path, data or {})
        said = words_of(answer, body_of(answer))
        self.client.cookies.pop("messages", None)
        assert answer.status_code < 500, path
        return answer.status_code, said


def forbidden(world: World, said: str) -> set[str]:
    return set(WORD.findall(said)) - world.open_words


# ---- lists, searches, pages, exports ------------------------------------------------------------------------
def visible_pools(world: World) -> dict[str, list]:
    """Values under which something is to be seen, for every parameter an address may have."""
    desk, shown = world.desk, [made.pk for made in world.shown.values()]
    files = [
        file.key for made in world.shown.values() for file in made.attachments.all() if file.role == "public"
    ]
    numbers = [*shown, desk.office.pk, desk.town.unit_id, desk.town.pk]
    keys = [desk.item.key, desk.item.get_root().key, desk.item.parent.key, *files, *MEASURES]
    return POOLS | {
        "pk": numbers, "object_id": numbers, "key": keys, "attachment_pk": [1], "node": [desk.item.pk],
    }  # fmt: skip


# What else may stand in an address. A parameter that is in no pool fails the walk and is added here on purpose.
POOLS: dict[str, list] = {
    "name": ["x.csv", "who", "correct"], "act": ["assign"], "position": [1], "question": ["correct"],
    "section": ["overview"], "verb": ["approve", "withdraw", "confirm"], "verdict": ["confirm"], "number": [1], "edition": [1],
    "kind": ["csv", "xlsx", "pdf"], "form": ["a4", "letter", "subtitles"], "year": [2026], "month": ["2026-03"], "node": [1],
    "parent_pk": [1], "unit_pk": [1], "node_pk": [1], "change_pk": [1], "comment_pk": [1], "placement_pk": [1], "external_id": ["A-1"],
    "span": ["2026", "2026-03", "undated"], "content_type_id": [1], "app_label": ["disclosure"], "url": ["nowhere"], "group": [1],
}  # fmt: skip


def autocompletes() -> Iterator[str]:
    """Every box of the admin that offers names while one types."""
    for model, shown in admin.site._registry.items():
        for name in shown.autocomplete_fields:
            asked = {
                "app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name,
                "term": SEARCHED,
            }  # fmt: skip
            yield f"/admin/autocomplete/?{urlencode(asked)}"


def every_page(world: World) -> Iterator[str]:
    for address in EVERY:
        for values in address.every(visible_pools(world)):
            queries = QUERIES if not address.names else QUERIES[:2]
            yield from (address.filled(values) + query for query in queries)
            if address.is_admin:
                break  # its records have numbers of their own; the lists are what matters here
    yield from autocompletes()


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("stranger", "/wanghe"),
        *(pytest.param(name, "/wanghe", marks=SLOW) for name in VIEWERS[1:]),
        pytest.param("other township", "/meilan", marks=SLOW),
    ],
)
def test_no_word_of_what_is_inside_stands_on_any_page(world, name, base) -> None:
    reader = Reader(world, name, base)
    told, open_words, statuses = {}, set(), Counter()

    for path in every_page(world):
        status, said = reader.ask(path)
        statuses[status] += 1
        open_words |= set(OPEN_WORD.findall(said))
        if found := forbidden(world, said):
            told[path] = found

    sys.stdout.write(f"{name}: {sum(statuses.values())} pages\n")
    assert told == {}
    assert statuses[200] > 20
    if base == "/wanghe":
        assert {f"PZ-{code}T" for code in (31, 32, 33, 34, 40, 44, 46, 47, 48, 49, 51, 61)} <= open_words
        assert {"PZ-49K", "PZ-51W"} <= open_words  # what a revision under way would change
        assert {"PZ-61M", "PZ-61W"} <= open_words  # the covered copy of a voucher: its name and what it shows
        assert "PZ-48V" in open_words  # the words of a film, on its page and as its captions


@SLOW
def test_the_same_walk_by_the_office_itself_finds_them(world) -> None:
    """The walk can fail: who works there reads in those pages what the others must not."""
    reader, found = Reader(world, "editor"), set()

    for path in chain(every_page(world), (made.path for made in world.hidden.values())):
        found |= forbidden(world, reader.ask(path)[1])
    for made in world.hidden.values():
        found |= forbidden(world, reader.ask(f"/office/publications/{made.pk}/")[1])
    for file in world.files:
        found |= forbidden(world, reader.ask(f"/office/files/{file.key}/")[1])

    codes = {word[3:5] for word in found if word.startswith("QZ")}
    assert codes >= {f"{code:02}" for code in (*range(1, 12), 13, 20, 30, 33, 35, 41, 42, 43, 45, 49, 50, 51)}
    assert SECRET in found


def test_who_keeps_the_vouchers_of_a_village_reads_in_their_addresses_what_the_others_must_not(world) -> None:
    """The walk of those addresses can fail, too."""
    client = Client()
    client.force_login(world.village_clerk, backend="catalog.backends.MembershipBackend")

    said = [
        body_of(client.get(f"/wanghe/office/village-papers/{paper.pk}/{which}/")).decode("utf-8", "replace")
        for paper in world.papers
        for which in ("original", "copy")
    ]

    assert {word[3:6] for word in WORD.findall("".join(said))} == {"60C", "60K", "61C", "61K", "61V"}
    assert "PZ-61W" in said[-1]


# ---- their own addresses ------------------------------------------------------------------------------------
def hidden_pools(world: World, *, verbs: list[str]) -> dict[str, list]:
    """Numbers and keys of what is inside."""
    own = [made.pk for made in world.hidden.values()]
    numbers = [*own]
    for model in (Finding, Review):
        numbers += list(
            model.objects.filter(publication__in=own).order_by("pk").values_list("pk", flat=True)[:3]
        )
    numbers += [file.pk for file in world.files[:3]]
    numbers += [paper.pk for paper in world.papers] + sorted({paper.sheet_id for paper in world.papers})
    keys = [file.key for file in world.files]
    return POOLS | {
        "pk": numbers, "object_id": numbers, "key": keys, "attachment_pk": [file.pk for file in world.files],
        "verb": verbs, "name": [world.files[0].name],
    }  # fmt: skip


def lawful(world: World) -> set[tuple[int, str]]:
    """Numbers of what is inside, each with the verbs that lead on from where it stands."""
    own = world.hidden.values()
    return {(made.pk, verb.value) for made in own for state, verb in STEPS if state == made.state}


def own_addresses(world: World, *, verbs: list[str]) -> Iterator[tuple[Address, dict]]:
    """Every address filled with what is inside; of two numbers in one address those that belong together."""
    pools = hidden_pools(world, verbs=verbs)
    together = {(file.publication_id, file.pk) for file in world.files}
    keyed, steps = {(file.publication_id, file.key) for file in world.files}, lawful(world)
    for address in EVERY:
        if not NAMING & set(address.names):
            continue
        foreign = address.is_admin and not address.model.startswith("disclosure/")
        for values in address.every(pools):
            if "attachment_pk" in values and (values["pk"], values["attachment_pk"]) not in together:
                continue
            if {"pk", "key"} <= set(values) and (values["pk"], values["key"]) not in keyed:
                continue
            if (
                len(verbs) > 1
                and {"pk", "verb"} <= set(values)
                and (values["pk"], values["verb"]) not in steps
            ):
                continue
            yield address, values
            if foreign:
                break  # numbers of ours mean nothing there


def unknown(values: dict) -> dict:
    """The same address of something that never was."""
    instead = {"key": UNKNOWN_KEY, "pk": UNKNOWN_PK, "object_id": UNKNOWN_PK, "attachment_pk": UNKNOWN_PK}
    return values | {name: instead[name] for name in NAMING & set(values)}


def asked(reader: Reader, address: Address, values: dict, data: dict | None = None) -> tuple[int, str]:
    """The answer without what was asked for in it."""
    status, said = reader.ask(address.filled(values), data)
    given = (NAMING | {"name"}) & set(
        values
    )  # an address not found is repeated on its page, file name and all
    for name in sorted(given, key=lambda name: -len(str(values[name]))):
        said = said.replace(str(values[name]), "·")
    return status, said


def is_notice(world: World, address: Address, values: dict) -> bool:
    withdrawn = {made.pk for made in world.hidden.values() if made.state == State.WITHDRAWN}
    return address.entry.name == "publication" and values.get("pk") in withdrawn


@pytest.mark.parametrize("name", [VIEWERS[0], *(pytest.param(name, marks=SLOW) for name in VIEWERS[1:])])
def test_addresses_of_what_is_inside_answer_like_those_of_nothing(world, name) -> None:
    reader, known, different, number = Reader(world, name), {}, [], 0

    for address, values in own_addresses(world, verbs=["approve"]):
        if is_notice(world, address, values):
            continue
        nothing = unknown(values)
        path = address.filled(nothing)
        if path not in known:
            known[path] = asked(reader, address, nothing)
        number += 1
        answer = asked(reader, address, values)
        if answer != known[path] or forbidden(world, answer[1]):
            different.append((address.filled(values), answer[0], known[path][0]))

    sys.stdout.write(f"{name}: {number} addresses\n")
    assert different == []


@pytest.mark.parametrize("name", VIEWERS)
def test_a_withdrawn_one_shows_its_notice_and_nothing_else(world, name) -> None:
    reader = Reader(world, name)

    for made in (made for made in world.hidden.values() if made.state == State.WITHDRAWN):
        status, said = reader.ask(made.path)

        assert status == 410
        assert made.index_no in said
        assert made.get_withdraw_reason_display() in said
        assert "2026-03-09" in said
        assert forbidden(world, said) == set()


# ---- acts ---------------------------------------------------------------------------------------------------
def everything() -> dict[str, list]:
    """All rows an act could touch."""
    own = [model for app in ("disclosure", "villages") for model in apps.get_app_config(app).get_models()]
    models = [*own, Entry, CacheGeneration]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def sent(version: int) -> dict[str, object]:
    """What any of the forms may ask for."""
    told = {
        "version": version, "remark": "x", "reason": "error", "note": "x", "to": "x", "secrecy_checked": "on",
        "exemption": "EXM-4", "validity": "repealed", "shown": "1", "publish_at": "",
    }  # fmt: skip
    return told | {f"{prefix}-{name}": value for prefix in (*Verb, "paper") for name, value in told.items()}


@SLOW
@pytest.mark.parametrize("name", VIEWERS)
def test_acts_on_what_is_inside_are_refused_like_acts_on_nothing_and_change_nothing(
    world, name, record_property
) -> None:
    reader, known, different, number = Reader(world, name), {}, [], 0
    versions = dict(Publication.objects.values_list("pk", "version"))
    before = everything()

    for address, values in own_addresses(world, verbs=[verb.value for verb in Verb]):
        if is_notice(world, address, values):
            continue
        data = sent(versions.get(values.get("pk", 0), 1))
        nothing = unknown(values)
        path = address.filled(nothing)
        if path not in known:
            known[path] = asked(reader, address, nothing, data)
        number += 1
        answer = asked(reader, address, values, data)
        if answer != known[path] or answer[0] == 200:
            different.append((address.filled(values), answer[0], known[path][0]))

    sys.stdout.write(f"{name}: {number} acts\n")
    assert different == []
    assert everything() == before


def test_a_parameter_nobody_foresaw_is_told_by_its_name() -> None:
    novel = Address("/office/things/<int:thing_pk>/", ("thing_pk",), EVERY[0].entry)

    with pytest.raises(AssertionError, match="thing_pk"):
        list(novel.every(POOLS))
