"""Pages of major events and of filings."""

from django.urls import URLPattern, path

from baomi.organization.policy import needs, signed_in
from personnel.pages import filings, reports, zero_reports

ADD = needs("personnel.reports.add")
HANDLE = needs("personnel.report.handle")
KEEP = needs("personnel.filing.keep")
REPORT = "personnel/reports/<int:pk>"
FILING = "personnel/filings/<int:pk>"

urlpatterns: list[URLPattern] = [
    path("personnel/reports/new/", ADD(reports.StartView.as_view()), name="personnel-report-new"),
    path("personnel/reports/zero/", ADD(reports.ZeroView.as_view()), name="personnel-report-zero"),
    path(
        "personnel/reports/missing/",
        needs("personnel.report.missing")(zero_reports.MissingView.as_view()),
        name="personnel-report-missing",
    ),
    path(
        f"{REPORT}/edit/",
        needs("personnel.reports.change")(reports.EditView.as_view()),
        name="personnel-report-fill",
    ),
    path(
        f"{REPORT}/edit/draft/",
        needs("personnel.reports.change")(reports.DraftView.as_view()),
        name="personnel-report-draft",
    ),
    path(f"{REPORT}/handle/", signed_in(reports.HandleView.as_view()), name="personnel-report-handle"),
    path(f"{REPORT}/bureau/", HANDLE(reports.BureauView.as_view()), name="personnel-report-bureau"),
    path("personnel/filings/draw-up/", KEEP(filings.DrawUpView.as_view()), name="personnel-filing-draw-up"),
    path(f"{FILING}/recompute/", KEEP(filings.RecomputeView.as_view()), name="personnel-filing-recompute"),
    path(f"{FILING}/file/", KEEP(filings.FileView.as_view()), name="personnel-filing-file"),
    path(f"{FILING}/export/", KEEP(filings.ExportView.as_view()), name="personnel-filing-export"),
]
