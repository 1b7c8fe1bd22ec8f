from django.urls import URLPattern, path

from baomi.organization.policy import needs
from personnel.pages import clearance, leaving

SEE = needs("personnel.departures.view")
WRITE = needs("personnel.clearance.write")
RECEIVE = needs("personnel.clearance.receive")
DEPARTURE = "personnel/departures/<int:pk>"

urlpatterns: list[URLPattern] = [
    path(f"{DEPARTURE}/clearance/", SEE(clearance.ClearanceView.as_view()), name="personnel-clearance"),
    path(
        f"{DEPARTURE}/clearance/receive/",
        RECEIVE(clearance.ReceiveView.as_view()),
        name="personnel-clearance-receive",
    ),
    path(
        f"{DEPARTURE}/clearance/drop/", WRITE(clearance.DropView.as_view()), name="personnel-clearance-drop"
    ),
    path(
        f"{DEPARTURE}/talk/",
        needs("personnel.talk.arrange")(leaving.DepartureTalkView.as_view()),
        name="personnel-departure-talk",
    ),
    path(
        f"{DEPARTURE}/access/",
        needs("personnel.clearance.access")(clearance.AccessView.as_view()),
        name="personnel-departure-access",
    ),
    path(
        f"{DEPARTURE}/decide/",
        needs("personnel.departure.decide")(leaving.DecideView.as_view()),
        name="personnel-departure-decide",
    ),
    path(
        "personnel/absences/<int:pk>/report/",
        needs("personnel.absence.report")(leaving.ReportView.as_view()),
        name="personnel-absence-report",
    ),
]
