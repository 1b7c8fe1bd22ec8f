"""The form of a change of post, F-11 and F-13 alike: the new post tells which."""

from django.core.exceptions import ValidationError

from baomi.registers.forms import RecordForm
from personnel.forms.people import name_people, name_posts
from personnel.models import PostChange


class ChangeForm(RecordForm):
    """Who moves to which post and why."""

    class Meta:
        model = PostChange
        fields = ("person", "new_post", "reason", "conduct")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_people(self.fields["person"])
        name_posts(self.fields["new_post"])

    def clean_person(self):
        person = self.cleaned_data["person"]
        if self.instance.pk and person.pk != self.instance.person_id:
            raise ValidationError("不能换成另一个人。请另填一份变更。")
        return person
