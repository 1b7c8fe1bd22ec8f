"""F-43 保密津贴考核发放表, and its notice to the person concerned (扣发通知, F-43B)."""

from baomi.core.levels import PersonGrade
from baomi.printing import forms
from personnel.models import AllowanceList, Deduction


def list_data(sheet: AllowanceList) -> dict:
    """The sheet's values: a line for each person and span of days."""
    return {
        "department": sheet.department.name,
        "month": f"{sheet.month.year} 年 {sheet.month.month} 月",
        "rows": [_row(sheet, line) for line in sheet.lines.select_related("staff")],
        "total": str(sheet.total),
    }


def _row(sheet: AllowanceList, line) -> dict:
    whole = line.first.day == 1 and (line.last - line.first).days >= 27
    days = "" if whole else f"{line.first:%m-%d} 至 {line.last:%m-%d}"
    return {
        "name": line.staff.name,
        "grade": PersonGrade(line.grade).label if line.grade else "保密管理" if line.rate else "",
        "due": str(line.due),
        "deducted": str(line.deducted),
        "paid": str(line.paid),
        "reason": line.reason,
        "performance": "" if line.first < sheet.month else "未履行" if line.deducted else "履行",
        "remark": days,
    }


def deduction_data(deduction: Deduction) -> dict:
    """The notice's values."""
    person, first = deduction.person, deduction.first_month
    return {
        "department": deduction.department.name,
        "name": person.staff.name,
        "post": person.post.title,
        "grade": person.get_grade_display(),
        "first_month": f"{first.year} 年 {first.month} 月",
        "months": deduction.months,
        "reason": deduction.reason,
        "clause": deduction.clause,
    }


forms.add(
    forms.PrintForm(
        code="F-43",
        label="保密津贴考核发放表",
        template="personnel/print/f43.html",
        data=list_data,
        orientation="landscape",
        keeper="保密办",
        register=("personnel", "allowances"),
        labels={"department": "部门", "month": "月份", "rows": "明细", "total": "合计"},
    )
)
forms.add(
    forms.PrintForm(
        code="F-43B",
        label="保密津贴扣发通知",
        template="personnel/print/f43b.html",
        data=deduction_data,
        keeper="保密办，并交本人一份",
        register=("personnel", "deductions"),
        labels={
            "department": "部门",
            "name": "姓名",
            "post": "岗位",
            "grade": "岗位密级",
            "first_month": "自何月起",
            "months": "扣发月数",
            "reason": "扣发原因",
            "clause": "依据",
        },
    )
)
