"""`manage.py rotate_keys`: everything under the newest key, nothing lost, whatever happens meanwhile."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path, PurePosixPath

import pytest
from django.apps.registry import Apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections, models
from django.test.utils import CaptureQueriesContext

from disclosure.models.sealed_files import SEALED_FOLDERS, SealedStorage
from gongkai.service import rotation
from gongkai.service.rotation import Pass, rotate
from tests.factories import sealing
from tests.factories.racing import race
from tests.factories.sealing import NEW, OLD, stored


@pytest.fixture
def people(transactional_db, settings, tmp_path) -> Iterator[tuple[type[models.Model], Apps]]:
    """Five persons and a child under the old key; the new key is in force."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PERSONAL_DATA_KEYS = [OLD]
    with sealing.person_table() as (model, registry):
        for number in range(5):
            proof = ContentFile(f"证明{number}".encode(), name="a.pdf") if number % 2 else ""
            model.objects.create(
                name=f"赵{number}", id_number=None if number == 3 else f"3503{number}", proof=proof
            )
        registry.get_model("disclosure", "Child").objects.create(name="小赵", id_number="", school="望禾小学")
        settings.PERSONAL_DATA_KEYS = [NEW, OLD]
        yield model, registry


def figures(done: list[Pass]) -> dict[str, tuple[int, int, int, int]]:
    return {one.label: (one.seen, one.resealed, one.newest, len(one.broken)) for one in done}


def files(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def content(person: type[models.Model]) -> list[tuple]:
    rows = person.objects.order_by("pk")
    return [(row.name, row.id_number, row.proof.read() if row.proof else None) for row in rows]


def test_every_column_and_file_comes_under_the_newest_key(people, settings) -> None:
    person, registry = people
    before = content(person)

    done = rotate(registry=registry, batch=2)

    assert figures(done) == {
        "disclosure.Person.name": (6, 6, 0, 0),
        "disclosure.Person.id_number": (5, 5, 0, 0),
        "disclosure.Child.school": (1, 1, 0, 0),
        "disclosure.Person.proof": (2, 2, 0, 0),
    }
    settings.PERSONAL_DATA_KEYS = [NEW]
    assert content(person) == before
    assert registry.get_model("disclosure", "Child").objects.get().school == "望禾小学"
    assert len(files(settings)) == 2  # the old ones are gone


def test_a_second_run_changes_nothing(people, settings) -> None:
    person, registry = people
    rotate(registry=registry)
    before = (
        stored(person, "name"),
        stored(person, "proof"),
        {path: path.read_bytes() for path in files(settings)},
    )

    done = rotate(registry=registry)

    assert figures(done)["disclosure.Person.name"] == (6, 0, 6, 0)
    assert figures(done)["disclosure.Person.proof"] == (2, 0, 2, 0)
    assert before == (
        stored(person, "name"), stored(person, "proof"), {path: path.read_bytes() for path in files(settings)},
    )  # fmt: skip


class BrokenOff(Exception):
    pass


@pytest.mark.parametrize("after", [1, 2, 3, 5, 8, 13])
def test_a_run_that_was_broken_off_is_simply_repeated(people, settings, monkeypatch, after: int) -> None:
    person, registry = people
    before = content(person)
    calls = []

    def seal(text: str) -> str:
        calls.append(text)
        if len(calls) > after:
            raise BrokenOff
        return real(text)

    real = rotation.seal
    with monkeypatch.context() as patched:
        patched.setattr(rotation, "seal", seal)
        try:
            rotate(registry=registry, batch=2)
        except BrokenOff:
            assert content(person) == before

    rotate(registry=registry, batch=2)

    settings.PERSONAL_DATA_KEYS = [NEW]
    assert content(person) == before


@pytest.mark.parametrize("harm", ["written", "half written", "turned"])
def test_files_broken_off_between_two_steps_leave_nothing_behind(people, settings, monkeypatch, harm) -> None:
    """Killed when the new file was written, whole or not, and the row not turned to it; or before the old one was deleted."""
    person, registry = people
    before = content(person)
    first = person.objects.exclude(proof="").order_by("pk").first()
    if harm == "turned":
        with monkeypatch.context() as patched:
            patched.setattr(SealedStorage, "drop_older", lambda self, name: 0)
            rotate(registry=registry)
    else:
        new = Path(settings.MEDIA_ROOT, SealedStorage().resealed(first.proof.name))
        if harm == "half written":
            new.write_bytes(new.read_bytes()[:50])
    assert content(person) == before
    assert len(files(settings)) > 2

    rotate(registry=registry)

    assert content(person) == before
    assert len(files(settings)) == 2
    assert {path.suffix for path in files(settings)} == {f".{sealing_mark()}"}


def test_who_holds_the_old_name_still_finds_the_file(people, settings) -> None:
    """A record read before the run and saved whole after it turns the row back: nothing is lost, the next run mends it."""
    person, registry = people
    stale = person.objects.exclude(proof="").order_by("pk").first()
    was = content(person)
    rotate(registry=registry)

    stale.save()

    assert content(person) == was
    assert stale.proof.storage.exists(stale.proof.name)
    done = rotate(registry=registry)
    assert figures(done)["disclosure.Person.proof"] == (2, 1, 1, 0)
    assert content(person) == was
    assert len(files(settings)) == 2
    settings.PERSONAL_DATA_KEYS = [NEW]
    assert content(person) == was


def sealing_mark() -> str:
    return SealedStorage().name_under("a.b", NEW).rpartition(".")[2]


def test_a_row_changed_meanwhile_keeps_the_change(people, settings, monkeypatch) -> None:
    """The write finds another text than was read: it writes nothing; the next run takes the row."""
    person, registry = people
    changed = person.objects.order_by("pk").first()
    real = rotation.unseal

    def unseal(text: str, keys=None) -> str:
        if keys is None and text == stored_of(person, changed.pk):
            settings.PERSONAL_DATA_KEYS = [OLD]
            person.objects.filter(pk=changed.pk).update(name="新名")
            settings.PERSONAL_DATA_KEYS = [NEW, OLD]
        return real(text, keys)

    with monkeypatch.context() as patched:
        patched.setattr(rotation, "unseal", unseal)
        first = rotate(registry=registry)

    assert figures(first)["disclosure.Person.name"] == (6, 5, 0, 0)
    assert person.objects.get(pk=changed.pk).name == "新名"
    assert figures(rotate(registry=registry))["disclosure.Person.name"] == (6, 1, 5, 0)


def stored_of(person, pk) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {person._meta.db_table} WHERE id = %s", [pk])  # noqa: S608
        return cursor.fetchone()[0]


def test_a_file_replaced_or_erased_meanwhile_stays_so(people, settings, monkeypatch) -> None:
    person, registry = people
    replaced, erased = person.objects.exclude(proof="").order_by("pk")
    real = rotation._file

    def meanwhile(column, storage, pk, done) -> None:
        if pk == replaced.pk:
            old = replaced.proof.name
            replaced.proof.save("b.pdf", ContentFile(b"other"))
            replaced.proof.storage.delete(old)
        if pk == erased.pk:
            erased.proof.delete()
        real(column, storage, pk, done)

    with monkeypatch.context() as patched:
        patched.setattr(rotation, "_file", meanwhile)
        done = rotate(registry=registry)

    assert figures(done)["disclosure.Person.proof"] == (1, 0, 1, 0)
    assert person.objects.get(pk=replaced.pk).proof.read() == b"other"
    assert not person.objects.get(pk=erased.pk).proof
    assert len(files(settings)) == 1


def test_what_no_key_opens_is_told_and_stops_nothing(people, settings) -> None:
    person, registry = people
    lost = person.objects.exclude(proof="").order_by("pk").first()
    path = Path(settings.MEDIA_ROOT, lost.proof.name)
    path.write_bytes(path.read_bytes()[:100])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {person._meta.db_table} SET name = 'enc1:x' WHERE id = %s", [lost.pk])  # noqa: S608

    done = rotate(registry=registry)

    assert {one.label: one.broken for one in done if one.broken} == {
        "disclosure.Person.name": [lost.pk], "disclosure.Person.proof": [lost.pk],
    }  # fmt: skip
    assert figures(done)["disclosure.Person.name"] == (6, 5, 0, 1)


def test_two_runs_and_an_act_at_once_lose_nothing(people, settings) -> None:
    person, registry = people
    first = person.objects.order_by("pk").first().pk

    def act() -> None:
        for number in range(20):
            person.objects.filter(pk=first).update(name=f"改{number}")

    before = [row[2] for row in content(person)]

    said = race(*[lambda: rotate(registry=registry, batch=1) and None] * 2, act)
    connections.close_all()

    assert said == ["", "", ""]
    done = rotate(registry=registry)
    assert [one.broken for one in done] == [[]] * 4
    assert figures(done)["disclosure.Person.proof"] == (2, 0, 2, 0)
    assert [row[2] for row in content(person)] == before
    settings.PERSONAL_DATA_KEYS = [NEW]
    assert [row[0] for row in content(person)] == ["改19", "赵1", "赵2", "赵3", "赵4", "小赵"]


def test_what_is_under_the_newest_key_costs_statements_by_the_batch_and_not_by_the_row(people) -> None:
    person, registry = people
    rotate(registry=registry)
    column = next(rotation.sealed_columns(registry))

    counts = []
    for more in (0, 50):
        person.objects.bulk_create([person(name=f"钱{number}") for number in range(more)])
        with CaptureQueriesContext(connection) as queries:
            rotation._texts(column, 100, lambda line: None)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 5


def test_the_columns_of_the_installed_models_are_all_found() -> None:
    texts = {f"{column.model.__name__}.{column.name}" for column in rotation.sealed_columns()}
    places = {f"{column.model.__name__}.{column.name}" for column in rotation.sealed_file_columns()}

    assert {
        "Applicant.id_number",
        "Applicant.phone",
        "CaseFile.name",
        "Letter.body",
        "Delivery.signer",
    } <= texts
    assert places == {"CaseFile.file", "DraftFile.file", "SheetPaper.original", "SheetPaper.redacted"}
    assert len(texts) >= 20


def test_every_sealed_file_lies_where_it_is_swept() -> None:
    """A column that puts its files elsewhere would leave behind what no record knows."""
    for column in rotation.sealed_file_columns():
        place = column.generate_filename(column.model(), "x.pdf")

        assert PurePosixPath(place).parts[0] in SEALED_FOLDERS, column


# ---- the command -----------------------------------------------------------------------------------------------
def run(monkeypatch, registry: Apps) -> str:
    monkeypatch.setattr(
        "gongkai.management.commands.rotate_keys.rotate", lambda *, say: rotate(say=say, registry=registry)
    )
    out = StringIO()
    call_command("rotate_keys", stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_prints_progress_and_a_table_without_personal_data(people, monkeypatch) -> None:
    said = run(monkeypatch, people[1])

    assert "disclosure.Person.name：已处理 6 行" in said
    assert "6\t6\t0\t0\t0\tdisclosure.Person.name" in said
    assert "2\t2\t0\t0\t2\tdisclosure.Person.proof" in said
    assert "旧密钥可以" in said
    assert "赵" not in said
    assert "3503" not in said
    assert NEW not in said


def test_the_command_says_that_old_keys_are_still_needed(people, monkeypatch, settings) -> None:
    settings.PERSONAL_DATA_KEYS = [NEW]

    with pytest.raises(CommandError, match="旧密钥还不能去掉"):
        run(monkeypatch, people[1])


@pytest.mark.django_db
def test_the_command_without_keys_and_with_nothing_to_do(settings) -> None:
    call_command("rotate_keys", stdout=(out := StringIO()))
    assert "旧密钥可以" in out.getvalue()

    settings.PERSONAL_DATA_KEYS = []
    with pytest.raises(CommandError, match="PERSONAL_DATA_KEYS"):
        call_command("rotate_keys", stdout=StringIO())
