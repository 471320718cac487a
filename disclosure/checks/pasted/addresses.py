"""Which addresses a public text may name: pages for readers to go to, and our own pictures."""

import re

_PICTURE = re.compile(
    r"(?:https?://[^/?#]+)?(?:/[a-z0-9-]+)?(/pictures/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/)"
)
_LINK = re.compile(
    r"(?:https?://[^\s\\<>\"']+|mailto:[^\s\\<>\"']+|tel:[\d+() -]+|/(?![/\\])[^\s\\<>\"']*)", re.IGNORECASE
)


def picture_path(src: str) -> str:
    """Our own picture address without site and township prefix; empty for any other."""
    match = _PICTURE.fullmatch(src.strip())
    return match[1] if match else ""


def link_address(href: str) -> str:
    """An address a reader may be sent to: http, mail, telephone, or a page of this site. Empty for any other."""
    match = _LINK.fullmatch(href.strip())
    return match[0] if match else ""
