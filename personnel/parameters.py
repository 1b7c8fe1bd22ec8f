"""Numbers of the work with cleared people: each with its default, unit and source; the office changes them in the browser."""

from baomi.core.levels import PersonGrade
from baomi.organization import parameters

ENTRY = "人员与岗位"
YEARLY = "教育与考核"
TRAVEL = "出国（境）"
LEAVING = "离岗与脱密"

CORE_ENABLED = "personnel.core_enabled"
IMPORTANT_ENABLED = "personnel.important_enabled"
ORDINARY_ENABLED = "personnel.ordinary_enabled"
ENABLED = {
    PersonGrade.CORE: CORE_ENABLED,
    PersonGrade.IMPORTANT: IMPORTANT_ENABLED,
    PersonGrade.ORDINARY: ORDINARY_ENABLED,
}
TEMPORARY_ALLOWED = "personnel.temporary_allowed"
REVIEW_MONTHS = {
    PersonGrade.CORE: "personnel.review_months_core",
    PersonGrade.IMPORTANT: "personnel.review_months_important",
    PersonGrade.ORDINARY: "personnel.review_months_ordinary",
}
PLEDGE_COPIES = "personnel.pledge_copies"
EXAM_PASS = "personnel.exam_pass"
TRAIN_HOURS = "personnel.train_hours"
TRAIN_SESSIONS = "personnel.train_sessions"
ASSESSMENT_DUE = "personnel.assessment_due"
LETTER_DUE = "personnel.letter_due"
ALLOWANCE = {
    PersonGrade.CORE: "personnel.allowance_core",
    PersonGrade.IMPORTANT: "personnel.allowance_important",
    PersonGrade.ORDINARY: "personnel.allowance_ordinary",
}
ALLOWANCE_MANAGER = "personnel.allowance_manager"
ALLOWANCE_FAILED_MONTHS = "personnel.allowance_failed_months"
REPORT_WORKDAYS = "personnel.report_workdays"
ABNORMAL_WORKDAYS = "personnel.abnormal_workdays"
FILING_DAYS = "personnel.filing_days"
LEAD_DAYS = {
    PersonGrade.CORE: "personnel.lead_days_core",
    PersonGrade.IMPORTANT: "personnel.lead_days_important",
    PersonGrade.ORDINARY: "personnel.lead_days_ordinary",
}
OFFICIAL_RETURN_DAYS = "personnel.official_return_days"
PRIVATE_RETURN_DAYS = "personnel.private_return_days"
REVISIT_DAYS = "personnel.revisit_days"
TALKERS = "personnel.talkers"
COOLING_MONTHS = {
    PersonGrade.CORE: "personnel.cooling_months_core",
    PersonGrade.IMPORTANT: "personnel.cooling_months_important",
    PersonGrade.ORDINARY: "personnel.cooling_months_ordinary",
}
COOLING_VISIT_MONTHS = "personnel.cooling_visit_months"
UNUSED_RETURN_DAYS = "personnel.unused_return_days"
ENQUIRY_WORKDAYS = "personnel.enquiry_workdays"
RECEIPT_DAYS = "personnel.receipt_days"
ABSENCE_WORKDAYS = "personnel.absence_workdays"
PLACE_CHECK_MONTHS = "personnel.place_check_months"

parameters.declare(
    CORE_ENABLED, "启用核心涉密等级", False, "", "校内约定；多数高校不设核心", kind=bool, group=ENTRY
)
parameters.declare(
    IMPORTANT_ENABLED, "启用重要涉密等级", True, "", "《保密法》第四十三条", kind=bool, group=ENTRY
)
parameters.declare(
    ORDINARY_ENABLED, "启用一般涉密等级", True, "", "《保密法》第四十三条", kind=bool, group=ENTRY
)
parameters.declare(
    TEMPORARY_ALLOWED,
    "允许任用临时聘用人员",
    False,
    "",
    "涉密人员管理规定：不得使用临时聘用人员",
    kind=bool,
    group=ENTRY,
)
for _grade, _months, _least in (
    (PersonGrade.CORE, 12, 1),
    (PersonGrade.IMPORTANT, 36, 1),
    (PersonGrade.ORDINARY, 60, 1),
):
    parameters.declare(
        REVIEW_MONTHS[_grade],
        f"复审周期（{_grade.label}）",
        _months,
        "个月",
        "涉密人员管理规定：核心 1 年、重要 3 年、一般 5 年；《实施条例》第五十条“定期复审”",
        minimum=_least,
        maximum=120,
        group=ENTRY,
    )
parameters.declare(
    PLEDGE_COPIES, "承诺书份数", 2, "份", "一式二份；有的单位一式三份", minimum=1, maximum=5, group=ENTRY
)
parameters.declare(
    PLACE_CHECK_MONTHS,
    "要害部门部位检查周期",
    12,
    "个月",
    "校内约定：每年检查一次",
    minimum=1,
    maximum=24,
    group=ENTRY,
)

parameters.declare(
    EXAM_PASS, "培训考试合格线", 80, "分", "培训考核规定", minimum=1, maximum=100, group=YEARLY
)
parameters.declare(
    TRAIN_HOURS,
    "年度培训学时",
    15,
    "学时",
    "保密教育培训情况记录卡：全年不少于 15 学时",
    minimum=1,
    maximum=200,
    group=YEARLY,
)
parameters.declare(
    TRAIN_SESSIONS,
    "年度培训次数",
    2,
    "次",
    "涉密人员管理规定：每年不少于 2 次",
    minimum=1,
    maximum=24,
    group=YEARLY,
)
parameters.declare(
    ASSESSMENT_DUE, "年度考核完成期限（月-日）", "12-31", "", "校内约定，可改", kind=str, group=YEARLY
)
parameters.declare(
    LETTER_DUE, "年度责任书签订期限（月-日）", "03-31", "", "校内约定，可改", kind=str, group=YEARLY
)
for _grade, _amount in (
    (PersonGrade.CORE, 500),
    (PersonGrade.IMPORTANT, 300),
    (PersonGrade.ORDINARY, 200),
):
    parameters.declare(
        ALLOWANCE[_grade],
        f"保密津贴月标准（{_grade.label}）",
        _amount,
        "元",
        "校内约定，可改；《实施条例》第五十五条",
        minimum=0,
        maximum=100000,
        group=YEARLY,
    )
parameters.declare(
    ALLOWANCE_MANAGER,
    "保密津贴月标准（保密管理人员）",
    200,
    "元",
    "涉密人员管理规定：保密管理人员同样发放",
    minimum=0,
    maximum=100000,
    group=YEARLY,
)
parameters.declare(
    ALLOWANCE_FAILED_MONTHS,
    "考核不符合停发津贴",
    12,
    "个月",
    "校内约定：考核结果与津贴挂钩",
    minimum=0,
    maximum=36,
    group=YEARLY,
)
parameters.declare(
    REPORT_WORKDAYS,
    "重大事项报告期限",
    5,
    "个工作日",
    "校内约定；规定为“及时”",
    minimum=1,
    maximum=60,
    group=YEARLY,
)
parameters.declare(
    ABNORMAL_WORKDAYS,
    "异常情况上报期限",
    1,
    "个工作日",
    "校内约定；规定为“及时”",
    minimum=0,
    maximum=30,
    group=YEARLY,
)
parameters.declare(
    FILING_DAYS, "涉密人员备案期限", 30, "天", "校内约定；规定为“及时”", minimum=1, maximum=366, group=ENTRY
)

for _grade, _days in (
    (PersonGrade.CORE, 50),
    (PersonGrade.IMPORTANT, 50),
    (PersonGrade.ORDINARY, 30),
):
    parameters.declare(
        LEAD_DAYS[_grade],
        f"出国（境）提前申请（{_grade.label}）",
        _days,
        "天",
        "参照中央企业规定：一般 30 天、重要 50 天",
        minimum=0,
        maximum=365,
        group=TRAVEL,
    )
parameters.declare(
    OFFICIAL_RETURN_DAYS,
    "因公证件归还期限",
    7,
    "天",
    "涉密人员管理规定：回国（境）7 日内",
    minimum=0,
    maximum=60,
    group=TRAVEL,
)
parameters.declare(
    PRIVATE_RETURN_DAYS,
    "因私证件归还期限",
    10,
    "天",
    "涉密人员管理规定：回国（境）10 日内",
    minimum=0,
    maximum=60,
    group=TRAVEL,
)
parameters.declare(
    UNUSED_RETURN_DAYS,
    "未成行证件归还期限",
    1,
    "天",
    "涉密人员管理规定：及时归还",
    minimum=0,
    maximum=30,
    group=TRAVEL,
)
parameters.declare(
    REVISIT_DAYS,
    "回国（境）回访期限",
    10,
    "天",
    "涉密人员管理规定：回国（境）10 日内",
    minimum=1,
    maximum=60,
    group=TRAVEL,
)
parameters.declare(
    TALKERS, "谈话最少人数", 2, "人", "涉密人员管理规定：由两人以上实施", minimum=2, maximum=5, group=TRAVEL
)

for _grade, _months in (
    (PersonGrade.CORE, 36),
    (PersonGrade.IMPORTANT, 24),
    (PersonGrade.ORDINARY, 12),
):
    parameters.declare(
        COOLING_MONTHS[_grade],
        f"脱密期（{_grade.label}）",
        _months,
        "个月",
        "涉密人员管理规定：核心 3 年、重要 2 年、一般 1 年；各单位不同",
        minimum=1,
        maximum=120,
        group=LEAVING,
    )
parameters.declare(
    COOLING_VISIT_MONTHS,
    "脱密期回访间隔",
    3,
    "个月",
    "涉密人员管理规定：每季度回访",
    minimum=1,
    maximum=12,
    group=LEAVING,
)
parameters.declare(
    ENQUIRY_WORKDAYS,
    "用人单位来函答复期限",
    10,
    "个工作日",
    "校内约定；规定为如实答复",
    minimum=1,
    maximum=60,
    group=LEAVING,
)
parameters.declare(
    RECEIPT_DAYS,
    "委托管理书回执期限",
    30,
    "天",
    "校内约定：发出后 30 天内收到回执",
    minimum=1,
    maximum=180,
    group=LEAVING,
)
parameters.declare(
    ABSENCE_WORKDAYS,
    "擅自离岗离职上报期限",
    1,
    "个工作日",
    "校内约定；《实施条例》第五十四条规定为“及时”",
    minimum=0,
    maximum=30,
    group=LEAVING,
)
