"""The approvals' own addresses, without any domain's."""

from django.http import HttpResponse
from django.urls import include, path

from baomi.organization import policy


@policy.signed_in
def elsewhere(request, **kwargs):
    """Stands for the pages that approvals send people on to."""
    return HttpResponse("")


urlpatterns = [
    path("", include("baomi.approvals.urls")),
    path("", include("baomi.organization.urls")),
    path("inbox/", elsewhere),
    path("testapp/requests/<int:pk>/", elsewhere),
]
