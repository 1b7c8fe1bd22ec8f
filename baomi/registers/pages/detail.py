"""The record page and its history: what it is, what it waits for, who signed, what is due, its papers."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baomi.core.fields import EncryptedTextField
from baomi.organization import policy
from baomi.registers import cells, protocols
from baomi.registers.declarations import RecordAction
from baomi.registers.pages.list import RegisterView

HISTORY_LENGTH = 200
HIDDEN_FIELDS = {
    "id",
    "uuid",
    "version",
    "created_at",
    "updated_at",
    "pinyin",
    "initials",
    "path",
    "identity_index",
}


class DetailView(RegisterView):
    """GET /<app>/<register>/<pk>/"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "register/detail.html", self.context(self.record(pk)))

    def context(self, record) -> dict:
        user = self.request.user
        panels = protocols.panels(self.register, record, user)
        status = self.register.status_for(user, record)
        return {
            "page_title": self.register.heading(record),
            "register": self.register,
            "record": record,
            "crumbs": self.crumbs(record),
            "heading": self.register.heading(record),
            "status": {"tone": status[0], "label": status[1]} if status else None,
            "identity": [{"label": label, "value": value} for label, value in self.register.identity(record)],
            "actions": self._actions(record),
            "tabs": _tabs(self.register, record),
            "main_panels": [panel for panel in panels if panel.column == "main"],
            "side_panels": [panel for panel in panels if panel.column == "side"],
            "sections": self._sections(record),
        }

    def crumbs(self, record) -> list[dict]:
        return [
            {"label": self.register.label, "url": self.register.url},
            {"label": str(getattr(record, "number", None) or self.register.heading(record)), "url": ""},
        ]

    def _actions(self, record) -> list[RecordAction]:
        user = self.request.user
        actions = list(self.register.actions(record, user)) + protocols.record_actions(
            self.register, record, user
        )
        if self.register.form_fields and policy.can(user, self.register.permission("change"), record):
            actions.insert(0, self._edit_action(record))
        return sorted(actions, key=lambda action: action.primary)

    def _edit_action(self, record) -> RecordAction:
        decision = self.register.editable(record, self.request.user)
        url = f"{self.register.record_url(record)}edit/"
        return RecordAction(label="修改", url=url, locked=not decision, reason=decision.reason, key="e")

    def _sections(self, record) -> list[dict]:
        user, hidden = self.request.user, self.register.hidden_from(self.request.user)
        sections = [
            {"label": section.label, "rows": self._rows(section, record, hidden)}
            for section in self.register.sections
            if section.visible is None or section.visible(user, record)
        ]
        return [section for section in sections if section["rows"]]

    def _rows(self, section, record, hidden) -> list[dict]:
        return [self._row(column, record) for column in section.columns if column.name not in hidden]

    def _row(self, column, record) -> dict:
        shown = cells.cell(column, record)
        reveal = ""
        if column.kind == "masked" and shown.text and self._may_reveal(record):
            reveal = f"{self.register.record_url(record)}reveal/{column.name}/"
        return {"label": column.label, "value_html": shown.html, "reveal_url": reveal, "kind": column.kind}

    def _may_reveal(self, record) -> bool:
        permission = self.register.reveal_permission
        return bool(permission) and bool(policy.can(self.request.user, permission, record))


class HistoryView(RegisterView):
    """GET /<app>/<register>/<pk>/history/: versions side by side; encrypted fields say only that they changed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.record(pk)
        heading = self.register.heading(record)
        context = {
            "page_title": f"{heading} 历史",
            "register": self.register,
            "record": record,
            "crumbs": [
                {"label": self.register.label, "url": self.register.url},
                {"label": heading, "url": self.register.record_url(record)},
                {"label": "历史", "url": ""},
            ],
            "heading": heading,
            "tabs": _tabs(self.register, record, history=True),
            "versions": list(self._versions(record)),
        }
        return render(request, "register/history.html", context)

    def _versions(self, record):
        rows = list(record.history.select_related("history_user__staff")[:HISTORY_LENGTH])
        for index, row in enumerate(rows):
            older = rows[index + 1] if index + 1 < len(rows) else None
            yield {
                "date": row.history_date,
                "who": str(row.history_user) if row.history_user else "系统",
                "action": {"+": "登记", "~": "修改", "-": "移除"}[row.history_type],
                "version": row.version,
                "changes": self._changes(row, older) if older else [],
            }

    def _changes(self, row, older) -> list[dict]:
        changes = []
        hidden = self.register.hidden_from(self.request.user)
        for field in self.register.model._meta.concrete_fields:
            if field.name in HIDDEN_FIELDS or field.name in hidden:
                continue
            before, after = getattr(older, field.attname), getattr(row, field.attname)
            if before == after:
                continue
            if isinstance(field, EncryptedTextField):
                shown_before, shown_after = "（加密内容）", "（已修改）"
            else:
                shown_before, shown_after = _shown(field, older), _shown(field, row)
            changes.append({"label": str(field.verbose_name), "before": shown_before, "after": shown_after})
        return changes


def _tabs(register, record, *, history: bool = False) -> list[dict]:
    """The record and its history, the one that is open marked; nothing for a model that keeps none."""
    kept = getattr(record, "history", None)
    if kept is None:
        return []
    url = register.record_url(record)
    return [
        {"label": "概况", "url": url, "count": None, "current": not history},
        {"label": "历史", "url": f"{url}history/", "count": kept.count(), "current": history},
    ]


def _shown(field, row) -> str:
    label = getattr(row, f"get_{field.name}_display", None)
    if label:
        return label()
    if isinstance(field, models.FileField):
        return "有" if getattr(row, field.attname) else ""
    if field.is_relation:
        related = field.remote_field.model._base_manager.filter(pk=getattr(row, field.attname)).first()
        return str(related) if related else ""
    return cells.write(getattr(row, field.attname))
