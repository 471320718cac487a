"""Addresses of village affairs."""

from django.urls import path

from villages.views import finance, public

app_name = "villages"
urlpatterns = [
    path("villages/", public.village_list, name="list"),
    path("villages/<int:pk>/", public.village, name="village"),
    path("villages/<int:pk>/finance/", public.village_finance, name="village_finance"),
    path("office/village-finance/", finance.finance_list, name="finance_list"),
    path("office/village-finance/begin/<int:unit_pk>/", finance.finance_begin, name="finance_begin"),
    path("office/village-finance/<int:pk>/", finance.finance_sheet, name="finance_sheet"),
    path("office/village-finance/<int:pk>/<slug:act>/", finance.finance_act, name="finance_act"),
]
