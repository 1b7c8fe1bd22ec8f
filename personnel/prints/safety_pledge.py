"""F-16C 员工安全保密承诺书: who it is comes from the registers; address, telephones and home computers are for the pen."""

from baomi.printing import forms
from personnel.models import ClearedPerson
from personnel.prints import pledge_texts as texts


def cells(person: ClearedPerson) -> dict:
    """The cells of F-16C. The office within the unit stands beside it where there is one.

    What only the dossier knows (address, telephones) is not printed: this sheet lies with the unit.
    """
    department = person.department
    unit = department.top
    return blank() | {
        "unit": unit.name,
        "office": department.name if department.pk != unit.pk else "",
        "name": person.staff.name,
        "post": person.staff.post,
        "title": person.staff.title,
        "grade": person.get_grade_display(),
    }


def blank() -> dict:
    return {"points": list(texts.SAFETY), "liability": texts.LIABILITY}


forms.add(
    forms.PrintForm(
        code="F-16C",
        label="员工安全保密承诺书",
        template="personnel/print/f16c.html",
        data=cells,
        keeper="所在单位",
        register=("personnel", "people"),
        labels={
            "unit": "部门", "office": "处室", "name": "姓名", "post": "职务", "title": "职称", "grade": "岗位密级",
            "points": "承诺内容", "liability": "责任",
        },
        blank=blank,
    )
)  # fmt: skip
