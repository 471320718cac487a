"""Which reader reads which kind of sheet."""

from catalog.actions.import_catalog import CatalogReader
from catalog.actions.import_matters import MatterReader
from catalog.actions.imports import Reader
from catalog.models import ImportKind
from disclosure.actions.import_publications import PublicationReader
from gongkai.roster.reader import RosterReader

READERS: dict[ImportKind, Reader] = {
    ImportKind.CATALOG: CatalogReader(),
    ImportKind.POWERS: MatterReader(ImportKind.POWERS),
    ImportKind.SERVICES: MatterReader(ImportKind.SERVICES),
    ImportKind.PUBLICATIONS: PublicationReader(),
    ImportKind.ROSTER: RosterReader(),
}
