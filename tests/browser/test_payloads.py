"""Script payloads in a real browser: none runs; with the cleaner switched off the policy header still holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route
from pytest_django.live_server_helper import LiveServer

from catalog.actions import entries
from catalog.models import CacheGeneration
from disclosure.actions import publications, reviewing
from disclosure.actions.publications import Upload
from disclosure.checks.texts import clean_html, shown_html
from disclosure.models import Publication
from disclosure.queries.entries import entry_of
from tests.browser.editor import PASTE, box
from tests.browser.world import World, pdf
from tests.disclosure.payloads import LINES, NAMES, TEXTS
from tests.factories import disclosure as write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEAST_WITHOUT_POLICY = 90  # of the raw texts run where nothing stops them: the trap does catch

# Do to everything what a reader might: point at it, focus it, click it; links and forms only where they are scripts.
PROVOKE = """() => {
    document.addEventListener('submit', event => {
        const address = event.submitter?.getAttribute('formaction') || event.target.getAttribute('action') || '';
        if (!/^\\s*(javascript|data)/i.test(address)) event.preventDefault();
    });
    document.addEventListener('click', event => {
        const link = event.target.closest?.('a, area');
        const address = link && (link.getAttribute('href') || link.getAttribute('xlink:href') || '');
        if (link && !/^[\\s\\x01]*(j\\s*a\\s*v\\s*a|data|vbscript)/i.test(address)) event.preventDefault();
    });
    for (const one of document.querySelectorAll('.prose *, .readonly-text *, .idx *, .entries *, #result_list *')) {
        for (const kind of ['mouseover', 'pointerover', 'focusin', 'focus', 'click', 'error', 'load', 'toggle', 'animationstart'])
            one.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
        if (one.matches('a, area, button, input, summary') && one.closest('.prose, .readonly-text')) one.click?.();
    }
}"""


# Which payloads leave the parser where it was, so that another one can stand after them.
APART = """texts => texts.map(text => {
    const page = new DOMParser().parseFromString(`<div class="prose">${text}<hr class="after"></div>`, 'text/html');
    return page.querySelector('hr.after')?.parentElement?.className === 'prose';
})"""
TOGETHER = 8  # payloads on one page


@dataclass
class Trap:
    """What ran, asked or was blocked in the pages of one browser profile."""

    host: str
    context: BrowserContext
    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    blocked: int = 0

    def __post_init__(self) -> None:
        self.context.expose_binding("xss", lambda _, which="": self.ran.append(str(which)))
        self.context.on("dialog", self._dialog)
        self.context.on("console", self._console)
        self.context.route(lambda url: urlsplit(url).netloc not in (self.host, ""), self._stranger)
        self.page = self.context.new_page()

    def _dialog(self, dialog: Dialog) -> None:
        self.ran.append(f"dialog on {dialog.page and dialog.page.url}")
        dialog.dismiss()

    def _console(self, message: object) -> None:
        self.blocked += "Content Security Policy" in message.text  # type: ignore[attr-defined]

    def _stranger(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.abort()

    def visit(self, path: str) -> str:
        """Open a page, provoke what is in it; the source as the server sent it."""
        answer = self.page.goto(path, wait_until="load")
        assert answer
        assert answer.status == 200, path
        source = answer.text()
        if not self.page.url.endswith(path):  # led away: nothing of ours does that
            self.asked.append(self.page.url)
            return source
        self.page.evaluate(PROVOKE)
        self.page.evaluate("() => new Promise(done => setTimeout(done, 0))")
        return source


@pytest.fixture
def trap(browser: Browser, browser_context_args: dict, site: LiveServer) -> Iterator[Callable[..., Trap]]:
    made: list[BrowserContext] = []

    def give(**options: object) -> Trap:
        context = browser.new_context(**browser_context_args | options)
        context.set_default_timeout(10_000)
        made.append(context)
        return Trap(urlsplit(site.url).netloc, context)

    yield give
    for context in made:
        context.close()


def draft(world: World, title: str, text: str) -> Publication:
    fields = {
        "unit": world.units["social"], "node": world.items["usual"], "formed_on": date(2026, 3, 2), "title": title, "text": text,
    }  # fmt: skip
    return publications.create(
        township=world.township, by=world.users["editor"], at=timezone.now(), fields=fields
    )


def publish(made: Publication, world: World) -> Publication:
    reviewing.submit(pk=made.pk, by=world.users["editor"], at=timezone.now())
    return reviewing.approve(pk=made.pk, by=world.users["head"], at=timezone.now(), secrecy_checked=True)


@pytest.fixture
def raw(world: World, page: Page, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Publication, list[str]]]:
    """Public texts written while the cleaner was off, each with the payloads in it; those that say so call `xss(n)`."""
    numbered = [text.replace("xss(1)", f"xss({i})") for i, text in enumerate(TEXTS)]
    apart = page.evaluate(APART, numbered)
    calm = [text for text, ends in zip(numbered, apart, strict=True) if ends]
    groups = [calm[i : i + TOGETHER] for i in range(0, len(calm), TOGETHER)]
    groups += [[text] for text, ends in zip(numbered, apart, strict=True) if not ends]
    with monkeypatch.context() as off:
        off.setattr(publications, "clean_html", lambda text: text)
        return [
            (publish(draft(world, "公告", "<p>头</p>" + "".join(group)), world), group) for group in groups
        ]


def test_with_the_cleaner_off_the_policy_alone_keeps_every_payload_from_running(
    world: World, raw: list[tuple[Publication, list[str]]], trap: Callable[..., Trap], sign_in: Callable
) -> None:
    reader, officer = trap(), trap()
    sign_in(officer.context, world.users["office_head"])
    for made, payloads in raw:
        pages = [
            reader.visit(made.path),
            officer.visit(f"/office/publications/{made.pk}/"),
            officer.visit(f"/admin/disclosure/publication/{made.pk}/change/"),
        ]
        assert [payload for payload in payloads for page in pages if shown_html(payload) not in page] == []

    assert sum(len(payloads) for _, payloads in raw) == len(TEXTS) >= 100
    assert reader.ran == officer.ran == []
    assert reader.asked == officer.asked == []
    assert reader.blocked >= 100  # it was the policy that stopped them


def test_without_cleaner_and_policy_they_would_run(
    raw: list[tuple[Publication, list[str]]], trap: Callable[..., Trap]
) -> None:
    open_door = trap(bypass_csp=True)
    for made, _ in raw:
        open_door.visit(made.path)

    assert len(set(open_door.ran)) >= LEAST_WITHOUT_POLICY, sorted(set(open_door.ran))


def test_cleaned_they_are_words_and_the_policy_has_nothing_to_stop(
    world: World, page: Page, new_context: Callable, trap: Callable[..., Trap], sign_in: Callable
) -> None:
    """`page` is watched: a single complaint of the policy fails the test."""
    texts = "".join(clean_html(text) for text in TEXTS)
    made = publish(draft(world, "全部", texts), world)
    for name in NAMES:
        publications.attach(publication=made, upload=Upload(name, pdf()), at=timezone.now())
    titled = []
    for i, line in enumerate(LINES):
        doc_no, issuer, source, theme, summary = (LINES[(i + shift) % len(LINES)] for shift in range(1, 6))
        more = {
            "doc_no": doc_no[:60],
            "issuer": issuer[:60],
            "source": source[:60],
            "theme": theme[:40],
            "summary": summary,
        }
        place = (world.township, world.units["social"], world.items["usual"], world.users["editor"])
        titled.append(write.published(*place, title=line, at=timezone.now(), **more))
    entries.put(entry_of(made))
    CacheGeneration.objects.update(number=10_000)
    paths = [
        made.path, "/", *(f"/latest/?page={number}" for number in range(1, len(LINES) // 20 + 2)), world.items["usual"].path,
        world.domain.path, world.units["social"].path, *(one.path for one in titled[::6]),
    ]  # fmt: skip

    caught = trap()
    sources = [caught.visit(path) for path in paths]
    office = trap()
    sign_in(office.context, world.users["editor"])
    office.visit("/office/")
    for number in range(1, 4):
        office.visit(f"/admin/disclosure/publication/?p={number}")
    for one in (made, *titled[::24]):
        office.visit(f"/office/publications/{one.pk}/")
        office.visit(f"/admin/disclosure/publication/{one.pk}/change/")

    assert caught.ran == office.ran == []
    assert caught.asked == office.asked == []
    assert caught.blocked == office.blocked == 0
    assert sum("&lt;script&gt;xss(1)" in source for source in sources) >= 5


def test_pasted_into_the_editor_none_runs(world: World, trap: Callable[..., Trap], sign_in: Callable) -> None:
    caught = trap()
    sign_in(caught.context, world.users["editor"])
    caught.page.goto(f"/admin/disclosure/publication/{world.infos['draft'].pk}/change/")
    place = box(caught.page)
    place.click()
    for text in TEXTS:
        place.evaluate(PASTE, f"<p>粘</p>{text}")
    caught.page.evaluate("() => new Promise(done => setTimeout(done, 200))")

    assert caught.page.locator("textarea[name=text]").input_value().count("粘") == len(TEXTS)
    assert caught.ran == []
    assert caught.asked == []


def test_a_draft_with_raw_text_is_edited_without_running_it(
    world: World, monkeypatch: pytest.MonkeyPatch, trap: Callable[..., Trap], sign_in: Callable
) -> None:
    with monkeypatch.context() as off:
        off.setattr(publications, "clean_html", lambda text: text)
        drafts = [draft(world, "草稿", "".join(TEXTS[i : i + 12])) for i in range(0, len(TEXTS), 12)]
    caught = trap()
    sign_in(caught.context, world.users["editor"])
    for made in drafts:
        caught.page.goto(f"/admin/disclosure/publication/{made.pk}/change/")
        box(caught.page).wait_for()

    assert caught.ran == []
    assert caught.asked == []
