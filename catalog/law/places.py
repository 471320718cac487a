"""Places where people read what is public, and the devices that stand there (PRO-8)."""

from catalog.law.vocabulary import Labelled


class PlaceKind(Labelled):
    HALL = "hall", "政务公开专区"
    READING = "reading", "公开查阅点"
    BOARD = "board", "公示栏"
    SCREEN = "screen", "电子屏"
    LOUDSPEAKER = "loudspeaker", "大喇叭"
    KIOSK = "kiosk", "自助查询终端"


DEVICES = frozenset({PlaceKind.SCREEN, PlaceKind.LOUDSPEAKER, PlaceKind.KIOSK})  # have a number of their own
