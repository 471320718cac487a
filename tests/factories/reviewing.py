"""An office with everybody a publication needs on its way, and publications brought to a stage by the acts themselves."""

import struct
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from catalog.law.roles import Role
from catalog.models import User
from disclosure.actions import publications, publishing, reviewing
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import STAGES, State
from disclosure.models import Duty, Publication
from tests.factories import catalog

AT = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
TEXT = "<p>望禾镇定于四月上旬开展春季灌溉，各村按顺序用水。</p>"


def png(side: int = 2) -> bytes:
    """A sound picture of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class Desk:
    """A township, one of its offices, an item, and one person for every level; four levels, unless told otherwise."""

    def __init__(self, prefix: str = "wanghe", name: str = "望禾镇") -> None:
        self.town = catalog.township(prefix, name, credit_code=prefix.upper())
        self.office = catalog.unit(self.town, f"{name}社会事务办")
        self.item = catalog.item(catalog.group(catalog.domain(f"{name}社会救助")), f"{name}救助政策")
        self.editor = self.person(Role.EDITOR, "编辑")
        self.colleague = self.person(Role.EDITOR, "同事")
        self.head = self.person(Role.SECTION_HEAD, "科室负责人")
        self.deputy = self.person(Role.DEPUTY, "分管领导")
        self.secrecy = self.person(Role.SECRECY, "保密员")
        self.signer = self.person(Role.SIGNER, "签发人")
        self.office_head = self.person(Role.OFFICE_HEAD, "公开办主任")
        self.reviewers = dict(zip(STAGES, (self.head, self.deputy, self.secrecy, self.signer), strict=True))

    def person(self, role: Role, name: str) -> User:
        return catalog.user_with(role, self.office, name=f"{name}甲")

    def draft(
        self,
        *,
        at: datetime = AT,
        files: Sequence[Upload] = (),
        picture: Upload | None = None,
        for_duty: Duty | None = None,
        **fields: object,
    ) -> Publication:
        values = {
            "title": "春季灌溉用水安排", "text": TEXT, "formed_on": date(2026, 3, 2), "unit": self.office,
            "node": self.item,
        } | fields  # fmt: skip
        return publications.create(
            township=self.town, by=self.editor, at=at, fields=values, files=files, picture=picture,
            for_duty=for_duty,
        )  # fmt: skip

    def submit(self, made: Publication, *, at: datetime = AT) -> Publication:
        return reviewing.submit(pk=made.pk, by=self.editor, at=at)

    def carry(self, made: Publication, to: State, *, at: datetime = AT) -> Publication:
        """Hand a draft in and pass level by level until it stands at `to`, or is published."""
        return self.carry_on(self.submit(made, at=at), to, at=at)

    def carry_on(self, made: Publication, to: State = State.PUBLISHED, *, at: datetime = AT) -> Publication:
        """Pass level by level from where it stands."""
        while made.state != to:
            made = self.approve(made, at=at)
        return made

    def approve(
        self, made: Publication, *, at: datetime = AT, publish_at: datetime | None = None
    ) -> Publication:
        """Pass the level it stands at, by the person of that level."""
        by = self.reviewers[State(made.state)]
        return reviewing.approve(pk=made.pk, by=by, at=at, secrecy_checked=True, publish_at=publish_at)

    def at(self, state: State, *, at: datetime = AT, **given: object) -> Publication:
        """A new publication at one of the stages, or published."""
        return self.carry(self.draft(at=at, **given), state, at=at)  # type: ignore[arg-type]

    def published(self, *, at: datetime = AT, **given: object) -> Publication:
        return self.at(State.PUBLISHED, at=at, **given)

    def revision(
        self, made: Publication, *, at: datetime = AT + timedelta(hours=1), reason: str = "数字更新"
    ) -> Publication:
        return publishing.revise(pk=made.pk, by=self.editor, at=at, reason=reason)
