"""A public publication as the source of its channels."""

from django.utils import timezone

from catalog.models import work_calendar
from disclosure.models import FileRole, Publication
from disclosure.sheets.channels.source import Source, blocks_of


def source_of(publication: Publication, url: str) -> Source:
    """Everything the channels tell of it.

    Args:
        publication: public, with township and unit.
        url: absolute address of its page.
    """
    published = timezone.localdate(publication.published_at) if publication.published_at else None
    until = publication.posted_until
    unit = publication.unit
    return Source(
        title=publication.title,
        blocks=blocks_of(publication.text),
        summary=publication.summary,
        unit=unit.name,
        township=publication.township.name,
        site_name=publication.township.site_name,
        doc_no=publication.doc_no,
        formed_on=publication.formed_on,
        published_on=published,
        url=url,
        contact=publication.posting_contact or " ".join(part for part in (unit.name, unit.phone) if part),
        posted_from=published if until else None,
        posted_until=until,
        index_no=publication.index_no,
        is_person_list=publication.person_list,
        posted_workdays=work_calendar().count(published, until) if published and until else None,
    )


def pictures_of(publication: Publication) -> dict[str, bytes]:
    """The pictures of its text by their stored addresses."""
    found = {}
    for picture in publication.attachments.filter(role=FileRole.PICTURE, retired_in=None):
        with picture.file.open("rb") as file:
            found[picture.path] = file.read()
    return found
