"""The form of a candidate."""

from django.core.exceptions import ValidationError

from baomi.registers.forms import RecordForm
from personnel.models import ClearedPerson


class PersonForm(RecordForm):
    """Who, for which post, led by whom; once named, neither person nor post is exchanged."""

    class Meta:
        model = ClearedPerson
        fields = ("staff", "kind", "post", "leader", "remark")

    def clean_staff(self):
        staff = self.cleaned_data["staff"]
        if self.instance.pk and staff.pk != self.instance.staff_id:
            raise ValidationError("不能换成另一个人。请结束这一条，另行登记。")
        return staff

    def clean_post(self):
        post = self.cleaned_data["post"]
        if self.instance.pk and post.pk != self.instance.post_id:
            raise ValidationError("岗位不能在这里更换。请先确认不任用，再按新岗位登记拟任。")
        return post
