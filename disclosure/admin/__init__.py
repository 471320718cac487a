"""The admin of disclosure: drafts and the tables staff keep."""

from disclosure.admin.applications import LetterTemplateAdmin as LetterTemplateAdmin
from disclosure.admin.applications import PersonalAccessAdmin as PersonalAccessAdmin
from disclosure.admin.applications import ReceptionAdmin as ReceptionAdmin
from disclosure.admin.publications import PublicationAdmin as PublicationAdmin
from disclosure.admin.tables import BoardOnlyAdmin as BoardOnlyAdmin
from disclosure.admin.tables import ReviewPlanAdmin as ReviewPlanAdmin
from disclosure.admin.tables import WithheldAdmin as WithheldAdmin
from disclosure.admin.tables import WordingRuleAdmin as WordingRuleAdmin
