"""Sealing again with the newest key what older keys have sealed, while the portal runs (`manage.py rotate_keys`).

A row is written only if it still holds what was read, so no act is lost; what is under the newest key already is left
alone, so a run that was broken off is simply repeated. Keys no longer needed may be taken out of the settings after it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import models, transaction
from django.db.models import ExpressionWrapper, F, TextField, Value

from disclosure.models.sealed import SealBroken, SealedTextField, personal_keys, seal, unseal
from disclosure.models.sealed_files import SealedStorage, sealed_file_columns, tables

BATCH = 200

Say = Callable[[str], object]


@dataclass
class Pass:
    """What one pass over a column did; `broken` are keys of rows no key opens."""

    label: str
    seen: int = 0
    resealed: int = 0
    newest: int = 0
    broken: list[object] = field(default_factory=list)
    dropped: int = 0  # files left over under older keys


def rotate(*, say: Say = lambda line: None, registry: Apps = installed, batch: int = BATCH) -> list[Pass]:
    """Seal every text and file of all models with the newest key.

    Args:
        say: told of each batch in Chinese.
        registry: whose models; the installed ones.
        batch: rows locked at a time.

    Raises:
        ImproperlyConfigured: no key is set, or one of them is none.
    """
    personal_keys()
    return [
        *(_texts(column, batch, say) for column in sealed_columns(registry)),
        *(_files(column, batch, say) for column in sealed_file_columns(registry)),
    ]


def sealed_columns(registry: Apps = installed) -> Iterator[SealedTextField]:
    """Every sealed text column, each once: those of histories too, inherited ones at the model that has the column."""
    for model in tables(registry):
        yield from (column for column in model._meta.local_fields if isinstance(column, SealedTextField))


def _label(column: models.Field) -> str:
    return f"{column.model._meta.label}.{column.name}"


def _keys(column: models.Field, batch: int) -> Iterator[list[object]]:
    """Primary keys of the rows that hold something, in order, a batch at a time."""
    rows = column.model._base_manager.filter(**{f"{column.attname}__isnull": False}).order_by("pk")
    last = None
    while pks := list(
        (rows.filter(pk__gt=last) if last is not None else rows).values_list("pk", flat=True)[:batch]
    ):
        yield pks
        last = pks[-1]


# ---- texts -----------------------------------------------------------------------------------------------------
def _texts(column: SealedTextField, batch: int, say: Say) -> Pass:
    done = Pass(_label(column))
    for pks in _keys(column, batch):
        with transaction.atomic():
            _text_batch(column, pks, done)
        say(f"{done.label}：已处理 {done.seen} 行")
    return done


def _text_batch(column: SealedTextField, pks: list[object], done: Pass) -> None:
    stored = ExpressionWrapper(F(column.attname), output_field=TextField())
    rows = column.model._base_manager.filter(pk__in=pks).annotate(stored_text=stored)
    locked = rows.select_for_update().order_by("pk").values_list("pk", "stored_text")
    for pk, old in locked:
        if old is None:
            continue
        done.seen += 1
        if _is_newest(old):
            done.newest += 1
            continue
        try:
            new = seal(unseal(old))
        except SealBroken:
            done.broken.append(pk)
            continue
        same = rows.filter(pk=pk, stored_text=old)
        done.resealed += same.update(**{column.name: Value(new, output_field=TextField())})


def _is_newest(stored: str) -> bool:
    try:
        unseal(stored, personal_keys()[:1])
    except SealBroken:
        return False
    return True


# ---- files -----------------------------------------------------------------------------------------------------
def _files(column: models.FileField, batch: int, say: Say) -> Pass:
    """Each file is sealed beside the old one, the row turned to it, and the old one deleted after the whole pass, when
    nobody is still reading it."""
    done = Pass(_label(column))
    storage = _storage(column)
    for pks in _keys(column, batch):
        for pk in pks:
            with transaction.atomic():
                _file(column, storage, pk, done)
        say(f"{done.label}：已处理 {done.seen} 个文件")
    for pks in _keys(column, batch):
        for name in _named(column).filter(pk__in=pks).values_list(column.attname, flat=True):
            with suppress(OSError):  # counted as broken above
                done.dropped += storage.drop_older(name)
    return done


def _storage(column: models.FileField) -> SealedStorage:
    storage = column.storage
    assert isinstance(storage, SealedStorage)  # noqa: S101  (for the type; `sealed_file_columns` chose it)
    return storage


def _named(column: models.FileField) -> models.QuerySet:
    return column.model._base_manager.exclude(**{column.attname: ""})


def _file(column: models.FileField, storage: SealedStorage, pk: object, done: Pass) -> None:
    """Two runs at once would write and delete the same new file: the row's lock lets one of them do it."""
    row = _named(column).filter(pk=pk)
    name = row.select_for_update().values_list(column.attname, flat=True).first()
    if not name:  # none, or erased meanwhile
        return
    done.seen += 1
    try:
        if storage.is_newest(name):
            done.newest += 1
            return
        new = storage.resealed(name)
    except (SealBroken, OSError):
        done.broken.append(pk)
        return
    done.resealed += row.filter(**{column.attname: name}).update(**{column.attname: new})
