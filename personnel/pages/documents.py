"""The pages on which documents change hands, and of the stock-take."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baomi.core.decisions import Allowed, Denied, require
from baomi.core.errors import NotFound
from baomi.core.fields import masked
from baomi.core.validators import whole_number
from baomi.organization import policy
from baomi.registers.declarations import registry
from baomi.registers.pages.list import RegisterView
from personnel.actions import stocktakes
from personnel.actions import travel_documents as actions
from personnel.forms.documents import HandOutForm, TakeBackForm
from personnel.forms.travel import ReasonForm
from personnel.models import TravelDocument
from personnel.pages.deeds import DeedView, NothingToFill
from personnel.pages.reading import ReadingView
from personnel.registers.documents import DocumentRegister, StocktakeRegister
from personnel.rules import documents as rules


class DocumentDeed(DeedView):
    """A deed on a document."""

    register = registry.get(DocumentRegister.app, DocumentRegister.slug)

    def question(self, record) -> str:
        return f"{self.title}：{self.register.heading(record)}"


class DepositView(DocumentDeed):
    """/personnel/documents/<pk>/deposit/"""

    title = "交存证件"
    explanation = "证件当面核对后交存，交存日记为今天。"
    button = "交存证件"

    def form(self, record, data=None):
        return NothingToFill(data)

    def allowed(self, record) -> Allowed | Denied:
        return rules.may_deposit(record)

    def act(self, record, values: dict[str, Any]) -> str:
        actions.deposit(self.request.user, record)
        return f"已交存 {record.number}"


class HandOutView(DocumentDeed):
    """/personnel/documents/<pk>/hand-out/: for a journey, or with another reason."""

    title = "领出证件"
    explanation = "由本人当面领取并在登记表上签字。"
    button = "领出证件"

    def form(self, record, data=None):
        return HandOutForm(data, document=record)

    def allowed(self, record) -> Allowed | Denied:
        return rules.is_held(record)

    def act(self, record, values: dict[str, Any]) -> str:
        movement = actions.hand_out(self.request.user, record, **values)
        return f"已领出 {record.number}，应还日 {movement.due_on:%Y-%m-%d}"


class TakeBackView(DocumentDeed):
    """/personnel/documents/<pk>/take-back/"""

    title = "登记归还"
    explanation = "核对证件完好后登记，归还日记为今天。"
    button = "登记归还"

    def form(self, record, data=None):
        return TakeBackForm(data)

    def allowed(self, record) -> Allowed | Denied:
        return rules.may_take_back(record)

    def act(self, record, values: dict[str, Any]) -> str:
        actions.take_back(self.request.user, record, values["remark"])
        return f"已归还 {record.number}"


class GiveBackView(DocumentDeed):
    """/personnel/documents/<pk>/give-back/: after the release."""

    title = "退还本人"
    explanation = "退还后学校不再保管这本证件。"
    button = "退还本人"

    def form(self, record, data=None):
        return NothingToFill(data)

    def allowed(self, record) -> Allowed | Denied:
        return rules.may_give_back(record)

    def act(self, record, values: dict[str, Any]) -> str:
        actions.give_back(self.request.user, record)
        return f"已退还 {record.number}"


class CancelDocumentView(DocumentDeed):
    """/personnel/documents/<pk>/cancel/"""

    title = "注销证件"
    explanation = "换发新证或签发机关注销的，写明原因；新证另行登记。"
    button = "注销证件"
    danger = True

    def form(self, record, data=None):
        return ReasonForm(data)

    def allowed(self, record) -> Allowed | Denied:
        return rules.may_end(record)

    def act(self, record, values: dict[str, Any]) -> str:
        actions.cancel(self.request.user, record, values["reason"])
        return f"已注销 {record.number}"


class LostView(CancelDocumentView):
    """/personnel/documents/<pk>/lost/"""

    title = "登记证件遗失"
    explanation = "写明遗失的时间、地点和报失情况。在境外遗失的，回访时一并核实。"
    button = "登记遗失"

    def act(self, record, values: dict[str, Any]) -> str:
        actions.report_lost(self.request.user, record, values["reason"])
        return f"已登记 {record.number} 遗失"


class RevealView(ReadingView):
    """/personnel/documents/<pk>/reveal/document_number/: the number of a travel document."""

    register = registry.get(DocumentRegister.app, DocumentRegister.slug)
    template = "personnel/documents_reveal.html"
    crumb = "查看证件号码"

    def wanted(self, pk: int, field: str) -> TravelDocument:
        if field != "document_number":
            raise NotFound("没有这个加密栏目")
        document = super().wanted(pk, field)
        policy.require(self.request.user, "personnel.document.reveal", document)
        return document

    def title(self, record: TravelDocument) -> str:
        return f"查看证件号码：{self.register.heading(record)}"

    def read(self, record: TravelDocument, reason: str) -> dict[str, Any]:
        return {"number": actions.reveal_number(self.request.user, record, reason)}


STOCKTAKES = registry.get(StocktakeRegister.app, StocktakeRegister.slug)
ANSWERS = {"yes": True, "no": False}


class TickView(RegisterView):
    """/personnel/stocktakes/<pk>/tick/: every document that should be there, found or not."""

    register = STOCKTAKES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        stocktake = self.record(pk)
        require(rules.may_count(stocktake))
        lines = stocktake.lines.select_related("document__person__staff", "document__department")
        context = {
            "page_title": "逐本清点",
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": stocktake.number, "url": self.register.record_url(stocktake)},
                {"label": "逐本清点", "url": ""},
            ],
            "rows": [{"line": line, "number": masked(line.document, "document_number")} for line in lines],
            "cancel_url": self.register.record_url(stocktake),
        }
        return render(request, "personnel/documents_tick.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        stocktake = self.record(pk)
        found = {key: ANSWERS[value] for key, value in self._posted("found").items() if value in ANSWERS}
        changed = stocktakes.tick(request.user, stocktake, found, self._posted("note"))
        messages.success(request, f"已登记 {changed} 本")
        return redirect(self.register.record_url(stocktake))

    def _posted(self, word: str) -> Mapping[int, str]:
        """{line: what was posted for it}"""
        posted = self.request.POST
        pairs = (
            (whole_number(name.removeprefix(f"{word}-")), name)
            for name in posted
            if name.startswith(f"{word}-")
        )
        return {key: posted[name] for key, name in pairs if key is not None}


class FinishView(DeedView):
    """/personnel/stocktakes/<pk>/finish/"""

    register = STOCKTAKES
    title = "完成清点"
    explanation = "完成后不能再改。不在库的列为差异，请逐本查明。"
    button = "完成清点"

    def question(self, record) -> str:
        return f"{self.title}：{record.number}"

    def form(self, record, data=None):
        return NothingToFill(data)

    def allowed(self, record) -> Allowed | Denied:
        return rules.may_finish(record)

    def act(self, record, values: dict[str, Any]) -> str:
        stocktakes.finish(self.request.user, record)
        return f"已完成清点 {record.number}"
