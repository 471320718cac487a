"""The counter of public pages: raised in the transaction of every act that changes one."""

from django.db.models import F

from catalog.models import CacheGeneration, Township


def raise_generation(township: Township | int) -> None:
    """Make every stored page of the township stale, together with the act that calls this."""
    pk = township if isinstance(township, int) else township.pk
    if not CacheGeneration.objects.filter(pk=pk).update(number=F("number") + 1):
        CacheGeneration.objects.get_or_create(pk=pk)


def raise_all() -> None:
    """The same for every township: for shared rows of the catalog and for the calendar."""
    CacheGeneration.objects.update(number=F("number") + 1)
