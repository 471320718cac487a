"""Addresses of village affairs."""

from django.urls import path

from villages.views import desk, lists, lists_public, objections, public, sheets

app_name = "villages"
urlpatterns = [
    path("villages/", public.village_list, name="list"),
    path("villages/<int:pk>/", public.village, name="village"),
    path("villages/<int:pk>/finance/", public.village_finance, name="village_finance"),
    path("villages/<int:pk>/sheets/<slug:group>/", public.village_sheets, name="village_sheets"),
    path("villages/<int:pk>/ask/", objections.ask, name="ask"),
    path("villages/<int:pk>/list/", lists_public.village_matters, name="village_matters"),
    path(
        "villages/<int:pk>/list/<int:edition>/",
        lists_public.village_matters_edition,
        name="village_matters_edition",
    ),
    path("office/village-lists/", lists.matter_lists, name="matter_lists"),
    path("office/village-lists/begin/<int:unit_pk>/", lists.matter_list_begin, name="matter_list_begin"),
    path("office/village-lists/<int:pk>/", lists.matter_list, name="matter_list"),
    path("office/village-lists/<int:pk>/print/", lists.matter_list_print, name="matter_list_print"),
    path("office/village-lists/<int:pk>/<slug:act>/", lists.matter_list_act, name="matter_list_act"),
    path("office/village-questions/", objections.objection_list, name="objection_list"),
    path(
        "office/village-questions/record/<int:unit_pk>/", objections.objection_record, name="objection_record"
    ),
    path("office/village-questions/<int:pk>/", objections.objection, name="objection"),
    path("office/village-questions/<int:pk>/<slug:act>/", objections.objection_act, name="objection_act"),
    path("office/villages/", desk.desk, name="desk"),
    path("office/villages/<int:unit_pk>/", desk.village_desk, name="village_desk"),
    path("office/villages/<int:unit_pk>/items/", desk.item_list, name="item_list"),
    path("office/villages/<int:unit_pk>/items/<int:node_pk>/", desk.sheet_begin, name="sheet_begin"),
    path("office/village-finance/", sheets.finance_list, name="finance_list"),
    path("office/village-finance/begin/<int:unit_pk>/", sheets.finance_begin, name="finance_begin"),
    path("office/village-sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("office/village-sheets/<int:pk>/print/", sheets.sheet_print, name="sheet_print"),
    path("office/village-sheets/<int:pk>/<slug:act>/", sheets.sheet_act, name="sheet_act"),
]
