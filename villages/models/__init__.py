"""Records of village affairs."""

from villages.models.lists import ListEvent, ListSignature, VillageList, VillageListRow
from villages.models.objections import Objection, VillagePolicy
from villages.models.officials import Official
from villages.models.papers import SheetPaper
from villages.models.sheets import FinanceLine, Sheet, SheetEvent, SheetRow, SheetSignature
from villages.models.villages import Village
from villages.models.wall import WallPosting

__all__ = [
    "FinanceLine",
    "ListEvent",
    "ListSignature",
    "Objection",
    "Official",
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
