"""The addresses of the pages that are no register."""

from django.urls import path

from baomi.organization.policy import needs
from reviews.pages import campaigns, incidents, notices, status, summaries

RUN = needs("reviews.campaign.run")
CAMPAIGN = "reviews/campaigns/<int:pk>"

urlpatterns = [
    path(f"{CAMPAIGN}/addressees/", RUN(campaigns.AddresseesView.as_view()), name="reviews-addressees"),
    path(f"{CAMPAIGN}/items/", RUN(campaigns.ItemsView.as_view()), name="reviews-items"),
    path(f"{CAMPAIGN}/publish/", RUN(campaigns.PublishView.as_view()), name="reviews-publish"),
    path(f"{CAMPAIGN}/close/", RUN(campaigns.CloseView.as_view()), name="reviews-close"),
    path(f"{CAMPAIGN}/deadline/", RUN(campaigns.DeadlineView.as_view()), name="reviews-deadline"),
    path(f"{CAMPAIGN}/extend/", RUN(campaigns.ExtendView.as_view()), name="reviews-extend"),
    path(f"{CAMPAIGN}/urge/", RUN(campaigns.UrgeView.as_view()), name="reviews-urge"),
    path(
        f"{CAMPAIGN}/status/",
        needs("reviews.campaign.status")(status.StatusView.as_view()),
        name="reviews-status",
    ),
    path(
        "reviews/notices/<int:pk>/",
        needs("reviews.notice.view")(notices.NoticeView.as_view()),
        name="reviews-notice",
    ),
    path(
        "reviews/notices/<int:pk>/files/<uuid:uuid>/",
        needs("reviews.notice.view")(notices.NoticeFileView.as_view()),
        name="reviews-notice-file",
    ),
    path(
        "reviews/summaries/<int:pk>/edit/",
        needs("reviews.summary.write")(summaries.SummaryEditView.as_view()),
        name="reviews-summary-edit",
    ),
    path(
        "reviews/summaries/<int:pk>/remarks/",
        needs("reviews.summary.receive")(summaries.RemarksView.as_view()),
        name="reviews-remarks",
    ),
    path(
        "reviews/incidents/<int:pk>/settle/",
        needs("reviews.incident.write")(incidents.SettleView.as_view()),
        name="reviews-settle",
    ),
]
