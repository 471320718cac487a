"""Lists of persons: which names stay on the village's board and never go online."""

from django.db.models import F, Q

from catalog.law.vocabulary import Channel
from catalog.models import Adoption, Node, Township
from disclosure.models import BoardOnly, Publication, Reach


def board_only(publication: Publication) -> Reach:
    """Where a list of persons may be read; WEB for what is no list of persons. At most 2 queries."""
    if not publication.person_list:
        return Reach.WEB
    kept = names_stay_on_the_board(publication.township, publication.node, publication.title)
    return Reach.BOARD if kept else Reach.WEB


def names_stay_on_the_board(township: Township, node: Node, title: str) -> bool:
    """Whether the table says so, or the row's only printed channel is the board. A row of the township's own takes
    the place of a shipped one of the same words, so that it can be switched off here and nowhere else."""
    if _channels(township, node) == [Channel.NOTICE_BOARD]:
        return True
    rows = BoardOnly.objects.filter(Q(township=None) | Q(township=township))
    rows = rows.order_by(F("township").asc(nulls_first=True), "pk")
    standing = {
        (words, row_node): active
        for words, row_node, active in rows.values_list("words", "node", "is_active")
    }
    named = f"{node.name}\n{title}"
    return any(
        active and (row_node == node.pk or (words and words in named))
        for (words, row_node), active in standing.items()
    )


def _channels(township: Township, node: Node) -> list[str]:
    """The row's channels as the township words them, else as printed."""
    own = Adoption.objects.filter(holder=township.unit_id, node=node).values_list("channels", flat=True)
    return own.first() or node.channels or []
