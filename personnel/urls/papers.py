"""Pages of pledges, letters and assessments."""

from django.urls import path

from baomi.organization.policy import needs, signed_in
from personnel.pages import papers

BEGIN = needs("personnel.papers.begin")

urlpatterns = [
    path(
        "personnel/papers/begin/",
        needs("personnel.pledge.ask")(papers.BeginView.as_view()),
        name="personnel-pledge-begin",
    ),
    path("personnel/papers/letters/", BEGIN(papers.LettersView.as_view()), name="personnel-letters"),
    path("personnel/papers/record/", BEGIN(papers.RecordView.as_view()), name="personnel-papers-record"),
    path(
        "personnel/papers/assessments/",
        needs("personnel.assessment.start")(papers.StartAssessmentsView.as_view()),
        name="personnel-assessments-start",
    ),
    path(
        "personnel/assessments/<int:pk>/judge/",
        signed_in(papers.JudgeView.as_view()),
        name="personnel-assessment-judge",
    ),
]
