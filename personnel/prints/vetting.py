"""F-12, F-14 and F-19b: the vetting form with its dossier; F-12b: the light form of those who take part below a grade."""

from baomi.core import system_class
from baomi.organization.models import Staff
from baomi.printing import forms
from personnel.choices.vetting import PRIVATE_DOCUMENTS, Obstacle
from personnel.models import Project, Vetting
from personnel.prints.portraits import portrait
from personnel.rules import dossier
from personnel.rules.dossier import Form

PERMISSION, OF_WORKERS = "personnel.vetting.print_dossier", "personnel.vetting.print_worker"
CAPTIONS = {
    "experience": ("学习及工作经历", ("起止日期", "经历、单位及任职", "证明人")),
    "family": (
        "家庭成员及主要社会关系",
        ("关系", "姓名", "国籍", "有无境外居留权、长期居留许可", "单位及职务", "政治面貌"),
    ),
    "trips": ("因私出国（境）", ("起止日期", "国家（地区）", "事由")),
    "funding": ("接受境外资助", ("时间", "国家（地区）", "机构", "内容", "金额")),
    "punishment": ("处分或违法犯罪记录", ("时间", "结果", "原因", "机构")),
    "computers": ("非涉密计算机及移动介质", ("品牌型号", "硬盘序列号")),
    "matters": ("涉密事项", ("序号", "事项名称（含项目名称、起止期限）", "密级")),
}
"""Caption and printed headings of each table."""
PERIODS = ("experience", "trips")
"""Their first two columns are printed as one."""
SHORT_DOCUMENTS = {"passport": "护照", "hongkong": "港澳", "taiwan": "台湾"}
PEOPLE_ON_F12B = 6


def cells(vetting: Vetting) -> dict:
    """The cells of F-12 and F-14."""
    staff, post = vetting.person.staff, vetting.post
    return {
        "photo": portrait(staff),
        **_person(staff),
        "nationality": vetting.nationality,
        "former_name": vetting.former_name,
        "household": vetting.household_address,
        "household_police": vetting.household_police,
        "home": vetting.home_address,
        "home_police": vetting.home_police,
        "work": " ".join(word for word in (staff.department.name, staff.post, staff.title) if word),
        "education": vetting.education,
        "post": post.title,
        "grade": post.get_grade_display(),
        "documents": [
            {"label": SHORT_DOCUMENTS[kind], "ticked": kind.value in vetting.private_documents}
            for kind in PRIVATE_DOCUMENTS
        ],
        "no_documents": not vetting.private_documents,
        "official": vetting.official_document,
        "residence": vetting.foreign_residence,
        "residence_number": vetting.residence_number,
        "tables": tables(vetting),
        "habits": vetting.habits,
        "other": vetting.other_matters,
        "checked": vetting.obstacles_checked,
        "obstacles": "、".join(Obstacle(code).label for code in vetting.obstacles),
    }


def worker_cells(vetting: Vetting) -> dict:
    """The cells of F-19b."""
    return {
        **_person(vetting.person.staff),
        "education": vetting.education,
        "home": vetting.home_address,
        "unit": vetting.department.name,
        "place": vetting.post.title,
        "tables": tables(vetting),
    }


def project_cells(project: Project) -> dict:
    """The cells of F-12b that the project gives; the people below a grade are in no register and fill in theirs by pen."""
    return {
        "code": project.code,
        "project": project.name,
        "level": project.get_level_display(),
        "leader": project.leader.name,
        "department": project.department.name,
        "starts": f"{project.starts:%Y-%m}",
        "ends": f"{project.ends:%Y-%m}" if project.ends else "",
        "people": range_of(PEOPLE_ON_F12B),
    }


def range_of(count: int) -> list[int]:
    return list(range(1, count + 1))


def tables(vetting: Vetting) -> list[dict]:
    """The tables of the vetting's form as printed."""
    rows = dossier.read(vetting)
    return [_table(table, rows[table.name]) for table in dossier.tables_of(vetting)]


def blank_tables(form: Form) -> list[dict]:
    """The tables of a form without a row."""
    return [_table(table, []) for table in dossier.TABLES_OF[form]]


def _table(table: dossier.Table, rows: list[dossier.Row]) -> dict:
    label, heads = CAPTIONS[table.name]
    return {
        "name": table.name,
        "label": label,
        "heads": list(heads),
        "rows": [_printed(table, number, row) for number, row in enumerate(rows, start=1)],
        "least": table.printed,
    }


def _printed(table: dossier.Table, number: int, row: dossier.Row) -> list[str]:
    cells_of_row = [row.get(column.name, "") for column in table.columns]
    if table.name in PERIODS:
        return [dossier.period(row), *cells_of_row[2:]]
    if table.name == dossier.FAMILY.name:
        cells_of_row[3] = "有" if row.get("foreign") else "无"
    if table.name == dossier.MATTERS.name:
        return [str(number), *cells_of_row]
    return cells_of_row


def _person(staff: Staff) -> dict:
    """Who it is; the identity number only where this system class keeps it, else an empty cell for the pen."""
    kept = system_class.applies(Staff.ONLY_ON["identity_number"])
    return {
        "number": staff.number,
        "name": staff.name,
        "gender": staff.get_gender_display(),
        "ethnicity": staff.ethnicity,
        "birth": f"{staff.birth:%Y-%m}" if staff.birth else "",
        "identity": staff.identity_number if kept else "",
        "political": staff.political_status,
        "phone": staff.phone,
    }


def blank_cells(form: Form) -> dict:
    documents = [{"label": SHORT_DOCUMENTS[kind], "ticked": False} for kind in PRIVATE_DOCUMENTS]
    return {"tables": blank_tables(form), "documents": documents}


def on(form: Form):
    """On which vettings the form prints."""
    return lambda vetting: dossier.form_of(vetting) == form


PERSON_LABELS = {
    "number": "工号", "name": "姓名", "gender": "性别", "ethnicity": "民族", "birth": "出生年月", "identity": "身份证号",
    "political": "政治面貌", "phone": "联系方式",
}  # fmt: skip
LABELS = PERSON_LABELS | {
    "photo": "照片", "nationality": "国籍", "former_name": "曾用名", "household": "户籍地址",
    "household_police": "户籍地公安机关", "home": "常驻地址", "home_police": "常驻地公安机关", "work": "单位及职务职称",
    "education": "学历学位", "post": "已（拟）任涉密岗位", "grade": "涉密等级",
    "documents": "因私出入境证件", "no_documents": "因私出入境证件", "official": "因公证件",
    "residence": "外籍、境外居留权", "residence_number": "居留证件号码", "tables": "经历、家庭、出国（境）等登记",
    "habits": "不良嗜好", "other": "其他需要说明的问题", "checked": "任（聘）用情形核查",
    "obstacles": "不得任（聘）用情形",
}  # fmt: skip
WORKER_LABELS = PERSON_LABELS | {
    "education": "文化程度", "home": "住址", "unit": "工作单位", "place": "要害部门部位名称", "tables": "经历、家庭成员",
}  # fmt: skip
PROJECT_LABELS = {
    "code": "项目编号", "project": "项目代号", "level": "密级", "leader": "项目负责人", "department": "承担部门",
    "starts": "起始年月", "ends": "终止年月", "people": "参研人员",
}  # fmt: skip

for _form, _label, _template, _keeper, _data, _labels in (
    (Form.ENTRY, "涉密人员审批表", "f12", "人事处或研究生院", cells, LABELS),
    (Form.AGAIN, "涉密人员复审审批表", "f14", "人事处或研究生院", cells, LABELS),
    (Form.WORKER, "工勤人员保密审查表", "f19b", "人事处", worker_cells, WORKER_LABELS),
):
    forms.add(
        forms.PrintForm(
            code=str(_form),
            label=_label,
            template=f"personnel/print/{_template}.html",
            data=_data,
            keeper=_keeper,
            register=("personnel", "vettings"),
            labels=_labels,
            blank=lambda form=_form: blank_cells(form),
            applies=on(_form),
            permission=OF_WORKERS if _form == Form.WORKER else PERMISSION,
        )
    )
forms.add(
    forms.PrintForm(
        code="F-12B",
        label="参研人员保密资格审查及保密协议",
        template="personnel/print/f12b.html",
        data=project_cells,
        keeper="学院科研办公室",
        register=("personnel", "projects"),
        labels=PROJECT_LABELS,
        blank=lambda: {"people": range_of(PEOPLE_ON_F12B)},
    )
)
