"""Addresses of village affairs."""

from django.urls import path

from villages.views import agreement, objections, public, sheets

app_name = "villages"
urlpatterns = [
    path("villages/", public.village_list, name="list"),
    path("villages/<int:pk>/", public.village, name="village"),
    path("villages/<int:pk>/finance/", public.village_finance, name="village_finance"),
    path("villages/<int:pk>/ask/", objections.ask, name="ask"),
    path("villages/<int:pk>/agreement/", agreement.agreement, name="agreement"),
    path("office/village-agreement/", agreement.agreement_list, name="agreement_list"),
    path("office/village-agreement/<int:pk>/", agreement.agreement_finding, name="agreement_finding"),
    path("office/village-agreement/<int:pk>/<slug:act>/", agreement.agreement_act, name="agreement_act"),
    path("office/village-questions/", objections.objection_list, name="objection_list"),
    path(
        "office/village-questions/record/<int:unit_pk>/", objections.objection_record, name="objection_record"
    ),
    path("office/village-questions/<int:pk>/", objections.objection, name="objection"),
    path("office/village-questions/<int:pk>/<slug:act>/", objections.objection_act, name="objection_act"),
    path("office/village-finance/", sheets.finance_list, name="finance_list"),
    path("office/village-finance/begin/<int:unit_pk>/", sheets.finance_begin, name="finance_begin"),
    path("office/village-sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("office/village-sheets/<int:pk>/print/", sheets.sheet_print, name="sheet_print"),
    path("office/village-sheets/<int:pk>/<slug:act>/", sheets.sheet_act, name="sheet_act"),
]
