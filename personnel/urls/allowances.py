"""Pages of allowances."""

from django.urls import path

from baomi.organization.policy import needs
from personnel.pages import allowances

MAKE = needs("personnel.allowance.make")

urlpatterns = [
    path(
        "personnel/allowances/compute/",
        MAKE(allowances.ComputeView.as_view()),
        name="personnel-allowances-compute",
    ),
    path(
        "personnel/allowances/<int:pk>/recompute/",
        MAKE(allowances.RecomputeView.as_view()),
        name="personnel-allowance-recompute",
    ),
]
