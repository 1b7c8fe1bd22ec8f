"""The zero-out page of a leaver (B1): what he still has, live, and the receivers' signatures."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baomi.audit import ledger
from baomi.core import clock
from baomi.core.errors import NotFound, Refusal
from baomi.core.levels import SecrecyLevel
from baomi.core.templatetags.look import level_mark
from baomi.organization import policy
from baomi.registers import tokens
from baomi.registers.declarations import registry
from baomi.registers.pages.edit import add_error, warn_of_marks
from baomi.registers.pages.list import RegisterView
from baomi.registers.sight import opened_by
from personnel.actions import clearance as actions
from personnel.actions import departures
from personnel.evidence import leaving as evidence
from personnel.forms.leaving import AccessForm, LineForm, ReceiveForm
from personnel.models import Departure
from personnel.pages.checklist import check_rows
from personnel.pages.deeds import DeedView, NothingToFill
from personnel.registers.leaving import DepartureRegister
from personnel.rules import leaving as rules

BAD_INPUT = 422


class ClearancePage(RegisterView):
    """What these pages share: the departure in sight, and the page everything leads back to."""

    register = registry.get(DepartureRegister.app, DepartureRegister.slug)

    def visible(self) -> QuerySet:
        """With the person's name; nothing here tells of his post."""
        return (
            super().visible().select_related(None).select_related("department", "person__staff", "approval")
        )

    def page_url(self, departure: Departure) -> str:
        return reverse("personnel-clearance", args=[departure.pk])

    def back(self, record) -> str:
        return self.page_url(record)

    def keys(self) -> list[str]:
        """The lines marked on the page. Raises Refusal when none is."""
        found = list(dict.fromkeys(self.request.GET.getlist("key")))
        if not found:
            raise Refusal("还没有选中要办的项", how="请先在清退明细中勾选")
        return found

    def chosen(self, departure: Departure) -> list[evidence.Item]:
        """The marked lines as they stand now. Raises NotFound for one that is not on the sheet."""
        items = {item.key: item for item in evidence.items_of(departure)}
        keys = self.keys()
        if not set(keys) <= items.keys():
            raise NotFound("清退单上没有这一项")
        return [items[key] for key in keys]


class ClearanceView(ClearancePage):
    """/personnel/departures/<pk>/clearance/: GET shows the sheet, POST puts a typed line on it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.record(pk), LineForm(), tokens.fresh())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        departure = self.record(pk)
        policy.require(request.user, "personnel.clearance.write", departure)
        form, token = LineForm(request.POST), request.POST.get("token", "")
        again = tokens.done_before(request.user, token)
        if again:
            messages.info(request, str(again))
            return redirect(self.page_url(departure))
        if not form.is_valid():
            return self.show(departure, form, token, BAD_INPUT)
        try:
            with ledger.unit(request.user):
                used = tokens.claim(request.user, token)
                line = actions.type_line(request.user, departure, form.cleaned_data)
                tokens.remember_result(used, self.page_url(departure))
        except (Refusal, ValidationError) as error:
            add_error(form, error)
            return self.show(departure, form, token, BAD_INPUT)
        messages.success(request, f"已登记{line.kind}{line.label}，待接收人核定")
        warn_of_marks(request, form.data)
        return redirect(self.page_url(departure))

    def show(self, departure: Departure, form: LineForm, token: str, status: int = 200) -> HttpResponse:
        items = evidence.items_of(departure)
        settled = sum(item.settled for item in items)
        user, open_still = self.request.user, bool(rules.running(departure))
        rights = {
            verb: open_still and bool(policy.can(user, f"personnel.clearance.{verb}", departure))
            for verb in ("write", "receive", "access")
        }
        rights["receive"] &= user.staff_id != departure.person.staff_id
        opened = opened_by(user, (item.url for item in items))
        rows = [self._row(item, rights, item.url in opened) for item in items]
        context = {
            "page_title": f"{departure.person.staff.name} 清退",
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": departure.number, "url": self.register.record_url(departure)},
                {"label": "清退", "url": ""},
            ],
            "departure": departure,
            "settled": settled,
            "total": len(items),
            "rows": rows,
            "checks": check_rows(departure, evidence.needs_of(departure, items), user),
            "may_write": rights["write"],
            "may_receive": any(row["tickable"] for row in rows),
            "may_note": rights["access"],
            "form": form,
            "token": token,
            "print_url": f"{self.register.record_url(departure)}print/F-29.pdf",
            "back_url": self.register.record_url(departure),
        }
        return render(self.request, "personnel/leaving_clearance.html", context, status=status)

    def _row(self, item: evidence.Item, rights: dict[str, bool], opens: bool) -> dict:
        line, settled = item.line, item.settled
        mine = line is not None and line.typed_by_id == self.request.user.staff_id
        waiting = "待核定" if item.closes_here else "未清"
        return {
            "key": item.key,
            "kind": item.kind,
            "typed": item.typed,
            "label": item.label,
            "number": item.number,
            "level": level_mark(item.level) if item.level in SecrecyLevel.values else item.level,
            "quantity": item.quantity,
            "pages": item.pages,
            "since": item.since.isoformat() if item.since else "",
            "tone": "closed" if settled else "warn",
            "state": "已清" if settled else waiting,
            "told": _told(item),
            "url": item.url if opens and item.next_step else "",
            "tickable": rights["receive"] and not settled and item.closes_here and not mine,
            "droppable": rights["write"] and item.typed and not item.received,
        }


def _told(item: evidence.Item) -> str:
    """How a line was settled and by whom; of an open one what is to be done, and who typed it."""
    words = item.outcome
    if item.received:
        words += f"，{item.line.receiver.name} {clock.written(item.line.received_at)}"
    elif item.typed and item.line.typed_by:
        words = f"{item.line.typed_by.name}填写"
    return "，".join(filter(None, (words, item.next_step)))


class ReceiveView(ClearancePage, DeedView):
    """/personnel/departures/<pk>/clearance/receive/?key=…: the receiver signs the marked lines in."""

    title = "核定清退"
    explanation = "核定人为当前登录的接收人本人，核定后不能再改。"

    def form(self, record, data=None):
        self.items = self.chosen(record)
        return ReceiveForm(data)

    @property
    def button(self) -> str:
        return f"核定 {len(self.items)} 项"

    def question(self, record) -> str:
        return f"核定{record.person.staff.name}清退的 {len(self.items)} 项？"

    def details(self, record) -> dict:
        return {
            "columns": ["类别", "名称（代号）", "编号", "数量"],
            "rows": [[item.kind, item.label, item.number, item.quantity] for item in self.items],
            "action_url": self.request.get_full_path(),
        }

    def act(self, record, values) -> str:
        for item in self.items:
            actions.receive(self.request.user, record, item.key, values["settlement"])
        return f"已核定 {len(self.items)} 项"


class DropView(ClearancePage, DeedView):
    """/personnel/departures/<pk>/clearance/drop/?key=…: a typed line goes again while nobody has signed for it."""

    title = "删去手填项"
    danger = True
    explanation = "只能删去手填且还没有核定的。"

    def form(self, record, data=None):
        self.items = self.chosen(record)
        return NothingToFill(data)

    @property
    def button(self) -> str:
        return f"删去 {len(self.items)} 项"

    def question(self, record) -> str:
        return f"从清退单上删去 {len(self.items)} 项？"

    def details(self, record) -> dict:
        return {
            "columns": ["类别", "名称（代号）", "编号"],
            "rows": [[item.kind, item.label, item.number] for item in self.items],
            "action_url": self.request.get_full_path(),
        }

    def act(self, record, values) -> str:
        for item in self.items:
            actions.drop_line(self.request.user, record, item.key)
        return f"已删去 {len(self.items)} 项"


class AccessView(ClearancePage, DeedView):
    """/personnel/departures/<pk>/access/: what became of keys, cards and fingerprints (F-24)."""

    title = "场所出入权限收回"
    button = "保存收回情况"
    explanation = "门禁台账中的出入权限须先在台账收回；这里写明钥匙、门禁卡、指纹的收回情况，印在审批表上。"

    def allowed(self, record):
        return rules.running(record)

    def form(self, record, data=None):
        return AccessForm(data, initial={"words": record.access_returned})

    def question(self, record) -> str:
        return f"{record.person.staff.name}的场所出入权限收回情况"

    def act(self, record, values) -> str:
        departures.note_access(self.request.user, record, values["words"])
        return "已写明出入权限收回情况"
