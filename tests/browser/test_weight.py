"""What a cold page costs over the wire, from the production server with compressed, hashed static files."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PHONE, Watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
OWN = (
    "SECRET_KEY", "PERSONAL_DATA_KEYS", "BLIND_INDEX_KEY", "GONGKAI_TRIAL", "DJANGO_SETTINGS_MODULE", "DATABASE_URL",
    "CACHE_URL",
)  # fmt: skip
START_SECONDS = 120
PAGE_BYTES, SCRIPT_BYTES, REQUESTS = 60 * 1024, 10 * 1024, 6


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`manage.py start` with the demonstration in a folder of its own; its address."""
    folder = tmp_path_factory.mktemp("portal")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start", "--port", str(port), "--workers", "1"],
            cwd=ROOT, env=kept | {"GONGKAI_DATA": str(folder / "var")}, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, folder / "log")
        yield address
    finally:
        process.terminate()
        process.wait(40)


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@dataclass
class Load:
    """Bytes over the wire of one cold load, by kind of resource."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def told(self) -> str:
        return "\n".join(
            f"{self.sizes.get(key, 0):7} {kind:10} {self.addresses[key]}" for key, kind in self.kinds.items()
        )

    def total(self, kind: str = "") -> int:
        return sum(size for key, size in self.sizes.items() if not kind or self.kinds.get(key) == kind)


def cold(browser: Browser, address: str) -> Load:
    """Open a page in a fresh profile and count what went over the wire."""
    watch = Watch(urlsplit(address).netloc)
    context = watch.over(browser.new_context(viewport=PHONE))
    page = context.new_page()
    load = Load()

    def asked(event: dict) -> None:
        load.kinds[event["requestId"]] = event["type"]
        load.addresses[event["requestId"]] = event["request"]["url"]

    wire = context.new_cdp_session(page)
    wire.on("Network.requestWillBeSent", asked)
    wire.on(
        "Network.loadingFinished",
        lambda event: load.sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
    )
    wire.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    load.found = page.evaluate(  # type: ignore[attr-defined]
        "[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"
    )
    context.close()
    assert not watch.problems, "\n".join(watch.problems)
    return load


@pytest.fixture(scope="module")
def addresses(portal: str, browser: Browser) -> dict[str, str]:
    """One page of each weighed kind: the newest publication, the domain with the most to say."""
    hrefs = cold(browser, f"{portal}/").found  # type: ignore[attr-defined]
    info = next(href for href in hrefs if href.startswith("/info/"))
    villages = cold(browser, f"{portal}/villages/").found  # type: ignore[attr-defined]
    village = next(
        href for href in villages if re.fullmatch(r"/villages/\d+/", href)
    )  # the one that posts most
    return {"home": "/", "domain": "/domains/d13/", "detail": info, "list": "/latest/", "village": village}


@pytest.mark.parametrize("kind", ["home", "domain", "detail", "list", "village"])
def test_cold_page_is_light(portal: str, browser: Browser, addresses: dict[str, str], kind: str) -> None:
    load = cold(browser, portal + addresses[kind])

    assert load.total() <= PAGE_BYTES, load.told
    assert len(load.kinds) <= REQUESTS, load.told
    assert 0 < load.total("Script") <= SCRIPT_BYTES, load.told


def test_static_files_are_compressed_and_kept(portal: str) -> None:
    with urllib.request.urlopen(f"{portal}/") as answer:
        page = answer.read().decode()
    path = page.split('rel="stylesheet" href="')[1].split('"')[0]
    for coding in ("br", "gzip"):
        request = urllib.request.Request(portal + path, headers={"Accept-Encoding": coding})
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Content-Encoding"] == coding
            assert "immutable" in answer.headers["Cache-Control"]
