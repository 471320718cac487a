"""Addresses of the catalog."""

from django.urls import path

from catalog.views import exports, public, revisions, revisions_office

app_name = "catalog"
urlpatterns = [
    path("domains/<slug:key>/", public.domain, name="domain"),
    path("items/<slug:key>/", public.item, name="item"),
    path("catalog/", public.catalog, name="catalog"),
    path("catalog.xlsx", exports.catalog_xlsx, name="catalog_xlsx"),
    path("catalog.csv", exports.catalog_csv, name="catalog_csv"),
    path("catalog.json", exports.catalog_json, name="catalog_json"),
    path("units/", public.unit_list, name="unit_list"),
    path("units/<int:pk>/", public.unit, name="unit"),
    path("places/", public.place_list, name="place_list"),
    path("revisions/", revisions.revision_list, name="revision_list"),
    path("revisions/<int:pk>/", revisions.revision, name="revision"),
    path("office/revisions/", revisions_office.office_revision_list, name="office_revision_list"),
    path("office/revisions/<int:pk>/", revisions_office.office_revision, name="office_revision"),
    path(
        "office/revisions/<int:pk>/rows/", revisions_office.office_revision_rows, name="office_revision_rows"
    ),
    path(
        "office/revisions/<int:pk>/rows/add/<int:parent_pk>/",
        revisions_office.office_revision_add,
        name="office_revision_add",
    ),
    path(
        "office/revisions/<int:pk>/rows/<int:node_pk>/change/",
        revisions_office.office_revision_change,
        name="office_revision_change",
    ),
    path(
        "office/revisions/<int:pk>/rows/<int:node_pk>/retire/",
        revisions_office.office_revision_retire,
        name="office_revision_retire",
    ),
    path(
        "office/revisions/<int:pk>/changes/<int:change_pk>/remove/",
        revisions_office.office_revision_remove,
        name="office_revision_remove",
    ),
    path(
        "office/revisions/<int:pk>/comments/<int:comment_pk>/",
        revisions_office.office_revision_answer,
        name="office_revision_answer",
    ),
    path(
        "office/revisions/<int:pk>/<slug:verb>/",
        revisions_office.office_revision_act,
        name="office_revision_act",
    ),
]
