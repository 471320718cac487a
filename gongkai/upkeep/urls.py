"""Addresses of upkeep."""

from django.urls import path

from gongkai.upkeep import moves, views

app_name = "upkeep"
urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<int:year>/", views.calendar_year, name="calendar_year"),
    path("adoptions/", views.adoption_list, name="adoption_list"),
    path("adoptions/<int:node>/", views.adoption, name="adoption"),
    path("moves/", moves.moves, name="moves"),
    path("checks/", views.check_list, name="check_list"),
    path("checks/<int:node>/", views.check, name="check"),
]
