"""The addresses of the pages that are no register."""

from django.urls import path

from awards.pages import nominations, years
from baomi.organization.policy import needs

RUN = needs("awards.round.run")
WRITE = needs("awards.nomination.write")
ROUND = "awards/rounds/<int:pk>"
NOMINATION = "awards/nominations"

urlpatterns = [
    path("awards/years/open/", RUN(years.OpenYearView.as_view()), name="awards-year-open"),
    path(f"{ROUND}/edit/", RUN(years.ChangeYearView.as_view()), name="awards-year-edit"),
    path(f"{ROUND}/publish/", RUN(years.PublishYearView.as_view()), name="awards-year-publish"),
    path(f"{NOMINATION}/new/", WRITE(nominations.NewView.as_view()), name="awards-nomination-new"),
    path(f"{NOMINATION}/draft/", WRITE(nominations.DraftView.as_view()), name="awards-nomination-draft"),
    path(f"{NOMINATION}/checks/", WRITE(nominations.ChecksView.as_view()), name="awards-nomination-checks"),
    path(f"{NOMINATION}/photo/", WRITE(nominations.PhotoView.as_view()), name="awards-nomination-photo"),
    path(
        f"{NOMINATION}/<int:pk>/edit/", WRITE(nominations.EditView.as_view()), name="awards-nomination-edit"
    ),
]
