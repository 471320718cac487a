"""Addresses of disclosure: public ones, and the back office's below /office/."""

from django.urls import path

from disclosure.views import (
    channels,
    duties,
    evaluations,
    explaining,
    explaining_office,
    ledger,
    office,
    policies,
    postings,
    public,
    reviews,
    soliciting,
    tables,
)
from disclosure.views.applications import office as applications_office

app_name = "disclosure"
urlpatterns = [
    path("info/<int:pk>/", public.publication, name="publication"),
    path("info/<int:pk>/table/<uuid:key>/", tables.table, name="table"),
    path("info/<int:pk>/table/<uuid:key>/<slug:kind>/", tables.table_file, name="table_file"),
    path("policies/", policies.policy_list, name="policy_list"),
    path("captions/<uuid:key>/", public.captions, name="captions"),
    path("files/<uuid:key>/<path:name>", public.attachment, name="attachment"),
    path("files/<uuid:key>/", public.attachment, name="attachment_bare"),
    path("office/publications/<int:pk>/", office.publication, name="office_publication"),
    path("office/publications/<int:pk>/channels/", channels.channels, name="channels"),
    path("office/publications/<int:pk>/channels/wechat/", channels.wechat_preview, name="wechat_preview"),
    path(
        "office/publications/<int:pk>/channels/files/<slug:form>/", channels.channel_file, name="channel_file"
    ),
    path("office/publications/<int:pk>/placements/", channels.placement_add, name="placement_add"),
    path(
        "office/publications/<int:pk>/placements/<int:placement_pk>/remove/",
        channels.placement_remove,
        name="placement_remove",
    ),
    path("office/reviews/", reviews.review_list, name="review_list"),
    path("office/publications/<int:pk>/form/", channels.review_paper, name="review_form"),
    path("office/publications/<int:pk>/editions/<int:number>/", reviews.edition, name="office_edition"),
    path("office/publications/<int:pk>/paper/", reviews.paper_record, name="paper_record"),
    path("office/papers/<int:pk>/<slug:verdict>/", reviews.paper_settle, name="paper_settle"),
    path("office/findings/<int:pk>/release/", reviews.finding_release, name="finding_release"),
    path("office/findings/<int:pk>/fix/", reviews.finding_fix, name="finding_fix"),
    path("office/publications/<int:pk>/result/", postings.posting_result, name="posting_result"),
    path("office/publications/<int:pk>/<slug:verb>/", office.publication_act, name="publication_act"),
    path(
        "office/publications/<int:pk>/attachments/<int:attachment_pk>/remove/",
        office.attachment_remove,
        name="attachment_remove",
    ),
    path(
        "office/publications/<int:pk>/attachments/<int:attachment_pk>/table/",
        office.attachment_table,
        name="attachment_table",
    ),
    path(
        "office/publications/<int:pk>/attachments/<int:attachment_pk>/scan/",
        office.attachment_scan,
        name="attachment_scan",
    ),
    path(
        "office/publications/<int:pk>/attachments/<int:attachment_pk>/words/",
        office.attachment_words,
        name="attachment_words",
    ),
    path("pictures/<uuid:key>/", public.picture, name="picture"),
    path("office/files/<uuid:key>/", office.office_attachment, name="office_attachment"),
    path("office/duties/", duties.duty_list, name="duties"),
    path("office/duties/events/", duties.event_list, name="duty_events"),
    path("office/duties/events/add/", duties.event_add, name="duty_event_add"),
    path("office/duties/nothing-new/", duties.nothing_new, name="duty_nothing_new"),
    path("office/duties/confirmations/<int:pk>/", duties.duty_confirmation, name="duty_confirmation"),
    path("office/duties/<int:pk>/", duties.duty, name="duty"),
    path("office/duties/<int:pk>/<slug:verb>/", duties.duty_act, name="duty_act"),
    path("confirmations/<int:pk>/", duties.confirmation, name="confirmation"),
    path("office/withheld/", evaluations.withheld_list, name="withheld_list"),
    path("office/withheld/<int:pk>/", evaluations.withheld, name="withheld"),
    path("office/withheld/<int:pk>/<slug:verb>/", evaluations.withheld_act, name="withheld_act"),
    path("office/evaluations/", evaluations.evaluation_list, name="evaluation_list"),
    path("office/ledger/", ledger.ledger, name="ledger"),
    path("office/ledger/<slug:kind>/", ledger.ledger_file, name="ledger_file"),
    path("interpretations/", explaining.interpretations, name="interpretations"),
    path("responses/", explaining.responses, name="responses"),
    path("solicitations/", explaining.solicitations, name="solicitations"),
    path("solicitations/<int:pk>/comment/", explaining.solicitation_comment, name="solicitation_comment"),
    path("office/explaining/", explaining_office.explaining, name="explaining"),
    path("office/explaining/responses/", explaining_office.explaining_responses, name="explaining_responses"),
    path("office/explaining/responses/add/", explaining_office.response_add, name="response_add"),
    path(
        "office/explaining/solicitations/",
        explaining_office.explaining_solicitations,
        name="explaining_solicitations",
    ),
    path("office/explaining/solicitations/add/", explaining_office.solicitation_add, name="solicitation_add"),
    path(
        "office/explaining/documents/<int:pk>/", explaining_office.explaining_start, name="explaining_start"
    ),
    path(
        "office/explaining/documents/<int:pk>/exempt/",
        explaining_office.explaining_exempt,
        name="explaining_exempt",
    ),
    path("office/explaining/<int:pk>/", explaining_office.explaining_edit, name="explaining_edit"),
    path(
        "office/explaining/<int:pk>/comments/", soliciting.solicitation_comments, name="solicitation_comments"
    ),
    path("office/explaining/<int:pk>/comments/record/", soliciting.comment_record, name="comment_record"),
    path("office/explaining/<int:pk>/feedback/", soliciting.feedback_add, name="feedback_add"),
    path("office/explaining/comments/<int:pk>/settle/", soliciting.comment_settle, name="comment_settle"),
    path("office/applications/<int:pk>/", applications_office.application, name="office_application"),
    path(
        "office/applications/<int:pk>/act/<slug:act>/",
        applications_office.application_act,
        name="application_act",
    ),
]
