"""Pages of training."""

from django.urls import path

from baomi.organization.policy import needs
from personnel.pages import hours, training

HOURS = needs("personnel.training.hours")
ATTEND = needs("personnel.training.attend")

urlpatterns = [
    path("personnel/training/hours/", HOURS(hours.HoursView.as_view()), name="personnel-hours"),
    path(
        "personnel/training/hours/export/",
        HOURS(hours.HoursExportView.as_view()),
        name="personnel-hours-export",
    ),
    path(
        "personnel/training/hours/print/", HOURS(hours.HoursPrintView.as_view()), name="personnel-hours-print"
    ),
    path(
        "personnel/trainings/<int:pk>/cancel/",
        needs("personnel.trainings.change")(training.CancelView.as_view()),
        name="personnel-training-cancel",
    ),
    path(
        "personnel/trainings/<int:pk>/attend/",
        ATTEND(training.AttendView.as_view()),
        name="personnel-training-attend",
    ),
    path(
        "personnel/attendance/<int:pk>/strike/",
        ATTEND(training.StrikeView.as_view()),
        name="personnel-attendance-strike",
    ),
]
