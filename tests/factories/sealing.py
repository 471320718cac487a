"""A record with sealed columns that exists for one test only, table and all, beside the models of the project."""

from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.fernet import Fernet
from django.apps.registry import Apps
from django.db import connection, models
from django.test.utils import isolate_apps

from disclosure.models.sealed import SealedTextField
from disclosure.models.sealed_files import SealedStorage

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@contextmanager
def person_table() -> Iterator[tuple[type[models.Model], Apps]]:
    """The model `Person` (name, id_number sealed; phone not; proof a sealed file) and the registry it is in."""
    with isolate_apps("disclosure") as registry:

        class Person(models.Model):
            name = SealedTextField("姓名")
            id_number = SealedTextField("证件号码", null=True, blank=True)
            id_index = models.CharField(max_length=64, blank=True)
            phone = models.CharField(max_length=20, blank=True)
            proof = models.FileField(upload_to="proofs", storage=SealedStorage(), blank=True)

            class Meta:
                app_label = "disclosure"

            def __str__(self) -> str:
                return str(self.pk)

        class Child(Person):
            """Inherits the sealed columns: they stand in the parent's table and are not sealed twice."""

            school = SealedTextField("学校", blank=True)

            class Meta:
                app_label = "disclosure"

        class Seen(Person):
            class Meta:
                app_label = "disclosure"
                proxy = True

        with connection.schema_editor() as editor:
            editor.create_model(Person)
            editor.create_model(Child)
        try:
            yield Person, registry
        finally:
            with connection.schema_editor() as editor:
                editor.delete_model(Child)
                editor.delete_model(Person)


def stored(model: type[models.Model], column: str) -> list[str | None]:
    """What really stands in the column, by row."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"SELECT {connection.ops.quote_name(column)} FROM {table} ORDER BY 1")  # noqa: S608
        return [row[0] for row in cursor.fetchall()]
