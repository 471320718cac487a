"""QR codes from paper back to the page."""

import io

import segno

TITLE = "扫码看原文"


def svg(url: str, *, title: str = TITLE) -> str:
    """An SVG, fit for a page or a file, with a name for people who do not see it."""
    out = io.BytesIO()
    _code(url).save(
        out,
        kind="svg",
        scale=4,
        border=4,
        xmldecl=False,
        nl=False,
        title=title,
        svgclass=None,
        lineclass=None,
    )
    return out.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)


def png(url: str, *, scale: int = 8) -> bytes:
    """A picture to lay into a document or to send."""
    out = io.BytesIO()
    _code(url).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def _code(url: str) -> segno.QRCode:
    """Level M: a sheet on a wall gets rain and scratches."""
    return segno.make(url, error="m", micro=False, boost_error=True)
