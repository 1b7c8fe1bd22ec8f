"""The addresses of the vote and of what follows it; part of `awards.urls`."""

from django.urls import path

from awards.pages import ballot_runs, ballots, honours, publicity
from baomi.organization.policy import needs

ROUND = "awards/rounds/<int:pk>"
BALLOT = "awards/ballots/<int:pk>"

OPEN = needs("awards.ballot.open")
PUBLICITY = needs("awards.publicity.run")

urlpatterns = [
    path(f"{ROUND}/ballot/", OPEN(ballot_runs.OpenView.as_view()), name="awards-ballot-open"),
    path(f"{BALLOT}/", needs("awards.ballot.follow")(ballots.BallotView.as_view()), name="awards-ballot"),
    path(
        f"{BALLOT}/vote/", needs("awards.ballot.vote")(ballots.VoteView.as_view()), name="awards-ballot-vote"
    ),
    path(
        f"{BALLOT}/close/",
        needs("awards.ballot.close")(ballot_runs.CloseView.as_view()),
        name="awards-ballot-close",
    ),
    path(f"{BALLOT}/hands/", OPEN(ballot_runs.HandsView.as_view()), name="awards-ballot-hands"),
    path(
        f"{BALLOT}/runoff/<slug:kind>/", OPEN(ballot_runs.RunoffView.as_view()), name="awards-ballot-runoff"
    ),
    path(
        f"{BALLOT}/decide/",
        needs("awards.ballot.break_tie")(ballot_runs.ChairView.as_view()),
        name="awards-ballot-decide",
    ),
    path(f"{ROUND}/publicity/", PUBLICITY(publicity.PublicityView.as_view()), name="awards-publicity"),
    path(
        f"{ROUND}/objections/new/",
        PUBLICITY(publicity.NewObjectionView.as_view()),
        name="awards-objection-new",
    ),
    path(
        "awards/objections/<int:pk>/settle/",
        PUBLICITY(publicity.SettleView.as_view()),
        name="awards-objection-settle",
    ),
    path(
        f"{ROUND}/decision/",
        needs("awards.decision.write")(honours.DecisionView.as_view()),
        name="awards-decision",
    ),
    path(
        "awards/decisions/<int:pk>/effect/",
        needs("awards.decision.write")(honours.EffectView.as_view()),
        name="awards-decision-effect",
    ),
]
