"""Every address of the house: each room's own pages first, then those of the declared registers."""

from django.urls import include, path

from baomi.registers.urls import urlpatterns_of_registers

urlpatterns = [
    path("", include("baomi.organization.urls")),
    path("", include("baomi.approvals.urls")),
    path("", include("baomi.printing.urls")),
    path("", include("baomi.reminders.urls")),
    path("", include("baomi.desk.urls")),
    path("", include("personnel.urls")),
    path("", include("reviews.urls")),
    path("", include("awards.urls")),
    *urlpatterns_of_registers(),
]

handler400 = "baomi.organization.pages.errors.bad_request"
handler403 = "baomi.organization.pages.errors.forbidden"
handler404 = "baomi.organization.pages.errors.not_found"
handler500 = "baomi.organization.pages.errors.server_error"
