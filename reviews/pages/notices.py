"""The department's task: the notice it received, the list that concerns it, and the way into its summary."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from baomi.core import clock
from baomi.core.decisions import Denied
from baomi.core.errors import NotFound
from baomi.organization import policy
from baomi.registers import attachments
from baomi.registers.declarations import registry
from baomi.registers.pages.files import download
from reviews import rules
from reviews.actions import summaries as actions
from reviews.choices import CampaignState
from reviews.models import Addressee, Summary
from reviews.registers import SummaryRegister


class TaskView(View):
    """What the pages of one task share."""

    def addressee(self, pk: int) -> Addressee:
        """A published task within the user's sight. Raises NotFound otherwise."""
        rows = Addressee.objects.exclude(campaign__state=CampaignState.DRAFT).filter(pk=pk)
        scoped = policy.scope(self.request.user, "reviews.notice.view", rows)
        found = scoped.select_related("campaign", "department").first()
        if found is None:
            raise NotFound("没有这条记录")
        return found


class NoticeView(TaskView):
    """/reviews/notices/<pk>/: GET shows the task, POST begins the summary (or opens the one begun)."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        addressee = self.addressee(pk)
        campaign, department = addressee.campaign, addressee.department
        summary = Summary.objects.filter(campaign=campaign, department=department).first()
        context = {
            "page_title": campaign.title,
            "crumbs": [
                {"label": "年度总结报送", "url": ""},
                {"label": f"{campaign.year} 年度", "url": ""},
                {"label": addressee.department.name, "url": ""},
            ],
            "status": _status(summary),
            "campaign": campaign,
            "addressee": addressee,
            "summary": summary,
            "summary_url": f"/reviews/summaries/{summary.pk}/" if summary else "",
            "items": [item for item in campaign.items.all() if rules.applies(item, department)],
            "late": rules.is_late(summary, addressee.deadline, clock.now()),
            "files": [
                {"row": row, "url": f"{request.path}files/{row.uuid}/"} for row in attachments.of(campaign)
            ],
            "begin": self.may_begin(addressee) if summary is None else None,
        }
        return render(request, "reviews/notice.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        addressee = self.addressee(pk)
        summary = actions.begin(request.user, addressee.campaign, addressee.department)
        messages.success(request, f"已建立{addressee.department.name}的年度总结，写到哪里自动保存到哪里")
        return redirect(f"/reviews/summaries/{summary.pk}/edit/")

    def may_begin(self, addressee: Addressee):
        if addressee.campaign.state != CampaignState.PUBLISHED:
            return Denied("这一年度的报送已结束")
        return policy.can(
            self.request.user, "reviews.summary.write", Summary(department=addressee.department)
        )


def _status(summary: Summary | None) -> dict:
    """The state of the department's own hand-in, beside the title."""
    if summary is None:
        return {"tone": "draft", "label": "未开始"}
    register = registry.get(SummaryRegister.app, SummaryRegister.slug)
    return dict(zip(("tone", "label"), register.status(summary), strict=True))


class NoticeFileView(TaskView):
    """GET /reviews/notices/<pk>/files/<uuid>/: a file of the notice, for those it is addressed to."""

    def get(self, request: HttpRequest, pk: int, uuid) -> HttpResponse:
        campaign = self.addressee(pk).campaign
        row = attachments.of(campaign).filter(uuid=uuid).first()
        if row is None:
            raise NotFound("没有这个附件")
        return download(row, attachments.hand_out(request.user, campaign, row))
