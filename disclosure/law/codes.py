"""Secret codes with which an applicant follows a case: printed, read aloud, typed from paper, never guessed.

Of letters and digits that look alike only one is in the alphabet; whoever reads the other one from paper is understood
all the same. Nothing looks like 1, I or L, so these are no slip of reading and make a code wrong.
"""

import re
import unicodedata
from collections.abc import Callable
from math import log2

ALPHABET = "23456789ACDEFHJKMNPRTVWXY"
GROUP = 4
LENGTH = 20
BITS = LENGTH * log2(len(ALPHABET))  # 92.9; at least 80 are promised
LONGEST = 100  # characters of what a person types that are worth reading
_LOOK_ALIKES = {"0": "D", "O": "D", "Q": "D", "Z": "2", "S": "5", "G": "6", "B": "8", "U": "V"}
_READ = str.maketrans(_LOOK_ALIKES)
_BLANKS = re.compile(r"[\s\-‐‑‒–—―−_·.]+")  # what people put between groups


def make(below: Callable[[int], int]) -> str:
    """A new code, printed in groups.

    Args:
        below: gives an even random number from 0 up to, not including, its argument; `secrets.randbelow` in service.
    """
    return printed("".join(ALPHABET[below(len(ALPHABET))] for _ in range(LENGTH)))


def normalise(text: str) -> str:
    """A typed code as letters without groups: case, width, blanks and hyphens forgiven, look-alikes read as one.

    What cannot be part of a code stays in it, so that `well_formed` says no. "" for a text far too long.
    """
    if len(text) > LONGEST:
        return ""
    wide = unicodedata.normalize("NFKC", text).upper()
    return _BLANKS.sub("", wide).translate(_READ)


def well_formed(text: str) -> bool:
    """Whether a typed text can be a code at all."""
    plain = normalise(text)
    return len(plain) == LENGTH and all(letter in ALPHABET for letter in plain)


def printed(text: str) -> str:
    """A code in groups of four with hyphens."""
    plain = normalise(text)
    return "-".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))
