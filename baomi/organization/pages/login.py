"""Logging in and out, the own password, and the second factor."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from baomi.audit import ledger
from baomi.organization import login, parameters, passwords, sessions
from baomi.organization import security_parameters as keys
from baomi.organization.actions import accounts, second_factor
from baomi.organization.forms import CodeForm, LoginForm, PasswordForm
from baomi.organization.policy import public, signed_in


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The one door. The failure says how many attempts are left, not which half was wrong."""
    wanted = _inside(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "GET":
        fault = sessions.ENDED.get(request.GET.get("ended", ""), "")
        return _login_page(request, LoginForm(), wanted, fault)
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _login_page(request, form, wanted, "没有填写账号或密码。", status=400)
    name = form.cleaned_data["username"]
    user = login.try_password(request, name, form.cleaned_data["password"])
    if user is None:
        left = login.attempts_left(request, login.account_name(name))
        return _login_page(
            request, form, wanted, _failure(left), status=403 if left else 429, attempts_left=left
        )
    # Logged first: who cannot be logged does not get in. A fresh session, whatever the browser brought along.
    ledger.note("organization.login", by=user, obj=user)
    request.session.flush()
    begin_session(request, user)
    _warn_of_age(request, user)
    return redirect(wanted)


@signed_in
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session; the cookie opens nothing any more."""
    ledger.note("organization.logout", by=request.user, label=request.user.username)
    end_session(request)
    return redirect("login")


@signed_in
@sensitive_post_parameters("old", "new", "repeat")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; owed ones are sent here by the middleware."""
    form = PasswordForm(request.POST or None)
    owed = sessions.password_owed(request)
    if request.method == "POST" and form.is_valid():
        try:
            user = accounts.change_own_password(
                request.user, form.cleaned_data["old"], form.cleaned_data["new"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            update_session_auth_hash(request, user)
            sessions.keep(request, user)
            messages.success(request, "密码已修改，其他地方的登录已结束")
            return redirect("/")
    context = {"form": form, "owed": owed, "rules": passwords.rules(request.user), "page_title": "修改密码"}
    return render(request, "organization/password.html", context, status=400 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Enrol a telephone, or show the code of the enrolled one."""
    device = TOTPDevice.objects.filter(user=request.user, confirmed=True).first()
    if device and request.user.is_verified():
        return render(request, "organization/second_factor.html", {"done": True, "page_title": "动态口令"})
    fresh = None if device else second_factor.proposed_key(request.session)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        accepted = (
            second_factor.verify(request.user, device, code)
            if device
            else second_factor.enrol(request.user, fresh, code)
        )
        if accepted:
            second_factor.show(request, accepted)
            messages.success(request, "动态口令已核对")
            return redirect("/")
        form.add_error("code", "动态口令不对或已用过。请等手机显示下一个，再填写。")
    context = {"form": form, "page_title": "动态口令", "enrolled": bool(device)}
    if fresh:
        address = second_factor.address(request.user, fresh)
        context |= {
            "qr": segno.make(address, micro=False).svg_inline(scale=5, border=2, omitsize=True),
            "key": second_factor.readable(fresh),
        }
    return render(request, "organization/second_factor.html", context, status=400 if form.errors else 200)


def _login_page(
    request, form, wanted: str, fault: str, *, status: int = 200, attempts_left: int | None = None
):
    rows = parameters.describe_all([keys.SESSION_IDLE_MINUTES, keys.PASSWORD_DAYS])
    hint = f"{rows[keys.SESSION_IDLE_MINUTES].value} 分钟无操作自动退出；密码每 {rows[keys.PASSWORD_DAYS].value} 天更换"
    context = {
        "form": form,
        "fault": fault,
        "attempts_left": attempts_left,
        "next": wanted,
        "login_hint": hint,
        "unit_name": settings.INSTITUTION,
        "contact_lines": settings.CONTACT_LINES,
    }
    return render(request, "login.html", context, status=status)


def _failure(left: int) -> str:
    minutes = parameters.value(keys.LOGIN_LOCK_MINUTES)
    if left:
        return f"账号或密码不对。还可以试 {left} 次，之后至少锁定 {minutes} 分钟。忘记密码请联系系统管理员。"
    return f"密码错误次数过多，已锁定，至少 {minutes} 分钟后再试。急用请联系系统管理员解锁。"


def _inside(request: HttpRequest, address: str | None) -> str:
    """Where to go afterwards: an address of this site, else the desk."""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and safe else "/"


def _warn_of_age(request: HttpRequest, user) -> None:
    left = passwords.days_left(user)
    if left is not None and 0 < left <= parameters.value(keys.PASSWORD_WARNING_DAYS):
        messages.warning(request, f"密码还有 {left} 天到期。请在个人菜单中修改密码。")
