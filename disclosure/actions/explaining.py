"""Interpretations of documents and responses to public concern: drafts with what only they have (section N).

Their text is written, reviewed and released like every other publication's; here stands what belongs to the kind.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.models import Node, Township, Unit, User
from catalog.rules import require
from disclosure import rules
from disclosure.actions import checking, publications
from disclosure.actions.publications import step
from disclosure.law.explaining import ABOUT_OTHERS, ANSWERS, Form, Severity
from disclosure.law.kinds import EXPLAINED, Kind
from disclosure.law.lifecycle import ENDED, ONCE_PUBLIC, State, Verb
from disclosure.models import Interpretation, Publication, Response

TITLE = 200  # characters of a publication's title


# ---- interpretations ----------------------------------------------------------------------------------------
@transaction.atomic
def explain(
    *,
    documents: Sequence[Publication],
    by: User,
    at: datetime,
    contact: str,
    phone: str,
    form: Form = Form.TEXT,
    title: str = "",
    text: str = "",
) -> Publication:
    """Start the draft that interprets these documents; it belongs to the unit and item of the first (谁起草谁解读).

    Sent twice, the same form gives the same draft.

    Raises:
        ActRefused: no document, one of another township, or one that is not interpreted.
        PermissionDenied: the person does not write for the first document's unit.
    """
    locked = _explainable(documents)
    first = locked[0]
    require(rules.may_explain(by, first), "谁起草谁解读：解读由起草文件的单位来写。")
    title = (title.strip() or f"《{first.title}》政策解读")[:TITLE]
    told = {"form": form, "contact": contact.strip(), "phone": phone.strip()}
    for before in same_drafts(first.township, Kind.INTERPRETATION, title, first.node, by).filter(
        **{f"interpretation__{name}": value for name, value in told.items()}
    ):
        if set(before.interpretation.documents.all()) == set(locked):
            return before
    made = start(
        first.township, Kind.INTERPRETATION, title, text, unit=first.unit, node=first.node, by=by, at=at
    )
    row = Interpretation(publication=made, **told)
    row.full_clean(exclude=["documents"])
    row.save()
    row.documents.set(locked)
    _looked_at(made, locked, at)
    return made


@transaction.atomic
def change_interpretation(
    *,
    pk: int,
    documents: Sequence[Publication],
    form: Form,
    contact: str,
    phone: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Publication:
    """Change form, contact or documents of an interpretation that is still a draft.

    Raises:
        StepRefused: not a draft.
        Stale: somebody saved in between.
    """
    publication = step(pk, Verb.EDIT, by=by, at=at, version=version)
    row = Interpretation.objects.filter(pk=pk).first()
    if row is None:
        raise ActRefused("这条信息不是政策解读。")
    locked = _explainable(documents)
    if locked[0].township_id != publication.township_id:
        raise ActRefused("只能解读本乡镇的文件。")
    before = list(row.documents.all())
    row.form, row.contact, row.phone = form, contact.strip(), phone.strip()
    row.full_clean(exclude=["documents"])
    row.save()
    row.documents.set(locked)
    publication.save()
    publication.interpretation = row
    _looked_at(publication, {each.pk: each for each in [*before, *locked]}.values(), at)
    return publication


@transaction.atomic
def exempt(*, pk: int, reason: str, by: User, at: datetime, version: int | None = None) -> Publication:
    """State why a document needs no interpretation (INT-1), or with an empty reason take that back."""
    publication = step(pk, Verb.EDIT, by=by, at=at, version=version, note="不作解读的理由")
    if publication.kind not in EXPLAINED:
        raise ActRefused("这一种信息不要求解读。")
    publication.interpretation_exemption = reason.strip()[:300]
    publication.save()
    checking.check(publication, at=at)
    return publication


def _explainable(documents: Sequence[Publication]) -> list[Publication]:
    """The documents, locked, in the order given."""
    wanted = list(dict.fromkeys(document.pk for document in documents))
    found = {
        row.pk: row
        for row in Publication.objects.select_for_update(of=("self",))
        .select_related("township__unit", "unit", "node")
        .filter(pk__in=wanted)
    }
    if not wanted or len(found) != len(wanted):
        raise ActRefused("请选择要解读的文件。")
    if len({row.township_id for row in found.values()}) > 1:
        raise ActRefused("只能解读同一个乡镇的文件。")
    for row in found.values():
        if row.kind in ABOUT_OTHERS or row.revises_id:
            raise ActRefused(f"“{row.title}”是{row.get_kind_display()}或修订稿，不作为被解读的文件。")
        if row.state in ENDED or row.state in (State.WITHDRAWN, State.EXPIRED):
            raise ActRefused(f"“{row.title}”{row.get_state_display()}，不能再作解读。")
    return [found[pk] for pk in wanted]


def _looked_at(interpretation: Publication, documents: Iterable[Publication], at: datetime) -> None:
    """What the check desk said for want of an interpretation is looked at again."""
    checking.check(interpretation, at=at)
    for document in documents:
        if document.published_at is None:
            checking.check(document, at=at)


# ---- responses ----------------------------------------------------------------------------------------------
@transaction.atomic
def answer_concern(
    *,
    township: Township,
    unit: Unit,
    title: str,
    aware_at: datetime,
    severity: Severity,
    misconception: str,
    facts: str,
    basis: str,
    phone: str,
    by: User,
    at: datetime,
    about: Publication | None = None,
    about_node: Node | None = None,
    kind: Kind = Kind.RESPONSE,
) -> Publication:
    """Start a response, or a clarification of false information (PRO-9), about a publication or an item.

    It is filed under the item it answers, so that the item's page lists it. Sent twice it gives the same draft.

    Raises:
        ActRefused: about nothing, about something never public or of another township, known in the future.
        PermissionDenied: the person does not write for the unit.
        ValidationError: a field is missing or too long, or the item is not one of the township's.
    """
    if kind not in ANSWERS:
        raise ActRefused("请选择“回应关切”或“澄清”。")
    _answerable(township, aware_at, about, about_node, at)
    node = about_node or (about.node if about else None)
    assert node is not None  # noqa: S101  (typing: `_answerable` refuses neither)
    before = same_drafts(township, kind, title.strip()[:TITLE], node, by).filter(
        response__misconception=misconception.strip(), response__facts=facts.strip(),
        response__basis=basis.strip(), response__phone=phone.strip(),
    )  # fmt: skip
    if found := before.first():
        return found
    made = start(
        township, kind, title.strip()[:TITLE], _lead(misconception, kind), unit=unit, node=node, by=by, at=at
    )
    row = Response(publication=made)
    _fill(row, aware_at, severity, misconception, facts, basis, phone, about, about_node)
    _told_as_elements(made, row)
    checking.check(made, at=at)
    return made


@transaction.atomic
def change_response(
    *,
    pk: int,
    aware_at: datetime,
    severity: Severity,
    misconception: str,
    facts: str,
    basis: str,
    phone: str,
    by: User,
    at: datetime,
    about: Publication | None = None,
    about_node: Node | None = None,
    version: int | None = None,
) -> Publication:
    """Change what a response says while it is a draft; its item follows what it answers.

    Raises:
        StepRefused: not a draft.
        ActRefused, ValidationError: as at its start.
    """
    publication = step(pk, Verb.EDIT, by=by, at=at, version=version)
    row = Response.objects.filter(pk=pk).first()
    if row is None:
        raise ActRefused("这条信息不是回应关切。")
    _answerable(publication.township, aware_at, about, about_node, at)
    answered = publication.revises and publication.revises.public_from
    if answered and aware_at > answered:
        raise ActRefused("知悉时间不能晚于回应公开的时间。")
    _fill(row, aware_at, severity, misconception, facts, basis, phone, about, about_node)
    if node := about_node or (about.node if about else None):
        publications.fill(publication, {"node": node})
    publication.save()
    publication.response = row
    _told_as_elements(publication, row)
    checking.check(publication, at=at)
    return publication


def _answerable(
    township: Township, aware_at: datetime, about: Publication | None, node: Node | None, at: datetime
) -> None:
    if about is None and node is None:
        raise ActRefused("请写明回应的是哪项政策，或哪个事项（如重大项目的环节）。")
    if about is not None and about.township_id != township.pk:
        raise ActRefused("只能回应本乡镇的信息。")
    if about is not None and (about.state not in ONCE_PUBLIC or about.kind in ABOUT_OTHERS):
        raise ActRefused("只能回应公开过的文件或信息。")
    if aware_at > at:
        raise ActRefused("知悉时间不能晚于现在。")


def _fill(
    row: Response,
    aware_at: datetime,
    severity: Severity,
    misconception: str,
    facts: str,
    basis: str,
    phone: str,
    about: Publication | None,
    about_node: Node | None,
) -> None:
    row.aware_at, row.severity = aware_at, severity
    row.misconception, row.facts, row.basis, row.phone = (
        misconception.strip(), facts.strip(), basis.strip(), phone.strip(),
    )  # fmt: skip
    row.about, row.about_node = about, about_node
    row.full_clean()
    row.save()


def _told_as_elements(publication: Publication, row: Response) -> None:
    """A clarification is read by its elements; they follow what was entered here."""
    if publication.kind == Kind.CLARIFICATION:
        publication.details = {"rumour": row.misconception, "facts": row.facts, "phone": row.phone}
        publication.save()


def _lead(misconception: str, kind: Kind) -> str:
    """The first words of the text, to be rewritten: what people ask, and that the answer follows."""
    asked = escape(misconception.strip().rstrip("。？?"), quote=False).replace("\n", "；")
    said = "网上流传" if kind == Kind.CLARIFICATION else "群众关心"
    return f"<p>针对{said}的“{asked}”，现{'澄清' if kind == Kind.CLARIFICATION else '回应'}如下。</p>"


# ---- drafts of every kind of this section -------------------------------------------------------------------
def same_drafts(township: Township, kind: Kind, title: str, node: Node, by: User) -> QuerySet[Publication]:
    """Drafts the same person began with this title; the township's row is held, so that two at once make one."""
    Township.objects.select_for_update(of=("self",)).get(pk=township.pk)
    return Publication.objects.filter(
        township=township, kind=kind, title=title, node=node, created_by=by, state=State.DRAFT, revises=None
    ).order_by("-pk")


def start(
    township: Township, kind: Kind, title: str, text: str, *, unit: Unit, node: Node, by: User, at: datetime
) -> Publication:
    """A draft of this kind, formed today."""
    return publications.create(
        township=township, by=by, at=at,
        fields={
            "kind": kind, "title": title, "text": text, "unit": unit, "node": node,
            "formed_on": timezone.localdate(at),
        },
    )  # fmt: skip
