"""Deeds on key places: confirming, taking a permission back, writing the visitor book."""

from baomi.registers.declarations import registry
from personnel.actions import place_entries as entry_actions
from personnel.actions import places as actions
from personnel.forms.places import BookForm, ConfirmForm, RevokeForm
from personnel.pages.deeds import DeedView, StepDeedView
from personnel.rules import places as rules

CHECKS = ("book_kept", "phones_locked", "no_recorders")


class ConfirmView(StepDeedView):
    """/personnel/places/<pk>/confirm/: the bureau's number and day."""

    register = registry.get("personnel", "places")
    slugs = (rules.CONFIRMING,)
    permission = "personnel.place.confirm"
    title, button = "登记确认", "登记确认"
    explanation = "保密行政管理部门的确认文件收到后登记；审批随之办结。"

    def allowed(self, record):
        return rules.in_force(record)

    def form(self, record, data=None):
        return ConfirmForm(data)

    def question(self, record) -> str:
        return f"登记“{record.name}”的确认"

    def act(self, record, values) -> str:
        actions.confirm(self.request.user, record, values["number"], values["day"])
        return f"“{record.name}”已登记确认"


class RevokeView(DeedView):
    """/personnel/accesses/<pk>/revoke/"""

    register = registry.get("personnel", "accesses")
    title, button = "收回权限", "收回权限"
    danger = True
    explanation = "请先停用门禁卡、删除指纹等，再登记收回。"

    def allowed(self, record):
        return rules.may_revoke(record)

    def form(self, record, data=None):
        return RevokeForm(data)

    def question(self, record) -> str:
        return f"收回{record.person.staff.name}出入“{record.key_place.name}”的权限？"

    def act(self, record, values) -> str:
        entry_actions.revoke_access(self.request.user, record, values["reason"])
        return f"已收回{record.person.staff.name}的出入权限"


class BookView(StepDeedView):
    """/personnel/entries/<pk>/book/: when they came and left, and the three checks; for the place's department."""

    register = registry.get("personnel", "entries")
    slugs = (rules.ESCORTING,)
    permission = "personnel.entry.escort"
    title, button = "登记进出", "登记进出"
    explanation = "来访人员离开后由陪同人登记；登记后不能再改。"

    def judged_by(self, record):
        """The place: another officer's answer is that there is no such visit."""
        return record.key_place

    def allowed(self, record):
        return rules.may_keep_book(record)

    def form(self, record, data=None):
        return BookForm(data)

    def question(self, record) -> str:
        return f"登记{len(record.visitors)} 人进出“{record.key_place.name}”"

    def details(self, record):
        return {
            "columns": ["姓名", "职务", "单位"],
            "rows": [[row["name"], row["post"], row["unit"]] for row in record.visitors],
        }

    def act(self, record, values) -> str:
        entry_actions.keep_book(
            self.request.user,
            record,
            values["came_at"],
            values["left_at"],
            {name: values[name] for name in CHECKS},
            values["remark"],
        )
        return "进出已登记"
