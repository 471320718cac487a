"""The admin of disclosure: drafts and the tables staff keep."""

from disclosure.admin.publications import PublicationAdmin as PublicationAdmin
