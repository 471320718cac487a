"""Addresses of village affairs."""

from datetime import date

from django.urls import path, register_converter

from villages.views import (
    agreement,
    desk,
    grid,
    lists,
    lists_public,
    objections,
    officials,
    papers,
    places,
    public,
    sheets,
    wall,
)


class MonthConverter:
    """A month as 2026-03, to its first day and back."""

    regex = r"[12]\d{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

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
    path("villages/<int:pk>/qr.svg", wall.village_qr, name="village_qr"),
    path("villages/<int:pk>/wall/<month:month>.pdf", wall.wall_pdf, name="wall_pdf"),
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
    path("office/villages/", desk.desk, name="desk"),
    path("office/villages/<int:unit_pk>/", desk.village_desk, name="village_desk"),
    path("office/villages/<int:unit_pk>/items/", desk.item_list, name="item_list"),
    path("office/villages/<int:unit_pk>/items/<int:node_pk>/", desk.sheet_begin, name="sheet_begin"),
    path("office/village-finance/", sheets.finance_list, name="finance_list"),
    path("office/village-finance/begin/<int:unit_pk>/", sheets.finance_begin, name="finance_begin"),
    path("office/village-sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("office/village-sheets/<int:pk>/print/", sheets.sheet_print, name="sheet_print"),
    path("office/village-sheets/<int:pk>/papers/", papers.paper_add, name="paper_add"),
    path("office/village-papers/<int:pk>/", papers.paper, name="paper"),
    path("office/village-papers/<int:pk>/original/", papers.paper_original, name="paper_original"),
    path("office/village-papers/<int:pk>/copy/", papers.paper_copy, name="paper_copy"),
    path("office/village-papers/<int:pk>/<slug:act>/", papers.paper_act, name="paper_act"),
    path("office/village-sheets/<int:pk>/<slug:act>/", sheets.sheet_act, name="sheet_act"),
    path("office/village-people/", officials.village_people, name="village_people"),
    path("office/village-people/<int:unit_pk>/", officials.village_people_of, name="village_people_of"),
    path("office/village-people/<int:unit_pk>/<int:pk>/", officials.official, name="official"),
    path("office/village-people/<int:unit_pk>/<int:pk>/end/", officials.official_end, name="official_end"),
    path("office/village-places/", places.village_places, name="village_places"),
    path("office/village-places/<int:unit_pk>/", places.village_places_of, name="village_places_of"),
    path("office/village-places/<int:unit_pk>/<int:pk>/", places.village_place, name="village_place"),
    path("office/village-wall/", wall.village_wall, name="village_wall"),
    path(
        "office/village-wall/<int:unit_pk>/<month:month>/", wall.village_wall_month, name="village_wall_month"
    ),
    path(
        "office/village-wall/<int:unit_pk>/<month:month>/sheet.pdf",
        wall.village_wall_file,
        name="village_wall_file",
    ),
    path(
        "office/village-wall/<int:unit_pk>/<month:month>/<int:pk>/down/",
        wall.village_wall_down,
        name="village_wall_down",
    ),
    path(
        "office/village-wall/<int:unit_pk>/<month:month>/<int:pk>/remove/",
        wall.village_wall_remove,
        name="village_wall_remove",
    ),
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
