"""The office's pages of a campaign: addressees, the list, publishing, more time, urging, closing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import Refusal
from baomi.core.validators import whole_number, whole_numbers
from baomi.organization.models import Department
from baomi.registers import tokens
from baomi.registers.declarations import registry
from baomi.registers.pages.list import RegisterView
from baomi.reminders import actions as reminder_actions
from reviews import deadlines, evidence, rules
from reviews.actions import campaigns as actions
from reviews.choices import CampaignState
from reviews.forms import CampaignItems, DeadlineForm, UrgeForm
from reviews.models import Campaign
from reviews.registers import CampaignRegister

BAD_INPUT = 422
PRESETS = {
    "default": ("默认范围", actions.default_addressees),
    "classified": ("涉密部门", lambda: Department.objects.classified().exclude(kind="group")),
    "line": (
        "业务线部门",
        lambda: Department.objects.active().exclude(business_line="").exclude(kind="group"),
    ),
    "exam": ("考试部门", lambda: Department.objects.active().filter(exam_duty=True).exclude(kind="group")),
    "all": ("全部部门", lambda: Department.objects.active().exclude(kind="group")),
}
"""Quick choices of addressees: slug → (words, departments)."""


class CampaignPage(RegisterView):
    """What these pages share: the campaign in sight, the way back, and the question before a deed."""

    register = registry.get(CampaignRegister.app, CampaignRegister.slug)

    def crumbs(self, campaign: Campaign, label: str) -> list[dict]:
        return [
            {"label": self.register.label, "url": self.register.url},
            {"label": campaign.title, "url": self.register.record_url(campaign)},
            {"label": label, "url": ""},
        ]

    def status_url(self, campaign: Campaign) -> str:
        return f"{self.register.record_url(campaign)}status/"

    def draft(self, pk: int) -> Campaign:
        """The campaign, while it may still be changed."""
        campaign = self.record(pk)
        if campaign.state != CampaignState.DRAFT:
            raise Refusal(
                "通知已发布，内容不能再改", where=campaign.title, how="如需更多时间，请调整截止日期"
            )
        return campaign

    def version(self) -> int:
        """The campaign's version as the editor saw it."""
        version = whole_number(self.request.POST.get("version"))
        if version is None:
            raise Refusal("这个页面已失效", how="请刷新后重新修改")
        return version

    def chosen(self, campaign: Campaign) -> list[evidence.Standing]:
        """The addressed departments marked on the status page."""
        keys = set(whole_numbers(self.request.POST.getlist("department")))
        found = [row for row in evidence.standings(campaign) if row.department.pk in keys]
        if not found:
            raise Refusal("还没有选部门", how="请先在各部门一栏勾选")
        return found

    def ask(self, campaign: Campaign, question: str, button: str, **more) -> HttpResponse:
        status = more.pop("status", 200)
        context = {
            "page_title": question,
            "question": question,
            "button": button,
            "action_url": self.request.path,
            "cancel_url": self.register.record_url(campaign),
            **more,
        }
        return render(self.request, "register/confirm.html", context, status=status)


class AddresseesView(CampaignPage):
    """/reviews/campaigns/<pk>/addressees/: the tick list of departments, with quick choices."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.draft(pk)
        preset = request.GET.get("preset", "")
        if preset in PRESETS:
            marked = set(PRESETS[preset][1]().values_list("pk", flat=True))
        else:
            marked = set(campaign.addressees.values_list("department_id", flat=True))
        return render(request, "reviews/addressees.html", self.context(campaign, marked, preset))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.draft(pk)
        keys = whole_numbers(request.POST.getlist("department"))
        departments = list(Department.objects.active().filter(pk__in=keys))
        actions.set_addressees(request.user, campaign, departments, self.version())
        messages.success(request, f"已选 {len(departments)} 个报送部门")
        return redirect(self.register.record_url(campaign))

    def context(self, campaign: Campaign, marked: set[int], preset: str) -> dict:
        rows = [
            {"department": department, "checked": department.pk in marked, "deep": department.kind == "group"}
            for department in Department.objects.active().order_by("path")
        ]
        return {
            "page_title": "选择报送部门",
            "crumbs": self.crumbs(campaign, "报送部门"),
            "campaign": campaign,
            "rows": rows,
            "marked": len(marked),
            "presets": [
                {"label": label, "url": f"?preset={slug}", "current": slug == preset}
                for slug, (label, _) in PRESETS.items()
            ],
            "cancel_url": self.register.record_url(campaign),
        }


class ItemsView(CampaignPage):
    """/reviews/campaigns/<pk>/items/: the rows of the year's list; order, change, add, drop."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.draft(pk)
        rows = [
            {
                "ORDER": item.order,
                "name": item.name,
                "category": item.category,
                "requirement": item.requirement,
                "applies_to": item.applies_to,
            }
            for item in campaign.items.all()
        ]
        return self.show(campaign, CampaignItems(initial=rows, prefix="items"))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.draft(pk)
        formset = CampaignItems(request.POST, prefix="items")
        if not formset.is_valid():
            return self.show(campaign, formset, status=BAD_INPUT)
        try:
            actions.set_items(request.user, campaign, formset.rows(), self.version())
        except Refusal as refusal:
            return self.show(campaign, formset, str(refusal), BAD_INPUT)
        messages.success(request, f"已保存材料清单，共 {len(formset.rows())} 行")
        return redirect(self.register.record_url(campaign))

    def show(self, campaign: Campaign, formset, problem: str = "", status: int = 200) -> HttpResponse:
        context = {
            "page_title": "编辑材料上报清单",
            "crumbs": self.crumbs(campaign, "材料清单"),
            "campaign": campaign,
            "formset": formset,
            "problem": problem,
            "cancel_url": self.register.record_url(campaign),
        }
        return render(self.request, "reviews/items.html", context, status=status)


class PublishView(CampaignPage):
    """/reviews/campaigns/<pk>/publish/: count and deadline are shown before the notice goes out."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.draft(pk)
        departments = [row.department for row in campaign.addressees.select_related("department")]
        decision = rules.may_publish(campaign, len(departments), clock.now())
        if not decision:
            raise decision.refusal()
        return self.ask(
            campaign,
            f"向 {len(departments)} 个部门发布通知？",
            f"发布给 {len(departments)} 个部门",
            explanation=f"报送截止 {clock.written(campaign.deadline)}。发布后通知、清单和部门不能再改；"
            "各部门的工作台上出现任务，并开始按期提醒。",
            columns=["部门", "涉密部门", "业务线"],
            rows=[[item.name, "是" if item.classified else "否", item.business_line] for item in departments],
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = actions.publish(request.user, self.record(pk))
        messages.success(request, f"已发布给 {campaign.addressees.count()} 个部门")
        return redirect(self.status_url(campaign))


class CloseView(CampaignPage):
    """/reviews/campaigns/<pk>/close/"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.record(pk)
        behind = [row for row in evidence.standings(campaign) if row.hand_in not in evidence.RECEIVED]
        return self.ask(
            campaign,
            f"结束 {campaign.year} 年度报送？",
            "结束报送",
            explanation=f"结束后部门不能再报送，提醒停止。还有 {len(behind)} 个部门未接收。",
            columns=["部门", "状态"],
            rows=[[row.department.name, row.hand_in.label] for row in behind],
            danger=True,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = actions.close(request.user, self.record(pk))
        messages.success(request, f"已结束 {campaign.year} 年度报送")
        return redirect(self.register.record_url(campaign))


class DeadlineView(CampaignPage):
    """/reviews/campaigns/<pk>/deadline/: a later deadline for everybody, with a reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.record(pk)
        return self.question(campaign, DeadlineForm(initial={"until": campaign.deadline}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.record(pk)
        form = DeadlineForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            try:
                changed = actions.move_deadline(request.user, campaign, values["until"], values["reason"])
            except (Refusal, ValidationError) as error:
                form.add_error("until", str(error) if isinstance(error, Refusal) else error)
            else:
                messages.success(request, f"报送截止已调整到 {clock.written(changed.deadline)}")
                return redirect(self.status_url(campaign))
        return self.question(campaign, form, BAD_INPUT)

    def question(self, campaign: Campaign, form, status: int = 200) -> HttpResponse:
        return self.ask(
            campaign,
            "调整全部部门的报送截止",
            "调整截止日期",
            explanation=f"现在是 {clock.written(campaign.deadline)}，只能往后调。原因记入操作记录。",
            form=form,
            cancel_url=self.status_url(campaign),
            status=status,
        )


class ExtendView(CampaignPage):
    """POST /reviews/campaigns/<pk>/extend/: more time for the marked departments."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.record(pk)
        rows = self.chosen(campaign)
        if request.POST.get("confirmed") != "1":
            return self.question(campaign, rows, DeadlineForm())
        form = DeadlineForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            departments = [row.department for row in rows]
            try:
                count = actions.extend(request.user, campaign, departments, values["until"], values["reason"])
            except Refusal as refusal:
                form.add_error("until", str(refusal))
            else:
                messages.success(request, f"已给 {count} 个部门延期到 {clock.written(values['until'])}")
                return redirect(self.status_url(campaign))
        return self.question(campaign, rows, form, BAD_INPUT)

    def question(self, campaign: Campaign, rows, form, status: int = 200) -> HttpResponse:
        return self.ask(
            campaign,
            f"给 {len(rows)} 个部门延期？",
            f"延期 {len(rows)} 个部门",
            form=form,
            columns=["部门", "状态", "现在的截止"],
            rows=[[row.department.name, row.hand_in.label, clock.written(row.deadline)] for row in rows],
            hidden=[("department", row.department.pk) for row in rows] + [("confirmed", "1")],
            cancel_url=self.status_url(campaign),
            status=status,
        )


class UrgeView(CampaignPage):
    """POST /reviews/campaigns/<pk>/urge/: the marked departments that still owe something are told, once a day."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.record(pk)
        items = deadlines.urgeable(campaign, [row.department.pk for row in self.chosen(campaign)])
        if not items:
            raise Refusal("选中的部门都已报送，不用催报", how="请重新勾选")
        if request.POST.get("confirmed") != "1":
            text = "请尽快报送本部门年度总结和材料清单；确有困难的，请与保密办联系。"
            return self.question(campaign, items, UrgeForm(initial={"text": text}))
        form = UrgeForm(request.POST)
        if not form.is_valid():
            return self.question(campaign, items, form, BAD_INPUT)
        try:
            with ledger.unit(request.user):
                used = tokens.claim(request.user, request.POST.get("token", ""))
                urged = reminder_actions.urge(request.user, items, form.cleaned_data["text"])
                tokens.remember_result(used, self.status_url(campaign))
        except tokens.AlreadyDone as done:
            messages.info(request, str(done))
            return redirect(self.status_url(campaign))
        messages.success(request, urged.sentence)
        return redirect(self.status_url(campaign))

    def question(self, campaign: Campaign, items, form, status: int = 200) -> HttpResponse:
        names = dict(Department.objects.values_list("pk", "name"))
        return self.ask(
            campaign,
            f"催报 {len(items)} 个部门？",
            f"催报 {len(items)} 个部门",
            explanation="消息发到部门保密员的收件箱和邮箱。今天已催过的人不重复发。",
            form=form,
            columns=["部门", "截止"],
            rows=[[names.get(item.department_id, ""), clock.written(item.instant)] for item in items],
            hidden=[("department", item.department_id) for item in items]
            + [("confirmed", "1"), ("token", tokens.fresh())],
            cancel_url=self.status_url(campaign),
            status=status,
        )
