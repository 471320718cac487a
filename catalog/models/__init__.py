"""Records of the catalog: what must be public, who must do it, and what is public now."""

from catalog.models.calendar import CalendarDay, CalendarYear, work_calendar
from catalog.models.entries import Entry, EntryKind, Scope
from catalog.models.imports import ImportKind, ImportRow, ImportRun, ImportState, RowAction
from catalog.models.jobs import JobRun
from catalog.models.matters import MatchState, Matter, MatterKind, MatterMatch
from catalog.models.people import Membership, User
from catalog.models.places import Place
from catalog.models.revisions import (
    CatalogRevision,
    ChangeKind,
    CommentResult,
    RevisionChange,
    RevisionComment,
    RevisionState,
)
from catalog.models.tree import WORDING, Adoption, AdoptionStatus, Node, TimeLimit
from catalog.models.units import CacheGeneration, Township, Unit

__all__ = [
    "WORDING",
    "Adoption",
    "AdoptionStatus",
    "CacheGeneration",
    "CalendarDay",
    "CalendarYear",
    "CatalogRevision",
    "ChangeKind",
    "CommentResult",
    "Entry",
    "EntryKind",
    "ImportKind",
    "ImportRow",
    "ImportRun",
    "ImportState",
    "JobRun",
    "MatchState",
    "Matter",
    "MatterKind",
    "MatterMatch",
    "Membership",
    "Node",
    "Place",
    "RevisionChange",
    "RevisionComment",
    "RevisionState",
    "RowAction",
    "Scope",
    "TimeLimit",
    "Township",
    "Unit",
    "User",
    "work_calendar",
]
