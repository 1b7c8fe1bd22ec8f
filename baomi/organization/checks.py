"""System checks of the policy: a hole in it stops the start."""

from collections.abc import Iterator

from django.apps import apps
from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.urls import URLPattern, URLResolver, get_resolver

from baomi.organization import policy

STATIC_VIEWS = ("django.views.static.serve", "django.contrib.staticfiles.views.serve")
"""Files of the packages and of `static/`, the same for everybody."""


@register()
def check_routes(app_configs, **kwargs) -> list[Error]:
    """baomi.E020: a route without policy line; baomi.E021: a line naming a permission nobody declared."""
    errors = []
    for address, view in routes():
        line = getattr(view, "policy_line", None)
        if line is None:
            errors.append(
                Error(
                    f"地址 /{address} 的页面没有写明谁能打开。",
                    hint="给它加上 policy.needs、policy.signed_in 或 policy.public。",
                    obj=f"{view.__module__}.{getattr(view, '__qualname__', view)}",
                    id="baomi.E020",
                )
            )
        elif line.kind == "permission" and line.permission not in policy.lines():
            errors.append(
                Error(
                    f"地址 /{address} 要求的权限 {line.permission} 没有声明。",
                    hint="在 permissions.py 中用 policy.allow 声明它，或改正名称。",
                    obj=f"{view.__module__}.{getattr(view, '__qualname__', view)}",
                    id="baomi.E021",
                )
            )
    return errors


@register()
def check_no_superuser(app_configs, **kwargs) -> list[Error]:
    """baomi.E022: accounts have no column that gives everything."""
    try:
        apps.get_model("organization", "User")._meta.get_field("is_superuser")
    except FieldDoesNotExist:
        return []
    return [Error("账号表有 is_superuser 一列。", hint="删去它：权限只来自授权。", id="baomi.E022")]


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every address with its view, but for static files."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, address)
        elif isinstance(entry, URLPattern) and entry.lookup_str not in STATIC_VIEWS:
            yield address, entry.callback
