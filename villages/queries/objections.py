"""Questions as the page of a village shows them."""

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from catalog.models import Township
from disclosure.models import Publication
from villages.law.objections import OPEN
from villages.models import Objection


def answered(unit_pk: int, township: Township, at: datetime) -> QuerySet[Objection]:
    """Those that were seen to, newest first. about: the title of what a question is about, while that is public."""
    shown = Publication.objects.public(township, at).filter(pk=OuterRef("publication"))
    return (
        Objection.objects.filter(unit=unit_pk)
        .exclude(state__in=sorted(OPEN))
        .annotate(about=Subquery(shown.values("title")[:1]))
    )
