"""Records of village affairs."""

from villages.models.agreement import ComparedList, Comparison, Difference, RememberedFigures
from villages.models.lists import ListEvent, ListSignature, VillageList, VillageListRow
from villages.models.objections import Objection, VillagePolicy
from villages.models.officials import Official
from villages.models.papers import SheetPaper
from villages.models.sheets import FinanceLine, Sheet, SheetEvent, SheetRow, SheetSignature
from villages.models.villages import Village
from villages.models.wall import WallPosting

__all__ = [
    "ComparedList",
    "Comparison",
    "Difference",
    "FinanceLine",
    "ListEvent",
    "ListSignature",
    "Objection",
    "Official",
    "RememberedFigures",
    "Sheet",
    "SheetEvent",
    "SheetPaper",
    "SheetRow",
    "SheetSignature",
    "Village",
    "VillageList",
    "VillageListRow",
    "VillagePolicy",
    "WallPosting",
]
