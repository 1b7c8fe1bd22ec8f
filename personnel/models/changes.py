"""Changes of post, unit and grade (P11): F-11 within a unit, F-13 between two."""

from django.db import models

from baomi.approvals.models import Application
from baomi.core.levels import PersonGrade
from baomi.organization.models import Department
from personnel.models.people import ClearedPerson
from personnel.models.posts import Post


class PostChange(Application):
    """A person moved to another classified post; the grade follows the post, upwards only after re-vetting.

    With a new unit it is F-13, signed by both units side by side; otherwise F-11.
    """

    OWN_LOOKUP = "person__staff_id"

    person = models.ForeignKey(
        ClearedPerson, verbose_name="涉密人员", on_delete=models.PROTECT, related_name="changes"
    )
    old_post = models.ForeignKey(
        Post, verbose_name="原涉密岗位", on_delete=models.PROTECT, related_name="+", editable=False
    )
    old_grade = models.CharField("原涉密等级", max_length=20, choices=PersonGrade.choices, editable=False)
    new_post = models.ForeignKey(
        Post, verbose_name="拟新任岗位", on_delete=models.PROTECT, related_name="moves_in"
    )
    new_department = models.ForeignKey(
        Department, verbose_name="变更后单位", on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.CharField("变动原因", max_length=200)
    conduct = models.CharField("涉密程度、现实表现", max_length=300, blank=True)
    takes_effect_on = models.DateField("变更日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "涉密岗位变更"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.person} 变更岗位"

    @property
    def between_units(self) -> bool:
        """F-13 instead of F-11."""
        return self.new_department_id != self.department_id
