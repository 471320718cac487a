"""Addresses of disclosure: public ones, and the back office's below /office/."""

from django.urls import path

from disclosure.views import duties, evaluations, ledger, office, policies, postings, public, reviews, tables

app_name = "disclosure"
urlpatterns = [
    path("info/<int:pk>/", public.publication, name="publication"),
    path("info/<int:pk>/table/<uuid:key>/", tables.table, name="table"),
    path("info/<int:pk>/table/<uuid:key>/<slug:kind>/", tables.table_file, name="table_file"),
    path("policies/", policies.policy_list, name="policy_list"),
    path("files/<uuid:key>/<path:name>", public.attachment, name="attachment"),
    path("files/<uuid:key>/", public.attachment, name="attachment_bare"),
    path("office/publications/<int:pk>/", office.publication, name="office_publication"),
    path("office/reviews/", reviews.review_list, name="review_list"),
    path("office/publications/<int:pk>/form/", reviews.review_form, name="review_form"),
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
]
