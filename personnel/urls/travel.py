"""Pages of journeys, talks and visits."""

from django.urls import path

from baomi.organization.policy import needs
from personnel.pages import travel, visits

TRIP = "personnel/trips/<int:pk>"

urlpatterns = [
    path(
        f"{TRIP}/organs/",
        needs("personnel.trip.mark")(travel.OrgansView.as_view()),
        name="personnel-trip-organs",
    ),
    path(
        f"{TRIP}/cancel/",
        needs("personnel.trip.cancel")(travel.CancelView.as_view()),
        name="personnel-trip-cancel",
    ),
    path(
        f"{TRIP}/return/",
        needs("personnel.trip.report_return")(travel.ReturnView.as_view()),
        name="personnel-trip-return",
    ),
    path(
        f"{TRIP}/unused/",
        needs("personnel.trip.report_return")(travel.UnusedView.as_view()),
        name="personnel-trip-unused",
    ),
    path(
        f"{TRIP}/talk/",
        needs("personnel.talk.arrange")(travel.TripTalkView.as_view()),
        name="personnel-trip-talk",
    ),
    path(
        "personnel/talks/<int:pk>/record/",
        needs("personnel.talk.arrange")(travel.TalkRecordView.as_view()),
        name="personnel-talk-record",
    ),
    path(
        "personnel/visits/<int:pk>/record/",
        needs("personnel.visit.write")(visits.VisitRecordView.as_view()),
        name="personnel-visit-record",
    ),
]
