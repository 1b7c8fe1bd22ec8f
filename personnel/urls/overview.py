from django.urls import path

from baomi.organization.policy import needs
from personnel.pages.overview import overview

urlpatterns = [
    path("personnel/overview/", needs("personnel.overview.view")(overview), name="personnel-overview"),
]
