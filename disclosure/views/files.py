"""Files as they are sent: downloads as such, pictures in their place; never as a page."""

from django.http import FileResponse

from disclosure.models import Attachment

_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}


def download_response(found: Attachment) -> FileResponse:
    """Always a download of no kind a browser would open."""
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    return _sealed(response, found)


def picture_response(found: Attachment) -> FileResponse:
    """A checked jpg or png, shown where the text has it."""
    ending = str(found.file.name).rsplit(".", 1)[-1].lower()
    response = FileResponse(
        found.file.open("rb"), content_type=_TYPES.get(ending, "application/octet-stream")
    )
    return _sealed(response, found)


def _sealed(response: FileResponse, found: Attachment) -> FileResponse:
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = (
        "no-cache"  # a withdrawn file must not come out of a browser's or proxy's store
    )
    response["ETag"] = f'"{found.sha256[:32]}"'
    return response
