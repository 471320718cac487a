"""A real chromium against this process's own server; a page that complains fails its test."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response
from pytest_django.live_server_helper import LiveServer

from catalog.models import CacheGeneration, Township, Unit, User
from gongkai import townships
from tests.browser.world import World, build
from tests.factories import catalog as make

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
MAY_ANSWER = {404, 409, 410, 422}  # pages that say no in words; the browser logs their status as an error
REPORT = (
    "document.addEventListener('securitypolicyviolation', event =>"
    " console.error('CSP', event.violatedDirective, event.blockedURI, event.sourceFile));"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM:
        return
    reason = pytest.mark.skip(reason="没有找到 chromium：请安装系统的 chromium 软件包")
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(reason)


@pytest.fixture(scope="session", autouse=True)
def _records_beside_the_browser() -> None:
    """Playwright keeps a loop running in this thread, which Django would otherwise take for asynchronous code."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# ---- browser ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], site: LiveServer) -> dict[str, Any]:
    return browser_context_args | {
        "base_url": site.url,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": DESK,
        "reduced_motion": "reduce",
    }


@dataclass
class Watch:
    """What the pages of a test complained about. `host` is the only one they may ask."""

    host: str
    problems: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # addresses whose own page was answered with a refusal

    def over(self, context: BrowserContext) -> BrowserContext:
        context.add_init_script(REPORT)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        return context

    def _console(self, message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        if message.type == "error" and not (
            message.text.startswith("Failed to load resource") and address in self.refused
        ):
            self.problems.append(f"console: {message.text} ({address})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.problems.append(f"asked another host: {request.url}")

    def _failed(self, request: Request) -> None:
        left = request.failure == "net::ERR_ABORTED"  # a download, or the page was left while it loaded
        if not left:
            self.problems.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            if response.request.is_navigation_request() and response.status in MAY_ANSWER:
                self.refused.add(response.url)
            else:
                self.problems.append(f"{response.status}: {response.url}")


@pytest.fixture
def watch(site: LiveServer) -> Iterator[Watch]:
    made = Watch(urlsplit(site.url).netloc)
    yield made
    assert not made.problems, "\n".join(made.problems)


@pytest.fixture
def new_context(
    browser: Browser, browser_context_args: dict[str, Any], watch: Watch
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser profile of its own (a person, a device); all are watched, `page` and `context` too."""
    made: list[BrowserContext] = []

    def profile(**options: Any) -> BrowserContext:
        context = watch.over(browser.new_context(**browser_context_args | options))
        context.set_default_timeout(10_000)
        made.append(context)
        return context

    yield profile
    for context in made:
        context.close()


# ---- server and records -----------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def site(django_db_setup: None) -> Iterator[LiveServer]:
    """The server, for the whole session: pytest-django's own fixture would rebuild the records for each test."""
    os.environ.setdefault(
        "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
    )  # playwright keeps a loop running in this thread
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The records of one module, committed so that the server sees them; gone after it."""
    with django_db_blocker.unblock():
        townships.forget()
        yield build()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def _django_db_helper(world: World) -> None:
    """In the place of pytest-django's own behind the mark `django_db`, which would empty the records after each test."""


@pytest.fixture
def second_township(world: World) -> Iterator[Township]:
    """While it is there, every township has its prefix and the bare address is the chooser."""
    made = make.township("shiqiao", "石桥镇")
    townships.forget()
    yield made
    CacheGeneration.objects.filter(township=made).delete()
    made.delete()
    Unit.objects.filter(pk=made.unit_id).delete()
    townships.forget()


@pytest.fixture
def sign_in(site: LiveServer) -> Callable[[BrowserContext, User], None]:
    """Put a person's session into a browser profile, without the log-in page."""

    def give(context: BrowserContext, user: User) -> None:
        client = Client()
        client.force_login(user, backend="catalog.backends.MembershipBackend")
        cookie = client.cookies["gk_session"]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.url}])

    return give


@pytest.fixture
def elder_cookie(site: LiveServer) -> dict[str, str]:
    return {"name": "elder", "value": "1", "url": site.url}


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    """A reader's phone."""
    return new_context(viewport=PHONE, has_touch=True).new_page()
