from django.urls import path

from baomi.organization import policy
from baomi.printing import pages

urlpatterns = [
    path("verify/", policy.signed_in(pages.verify_by_hand), name="printing-verify-by-hand"),
    path("verify/<slug:code>/", policy.signed_in(pages.verify), name="printing-verify"),
]
