"""The log's names in Chinese: `organization.department.create` is 部门新增, its `name` is 部门名称."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

VERBS = {
    "accept": "接收", "add_stage": "增加级别", "addressees": "选定对象", "agree": "同意", "apply": "送审",
    "appoint": "任命", "approve": "批准", "ask": "申请", "away": "出行", "back": "归还", "begin": "开始填写",
    "begin_cooling": "进入脱密期", "begin_leaving": "办理离岗", "break_tie": "定平票名次", "call_off": "随事项撤回", "cancel": "撤销",
    "chair_decides": "主任裁定", "change": "修改", "change_password": "修改密码", "change_post": "变更岗位",
    "change_secrecy": "修改涉密信息", "close": "关闭", "compute": "核算", "conclude": "完成", "confirm": "确认",
    "correct": "更正", "count": "计票", "create": "新增", "decide": "决定", "deposit": "交存", "digest": "核对摘要", "disable": "停用",
    "dismiss": "不成立", "download": "下载", "drop": "停止", "due": "改限期", "enable": "启用", "end": "终止",
    "enrol_second_factor": "绑定动态口令", "enter": "上岗", "extend": "延期", "fail": "未通过", "file": "报备", "finish": "办结",
    "first_day": "首日授权", "give_back": "退还本人", "hand_in": "报送", "hand_out": "领出", "handle": "阅处", "hands": "登记举手表决",
    "honour": "授予荣誉", "item": "填写清单", "items": "编辑清单", "judge": "人工判断", "lapse": "未办完结束",
    "leave_out": "不列入", "lose": "遗失", "make": "生成", "mark": "登记主管机关意见", "merge": "合并", "move": "改隶属",
    "move_deadline": "改截止时间", "nominate": "推荐", "not_appoint": "不任用", "not_gone": "未成行",
    "objection_upheld": "异议成立", "open": "开启", "out": "领出", "paper": "登记纸质件", "pass": "通过", "plan": "列入计划",
    "print": "打印", "propose": "提出", "publicity": "公示", "publish": "发布", "read": "查阅", "ready": "完成行前教育", "recompute": "重新汇总",
    "receive": "接收", "refuse": "不同意", "release": "解除", "remark": "写意见", "rename": "改名",
    "require_review": "要求复审", "reset_password": "重设密码", "reset_second_factor": "取消动态口令",
    "responsible": "指定责任人", "resume": "恢复", "return": "退回", "reveal": "查看隐藏内容", "send_back": "退回",
    "set": "设定", "set_day": "改日期", "set_grade": "随台账改等级", "set_photo": "更换照片", "set_year": "录入全年",
    "settle": "处理", "start": "提交", "start_screening": "开始审查", "stop": "停止", "stop_leaving": "停止离岗",
    "store": "上传", "submit": "送审", "take_back": "收回", "take_back_proposal": "收回建议", "take_effect": "生效",
    "take_over": "转入", "tell_bureau": "登记上报", "tick": "逐项核对", "unlock": "解除锁定", "uphold": "成立", "vetted": "记审查结论", "void": "作废",
    "vote": "表决", "voted": "表决结果", "with_head": "送负责人", "withdraw": "撤回", "write": "写入",
}  # fmt: skip

WHOLE = {
    "access.refused": "拒绝访问",
    "organization.login": "登录",
    "organization.login.failed": "登录失败",
    "organization.login.locked": "登录锁定",
    "organization.login.second_factor": "动态口令登录",
    "organization.logout": "退出登录",
    "organization.session.ended": "会话结束",
    "registers.sheet_compare": "与外部名单比对",
    "registers.sheet_export": "导出表格",
    "registers.sheet_import": "导入表格",
    "reminders.urge": "催报",
    "audit.log.verify": "校验日志",
    "audit.log.export": "导出操作记录",
    "audit.opening.ask": "申请查阅内容",
    "audit.opening.approve": "批准查阅内容",
    "audit.opening.refuse": "不同意查阅内容",
    "audit.opening.read": "查阅内容",
    "audit.entry.erase_values": "删除日志内容",
}
"""Actions that are no verb on a row."""

THINGS = {"account": "账号", "person": "人员", "seat": "席位", "department": "部门", "calendar": "日历"}
"""Things that the organisation calls by another name than its tables."""


KERNEL_AREAS = (
    ("organization.log", "登录与退出"),
    ("access.", "拒绝访问"),
    ("organization.account", "账号"),
    ("organization.grant", "授权"),
    ("organization.parameter", "参数"),
    ("organization.department", "部门"),
    ("organization.person", "人员"),
    ("approvals.", "审批"),
    ("printing.", "打印"),
    ("registers.sheet", "导入导出"),
    ("registers.attachment", "附件"),
    ("reminders.", "提醒"),
    ("audit.", "日志查阅"),
)


def action(code: str) -> str:
    """What was done: the thing and the verb, e.g. 「部门修改」; the code itself when nobody knows it."""
    if code in WHOLE:
        return WHOLE[code]
    app, _, rest = code.partition(".")
    thing, _, verb = rest.rpartition(".")
    known = VERBS.get(verb or rest)
    if known is None:
        return code
    return f"{_thing(app, thing)}{known}"


def subject(key: str) -> str:
    """The kind of an object `organization.department:5`, e.g. 部门; empty for texts that name no row."""
    model = _model(key)
    return str(model._meta.verbose_name) if model else ""


def field(key: str, name: str) -> str:
    """The label of a field of the object, else the name as it is."""
    model = _model(key)
    if model is None:
        return name
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    label = str(getattr(found, "verbose_name", name))
    if label.isascii() and found.related_model:
        return str(found.related_model._meta.verbose_name)
    return label


def areas() -> list[tuple[str, str]]:
    """(beginning of the code, words) of the parts of the log, for the list's condition; domains by their own name."""
    domains = [
        config for config in apps.get_app_configs() if not config.name.startswith(("baomi.", "django."))
    ]
    named = [(f"{config.label}.", str(config.verbose_name)) for config in domains]
    return [*KERNEL_AREAS, *((code, label) for code, label in named if not label.isascii())]


def _thing(app: str, name: str) -> str:
    if name in THINGS:
        return THINGS[name]
    try:
        return str(apps.get_model(app, name.replace("_", ""))._meta.verbose_name)
    except (LookupError, ValueError):
        return ""


def _model(key: str) -> type[models.Model] | None:
    try:
        return apps.get_model(key.partition(":")[0])
    except (LookupError, ValueError):
        return None
