"""Tables the disclosure office keeps: wordings to be told of, and lists of persons that stay on the board."""

from datetime import datetime

from django.db import transaction

from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.models import Township, User
from catalog.rules import require
from disclosure import rules
from disclosure.actions import checking
from disclosure.actions.publications import log
from disclosure.law.lifecycle import Verb
from disclosure.models import BoardOnly, Publication, Reach, WordingRule
from disclosure.queries.lists import to_tighten


@transaction.atomic
def keep_wording(*, row: WordingRule, township: Township, by: User, at: datetime) -> WordingRule:
    """Save a township's own wording.

    Raises:
        ActRefused: the township has the written form already, or the row is another's.
        PermissionDenied: neither administrator nor head of the disclosure office.
    """
    _own(row, township, by)
    if WordingRule.objects.filter(township=township, wrong=row.wrong).exclude(pk=row.pk).exists():
        raise ActRefused("本镇已有这个写法，请在列表里修改它。")
    row.save()
    return row


@transaction.atomic
def keep_board_only(*, row: BoardOnly, township: Township, by: User, at: datetime) -> list[Publication]:
    """Save a township's own row. What it keeps on the board leaves the site at once; what it lets go is looked at
    again when it is next edited, never opened behind somebody's back.

    Returns:
        The lists that were read online until now, each with what the check desk then says of it.

    Raises:
        ActRefused: the township has the row already, or the row is another's.
        PermissionDenied: neither administrator nor head of the disclosure office.
    """
    _own(row, township, by)
    same = BoardOnly.objects.filter(township=township, words=row.words, node=row.node).exclude(pk=row.pk)
    if same.exists():
        raise ActRefused("本镇已有这一行，请在列表里修改它。")
    row.save()
    return tighten(township=township, by=by, at=at)


@transaction.atomic
def tighten(*, township: Township, by: User | None, at: datetime) -> list[Publication]:
    """Take the names of lists off the site that the table now keeps on the board.

    Args:
        by: nobody where the shipped table grew.
    """
    pks = [each.pk for each in to_tighten(township)]
    rows = Publication.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    tightened = list(rows.select_related("township__unit", "unit", "node").order_by("pk"))
    for publication in tightened:
        publication.reach = Reach.BOARD
        publication.version += 1
        publication.save()
        log(publication, Verb.EDIT, by=by, at=at, note="名单改为只在公示栏张贴，网上只公开人数和金额")
        checking.check(publication, at=at)
    if tightened:
        raise_generation(township)
    return tightened


def _own(row: WordingRule | BoardOnly, township: Township, by: User) -> None:
    require(rules.may_keep_tables(by, township))
    # One at a time in a township, so that two who add the same row are told; rows that point at it may still be made.
    Township.objects.select_for_update(no_key=True).get(pk=township.pk)
    if row.pk is not None and row.township_id != township.pk:
        raise ActRefused("随系统提供的行不能修改；要在本镇停用，请新增一行同样的写法，不勾选“启用”。")
    row.township = township
