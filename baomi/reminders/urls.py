"""Addresses of the reminders: inbox, jobs, ladders."""

from django.urls import path

from baomi.reminders import job_pages, notice_pages, rule_pages

urlpatterns = [
    path("notices/", notice_pages.notice_list, name="reminders-notices"),
    path("notices/read/", notice_pages.notices_read, name="reminders-notices-read"),
    path("notices/<uuid:uuid>/open/", notice_pages.notice_open, name="reminders-notice-open"),
    path("notices/<uuid:uuid>/read/", notice_pages.notice_read, name="reminders-notice-read"),
    path("notices/<uuid:uuid>/paper.pdf", notice_pages.notice_paper, name="reminders-notice-paper"),
    path("jobs/", job_pages.job_list, name="reminders-jobs"),
    path("jobs/<uuid:uuid>/", job_pages.job_detail, name="reminders-job"),
    path("jobs/<uuid:uuid>/download/", job_pages.job_download, name="reminders-job-download"),
    path("jobs/<uuid:uuid>/stop/", job_pages.job_stop, name="reminders-job-stop"),
    path("reminders/rules/", rule_pages.rule_list, name="reminders-rules"),
    path("reminders/rules/stages/<int:pk>/", rule_pages.stage_change, name="reminders-stage"),
    path("reminders/rules/stages/<int:pk>/switch/", rule_pages.stage_switch, name="reminders-stage-switch"),
    path("reminders/rules/<str:rule>/new/", rule_pages.stage_add, name="reminders-stage-new"),
]
