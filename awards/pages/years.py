"""Opening the year: the campaign's notice and the award round on one page, kept as a draft, published together."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from awards.actions import rounds as actions
from awards.choices import RoundState
from awards.forms import FilesForm, RoundForm
from awards.models import AwardRound
from awards.registers.rounds import RoundRegister
from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import Refusal, StaleRecord
from baomi.core.validators import whole_number, whole_numbers
from baomi.organization.models import Department
from baomi.registers import attachments, forms, tokens
from baomi.registers.declarations import registry
from baomi.registers.models import UsedToken
from baomi.registers.pages.edit import add_error
from baomi.registers.pages.list import RegisterView
from reviews import defaults
from reviews.actions.campaigns import default_addressees
from reviews.forms import YEARS, CampaignItems
from reviews.registers import CampaignRegister

BAD_INPUT = 422
CAMPAIGNS = registry.get(CampaignRegister.app, CampaignRegister.slug)
ROUNDS = registry.get(RoundRegister.app, RoundRegister.slug)


class YearForms:
    """The four parts of the page, bound to what was posted or filled with what there is."""

    def __init__(self, request: HttpRequest, award_round: AwardRound | None = None):
        data = request.POST if request.method == "POST" else None
        files = request.FILES if data is not None else None
        asked = whole_number(request.GET.get("year"))
        year = asked if asked in YEARS else clock.today().year
        campaign = award_round.campaign if award_round else None
        self.campaign = forms.bound_form(
            CAMPAIGNS, request.user, data, instance=campaign, initial=None if campaign else {"year": year}
        )
        initial = None if award_round else actions.default_values(year)
        self.round = RoundForm(data, instance=award_round, initial=initial, prefix="round")
        rows = campaign.items.all() if campaign else []
        items = [_item_row(row, row.order) for row in rows] or [
            _item_row(row, order) for order, row in enumerate(defaults.ITEMS, 1)
        ]
        self.items = CampaignItems(data, initial=items, prefix="items")
        self.files = FilesForm(data, files)
        if data is not None:
            keys = whole_numbers(data.getlist("department"))
            self.departments = list(Department.objects.active().filter(pk__in=keys))
        elif campaign:
            self.departments = [row.department for row in campaign.addressees.select_related("department")]
        else:
            self.departments = list(default_addressees())

    def is_valid(self) -> bool:
        """All parts are asked, so that every error shows at once."""
        return all([part.is_valid() for part in (self.campaign, self.round, self.items, self.files)])  # noqa: C419


class OpenYearView(View):
    """/awards/years/open/"""

    def get(self, request: HttpRequest) -> HttpResponse:
        return show(request, YearForms(request), token=tokens.fresh())

    def post(self, request: HttpRequest) -> HttpResponse:
        parts = YearForms(request)
        token = request.POST.get("token", "")
        used = UsedToken.objects.filter(user=request.user, token=token).first()
        if used:  # asked before the form: of a year opened a moment ago it would say that it exists
            messages.info(request, "这一年度已存为草稿，没有重复开启")
            return redirect(used.url or ROUNDS.url)
        if not parts.is_valid():
            return show(request, parts, status=BAD_INPUT, token=token)
        try:
            with ledger.unit(request.user):
                used = tokens.claim(request.user, token)
                award_round = actions.open_year(
                    request.user,
                    forms.clean_values(parts.campaign),
                    forms.clean_values(parts.round),
                    departments=parts.departments,
                    items=parts.items.rows(),
                )
                _attach(request, award_round, parts)
                tokens.remember_result(used, ROUNDS.record_url(award_round))
        except tokens.AlreadyDone as done:
            messages.info(request, str(done))
            return redirect(done.url or ROUNDS.url)
        except (ValidationError, Refusal) as error:
            add_error(parts.campaign, error)
            return show(request, parts, status=BAD_INPUT, token=token)
        messages.success(request, f"已存为草稿，送达 {len(parts.departments)} 个部门前还须发布")
        return redirect(ROUNDS.record_url(award_round))


class RoundPage(RegisterView):
    """What the pages of one round share."""

    register = ROUNDS

    def crumbs(self, award_round: AwardRound, label: str) -> list[dict]:
        return [
            {"label": self.register.label, "url": self.register.url},
            {"label": award_round.title, "url": self.register.record_url(award_round)},
            {"label": label, "url": ""},
        ]

    def ask(self, award_round: AwardRound, question: str, button: str, **more) -> HttpResponse:
        """The question before a deed, with the objects it concerns."""
        status = more.pop("status", 200)
        context = {
            "page_title": question,
            "question": question,
            "button": button,
            "action_url": self.request.path,
            "cancel_url": self.register.record_url(award_round),
            **more,
        }
        return render(self.request, "register/confirm.html", context, status=status)


class ChangeYearView(RoundPage):
    """/awards/rounds/<pk>/edit/: the same page while the year is a draft."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.current = self.record(kwargs["pk"])
        if self.current.state != RoundState.DRAFT:
            raise Refusal("通知已发布，内容不能再改", where=self.current.title)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return show(request, YearForms(request, self.current), self.current)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        parts = YearForms(request, self.current)
        if not parts.is_valid():
            return show(request, parts, self.current, status=BAD_INPUT)
        try:
            award_round = self._change(parts)
        except StaleRecord as stale:
            add_error(parts.campaign, stale)
            return show(request, parts, self.record(pk), status=409)
        except (ValidationError, Refusal) as error:
            add_error(parts.campaign, error)
            return show(request, parts, self.current, status=BAD_INPUT)
        messages.success(request, "已保存草稿")
        return redirect(ROUNDS.record_url(award_round))

    def _change(self, parts: YearForms) -> AwardRound:
        request = self.request
        versions = [whole_number(request.POST.get(name)) for name in ("version", "campaign_version")]
        if None in versions:
            raise Refusal("这个页面已失效", how="请刷新后重新修改")
        with ledger.unit(request.user):
            award_round = actions.change_year(
                request.user,
                AwardRound.objects.get(pk=self.current.pk),
                forms.clean_values(parts.campaign),
                forms.clean_values(parts.round),
                departments=parts.departments,
                items=parts.items.rows(),
                version=versions[0],
                campaign_version=versions[1],
            )
            _attach(request, award_round, parts)
        return award_round


class PublishYearView(RoundPage):
    """/awards/rounds/<pk>/publish/: what goes out to whom, then the deed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = self.record(pk)
        campaign = award_round.campaign
        rows = [
            [
                row.department.name,
                row.department.get_kind_display(),
                "涉密部门" if row.department.classified else "",
            ]
            for row in campaign.addressees.select_related("department")
        ]
        words = (
            f"{campaign.document_number or '（无文号）'}　材料报送截止 {clock.written(campaign.deadline)}，"
            f"申报截止 {clock.written(award_round.deadline)}；清单 {campaign.items.count()} 项，"
            f"附件 {attachments.of(campaign).count()} 份。发布后内容不能再改，各部门工作台出现任务，提醒开始。"
        )
        return self.ask(
            award_round,
            f"向 {len(rows)} 个部门发布 {award_round.year} 年度通知并开始评选？",
            f"发布给 {len(rows)} 个部门",
            explanation=words,
            columns=["部门", "类别", "评选范围"],
            rows=rows,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        award_round = actions.publish_year(request.user, self.record(pk))
        messages.success(request, f"已发布，{award_round.campaign.addressees.count()} 个部门收到任务")
        return redirect(self.register.record_url(award_round))


def show(request, parts: YearForms, award_round=None, *, status: int = 200, token: str = "") -> HttpResponse:
    """The page of the four parts."""
    label = "修改年度" if award_round else "开启年度"
    chosen = {department.pk for department in parts.departments}
    departments = Department.objects.active().order_by("path")
    context = {
        "page_title": f"修改 {award_round.year} 年度" if award_round else label,
        "crumbs": [{"label": ROUNDS.label, "url": ROUNDS.url}, {"label": label, "url": ""}],
        "parts": parts,
        "groups": _groups(parts.campaign, CAMPAIGNS.form_groups) + _groups(parts.round, RoundForm.GROUPS),
        "errors": _errors(parts),
        "departments": [
            {"department": item, "checked": item.pk in chosen, "deep": item.kind == "group"}
            for item in departments
        ],
        "chosen": len(chosen),
        "token": token,
        "version": award_round.version if award_round else None,
        "campaign_version": award_round.campaign.version if award_round else None,
        "cancel_url": ROUNDS.record_url(award_round) if award_round else ROUNDS.url,
    }
    return render(request, "awards/year_form.html", context, status=status)


def _attach(request: HttpRequest, award_round: AwardRound, parts: YearForms) -> None:
    for upload in parts.files.cleaned_data["files"]:
        attachments.store(request.user, award_round.campaign, upload)


def _groups(form, declared) -> list[dict]:
    return [
        {"label": group.label, "fields": [form[name] for name in group.fields if name in form.fields]}
        for group in declared
    ]


def _errors(parts: YearForms) -> list[dict]:
    """Every error once more at the top, with the way to its field."""
    found = [{"label": "", "text": text, "anchor": ""} for text in parts.campaign.non_field_errors()]
    for form in (parts.campaign, parts.round, parts.files):
        found += [
            {"label": form.fields[name].label, "text": text, "anchor": form[name].id_for_label}
            for name, texts in form.errors.items()
            if name in form.fields
            for text in texts
        ]
    for number, form in enumerate(parts.items.forms, 1):
        found += [
            {"label": f"清单第 {number} 行", "text": text, "anchor": "items"}
            for texts in form.errors.values()
            for text in texts
        ]
    return found


def _item_row(row, order: int) -> dict:
    return {
        "ORDER": order,
        "name": row.name,
        "category": row.category,
        "requirement": row.requirement,
        "applies_to": row.applies_to,
    }
