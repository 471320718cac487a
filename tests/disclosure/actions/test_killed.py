"""A process killed in the middle of an act, at every statement it sends: what stands is the old or the new, never half."""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from catalog.models import CacheGeneration, Entry
from disclosure.actions import planning, publications, publishing, reviewing
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import State, WithdrawReason
from disclosure.models import Duty, IndexSerial, Publication
from gongkai.indexing import rebuild
from tests.factories import disclosure, owing
from tests.factories.killing import killed, killed_at_commit
from tests.factories.reviewing import AT, Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LATER = AT + timedelta(days=1)
MOST = 200  # statements no act comes near


def everything() -> dict[str, list[dict[str, Any]]]:
    models: list[type[Model]] = [
        *apps.get_app_config("disclosure").get_models(), Entry, CacheGeneration,
    ]  # fmt: skip
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


class Scene:
    """A township with a duty, and something ready for each of the acts."""

    def __init__(self) -> None:
        self.desk = Desk()
        disclosure.levels(self.desk.town)
        self.row = owing.row(self.desk.town, self.desk.office)
        planning.plan(township=self.desk.town, at=owing.moment(date(2026, 1, 2)), until=date(2026, 12, 31))
        self.duty = Duty.objects.get(first=date(2026, 1, 1))
        self.generation = 0

    def ready(self) -> Publication:
        given: dict[str, Any] = {"node": self.row.node, "formed_on": date(2026, 2, 2)}
        return self.desk.submit(self.desk.draft(**given, files=[Upload("附件.csv", b"a,1\n")]))

    def publish(self) -> tuple[Publication, Callable[[], Any]]:
        made = self.ready()
        return made, partial(reviewing.approve, pk=made.pk, by=self.desk.head, at=AT, secrecy_checked=True)

    def release(self) -> tuple[Publication, Callable[[], Any]]:
        made = self.desk.approve(self.ready(), publish_at=LATER)
        return made, partial(publishing.release, pk=made.pk, at=LATER)

    def withdraw(self) -> tuple[Publication, Callable[[], Any]]:
        made = self.desk.approve(self.ready())
        return made, partial(
            publishing.withdraw,
            pk=made.pk,
            by=self.desk.signer,
            at=LATER,
            reason=WithdrawReason.ERROR,
            note="有误",
        )

    def renew(self) -> tuple[Publication, Callable[[], Any]]:
        made = self.desk.approve(self.ready())
        revision = self.desk.revision(made)
        publications.edit(pk=revision.pk, by=self.desk.editor, at=AT, fields={"title": "新的标题在这里"})
        self.desk.submit(revision)
        return made, partial(
            reviewing.approve, pk=revision.pk, by=self.desk.head, at=LATER, secrecy_checked=True
        )


def agree(scene: Scene, made: Publication, act: str) -> None:
    """State, review, event, index row, number, duty and cache generation all tell of the act done."""
    now, desk = Publication.objects.get(pk=made.pk), scene.desk
    scene.duty.refresh_from_db()
    entry = Entry.objects.filter(key=f"publication:{made.pk}").first()
    if act == "withdraw":
        assert (now.state, entry, scene.duty.state) == (State.WITHDRAWN, None, "open")
        assert now.events.last().verb == "withdraw"
        assert CacheGeneration.objects.get(township=desk.town).number == scene.generation + 1
        return
    assert (now.state, scene.duty.state, scene.duty.publication_id) == (State.PUBLISHED, "published", made.pk)
    assert entry is not None
    assert (entry.title, entry.index_no) == (now.title, now.index_no)
    assert IndexSerial.objects.get().last == 1
    if act == "renew":
        assert (now.title, now.edition, now.editions.count()) == ("新的标题在这里", 2, 1)
        assert now.revisions.get().state == State.MERGED
        assert now.events.last().verb == "renew"
    else:
        assert now.events.last().verb == {"publish": "sign", "release": "release"}[act]
        assert now.reviews.filter(result="approved").count() == 1
    assert CacheGeneration.objects.get(township=desk.town).number == scene.generation + 1


@pytest.mark.parametrize("act", ["publish", "release", "renew", "withdraw"])
def test_killed_at_any_statement_leaves_the_old_state_whole_and_the_act_can_be_done_again(act):
    scene = Scene()
    made, do = getattr(scene, act)()
    scene.generation = CacheGeneration.objects.get(township=scene.desk.town).number
    before, number = everything(), 1

    while killed(do, number):
        assert everything() == before, number
        assert not rebuild(scene.desk.town, mend=False)
        number += 1
        assert number < MOST

    agree(scene, made, act)
    assert not rebuild(scene.desk.town, mend=False)
    sys.stdout.write(f"{act}: killed at each of {number - 1} statements\n")


@pytest.mark.parametrize("act", ["publish", "release", "renew", "withdraw"])
def test_killed_just_before_the_commit_it_is_the_old_just_after_the_new(act):
    scene = Scene()
    made, do = getattr(scene, act)()
    scene.generation = CacheGeneration.objects.get(township=scene.desk.town).number
    before = everything()

    killed_at_commit(do, after=False)
    assert everything() == before
    killed_at_commit(do, after=True)

    agree(scene, made, act)
    assert not rebuild(scene.desk.town, mend=False)
