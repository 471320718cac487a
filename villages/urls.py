"""Addresses of village affairs."""

from django.urls import path

from villages.views import finance, grid, objections, public

app_name = "villages"
urlpatterns = [
    path("villages/", public.village_list, name="list"),
    path("villages/<int:pk>/", public.village, name="village"),
    path("villages/<int:pk>/finance/", public.village_finance, name="village_finance"),
    path("villages/<int:pk>/ask/", objections.ask, name="ask"),
    path("office/village-questions/", objections.objection_list, name="objection_list"),
    path(
        "office/village-questions/record/<int:unit_pk>/", objections.objection_record, name="objection_record"
    ),
    path("office/village-questions/<int:pk>/", objections.objection, name="objection"),
    path("office/village-questions/<int:pk>/<slug:act>/", objections.objection_act, name="objection_act"),
    path("office/village-finance/", finance.finance_list, name="finance_list"),
    path("office/village-finance/begin/<int:unit_pk>/", finance.finance_begin, name="finance_begin"),
    path("office/village-finance/<int:pk>/", finance.finance_sheet, name="finance_sheet"),
    path("office/village-finance/<int:pk>/<slug:act>/", finance.finance_act, name="finance_act"),
    path("office/village-grid/", grid.grid_list, name="grid_list"),
    path("office/village-grid/export/<slug:kind>/", grid.grid_export, name="grid_export"),
    path("office/village-grid/<int:unit_pk>/", grid.grid_village, name="grid_village"),
    path(
        "office/village-grid/<int:unit_pk>/export/<slug:kind>/",
        grid.grid_village_export,
        name="grid_village_export",
    ),
    path("office/village-grid/<int:unit_pk>/<slug:span>/", grid.grid_records, name="grid_records"),
]
