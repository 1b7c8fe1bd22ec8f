"""Addresses of approvals. Signing is open to every signed-in user: who sees and signs what is the step's own rule."""

from django.urls import path

from baomi.approvals.pages import delegations, moves, routes, signing
from baomi.organization import policy

urlpatterns = [
    path("approvals/submit/", policy.signed_in(moves.SubmitView.as_view()), name="approval-submit"),
    path("approvals/<int:pk>/", policy.signed_in(signing.SignView.as_view()), name="approval"),
    path(
        "approvals/<int:pk>/withdraw/",
        policy.signed_in(moves.WithdrawView.as_view()),
        name="approval-withdraw",
    ),
    path("approvals/<int:pk>/paper/", policy.signed_in(moves.PaperView.as_view()), name="approval-paper"),
    path(
        "approvals/routes/",
        policy.needs("approvals.routes.change")(routes.RouteListView.as_view()),
        name="approval-routes",
    ),
    path(
        "approvals/routes/<str:code>/",
        policy.needs("approvals.routes.change")(routes.RouteView.as_view()),
        name="approval-route",
    ),
    path(
        "approvals/delegations/",
        policy.signed_in(delegations.DelegationsView.as_view()),
        name="approval-delegations",
    ),
    path(
        "approvals/delegations/<int:pk>/end/",
        policy.signed_in(delegations.EndDelegationView.as_view()),
        name="approval-delegation-end",
    ),
]
