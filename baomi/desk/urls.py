"""Addresses of the desk."""

from django.urls import path

from baomi.desk.pages import audit, health, help, home, inbox, search

urlpatterns = [
    path("", home.desk, name="desk"),
    path("duties/", home.duty_list, name="duties"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("search/", search.results, name="search"),
    path("help/", help.contents, name="help"),
    path("help/pictures/<str:name>", help.picture, name="help-picture"),
    path("help/<slug:guide>/<slug:slug>/", help.chapter, name="help-chapter"),
    path("audit/", audit.log, name="audit-log"),
    path("audit/verify/", audit.verify, name="audit-verify"),
    path("audit/export/", audit.export, name="audit-export"),
    path("audit/openings/", audit.openings, name="audit-openings"),
    path("audit/openings/<int:pk>/", audit.decide, name="audit-opening"),
    path("audit/<int:pk>/", audit.entry, name="audit-entry"),
    path("audit/<int:pk>/ask/", audit.ask, name="audit-entry-ask"),
    path("audit/<int:pk>/read/", audit.read, name="audit-entry-read"),
    path("health/", health.probe, name="health"),
    path("health/details/", health.details, name="health-details"),
]
