"""The keyed intake of events, and the office pages where its keys are managed."""

from django.urls import path

from gongkai.api import views, views_office

app_name = "api"
urlpatterns = [
    path("api/", views.about, name="about"),
    path("api/events/", views.events, name="events"),
    path("api/events/<str:external_id>/", views.event, name="event"),
    path("office/api-clients/", views_office.clients, name="clients"),
    path("office/api-clients/<int:pk>/<slug:verb>/", views_office.client_act, name="client_act"),
]
