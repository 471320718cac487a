"""Films and sounds on their pages: player, words, captions; files in parts; how they are uploaded and refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from disclosure.actions import publications, publishing
from disclosure.actions.publications import Upload
from disclosure.checks.files import FileRefused
from disclosure.law.lifecycle import State, WithdrawReason
from disclosure.models import Attachment, FileRole, Publication
from tests.disclosure.checks.persons import mobile
from tests.factories import disclosure
from tests.factories import recordings as make
from tests.factories.reviewing import AT, Desk

pytestmark = pytest.mark.django_db
ADD = "/admin/disclosure/publication/add/"


@pytest.fixture
def desk():
    made = Desk()
    disclosure.levels(made.town)
    return made


@pytest.fixture
def played(desk) -> Publication:
    """Public with a short video and a sound."""
    film = Upload("春耕补贴.mp4", make.film(), transcript=make.WORDS, short_video=True)
    sound = Upload("大喇叭.m4a", make.sound(), transcript="<b>各位乡亲</b>")
    return desk.published(title="春耕补贴发放安排", files=[film, sound])


def film_of(made: Publication) -> Attachment:
    return made.attachments.get(kind="video")


def office(user) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


# ---- on the page --------------------------------------------------------------------------------------------
def test_the_page_plays_them_with_their_words_beside(client, played) -> None:
    answer = client.get(played.path)
    page, film = answer.content.decode(), film_of(played)

    assert '<video class="no-print" controls preload="none" playsinline' in page
    assert f'src="{film.path}%E6%98%A5' in page
    assert f'<track kind="captions" srclang="zh-CN" label="字幕" src="/captions/{film.key}/" default>' in page
    assert '<audio class="no-print" controls preload="none"' in page
    assert "春耕补贴四月发放。" in page
    assert "&lt;b&gt;各位乡亲&lt;/b&gt;" in page  # words, never mark-up
    assert page.count("下载视频") == page.count("下载音频") == 1
    assert "media-src 'self'" in answer["Content-Security-Policy"]
    assert "autoplay" not in page


def test_one_page_more_costs_no_query_more(client, desk, played, django_assert_max_num_queries) -> None:
    plain = desk.published(title="没有音视频的通告")
    with django_assert_max_num_queries(8) as without:
        client.get(plain.path)
    with django_assert_max_num_queries(len(without)):
        client.get(played.path)


def test_the_captions_are_its_words_over_its_length(client, played) -> None:
    answer = client.get(f"/captions/{film_of(played).key}/")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/vtt; charset=utf-8")
    assert answer.content.decode().splitlines()[:3] == ["WEBVTT", "", "00:00:00.000 --> 00:00:01.600"]
    assert "春耕补贴四月发放\n" in answer.content.decode()  # a subtitle ends without a mark
    last = [line for line in answer.content.decode().splitlines() if "-->" in line][-1]
    assert last.endswith("--> 00:00:04.000")
    sound = played.attachments.get(kind="audio")
    assert client.get(f"/captions/{sound.key}/").status_code == 404


def test_a_withdrawn_film_is_nowhere(client, desk, played) -> None:
    film = film_of(played)
    publishing.withdraw(pk=played.pk, by=desk.signer, at=AT, reason=WithdrawReason.ERROR, note="有误")

    for path in (film.path, f"/captions/{film.key}/"):
        assert client.get(path).status_code == 404
        assert client.get(path, headers={"range": "bytes=0-9"}).status_code == 404
    assert office(desk.editor).get(f"/office/files/{film.key}/").status_code == 200


def test_a_list_of_persons_shows_no_film(client, desk, played) -> None:
    Publication.objects.filter(pk=played.pk).update(person_list=True)

    page = client.get(played.path).content.decode()

    assert "<video" not in page
    assert "春耕补贴四月发放" not in page
    assert client.get(f"/captions/{film_of(played).key}/").status_code == 404


def test_a_reviewer_sees_and_hears_what_he_signs(desk) -> None:
    made = desk.submit(desk.draft(files=[Upload("a.mp4", make.film(), transcript=make.WORDS)]))
    page = office(desk.head).get(f"/office/publications/{made.pk}/").content.decode()
    film = film_of(made)

    assert f'src="/office/files/{film.key}/"' in page
    assert "春耕补贴四月发放。" in page
    answer = office(desk.head).get(f"/office/files/{film.key}/", headers={"range": "bytes=0-3"})
    assert (answer.status_code, body(answer)) == (206, make.film()[:4])


# ---- in parts -----------------------------------------------------------------------------------------------
SIZE = len(make.film())


@pytest.mark.parametrize(
    ("asked", "told", "part"),
    [
        ("bytes=0-", f"bytes 0-{SIZE - 1}/{SIZE}", slice(0, None)),
        ("bytes=0-0", f"bytes 0-0/{SIZE}", slice(0, 1)),
        ("bytes=100-299", f"bytes 100-299/{SIZE}", slice(100, 300)),
        (f"bytes={SIZE - 1}-", f"bytes {SIZE - 1}-{SIZE - 1}/{SIZE}", slice(SIZE - 1, None)),
        ("bytes=-500", f"bytes {SIZE - 500}-{SIZE - 1}/{SIZE}", slice(SIZE - 500, None)),
        ("bytes=500-99999999", f"bytes 500-{SIZE - 1}/{SIZE}", slice(500, None)),
        ("bytes=-99999999", f"bytes 0-{SIZE - 1}/{SIZE}", slice(0, None)),
    ],
)
def test_a_stretch_is_answered_with_that_stretch(client, played, asked, told, part) -> None:
    film = film_of(played)
    answer = client.get(film.path, headers={"range": asked})

    sent = body(answer)
    assert (answer.status_code, answer["Content-Range"], sent) == (206, told, make.film()[part])
    assert answer["Content-Length"] == str(len(sent))
    assert (answer["Content-Type"], answer["Accept-Ranges"]) == ("video/mp4", "bytes")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=99999999-", "bytes=-0"])
def test_a_stretch_beyond_the_end_is_refused(client, played, asked) -> None:
    answer = client.get(film_of(played).path, headers={"range": asked})

    assert (answer.status_code, answer["Content-Range"], body(answer)) == (416, f"bytes */{SIZE}", b"")


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "bytes=-",
        "bytes=9-3",
        "bytes=0-1,5-6",
        "bytes=a-b",
        "bytes=１-２",
        "items=0-1",
        "bytes=" + "9" * 30 + "-",
    ],
)
def test_anything_else_gets_the_whole(client, played, asked) -> None:
    answer = client.get(film_of(played).path, headers={"range": asked})

    assert (answer.status_code, body(answer)) == (200, make.film())
    assert answer["Accept-Ranges"] == "bytes"


def test_a_stretch_of_another_edition_gets_the_whole(client, played) -> None:
    film = film_of(played)
    etag = client.get(film.path)["ETag"]

    same = client.get(film.path, headers={"range": "bytes=0-9", "if-range": etag})
    other = client.get(film.path, headers={"range": "bytes=0-9", "if-range": '"0123"'})

    assert (same.status_code, other.status_code, len(body(other))) == (206, 200, SIZE)


def test_other_files_come_in_parts_too_and_stay_downloads(client, desk) -> None:
    made = desk.published(files=[Upload("表.csv", "村,数\n上坪,1\n".encode())])
    answer = client.get(made.attachments.get().path, headers={"range": "bytes=0-2"})

    assert (answer.status_code, answer["Content-Type"], body(answer)) == (
        206, "application/octet-stream", "村".encode(),
    )  # fmt: skip


# ---- how it comes in ----------------------------------------------------------------------------------------
def typed(desk, **more):
    return {
        "title": "春耕补贴发放安排", "node": desk.item.pk, "unit": desk.office.pk, "formed_on": "2026-03-02",
        "text": "四月发放。", "doc_no": "", "summary": "", "issuer": "", "source": "", "theme": "", "validity": "",
    } | more  # fmt: skip


def sent(data: bytes, name: str = "春耕.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_short_video_is_uploaded_with_its_words(desk) -> None:
    answer = office(desk.editor).post(
        ADD, typed(desk, new_recording=sent(make.film()), recording_text=make.WORDS, recording_short="on")
    )

    assert answer.status_code == 302, answer.context["errors"]
    film = Attachment.objects.get()
    assert (film.kind, film.seconds, film.upright, film.short_video) == ("video", make.SECONDS, True, True)
    assert film.transcript == make.WORDS.replace("\n", "\r\n") or film.transcript == make.WORDS


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("recording_text", {"new_recording": make.film(), "recording_text": " "}, "请写文字稿"),
        ("new_recording", {"new_recording": make.resized(1920, 1080), "recording_short": "on"}, "横的"),
        ("new_recording", {"new_recording": make.lasting(75), "recording_short": "on"}, "长 75 秒"),
        ("new_recording", {"new_recording": make.coded(b"hvc1")}, "HEVC"),
        ("new_recording", {"new_recording": b"MZ" + bytes(90)}, "内容不是 mp4"),
        ("new_recording", {"new_recording": make.film()[:-9]}, "内容不是 mp4"),
        ("new_recording", {"recording_short": "on"}, "没有选文件"),
        ("new_files", {"new_files": make.film()}, "“上传音视频”"),
    ],
    ids=["no words", "wide", "long", "codec", "no film", "cut short", "no file", "wrong box"],
)
def test_a_refusal_is_said_at_its_field_and_the_words_stay(desk, name, more, words) -> None:
    given = {key: sent(value) if isinstance(value, bytes) else value for key, value in more.items()}
    answer = office(desk.editor).post(ADD, typed(desk, **({"recording_text": "说了很久的话"} | given)))

    assert answer.status_code == 200
    assert words in str(answer.context["adminform"].form.errors[name])
    assert not Publication.objects.exists()
    if given.get("recording_text") is None:
        assert "说了很久的话" in answer.content.decode()


def test_a_sound_is_no_short_video(desk) -> None:
    answer = office(desk.editor).post(
        ADD, typed(desk, new_recording=sent(make.sound(), "a.m4a"), recording_text="x", recording_short="on")
    )

    assert "没有画面" in str(answer.context["adminform"].form.errors["new_recording"])


def test_no_way_in_goes_round_the_words(desk) -> None:
    with pytest.raises(FileRefused, match="请写文字稿"):
        desk.draft(files=[Upload("a.mp4", make.film())])
    with pytest.raises(FileRefused, match="横的"):
        desk.draft(files=[Upload("a.mp4", make.resized(1920, 1080), transcript="x", short_video=True)])
    assert not Attachment.objects.exists()


def test_the_words_are_changed_and_looked_at_while_it_is_a_draft(desk) -> None:
    made = desk.draft(files=[Upload("a.mp4", make.film(), transcript=make.WORDS)])
    film = film_of(made)
    path = f"/office/publications/{made.pk}/attachments/{film.pk}/words/"
    client = office(desk.editor)

    client.post(path, {f"transcript_{film.pk}": f"有事找王会计 {mobile(5)}"})

    film.refresh_from_db()
    assert film.transcript.endswith(mobile(5))
    finding = made.findings.open().get(rule="personal", attachment=None)
    assert (finding.place, finding.fix) == ("“a.mp4”的文字稿第8字附近", "")
    assert mobile(5) not in finding.excerpt
    empty = client.post(path, {f"transcript_{film.pk}": "  "}, follow=True)
    assert "请写文字稿" in empty.content.decode()
    long = client.post(path, {f"transcript_{film.pk}": "长" * 5001}, follow=True)
    assert "5000" in long.content.decode()
    client.post(path, {f"transcript_{film.pk}": "有事打镇里电话"})
    assert not made.findings.open().filter(rule="personal").exists()
    desk.submit(made)
    assert client.post(path, {f"transcript_{film.pk}": "别的"}).status_code in (302, 403)
    film.refresh_from_db()
    assert film.transcript == "有事打镇里电话"


def test_its_place_holds_it_and_one_click_makes_a_copy_without(client, desk) -> None:
    made = desk.draft(files=[Upload("a.mp4", make.placed(), transcript=make.WORDS, short_video=True)])
    finding = made.findings.open().get(rule="hidden")
    assert (finding.severity, finding.fix, "拍摄位置" in finding.message) == ("hold", "clean", True)
    assert make.PLACE not in f"{finding.excerpt}{finding.message}"

    office(desk.editor).post(f"/office/findings/{finding.pk}/fix/")

    copy = made.attachments.get(role=FileRole.PUBLIC)
    assert (copy.transcript, copy.seconds, copy.upright, copy.short_video) == (make.WORDS, 4.0, True, True)
    assert make.PLACE.encode() not in copy.file.read()
    public = desk.carry(Publication.objects.get(pk=made.pk), State.PUBLISHED)
    assert make.PLACE.encode() not in body(client.get(copy.path))
    assert "<video" in client.get(public.path).content.decode()
    original = made.attachments.get(role=FileRole.ORIGINAL)
    assert client.get(original.path).status_code == 404


def test_a_revision_keeps_the_film_with_its_words(client, desk, played) -> None:
    revision = desk.revision(played)
    publications.edit(pk=revision.pk, by=desk.editor, at=AT, fields={"text": "<p>改了正文，望禾镇春耕。</p>"})
    film = revision.attachments.get(kind="video")
    words = "补贴五月发放。"
    publications.retell(pk=revision.pk, attachment_pk=film.pk, words=words, by=desk.editor, at=AT)
    beside = office(desk.head).get(f"/office/publications/{revision.pk}/").context["facts_compared"]
    assert [(label, words in old, words in new) for label, old, new in beside] == [("文字稿", False, True)]
    assert words not in client.get(played.path).content.decode()
    desk.carry(revision, State.MERGED)

    film = played.attachments.get(kind="video", retired_in=None)
    assert (film.transcript, film.short_video) == (words, True)
    page = client.get(played.path).content.decode()
    assert f"/captions/{film.key}/" in page
    assert page.count("<video") == 1
