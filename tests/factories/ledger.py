"""A township whose ledger has one line of every kind. Dates are given, never taken from the clock."""

from datetime import UTC, date, datetime
from typing import Any

from catalog.law.roles import Role
from catalog.law.vocabulary import Channel
from disclosure.law.duties import DutyState
from disclosure.law.lifecycle import State, WithdrawReason
from disclosure.models import Confirmation, Duty, Publication, Review, Trigger
from tests.factories import catalog
from tests.factories import disclosure as write

AT = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)  # Monday


def build(prefix: str = "wanghe", name: str = "望禾镇") -> dict[str, Any]:
    """A township with one line of every kind."""
    town = catalog.township(prefix, name)
    office = catalog.unit(town, f"{name}社会事务办")
    domain = catalog.domain(f"{name}社会救助")
    group = catalog.group(domain, "综合业务")
    item = catalog.item(group, "政策文件", channels=[Channel.WEBSITE])
    clerk = catalog.user_with(Role.EDITOR, office, f"{prefix}-bj", name="李编辑")
    head = catalog.user_with(Role.SECTION_HEAD, office, f"{prefix}-sh", name="陈审核")
    made = {"town": town, "office": office, "domain": domain, "item": item, "clerk": clerk, "head": head}

    def duty(key: str, due_on: date, **fields: object) -> None:
        values = {
            "first": date(2026, 1, 1), "last": date(2026, 1, 31), "occasion": key, "due_on": due_on,
        } | fields  # fmt: skip
        made[key] = Duty.objects.create(township=town, unit=office, node=item, domain=domain, **values)

    def paper(key: str, day: datetime, **fields: object) -> Publication:
        made[key] = write.published(town, office, item, clerk, day, title=f"{key}公告", **fields)
        Review.objects.create(publication=made[key], by=head, at=day, result="approved", secrecy_checked=True)
        return made[key]

    timely = paper(
        "准时", datetime(2026, 2, 4, 1, 0, tzinfo=UTC), doc_no="望府发〔2026〕1号", formed_on=date(2026, 2, 2)
    )
    tardy = paper("迟到", datetime(2026, 2, 10, 1, 0, tzinfo=UTC))
    event = Trigger.objects.create(
        township=town, unit=office, node=item, event="decided", happened_on=date(2026, 3, 2), subject="发放方案",
        recorded_by=clerk, recorded_at=AT,
    )  # fmt: skip
    signed = Confirmation.objects.create(
        township=town, unit=office, quarter_from=date(2026, 1, 1), quarter_until=date(2026, 3, 31), signed_by=clerk,
        signed_at=AT,
    )  # fmt: skip
    duty(
        "published",
        date(2026, 2, 4),
        state=DutyState.PUBLISHED,
        publication=timely,
        discharged_on=date(2026, 2, 4),
    )
    duty(
        "late", date(2026, 2, 5), state=DutyState.PUBLISHED, publication=tardy, discharged_on=date(2026, 2, 10),
        late_unit=office, late_cause="印章外出",
    )  # fmt: skip
    duty("overdue", date(2026, 3, 6), first=date(2026, 3, 2), last=date(2026, 3, 2), trigger=event)
    duty("open", date(2026, 3, 30), provisional=True, part="价格")
    duty(
        "nothing",
        date(2026, 3, 8),
        state=DutyState.NOTHING_NEW,
        confirmation=signed,
        discharged_on=date(2026, 3, 5),
    )
    duty("waived", date(2026, 3, 7), state=DutyState.WAIVED, reason="村组合并", decided_by=head)
    duty("dropped", date(2026, 3, 3), state=DutyState.DROPPED, reason="不再要求")
    paper("迁入", AT, carried_over=True, original_published_on=date(2024, 5, 6))
    gone = paper("撤回", datetime(2026, 1, 20, 1, 0, tzinfo=UTC))
    gone.state, gone.withdraw_reason = State.WITHDRAWN, WithdrawReason.ERROR
    gone.withdrawn_at = datetime(2026, 1, 21, 1, 0, tzinfo=UTC)
    gone.save()
    write.draft(town, office, item, clerk, title="草稿")
    return made
