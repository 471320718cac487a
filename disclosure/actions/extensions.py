"""What only its kind has (解读、回应、征求意见), carried by a revision: copied when it begins, taken over when it is signed.

Until then residents see what the original has: public pages read the row of what is public, and a revision never is.
"""

from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from disclosure.law.kinds import Kind
from disclosure.models import Interpretation, Publication, Response, Solicitation

# The columns a revision may change. Comments and their feedback stay with the consultation they belong to.
CARRIED: dict[type[Model], tuple[str, ...]] = {
    Interpretation: ("form", "contact", "phone"),
    Response: ("aware_at", "severity", "misconception", "facts", "basis", "phone", "about", "about_node"),
    Solicitation: ("opens_on", "closes_on", "short_reason", "ways"),
}
_TOLD_AS_ELEMENTS = frozenset({"misconception", "facts", "phone"})  # of a clarification, see `law.kinds`


def copy(original: Publication, revision: Publication) -> None:
    """Give a revision that begins the rows of what it revises."""
    for model, names in CARRIED.items():
        row = model._default_manager.filter(pk=original.pk).first()
        if row is None:
            continue
        made = model(publication=revision, **{name: getattr(row, name) for name in names})
        made.save()
        if isinstance(made, Interpretation) and isinstance(row, Interpretation):
            made.documents.set(row.documents.all())


def take_over(revision: Publication, original: Publication) -> None:
    """Put the values of a signed revision into the rows of the original; the revision's own are gone with that."""
    for model, names in CARRIED.items():
        new = model._default_manager.filter(pk=revision.pk).first()
        row = model._default_manager.filter(pk=original.pk).first()
        if new is None or row is None:
            continue
        for name in names:
            setattr(row, name, getattr(new, name))
        row.full_clean(exclude=["publication", "documents"])
        row.save()
        if isinstance(row, Interpretation) and isinstance(new, Interpretation):
            row.documents.set(new.documents.all())
        new.delete()


def facts_of(publication: Publication) -> dict[str, str]:
    """The values as text, by model and column, as an edition keeps them; documents by their titles."""
    facts: dict[str, str] = {}
    for model, names in CARRIED.items():
        row = model._default_manager.filter(pk=publication.pk).first()
        if row is None:
            continue
        own = model._meta.model_name
        for name in names:
            if publication.kind == Kind.CLARIFICATION and name in _TOLD_AS_ELEMENTS:
                continue
            facts[f"{own}.{name}"] = _told(row, name)
        if isinstance(row, Interpretation):
            titles = row.documents.order_by("pk").values_list("title", flat=True)
            facts[f"{own}.documents"] = "\n".join(titles)
    return facts


def _told(row: Model, name: str) -> str:
    label = getattr(row, f"get_{name}_display", None)
    value = label() if label else getattr(row, name)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value) if value is not None else ""
