"""Addresses of the board."""

from django.urls import path

from gongkai.board import views

app_name = "board"
urlpatterns = [
    path("", views.board, name="board"),
    path("records/<slug:key>/", views.records, name="records"),
    path("records/<slug:key>/export/", views.export, name="export"),
]
