"""The demonstration's publications on their way: levels of review, revision, lists, interpretation, consultation.

Done by the acts themselves, at instants before the demonstration's last day.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Max

from catalog.models import Node, work_calendar
from disclosure.actions import (
    explaining,
    placements,
    publications,
    publishing,
    reviewing,
    soliciting,
    withheld,
)
from disclosure.actions.publications import Upload
from disclosure.law.explaining import Adopted, Form, Severity
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import STAGES, State
from disclosure.models import Attachment, CommentSource, Outlet, Publication
from gongkai.demo.files import make
from gongkai.demo.office import Office, moment
from gongkai.demo.story import Paper, Sheet, html
from gongkai.demo.texts import publishing as texts


@dataclass(frozen=True)
class Scene:
    """The office, and the day the demonstration ends."""

    office: Office
    until: date

    def at(self, before: int, hour: int = 9, minute: int = 0) -> datetime:
        """An instant so many days before the end, on a working day."""
        return moment(self.day(before), hour, minute)

    def day(self, before: int) -> date:
        """The working day so many days before the end, or the last one before it."""
        calendar, day = work_calendar(), self.until - timedelta(days=before)
        while not calendar.is_workday(day):
            day -= timedelta(days=1)
        return day

    def node(self, key: str) -> Node:
        return Node.objects.get(key=key)

    def draft(self, key: str, unit: str, title: str, text: str, before: int, **more: Any) -> Publication:
        files = more.pop("files", ())
        fields = {
            "title": title, "text": html(text), "node": self.node(key), "unit": self.office.units[unit],
            "formed_on": self.day(before), **more,
        }  # fmt: skip
        return publications.create(
            township=self.office.township, by=self.office.user("bianji"), at=self.at(before, 9, 5), fields=fields,
            files=files,
        )  # fmt: skip

    def submit(self, made: Publication, before: int) -> Publication:
        return reviewing.submit(pk=made.pk, by=self.office.user("bianji"), at=self.at(before, 10))

    def sign(self, made: Publication, before: int, **more: Any) -> Publication:
        """Through the levels of the small office."""
        self.submit(made, before)
        reviewing.approve(
            pk=made.pk, by=self.office.user("shenhe"), at=self.at(before, 14), remark="内容属实。"
        )
        return reviewing.approve(
            pk=made.pk, by=self.office.user("qianfa"), at=self.at(before, 16), secrecy_checked=True, **more
        )


def publish(office: Office, *, until: date) -> None:
    """Everything of this module."""
    scene = Scene(office, until)
    before = Attachment.objects.aggregate(last=Max("pk"))["last"] or 0
    reviewing.set_plan(
        township=office.township, kind=Kind.SOLICITATION, stages=[stage.value for stage in STAGES],
        by=office.user("guanli"),
    )  # fmt: skip
    policy = _policy(scene)
    _answers(scene, policy)
    _consultations(scene)
    _lists(scene)
    _under_way(scene, policy)
    _withheld(scene)
    publishing.run_clock(moment(until, 7))
    same_addresses(before, until, "scene")


def same_addresses(before: int, until: date, scene: str) -> None:
    """Files made since the pk `before` get the same addresses each time their scene is made."""
    rng = Random(f"{scene}|{until}")
    made = list(Attachment.objects.filter(pk__gt=before).order_by("pk"))
    for attachment in made:
        attachment.key = uuid.UUID(int=rng.getrandbits(128), version=4)
    Attachment.objects.bulk_update(made, ["key"])


def _policy(scene: Scene) -> Publication:
    """A document with its interpretation, signed and released together; later revised; placed in the village."""
    office, by = scene.office, scene.office.user("bianji")
    policy = scene.draft(
        "c-20-1-1", "农业农村服务中心",
        "望禾镇农村公路日常养护补助办法", texts.POLICY, 40, kind=Kind.POLICY,
        doc_no=f"望农发〔{scene.day(40).year}〕1号", theme="农村公路", validity="valid",
        files=[Upload("望禾镇农村公路日常养护补助办法.pdf", make(Paper("办法.pdf", "望禾镇农村公路日常养护补助办法", texts.POLICY)))],
    )  # fmt: skip
    interpretation = explaining.explain(
        documents=[policy], by=by, at=scene.at(40, 9, 20), contact="农业农村服务中心", phone="0000-8880135",
        form=Form.QUESTIONS, text=html(texts.INTERPRETATION),
    )  # fmt: skip
    scene.sign(interpretation, 39)
    scene.sign(policy, 39)
    placements.place(
        publication=policy, outlet=Outlet.WECHAT, placed_on=scene.day(38), by=by, at=scene.at(38),
        place="望禾发布", url="https://mp.example.cn/s/wanghe-road",
    )  # fmt: skip
    placements.place(
        publication=policy, outlet=Outlet.BOARD, placed_on=scene.day(37), by=by, at=scene.at(37),
        unit=office.units["上坪村"], place="村委会门口",
    )  # fmt: skip
    revision = publishing.revise(
        pk=policy.pk, by=by, at=scene.at(20), reason="补充冬季除雪的补助标准，更正咨询电话。"
    )
    publications.edit(
        pk=revision.pk, by=by, at=scene.at(20, 9, 30), fields={"text": html(texts.POLICY_REVISED)}
    )
    scene.sign(revision, 20)
    policy.refresh_from_db()
    return policy


def _answers(scene: Scene, policy: Publication) -> None:
    office = scene.office
    told: dict[str, Any] = {"township": office.township, "by": office.user("bianji"), "phone": "0000-8880135"}
    response = explaining.answer_concern(
        unit=office.units["农业农村服务中心"], title="关于养护补助发放时间的回应", aware_at=scene.at(15, 8),
        severity=Severity.OTHER, at=scene.at(15, 9), about=policy, **texts.RESPONSE, **told,
    )  # fmt: skip
    scene.sign(response, 15)
    clarified = explaining.answer_concern(
        unit=office.units["农业农村服务中心"], title="关于“取消耕地补贴”传言的澄清", aware_at=scene.at(9, 8),
        severity=Severity.OTHER, at=scene.at(9, 9), about_node=scene.node("d19-002"), kind=Kind.CLARIFICATION,
        **texts.CLARIFICATION, **told,
    )  # fmt: skip
    scene.sign(clarified, 9)


def _consultations(scene: Scene) -> None:
    """One open with comments still to be settled, one ended with its published result."""
    ended = _solicited(scene, "望禾镇集镇停车管理办法（征求意见稿）", texts.PARKING, 80, 45)
    for number, (words, gist, adopted, reply) in enumerate(texts.PARKING_COMMENTS):
        kept = soliciting.comment(
            pk=ended.pk, text=words, token=_token(f"parking{number}"), at=scene.at(70 - number)
        )
        soliciting.settle_comment(
            pk=kept.pk, adopted=Adopted(adopted), gist=gist, reply=reply, by=scene.office.user("bianji"),
            at=scene.at(40),
        )  # fmt: skip
    feedback = soliciting.publish_feedback(pk=ended.pk, by=scene.office.user("bianji"), at=scene.at(38))
    scene.sign(feedback, 38)
    running = _solicited(scene, "望禾镇文明祭扫管理办法（征求意见稿）", texts.TOMBS, 12, -25)
    for number, words in enumerate(texts.TOMBS_COMMENTS):
        soliciting.comment(pk=running.pk, text=words, token=_token(f"tombs{number}"), at=scene.at(8 - number))
    soliciting.record_comment(
        pk=running.pk, source=CommentSource.COUNTER, text=texts.TOMBS_AT_THE_COUNTER, received_on=scene.day(5),
        token=_token("counter"), by=scene.office.user("bianji"), at=scene.at(5, 15),
    )  # fmt: skip


def _token(name: str) -> str:
    """Of the page a comment was sent from."""
    return f"demo-{name}"


def _solicited(scene: Scene, title: str, text: str, opens: int, closes: int) -> Publication:
    """A consultation through all four stages."""
    office = scene.office
    made = soliciting.solicit(
        township=office.township, unit=office.units["综合行政执法队"], node=scene.node("d18-001"), title=title,
        opens_on=scene.day(opens), closes_on=scene.until - timedelta(days=closes),
        ways="来信：砚溪县望禾镇禾街18号政务公开办；电话：0000-8880101。", by=office.user("bianji"),
        at=scene.at(opens + 1), text=html(text),
    )  # fmt: skip
    publications.edit(
        pk=made.pk, by=office.user("bianji"), at=scene.at(opens + 1, 9, 30),
        fields={"interpretation_exemption": "草案说明附在正文之后，不另作解读。"},
    )  # fmt: skip
    scene.submit(made, opens)
    for name, hour in (("shenhe", 11), ("fenguan", 14), ("baomi", 15), ("qianfa", 16)):
        reviewing.approve(
            pk=made.pk, by=office.user(name), at=scene.at(opens, hour), secrecy_checked=name == "baomi"
        )
    return made


def _lists(scene: Scene) -> None:
    """Three lists of persons: read as a table, on the board only, and over."""
    posted: dict[str, Any] = {
        "kind": Kind.LIST, "posted_unit": "workday", "posting_contact": "党政综合办 0000-8880101",
    }  # fmt: skip
    table = make(Sheet("受益名单.csv", "", texts.BENEFICIARIES))
    for title, before in (
        ("望禾镇耕地地力保护补贴第二批发放对象公示", 2),
        ("望禾镇耕地地力保护补贴第一批发放对象公示", 60),
    ):
        listed = scene.draft(
            "d19-002", "农业农村服务中心", title, texts.LIST, before, files=[Upload("发放对象名单.csv", table)],
            details={"period": f"{scene.day(before).year}年"}, posted_days=7, head_count=len(texts.BENEFICIARIES) - 1,
            **posted,
        )  # fmt: skip
        file = listed.attachments.get()
        publications.show_as_table(
            pk=listed.pk,
            attachment_pk=file.pk,
            shown=True,
            by=scene.office.user("bianji"),
            at=scene.at(before, 9, 8),
        )
        scene.sign(listed, before)
        if before > 30:
            publishing.note_result(
                pk=listed.pk,
                by=scene.office.user("bianji"),
                at=scene.at(before - 20),
                result="公示期内未收到异议。",
            )
    board = scene.draft(
        "d05-006", "社会事务办", "望禾镇新增最低生活保障对象公示", texts.BOARD, 3, posted_days=7,
        details={"period": f"{scene.day(3).year}年{scene.day(3).month}月"}, head_count=12, amount="8460.00", **posted,
    )  # fmt: skip
    scene.sign(board, 3)


def _under_way(scene: Scene, policy: Publication) -> None:
    """One publication at each place where somebody has to act."""
    office = scene.office
    storm = scene.draft("d23-010", "平安法治办", "望禾镇道路结冰预警和绕行提示", texts.STORM, 6)
    scene.submit(storm, 6)
    reviewing.force(
        pk=storm.pk, by=office.user("qianfa"), at=scene.at(6, 10, 30), reason="夜间结冰，须立即告知群众，逐级审核来不及。",
        secrecy_checked=True,
    )  # fmt: skip
    planned = scene.draft(
        "d09-005", "社会事务办", "望禾镇电工培训班招生通知", texts.TRAINING, 1, kind=Kind.NOTICE
    )
    scene.sign(planned, 1, publish_at=moment(scene.until + timedelta(days=3), 8, 30))
    asked = scene.draft("d22-013", "平安法治办", "望禾镇加油站应急演练情况", texts.DRILL, 4)
    scene.submit(asked, 4)
    reviewing.refer(
        pk=asked.pk, by=office.user("shenhe"), at=scene.at(4, 15), to="县应急管理局",
        remark="演练中的站内设施布局能否公开，拿不准。",
    )  # fmt: skip
    waiting = scene.draft("d19-001", "农业农村服务中心", "望禾镇秋季农机检修服务安排", texts.MACHINES, 2)
    scene.submit(waiting, 2)
    reviewing.approve(pk=waiting.pk, by=office.user("shenhe"), at=scene.at(2, 14))
    paper = scene.draft("d09-005", "社会事务办", "望禾镇家政服务培训安排", texts.CARE, 2)
    scene.submit(paper, 2)
    reviewing.record_paper(
        pk=paper.pk, signer=office.user("fenguan"), signed_on=scene.day(2), by=office.user("bianji"),
        at=scene.at(2, 16), remark="同意",
    )  # fmt: skip
    flawed = scene.draft("d05-004", "社会事务办", "望禾镇临时救助办理须知。", texts.FLAWED, 1)
    assert flawed.state == State.DRAFT  # noqa: S101  (it has faults for the check desk to show)
    publishing.revise(pk=policy.pk, by=office.user("bianji"), at=scene.at(1), reason="调整明年养护里程。")


def _withheld(scene: Scene) -> None:
    """Papers that are not proactively public: one to be looked at again now, one next year (REV-1, REV-4)."""
    for before, title, attribute, exemption, reason in texts.WITHHELD:
        withheld.register(
            township=scene.office.township, by=scene.office.user("bianji"), at=scene.at(before),
            fields={
                "unit": scene.office.units["党政综合办"], "node": None, "title": title, "doc_no": "",
                "formed_on": scene.day(before + 3), "attribute": attribute, "exemption": exemption, "reason": reason,
            },
        )  # fmt: skip
