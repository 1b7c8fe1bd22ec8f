"""What a person keeps of a list: saved views, columns and their order, row height."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baomi.core.errors import Refusal
from baomi.organization.actions import accounts
from baomi.registers import keeping
from baomi.registers.pages.list import DENSITIES, RegisterView


class KeepViewView(RegisterView):
    """POST /<app>/<register>/views/: keep the list as it stands under a name."""

    def post(self, request: HttpRequest) -> HttpResponse:
        row = keeping.keep_view(
            request.user, self.register, request.POST.get("label", ""), request.POST.get("query", "")
        )
        messages.success(request, f"已存为视图“{row.name}”")
        return redirect(row.address(self.register.url))


class StoredViewView(RegisterView):
    """POST /<app>/<register>/views/<pk>/: rename, take the present conditions, open first or not, delete."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = keeping.view_of(request.user, self.register, pk)
        deed = request.POST.get("deed", "")
        if deed == "rename":
            keeping.rename_view(row, request.POST.get("label", ""))
            messages.success(request, f"视图已改名为“{row.name}”")
        elif deed == "renew":
            keeping.renew_view(row, self.register, request.POST.get("query", ""))
            messages.success(request, f"视图“{row.name}”已换成现在的条件")
        elif deed in ("first", "not-first"):
            keeping.open_first(row, deed == "first")
            messages.success(request, _opening(row.name, deed == "first"))
        elif deed == "drop":
            keeping.drop_view(row)
            messages.success(request, f"已删除视图“{row.name}”")
            return redirect(self.register.url)
        else:
            raise Refusal("没有说明要把视图怎样", how="请从视图的菜单里选")
        return redirect(row.address(self.register.url))


class PreferencesView(RegisterView):
    """POST /<app>/<register>/preferences/: which columns in which order, and which row height this user wants."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("density") in DENSITIES:
            accounts.set_preferences(request.user, {"row_density": request.POST["density"]})
        elif request.POST.get("columns-reset") == "1":
            keeping.forget_columns(request.user, self.register)
        else:
            keeping.keep_columns(request.user, self.register, request.POST.getlist("columns"))
        return redirect(_path_on(request.headers.get("Referer", ""), self.register.url))


def _opening(name: str, first: bool) -> str:
    return f"以后进入清单先打开“{name}”" if first else f"以后进入清单不再先打开“{name}”"


def _path_on(address: str, list_url: str) -> str:
    """The list with the query it was called with; never another site's address."""
    parts = urlsplit(address)
    return f"{list_url}?{parts.query}" if parts.path == list_url and parts.query else list_url
