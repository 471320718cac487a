"""Addresses of disclosure: public ones, and the back office's below /office/."""

from django.urls import path

from disclosure.views import office, public

app_name = "disclosure"
urlpatterns = [
    path("info/<int:pk>/", public.publication, name="publication"),
    path("files/<uuid:key>/<path:name>", public.attachment, name="attachment"),
    path("files/<uuid:key>/", public.attachment, name="attachment_bare"),
    path("office/publications/<int:pk>/", office.publication, name="office_publication"),
    path("office/publications/<int:pk>/<slug:verb>/", office.publication_act, name="publication_act"),
    path(
        "office/publications/<int:pk>/attachments/<int:attachment_pk>/remove/",
        office.attachment_remove,
        name="attachment_remove",
    ),
    path("office/files/<uuid:key>/", office.office_attachment, name="office_attachment"),
]
