"""Lists of persons: which names stay on the village's board and never go online."""

from django.db.models import F, Q

from catalog.law.vocabulary import Channel
from catalog.models import Adoption, Node, Township
from disclosure.law.lifecycle import ENDED, State
from disclosure.models import BoardOnly, Publication, Reach


def board_only(publication: Publication) -> Reach:
    """Where a list of persons may be read; WEB for what is no list of persons. At most 2 queries."""
    if not publication.person_list:
        return Reach.WEB
    kept = names_stay_on_the_board(publication.township, publication.node, publication.title)
    return Reach.BOARD if kept else Reach.WEB


def names_stay_on_the_board(township: Township, node: Node, title: str) -> bool:
    """Whether the table says so, or the row's only printed channel is the board. 2 queries."""
    if _channels(township, node) == [Channel.NOTICE_BOARD]:
        return True
    return _named(standing_rows(township), node.pk, f"{node.name}\n{title}")


def to_tighten(township: Township) -> list[Publication]:
    """Lists of persons, public or under way, that are still read online though the table now keeps them on the board.

    2 queries.
    """
    rows = standing_rows(township)
    lists = Publication.objects.filter(township=township, person_list=True, reach=Reach.WEB)
    lists = lists.exclude(state__in=sorted({*ENDED, State.WITHDRAWN, State.EXPIRED}))
    found = lists.select_related("node").only("title", "node__name", "version")
    return [each for each in found if _named(rows, each.node_id, f"{each.node.name}\n{each.title}")]


def standing_rows(township: Township) -> list[tuple[str, int | None]]:
    """(words, item) of the table as it stands in the township. 1 query.

    A row of its own takes the place of a shipped one of the same words, so that it can be switched off here alone.
    """
    rows = BoardOnly.objects.filter(Q(township=None) | Q(township=township))
    rows = rows.order_by(F("township").asc(nulls_first=True), "pk")
    standing = {
        (words, node): active for words, node, active in rows.values_list("words", "node", "is_active")
    }
    return [row for row, active in standing.items() if active]


def _named(rows: list[tuple[str, int | None]], node: int, names: str) -> bool:
    return any(row_node == node or (words and words in names) for words, row_node in rows)


def _channels(township: Township, node: Node) -> list[str]:
    """The row's channels as the township words them, else as printed."""
    own = Adoption.objects.filter(holder=township.unit_id, node=node).values_list("channels", flat=True)
    return own.first() or node.channels or []
