"""Admin pages that belong to more than one app."""

from gongkai.upkeep.rows import RowAdmin as RowAdmin  # registers itself in place of the catalog's own
