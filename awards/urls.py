"""The addresses of the pages that are no register."""

from django.urls import path

from awards import voting_urls
from awards.pages import nominations, proposing, screening, years
from baomi.organization.policy import needs

RUN = needs("awards.round.run")
WRITE = needs("awards.nomination.write")
JUDGE = needs("awards.nomination.judge")
ROUND = "awards/rounds/<int:pk>"
NOMINATION = "awards/nominations"

urlpatterns = [
    path("awards/years/open/", RUN(years.OpenYearView.as_view()), name="awards-year-open"),
    path(f"{ROUND}/edit/", RUN(years.ChangeYearView.as_view()), name="awards-year-edit"),
    path(f"{ROUND}/publish/", RUN(years.PublishYearView.as_view()), name="awards-year-publish"),
    path(f"{ROUND}/extend/", RUN(screening.ExtendView.as_view()), name="awards-round-extend"),
    path(f"{ROUND}/screening/start/", RUN(screening.StartView.as_view()), name="awards-screening-start"),
    path(f"{ROUND}/screening/", RUN(screening.OverviewView.as_view()), name="awards-screening"),
    path(
        f"{ROUND}/screening/recompute/",
        RUN(screening.RecomputeView.as_view()),
        name="awards-screening-recompute",
    ),
    path(f"{ROUND}/propose/", RUN(proposing.ProposeView.as_view()), name="awards-propose"),
    path(f"{ROUND}/take-back/", RUN(proposing.TakeBackView.as_view()), name="awards-take-back"),
    path(
        f"{NOMINATION}/<int:pk>/screening/",
        JUDGE(screening.NomineeView.as_view()),
        name="awards-screening-nominee",
    ),
    path(
        "awards/checks/<int:pk>/override/",
        JUDGE(screening.OverrideView.as_view()),
        name="awards-check-override",
    ),
    path(f"{NOMINATION}/new/", WRITE(nominations.NewView.as_view()), name="awards-nomination-new"),
    path(f"{NOMINATION}/draft/", WRITE(nominations.DraftView.as_view()), name="awards-nomination-draft"),
    path(f"{NOMINATION}/checks/", WRITE(nominations.ChecksView.as_view()), name="awards-nomination-checks"),
    path(f"{NOMINATION}/photo/", WRITE(nominations.PhotoView.as_view()), name="awards-nomination-photo"),
    path(
        f"{NOMINATION}/<int:pk>/edit/", WRITE(nominations.EditView.as_view()), name="awards-nomination-edit"
    ),
    *voting_urls.urlpatterns,
]
