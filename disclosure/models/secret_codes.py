"""What is kept of a secret code: a keyed hash, from which without the server's key nothing can be tried out.

A code has more than 80 random bits (`law.codes`), so a fast hash is enough and wrong tries cost little.
"""

from secrets import compare_digest

from disclosure.law import codes
from disclosure.models.sealed import keyed_hash

_OF_NOTHING = "0" * 64


def hash_code(code: str, purpose: str) -> str:
    """64 hex digits to be stored, the same however the code is typed.

    Args:
        purpose: what the code opens, such as "application"; the same code has another hash for another purpose.
    """
    return keyed_hash(codes.normalise(code), f"code:{purpose}")


def matches(typed: str, stored: str, purpose: str) -> bool:
    """Whether this is the code; takes as long for a wrong one, and for no record at all (`stored` "")."""
    same = compare_digest(hash_code(typed, purpose), stored or _OF_NOTHING)
    return same and bool(stored) and codes.well_formed(typed)
