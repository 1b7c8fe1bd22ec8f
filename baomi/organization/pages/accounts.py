"""What is done to accounts, grants, seats, departments and readers of a record from the record pages."""

from baomi.organization import forms
from baomi.organization.actions import accounts, committee, departments, exceptions, grants
from baomi.organization.models import CommitteeSeat, Department, Grant, Staff, StaffException, User
from baomi.organization.pages.deeds import Answer, Deed

STAFF_VIEW = "organization.staff.view"


def _disable(by, user, values):
    accounts.disable_account(by, user, values["reason"])
    return f"已停用账号 {user.username}"


def _enable(by, user, values):
    accounts.enable_account(by, user, values["reason"])
    return f"已启用账号 {user.username}"


def _unlock(by, user, values):
    accounts.unlock_account(by, user)
    return f"已解除锁定，{user.username} 可以登录"


def _reset_password(by, user, values):
    """Answers with the page itself: the password is shown once and stands in no session or address."""
    issued = accounts.reset_password(by, user, values["reason"])
    return Answer("organization/one_time_password.html", {"issued": issued, "page_title": "一次性密码"})


def _reset_second_factor(by, user, values):
    accounts.reset_second_factor(by, user, values["reason"])
    return f"已取消 {user.username} 的动态口令"


def _confirm(by, grant, values):
    grants.confirm_grant(by, grant)
    return f"授权已生效：{grant}"


def _refuse(by, grant, values):
    grants.refuse_grant(by, grant, values["reason"])
    return f"未同意授权：{grant}"


def _end(by, grant, values):
    grants.end_grant(by, grant, values["reason"])
    return f"授权已终止：{grant}"


def _let_read(by, person, values):
    exceptions.grant_exception(
        by, STAFF_VIEW, values["reader"], person, ends=values["ends"], reason=values["reason"]
    )
    return f"已授权{values['reader']}查看{person.name}，至 {values['ends']:%Y-%m-%d}"


def _end_reader(by, exception, values):
    exceptions.end_exception(by, exception, values["reason"])
    return f"已终止：{exception}"


def _end_seat(by, seat, values):
    committee.end_seat(by, seat, values["last_day"], values["reason"])
    return f"席位已终止：{seat}"


def _move(by, department, values):
    departments.move_department(by, department, values["parent"], values["reason"])
    return f"已调整{department.name}的上级部门"


def _merge(by, department, values):
    departments.merge_department(by, department, values["into"], values["reason"])
    return f"{department.name}已并入{values['into'].name}"


def _close(by, department, values):
    departments.close_department(by, department, values["reason"])
    return f"已停用{department.name}"


DEEDS: dict[str, dict[str, Deed]] = {
    "accounts": {
        "disable": Deed(
            User, "organization.account.disable", "停用账号 {row.username}？", "停用账号", _disable, forms.ReasonForm,
            "停用后不能登录，正在使用的会话随即结束。", danger=True,
        ),
        "enable": Deed(User, "organization.account.enable", "启用账号 {row.username}？", "启用账号", _enable, forms.ReasonForm),
        "unlock": Deed(
            User, "organization.account.unlock", "解除 {row.username} 的登录锁定？", "解除锁定", _unlock, forms.NothingForm,
            "请先向本人核实。",
        ),
        "reset-password": Deed(
            User, "organization.account.reset_password", "重设 {row.username} 的密码？", "重设密码", _reset_password,
            forms.ReasonForm, "一次性密码只显示一回，首次登录须修改。", danger=True,
        ),
        "reset-second-factor": Deed(
            User, "organization.account.reset_second_factor", "取消 {row.username} 的动态口令？", "取消动态口令",
            _reset_second_factor, forms.ReasonForm, "手机遗失或更换时使用；取消后可重新绑定。", danger=True,
        ),
    },
    "grants": {
        "confirm": Deed(Grant, "organization.grant.decide", "确认授权 {row}？", "确认授权", _confirm, forms.NothingForm),
        "refuse": Deed(
            Grant, "organization.grant.decide", "不同意授权 {row}？", "不同意", _refuse, forms.ReasonForm, danger=True
        ),
        "end": Deed(
            Grant, "organization.grant.end", "终止授权 {row}？", "终止授权", _end, forms.ReasonForm,
            "本人的下一次操作即按新的权限办理。", danger=True,
        ),
    },
    "staff": {
        "readers": Deed(
            Staff, "organization.exception.grant", "授权查看{row.name}的记录？", "授权查看", _let_read, forms.ReaderForm,
            "只开放这一份记录，电话等加密栏目不随之开放；到期自动停止。",
        ),
    },
    "readers": {
        "end": Deed(
            StaffException, "organization.exception.end", "终止 {row}？", "终止授权", _end_reader, forms.ReasonForm,
            "对方的下一次操作即看不到这份记录。", danger=True, back=lambda row: f"/organization/staff/{row.content_object_id}/",
        ),
    },
    "seats": {
        "end": Deed(CommitteeSeat, "organization.seat.end", "终止席位 {row}？", "终止席位", _end_seat, forms.EndSeatForm, danger=True),
    },
    "departments": {
        "move": Deed(Department, "organization.department.move", "调整{row.name}的上级部门？", "调整上级", _move, forms.MoveForm),
        "merge": Deed(
            Department, "organization.department.merge", "把{row.name}并入其他部门？", "并入部门", _merge, forms.MergeForm,
            "人员随之调整；原有记录留在原部门名下。", danger=True,
        ),
        "close": Deed(
            Department, "organization.department.close", "停用部门“{row.name}”？", "停用部门", _close, forms.ReasonForm, danger=True
        ),
    },
}  # fmt: skip
"""Register → path segment → deed."""
