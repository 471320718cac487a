"""Script payloads in every field of a publication, on every page that shows them: words, never mark-up."""

from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest

from catalog.actions import entries
from catalog.law.roles import Role
from disclosure.actions import publications
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import State
from disclosure.models import Attachment, Publication
from disclosure.queries.entries import entry_of
from tests.disclosure.payloads import LINES, NAMES, TEXTS
from tests.disclosure.seen import running, skeleton
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
POLICY = "default-src 'self'"
FIELDS = {"title": 200, "summary": 300, "doc_no": 60, "issuer": 60, "source": 60, "theme": 40}


@pytest.fixture
def place(client, at):
    township = catalog.township()
    office = catalog.unit(township, "社会事务办")
    item = catalog.item(catalog.group(catalog.domain()))
    return township, office, item


@pytest.fixture
def people(place):
    township, office, _ = place
    return {
        "editor": catalog.user_with(Role.EDITOR, office, "bianji"),
        "office_head": catalog.user_with(Role.OFFICE_HEAD, township, "fuzeren"),
        "admin": catalog.user_with(Role.ADMIN, township, "guanli"),
    }


def write(made: Publication, words: list[str]) -> None:
    """Put words into every one-line field, past every form."""
    for (name, length), value in zip(FIELDS.items(), words, strict=True):
        setattr(made, name, value[:length])
    made.save()
    if made.state == State.PUBLISHED:
        entries.put(entry_of(made))


def public_pages(township, office, item, made: list[Publication]) -> list[str]:
    found = [
        "/", "/sitemap/", "/sitemap.xml", item.path, item.get_root().path, office.path, "/units/", "/catalog/",
        *(f"/latest/?page={number}" for number in range(1, len(made) // 20 + 2)),
        *(f"{item.path}?page={number}" for number in range(1, len(made) // 20 + 2)),
        *(f"{office.path}?page={number}" for number in range(1, len(made) // 20 + 2)),
    ]  # fmt: skip
    return found + [one.path for one in made]


def shown(client, paths: list[str]) -> dict[str, str]:
    pages = {}
    for path in paths:
        answer = client.get(path)
        if answer.status_code == 404:
            continue  # a page number past the end
        assert answer.status_code in (200, 410), path
        assert POLICY in answer["Content-Security-Policy"], path
        assert answer["X-Content-Type-Options"] == "nosniff", path
        pages[path] = answer.content.decode()
    return pages


def unlike(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Pages whose elements or attributes are not those they had with harmless words, or that would run something."""
    assert before.keys() == after.keys()
    wrong = [path for path in before if skeleton(before[path]) != skeleton(after[path])]
    return wrong + [f"{path}: {found}" for path, page in after.items() if (found := running(page))]


def test_no_field_changes_a_public_page(client, place, people) -> None:
    township, office, item = place
    made = [
        disclosure.published(township, office, item, people["editor"], **dict.fromkeys(FIELDS, "字"))
        for _ in LINES
    ]
    withdrawn = disclosure.draft(
        township, office, item, people["editor"], state=State.WITHDRAWN, published_at=disclosure.DAY,
        public_from=disclosure.DAY, index_no="W-1", withdrawn_at=disclosure.DAY, withdraw_reason="error",
        **dict.fromkeys(FIELDS, "字"),
    )  # fmt: skip
    paths = [*public_pages(township, office, item, made), withdrawn.path]
    before = shown(client, paths)

    for i, one in enumerate([*made, withdrawn]):
        write(one, [LINES[(i + shift) % len(LINES)] for shift in range(len(FIELDS))])
    after = shown(client, paths)

    assert unlike(before, after) == []
    assert sum(before[path] != after[path] for path in before) > len(LINES)  # the words are really there
    assert "&lt;script&gt;xss(1)&lt;/script&gt;" in after["/latest/?page=2"] + after["/latest/?page=3"]


@pytest.mark.slow
def test_no_field_changes_a_page_of_the_back_office(client, place, people) -> None:
    township, office, item = place
    made = [
        disclosure.draft(township, office, item, people["editor"], **dict.fromkeys(FIELDS, "字"))
        for _ in LINES
    ]
    read = disclosure.published(township, office, item, people["editor"], **dict.fromkeys(FIELDS, "字"))
    client.force_login(people["editor"])
    some = made[:: len(made) // 12]
    paths = [
        "/office/", "/admin/", *(f"/admin/disclosure/publication/?p={number}" for number in (1, 2, 3)),
        *(f"/admin/disclosure/publication/{one.pk}/{page}/" for one in some for page in ("change", "history")),
        *(f"/office/publications/{one.pk}/" for one in made), f"/admin/disclosure/publication/{read.pk}/change/",
    ]  # fmt: skip
    before = shown(client, paths)

    for i, one in enumerate([*made, read]):
        write(one, [LINES[(i + shift) % len(LINES)] for shift in range(len(FIELDS))])
    after = shown(client, paths)

    changed = [path for path in before if path.endswith("/history/")]  # one row more for the save
    assert unlike({path: page for path, page in before.items() if path not in changed},
                  {path: page for path, page in after.items() if path not in changed}) == []  # fmt: skip
    assert [found for path in changed for found in running(after[path])] == []
    assert sum(before[path] != after[path] for path in before) > len(LINES)


@pytest.mark.parametrize(
    "path", ["/latest/?q={}", "/office/login/?next={}", "/admin/disclosure/publication/?q={}", "/no/{}"]
)
def test_what_an_address_says_is_only_words(client, place, people, path) -> None:
    if "admin" in path:
        client.force_login(people["editor"])
    from_harmless = skeleton(client.get(path.format("没有这样的词")).content.decode())

    for payload in LINES:
        place_, _, name = path.partition("?")
        key = name.split("=")[0]
        answer = (
            client.get(place_, {key: payload})
            if key
            else client.get(place_.format("x") + payload.replace("/", ""))
        )
        page = answer.content.decode()

        assert running(page) == [], payload
        if answer.status_code == 200 and key != "next":
            assert skeleton(page) == from_harmless, payload


@pytest.mark.slow
def test_every_text_goes_through_the_act_and_comes_out_harmless(client, place, people, at) -> None:
    township, office, item = place
    shared = {"unit": office, "node": item, "formed_on": disclosure.DAY.date()}
    act = {"by": people["editor"], "at": disclosure.DAY}
    made = [
        publications.create(township=township, fields=shared | {"title": f"第{i}号", "text": f"<p>头</p>{text}<p>尾</p>"}, **act)
        for i, text in enumerate(TEXTS)
    ]  # fmt: skip
    for one in made:
        one.state, one.published_at, one.public_from, one.index_no = State.PUBLISHED, at, at, f"X-{one.pk}"
        one.save()

    public = shown(client, [one.path for one in made])
    client.force_login(people["editor"])
    office_pages = shown(client, [f"/office/publications/{one.pk}/" for one in made])
    some = made[:: len(made) // 20]
    admin_pages = shown(client, [f"/admin/disclosure/publication/{one.pk}/change/" for one in some])

    for pages in (public, office_pages, admin_pages):
        assert [f"{path}: {found}" for path, page in pages.items() if (found := running(page))] == []
    assert len(public) == len(office_pages) == len(TEXTS)
    assert all("<p>头</p>" in page for page in public.values())


# ---- file names -------------------------------------------------------------------------------------------------
def test_file_names_are_words_on_the_page_and_one_header_in_the_download(client, place, people) -> None:
    township, office, item = place
    made = disclosure.published(
        township, office, item, people["editor"], title="附件", text="<p>见附件。</p>"
    )
    plain = disclosure.published(
        township, office, item, people["editor"], title="附件", text="<p>见附件。</p>"
    )
    for name in NAMES:
        publications.attach(publication=made, upload=Upload(name, disclosure.PDF), at=disclosure.DAY)
        publications.attach(publication=plain, upload=Upload("公示.pdf", disclosure.PDF), at=disclosure.DAY)

    pages = shown(client, [plain.path, made.path])

    assert skeleton(pages[plain.path]) == skeleton(pages[made.path])
    assert running(pages[made.path]) == []
    files = list(made.attachments.order_by("pk"))
    assert len(files) == len(NAMES)
    for file in files:
        check_download(client, file)


def check_download(client, file: Attachment) -> None:
    answer = client.get(file.path)

    head = answer["Content-Disposition"]
    message = Message()
    message["Content-Disposition"] = head
    assert answer.status_code == 200
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert head.startswith("attachment; filename")
    assert head.isascii()
    assert head.isprintable()
    assert {name for name, _ in message.get_params(header="Content-Disposition")[1:]} == {"filename"}
    assert message.get_filename() == PurePosixPath(file.name).name
    assert "Set-Cookie" not in answer
    assert "Location" not in answer


def test_the_address_of_a_file_on_the_page_is_the_file(client, place, people) -> None:
    township, office, item = place
    made = disclosure.published(township, office, item, people["editor"], text="<p>见附件。</p>")
    for name in NAMES:
        publications.attach(publication=made, upload=Upload(name, disclosure.PDF), at=disclosure.DAY)

    page = client.get(made.path)

    for file in page.context["files"]:
        assert urlsplit(file["url"]).query == urlsplit(file["url"]).fragment == ""
        assert b"".join(client.get(file["url"]).streaming_content) == disclosure.PDF
