"""The pages of every declared register, each route with its own policy line."""

from django.urls import URLPattern, path

from baomi.organization import policy
from baomi.registers.declarations import Register, registry
from baomi.registers.pages import detail, edit, kept
from baomi.registers.pages import list as list_pages


def urlpatterns_of_registers() -> list[URLPattern]:
    """All routes of all registers; call after every register is declared."""
    return [route for register in registry.all() for route in _routes(register)]


def _routes(register: Register) -> list[URLPattern]:
    base = register.url.lstrip("/")

    def route(tail: str, view_class, verb: str, name: str) -> URLPattern:
        view = policy.needs(register.permission(verb))(view_class.as_view(register=register))
        return path(f"{base}{tail}", view, name=f"{register.app}-{register.slug}-{name}")

    routes = [
        route("", list_pages.ListView, "view", "list"),
        route("bulk/<slug:slug>/", list_pages.BulkView, "view", "bulk"),
        route("views/", kept.KeepViewView, "view", "views"),
        route("views/<int:pk>/", kept.StoredViewView, "view", "views-change"),
        route("preferences/", kept.PreferencesView, "view", "preferences"),
        route("<int:pk>/", detail.DetailView, "view", "detail"),
    ]
    if hasattr(register.model, "history"):
        routes.append(route("<int:pk>/history/", detail.HistoryView, "view", "history"))
    if register.form_fields and register.permissions.get("add"):
        routes += [
            route("new/", edit.NewView, "add", "new"),
            route("new/draft/", edit.DraftView, "add", "new-draft"),
        ]
    if register.form_fields and register.permissions.get("change"):
        routes += [
            route("<int:pk>/edit/", edit.EditView, "change", "edit"),
            route("<int:pk>/edit/draft/", edit.DraftView, "change", "edit-draft"),
        ]
    return routes + [pattern for source in _route_sources for pattern in source(register, route)]


_route_sources: list = []


def add_routes(source) -> None:
    """Let another module of this room or a higher one add routes to every register: fn(register, route) -> patterns.

    `route(tail, view_class, verb, name)` builds a pattern whose view gets the register and its policy line.
    """
    _route_sources.append(source)
