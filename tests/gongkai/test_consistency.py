"""Published and withdrawn: right on every page that shows it within a second, whichever worker answers, in 200 trials."""

import random
import sys
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from catalog.queries import outline
from disclosure.actions import publications, publishing, reviewing
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import State, WithdrawReason
from disclosure.models import Publication
from gongkai import townships
from gongkai.indexing import rebuild
from tests.factories import disclosure
from tests.factories.reviewing import AT, Desk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TRIALS = 200
SECOND = 1.0
NOW = AT + timedelta(days=1)


class Worker:
    """One of several processes behind the site: its own memory of townships and catalog; the page cache is shared."""

    def __init__(self) -> None:
        self.client = Client()
        self.snapshot: townships.Snapshot | None = None
        self.outlines: OrderedDict = OrderedDict()

    def get(self, path: str) -> tuple[int, str]:
        townships._snapshot, outline._known = self.snapshot, self.outlines
        answer = self.client.get(path)
        self.snapshot, self.outlines = townships._snapshot, outline._known
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, data.decode("utf-8", "replace")


@pytest.fixture
def clock(monkeypatch, settings):
    """The workers' own clock, in seconds; they trust what they know as long as in service."""
    settings.SNAPSHOT_SECONDS = 0.5
    ticking = SimpleNamespace(now=1000.0)
    ticking.monotonic = lambda: ticking.now
    monkeypatch.setattr(townships, "time", ticking)
    with time_machine.travel(NOW, tick=False):
        yield ticking
    outline._known = OrderedDict()


@pytest.fixture
def desk():
    made = Desk()
    disclosure.levels(made.town)
    return made


def pages_of(desk: Desk, made: Publication) -> dict[str, str]:
    """Every page that shows a publication while it is public."""
    root = desk.item.get_root()
    return {
        "home": "/", "latest": "/latest/", "domain": f"/domains/{root.key}/", "group": f"/domains/{desk.item.parent.key}/",
        "item": f"/items/{desk.item.key}/", "unit": f"/units/{desk.office.pk}/", "search": f"/latest/?q={made.title}",
        "year": "/latest/?year=2026", "sitemap": "/sitemap.xml", "detail": made.path,
    }  # fmt: skip


def seen(worker: Worker, desk: Desk, made: Publication, words: str) -> dict[str, bool]:
    """On which pages it stands; of the site map its address counts, of the file whether it opens."""
    found = {}
    for name, path in pages_of(desk, made).items():
        _, page = worker.get(path)
        shown = f"{made.path}</loc>" if name == "sitemap" else words
        # the search page repeats what was sought for: there the link counts
        found[name] = f'href="{made.path}"' in page if name == "search" else shown in page
    found["file"] = all(worker.get(file.path)[0] == 200 for file in made.attachments.all())
    return found


def test_no_stale_copy_a_second_after_publishing_and_withdrawing(desk, clock) -> None:
    chance, workers = random.Random(9), [Worker(), Worker()]
    asked = 0
    for trial in range(TRIALS // 2):
        title = f"第{trial:03}号灌溉安排"
        made = desk.submit(desk.draft(title=title, files=[Upload("表.csv", b"a,1\n")]))

        def publish(made: Publication = made) -> None:
            reviewing.approve(pk=made.pk, by=desk.head, at=NOW, secrecy_checked=True)

        def withdraw(made: Publication = made) -> None:
            publishing.withdraw(pk=made.pk, by=desk.signer, at=NOW, reason=WithdrawReason.ERROR, note="有误")

        for act, public in ((publish, True), (withdraw, False)):
            _asked_by_many(workers, desk, made, clock, chance)
            act()
            _asked_by_many(workers, desk, made, clock, chance, within=SECOND * 0.4)
            clock.now += SECOND
            for number, worker in enumerate(workers):
                shown = seen(worker, desk, made, title)
                asked += len(shown)
                assert set(shown.values()) == {public}, (trial, act.__name__, number, shown)
        assert workers[trial % 2].get(made.path)[0] == 410
    sys.stdout.write(f"{TRIALS} acts, {asked} pages looked at, none stale\n")
    assert not rebuild(desk.town, mend=False)


def _asked_by_many(
    workers: list[Worker], desk: Desk, made: Publication, clock: SimpleNamespace, chance: random.Random,
    within: float = SECOND,
) -> None:  # fmt: skip
    """Readers come at any moment and fill the cache with what their worker knows just then."""
    end = clock.now + within
    for _ in range(3):
        clock.now = min(clock.now + chance.random() * within / 2, end)
        worker = chance.choice(workers)
        worker.get(chance.choice([path for path in pages_of(desk, made).values() if "?q=" not in path]))


@pytest.mark.parametrize("act", ["renew", "expire", "validity"])
def test_other_acts_leave_no_stale_copy_either(desk, clock, act) -> None:
    workers = [Worker(), Worker()]
    posted = {
        "kind": "list",
        "posted_days": 1,
        "details": {"period": "2026年3月"},
        "posting_contact": "社会事务办",
    }
    made = desk.published(title="原来的灌溉安排", **(posted if act == "expire" else {}))
    for worker in workers:
        seen(worker, desk, made, made.title)
    _acts(desk, made)[act]()
    clock.now += SECOND

    for worker in workers:
        shown = seen(worker, desk, made, "原来的灌溉安排")
        if act == "renew":
            assert not any(shown[name] for name in ("home", "latest", "domain", "item", "unit", "detail"))
            assert "新的灌溉安排" in worker.get(made.path)[1]
            assert "新的灌溉安排" in worker.get("/")[1]
        elif act == "expire":
            assert worker.get(made.path)[0] == 404
        else:
            assert "废止" in worker.get(made.path)[1]


def _acts(desk: Desk, made: Publication) -> dict[str, Callable[[], object]]:
    def renew() -> None:
        revision = publishing.revise(pk=made.pk, by=desk.editor, at=NOW, reason="更新")
        publications.edit(
            pk=revision.pk, by=desk.editor, at=NOW, fields={"title": "新的灌溉安排", "summary": ""}
        )
        desk.carry(revision, State.MERGED, at=NOW)

    def expire() -> None:
        Publication.objects.filter(pk=made.pk).update(public_until=NOW)
        publishing.expire(pk=made.pk, at=NOW)

    def validity() -> None:
        publishing.set_validity(
            pk=made.pk, by=desk.signer, at=NOW, validity="repealed", note="望府发〔2026〕9号"
        )  # type: ignore[arg-type]

    return {"renew": renew, "expire": expire, "validity": validity}


def test_a_worker_that_rendered_before_the_act_and_stores_after_it_leaves_nothing_stale(
    desk, clock, monkeypatch
) -> None:
    """The slow reader: it read the old counter, an act is committed while it renders, then it stores its page."""
    slow, other = Worker(), Worker()
    made = desk.submit(desk.draft(title="渲染当中的安排"))
    real, done = cache.set, []

    def act_before_storing(*args: object, **kwargs: object) -> None:
        if not done:
            done.append(reviewing.approve(pk=made.pk, by=desk.head, at=NOW, secrecy_checked=True))
        real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr("gongkai.pagecache.cache.set", act_before_storing)
        assert "渲染当中的安排" not in slow.get("/latest/")[1]
    clock.now += SECOND

    for worker in (slow, other):
        assert "渲染当中的安排" in worker.get("/latest/")[1]
