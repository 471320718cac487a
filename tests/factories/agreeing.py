"""Both sides of a matter: a township's list with a column for the village, a village's sheet, and the tie between them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from catalog.models import Node
from disclosure.actions import publications
from disclosure.actions.publications import Upload
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State
from disclosure.law.posting import DayUnit
from disclosure.models import Publication
from disclosure.sheets.cells import csv_rows
from tests.factories.accounts import AT, MARCH, Villages
from villages.actions import sheets, tables
from villages.law.kinds import SheetKind
from villages.models import Sheet

HEAD = ("序号", "村（社区）", "姓名", "金额（元）")
PEOPLE = (("上坪村", "余大山", "297.50"), ("上坪村", "余小河", "170.00"), ("竹园村", "管清节", "120.00"))
LATER = AT + timedelta(hours=12)


def csv(rows: Sequence[Sequence[str]], head: Sequence[str]) -> bytes:
    return b"".join(csv_rows([head, *rows]))


def xlsx(*rows: Sequence[Any]) -> bytes:
    book, stream = Workbook(), BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(stream)
    return stream.getvalue()


class Agreeing(Villages):
    """A township and its villages whose subsidies are one matter."""

    def __init__(self, prefix: str = "wanghe", name: str = "望禾镇") -> None:
        super().__init__(prefix, name)
        self.matter = self.node(SheetKind.SUBSIDIES)
        self.relate(self.matter, self.desk.item)

    def relate(self, node: Node, *items: Node) -> None:
        node.extra = node.extra | {"compared": ";".join(item.key for item in items)}
        node.save()

    def listed(
        self,
        rows: Sequence[Sequence[str]] = PEOPLE,
        *,
        period: str = "2026年3月",
        at: datetime = AT,
        files: Sequence[Upload] | None = None,
        **more: Any,
    ) -> Publication:
        """The township's list, public; masked as it has to be."""
        given = {
            "kind": Kind.LIST, "title": "望禾镇补贴发放对象公示", "text": "<p>见附表。</p>", "details": {"period": period},
            "person_list": True, "posted_days": 30, "posted_unit": DayUnit.DAY, "posting_contact": "0000-8880101",
            "node": self.desk.item,
        } | more  # fmt: skip
        masked = [
            (str(n), village, name[0] + "*" * (len(name) - 1), amount)
            for n, (village, name, amount) in enumerate(rows, 1)
        ]
        attached = [Upload("发放名单.csv", csv(masked, HEAD))] if files is None else files
        made = self.desk.draft(at=at, files=attached, **given)
        for file in made.attachments.downloads():
            if given["person_list"] and file.name.endswith((".csv", ".xlsx")):
                publications.show_as_table(
                    pk=made.pk, attachment_pk=file.pk, shown=True, by=self.desk.editor, at=at
                )
        return self.desk.carry(Publication.objects.get(pk=made.pk), State.PUBLISHED, at=at)

    def shown(
        self,
        rows: Sequence[Sequence[str]] = PEOPLE[:2],
        *,
        first: date = MARCH,
        last: date | None = None,
        kind: SheetKind = SheetKind.SUBSIDIES,
        subject: str = "",
    ) -> Sheet:
        """The first village's list, public."""
        cells = [{"name": name, "amount": round(float(amount) * 100)} for _, name, amount in rows]
        more = {"last": last} if last else {}
        return self.made_public(self.table(kind, cells, first=first, subject=subject, **more))

    def corrected(self, sheet: Sheet, rows: Sequence[Sequence[str]]) -> Sheet:
        """The next edition of a village's list, public in place of the one before."""
        second = sheets.correct(pk=sheet.pk, by=self.clerk, at=AT, reason="金额有误")
        cells = [{"name": name, "amount": round(float(amount) * 100)} for _, name, amount in rows]
        tables.enter(pk=second.pk, by=self.clerk, at=AT, rows=cells)
        return self.made_public(Sheet.objects.get(pk=second.pk))
