from django.urls import path

from baomi.organization.policy import needs
from personnel.pages import handovers

urlpatterns = [
    path(
        "personnel/handovers/<int:pk>/stocktake/",
        needs("personnel.handover.write")(handovers.StocktakeView.as_view()),
        name="personnel-handover-stocktake",
    ),
]
