"""Addresses of the 梳理表."""

from django.urls import path

from gongkai.sorting import views

app_name = "sorting"
urlpatterns = [
    path("", views.sorting, name="sorting"),
    path("sorting.xlsx", views.workbook, name="workbook"),
    path("propose/", views.propose, name="propose"),
    path("decide/", views.decide, name="decide"),
    path("matters/<int:pk>/row/", views.make_row, name="make_row"),
    path("matters/<int:pk>/tie/", views.tie, name="tie"),
    path("matters/<int:pk>/active/", views.set_active, name="set_active"),
]
