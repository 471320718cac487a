"""A township that takes applications, with everybody a case needs on its way, and cases brought there by the acts."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime

from catalog.law.roles import Role
from catalog.models import CalendarDay, CalendarYear, User
from disclosure.actions.applications import intake
from disclosure.actions.applications.intake import Arrival, Asked, Person, Wanted
from disclosure.law.intake import ApplicantKind, Carrier, IdKind, Intake, Obtain
from disclosure.law.report import Column
from disclosure.models import Application, Reception
from tests.factories import catalog, days

AT = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
# Synthetic: the code of the region does not exist.
ID_NUMBER = "990000199001010014"
PHONE = "10000000000"


def moment(text: str, hour: int = 9) -> datetime:
    """“09-30” → that day of 2026, at nine in Shanghai."""
    day = days.day(text)
    return datetime(day.year, day.month, day.day, hour - 8, 0, tzinfo=UTC)


def calendar() -> None:
    """The arrangement of 2026 in the database."""
    year, _ = CalendarYear.objects.update_or_create(
        year=2026, defaults={"arranged": True, "notice_no": "国办发明电〔2025〕7号"}
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(year=year, date=day, is_workday=works, name="节假日安排")
        for day, works in days.CALENDAR.exceptions.items()
    )


def person(name: str = "林小满", **fields: object) -> Person:
    values: dict = {
        "kind": ApplicantKind.CITIZEN, "name": name, "phone": PHONE, "address": "望禾镇上坪村某组",
        "id_kind": IdKind.ID_CARD, "id_number": ID_NUMBER,
    }  # fmt: skip
    return Person(**(values | fields))


def organisation(
    name: str = "云溪县青禾合作社", org_kind: Column = Column.BUSINESS, **fields: object
) -> Person:
    values: dict = {
        "kind": ApplicantKind.ORGANISATION, "name": name, "phone": PHONE, "address": "望禾镇集市路某号",
        "org_kind": org_kind, "id_number": "91990000MA00000000", "contact_name": "周大禾", "legal_person": "周大禾",
    }  # fmt: skip
    return Person(**(values | fields))


def wanted(*descriptions: str, **fields: object) -> Wanted:
    values: dict = {"carrier": Carrier.PAPER, "obtain": Obtain.POST}
    texts = descriptions or ("望禾镇2025年农村公益事业补助资金分配表",)
    return Wanted(items=[Asked(text) for text in texts], **(values | fields))


class Office:
    """A township with its settings, an office under it and one person for every part in a case."""

    def __init__(self, prefix: str = "wanghe", name: str = "望禾镇", **settings: object) -> None:
        self.town = catalog.township(prefix, name, credit_code=prefix.upper())
        self.unit = catalog.unit(self.town, f"{name}党政综合办公室")
        self.other = catalog.unit(self.town, f"{name}财政所")
        self.officer = self.person(Role.REQUEST_OFFICER, "经办人")
        self.colleague = self.person(Role.REQUEST_OFFICER, "同事")
        self.head = self.person(Role.OFFICE_HEAD, "公开办主任")
        self.legal = self.person(Role.LEGAL, "法制审核员")
        self.secrecy = self.person(Role.SECRECY, "保密员")
        self.signer = self.person(Role.SIGNER, "签发人")
        self.editor = catalog.user_with(Role.EDITOR, self.other, name="财政所编辑甲")
        values = {
            "unit": self.town.unit, "agency_word": "望府", "phone": "0000-0000000", "reviewer": "云溪县人民政府",
            "court": "云溪县人民法院", "online_review": "云溪县行政复议网上申请平台", "payment": "凭缴款书到指定银行缴纳。",
            "takes_email": True, "takes_fax": True,
        }  # fmt: skip
        self.reception = Reception.objects.create(township=self.town, **(values | settings))

    def person(self, role: Role, name: str) -> User:
        return catalog.user_with(role, self.town, name=f"{name}甲")

    def registered(
        self,
        on: str = "09-07",
        *,
        by: User | None = None,
        who: Person | None = None,
        what: Wanted | None = None,
        **arrival: object,
    ) -> Application:
        """A case taken in at the counter on this day of 2026."""
        day: date = days.day(on)
        values: dict = {"intake": Intake.COUNTER, "arrived_on": day}
        application, _ = intake.register(
            township=self.town, by=by or self.officer, at=moment(on), person=who or person(), wanted=what or wanted(),
            arrival=Arrival(**(values | arrival)), submission=uuid.uuid4(),
        )  # fmt: skip
        return application

    def submitted(
        self,
        on: str = "09-07",
        *,
        code: str = "",
        who: Person | None = None,
        what: Wanted | None = None,
        uploads: Sequence = (),
    ) -> Application:
        """A case a resident sent over the net."""
        return intake.submit(
            township=self.town, at=moment(on), person=who or person(), wanted=what or wanted(), code=code or intake.new_code(),
            submission=uuid.uuid4(), uploads=uploads,
        )  # fmt: skip
