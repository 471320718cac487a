"""A short video as residents see it: it plays, is wound on, has subtitles, and its words stand beside it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from catalog.actions.generations import raise_generation
from disclosure.actions.publications import Upload, attach
from disclosure.models import Publication
from tests.browser.conftest import PHONE
from tests.browser.test_axe import TAP, look
from tests.browser.world import World
from tests.factories import disclosure, recordings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCRIPT = "耕地地力保护补贴四月发放。\n按承包面积每亩九十八元，直接打到一卡通。\n有疑问打社会事务办公室电话，或者到便民服务中心问。"
PLAYED = """one => new Promise((done, fail) => {
    one.muted = true;
    one.ontimeupdate = () => one.currentTime > 0.3 && done();
    one.play().catch(fail);
})"""
WOUND_ON = """film => new Promise(done => {
    film.pause();
    film.onseeked = () => done(film.currentTime);
    film.currentTime = 3;
})"""
SHOWN = """film => {
    const canvas = document.createElement('canvas');
    canvas.width = film.videoWidth; canvas.height = film.videoHeight;
    canvas.getContext('2d').drawImage(film, 0, 0);
    const seen = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return {width: film.videoWidth, height: film.videoHeight, colours: new Set(seen).size};
}"""


@pytest.fixture(scope="module")
def made(world: World, django_db_blocker: Any) -> Iterator[Publication]:
    with django_db_blocker.unblock():
        now = timezone.now()
        found = disclosure.published(
            world.township, world.units["social"], world.items["usual"], world.users["editor"], now,
            title="一分钟看懂耕地地力保护补贴", text="<p>补贴怎么发、发多少，看视频。文字在视频旁边。</p>",
        )  # fmt: skip
        film = Upload("一分钟看懂补贴.mp4", recordings.film(), transcript=SCRIPT, short_video=True)
        sound = Upload("大喇叭广播.m4a", recordings.sound(), transcript="各位乡亲，补贴四月发放。")
        for upload in (film, sound):
            attach(publication=found, upload=upload, at=now)
        raise_generation(world.township)
        yield found


def test_it_plays_is_wound_on_and_has_subtitles(page: Page, made: Publication) -> None:
    parts: list[tuple[int, str]] = []
    page.on(
        "response",
        lambda answer: (
            parts.append((answer.status, answer.headers.get("content-range", "")))
            if "/files/" in answer.url
            else None
        ),
    )
    page.goto(made.path)
    film = page.locator("video")
    assert parts == []  # nothing is loaded before someone wants to see it

    film.evaluate(PLAYED)
    assert film.evaluate("film => [film.error, film.videoWidth, film.videoHeight]") == [None, 108, 192]
    assert film.evaluate(SHOWN)["colours"] > 20  # a picture, no black
    assert film.evaluate(WOUND_ON) == 3
    cues = film.evaluate("film => [...film.textTracks[0].cues].map(cue => [cue.text, cue.endTime])")
    assert cues[0][0] == "耕地地力保护补贴四月发放"
    assert cues[-1][1] == pytest.approx(recordings.SECONDS, abs=0.01)
    assert film.evaluate("film => film.textTracks[0].mode") == "showing"
    assert {status for status, _ in parts} == {206}
    assert all(told.startswith("bytes ") for _, told in parts)


def test_the_sound_plays_too(page: Page, made: Publication) -> None:
    page.goto(made.path)
    sound = page.locator("audio")

    sound.evaluate(PLAYED)

    assert sound.evaluate("sound => sound.error") is None


def test_no_other_place_may_send_a_film(new_context: Callable, made: Publication, watch: Any) -> None:
    page = new_context().new_page()
    page.goto(made.path)

    refused = page.evaluate(
        "() => new Promise(done => { const film = document.createElement('video');"
        " film.onerror = () => done(true); film.onloadedmetadata = () => done(false);"
        " film.src = 'data:video/mp4;base64,AAAA'; document.body.append(film); })"
    )

    assert refused is True
    assert any("media-src" in problem for problem in watch.problems)
    watch.problems.clear()  # they were wanted


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
def test_the_page_is_good_to_use(
    new_context: Callable, elder_cookie: dict, made: Publication, wide: bool, elder: bool
) -> None:
    context = new_context() if wide else new_context(viewport=PHONE, has_touch=True)
    if elder:
        context.add_cookies([elder_cookie])
    page = context.new_page()
    page.goto(made.path)

    assert look(page, TAP) == []


def test_without_script_and_on_paper_its_words_are_there(new_context: Callable, made: Publication) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(made.path)
    expect(page.locator("video")).to_be_visible()
    expect(page.get_by_text("耕地地力保护补贴四月发放。")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator("video")).to_be_hidden()
    expect(page.get_by_text("耕地地力保护补贴四月发放。")).to_be_visible()
