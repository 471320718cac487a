"""A township with people of every level, for what is explained, answered and asked. Dates are given."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from catalog.law.roles import Role
from catalog.models import Node, Township, Unit, User
from disclosure.actions import publications, reviewing
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import STAGES, State
from disclosure.models import Publication, Solicitation
from tests.factories import catalog
from tests.factories import disclosure as write

AT = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)  # Monday, 09:00
CONTACT = {"contact": "社会事务办公室", "phone": "0573-6666012"}
TOLD = {
    "misconception": "补贴取消了吗？",
    "facts": "补贴没有取消，发放时间改到四月。",
    "basis": "望府发〔2026〕12号第三条。",
    "phone": "0573-6666012",
}


@dataclass
class Place:
    township: Township
    office: Unit
    item: Node
    editor: User
    reviewers: dict[State, User]

    def policy(self, **fields: object) -> Publication:
        """A draft of a policy document with its elements."""
        values = {
            "kind": Kind.POLICY, "title": "关于调整春耕补贴发放办法的通知", "text": "<p>现将有关事项通知如下。</p>",
            "unit": self.office, "node": self.item, "formed_on": date(2026, 3, 2), "doc_no": "望府发〔2026〕12号",
            "theme": "农业", "validity": "valid",
        } | fields  # fmt: skip
        return publications.create(township=self.township, by=self.editor, at=AT, fields=values)

    def public(self, **fields: object) -> Publication:
        """Something public since the day, by the factory."""
        values = {"title": "关于春耕补贴的通告"} | fields
        return write.published(self.township, self.office, self.item, self.editor, **values)

    def asked(
        self, opens_on: date = date(2026, 3, 9), closes_on: date = date(2026, 4, 8), **fields: object
    ) -> Solicitation:
        """A public consultation over this period."""
        values = {"kind": Kind.SOLICITATION, "title": "关于集市搬迁方案的征求意见"} | fields
        return Solicitation.objects.create(
            publication=self.public(**values), opens_on=opens_on, closes_on=closes_on, ways="镇政府206室，0573-6666012",
        )  # fmt: skip

    def through(self, publication: Publication, at: datetime, upto: State | None = None) -> Publication:
        """Hand it in and pass the levels, each by its person; `upto` is not passed any more."""
        Publication.objects.filter(pk=publication.pk).update(text="<p>这里是全文，写得足够长。</p>")
        reviewing.submit(pk=publication.pk, by=self.editor, at=at)
        for stage in STAGES:
            if stage == upto:
                break
            reviewing.approve(pk=publication.pk, by=self.reviewers[stage], at=at, secrecy_checked=True)
        return Publication.objects.get(pk=publication.pk)


def build(prefix: str = "wanghe", name: str = "望禾镇") -> Place:
    town = catalog.township(prefix, name)
    office = catalog.unit(town, f"{name}社会事务办公室")
    item = catalog.item(catalog.group(catalog.domain(f"{name}农业")), "惠农补贴")
    roles = (Role.SECTION_HEAD, Role.DEPUTY, Role.SECRECY, Role.SIGNER)
    return Place(
        town, office, item, catalog.user_with(Role.EDITOR, office, f"{prefix}-bj", name="李编辑"),
        {stage: catalog.user_with(role, town, f"{prefix}-{stage}", name=f"{role.label}甲") for stage, role in zip(STAGES, roles, strict=True)},
    )  # fmt: skip
