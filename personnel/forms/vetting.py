"""Forms of vetting: beginning one, the cells of F-12, F-14 and F-19b."""

from django import forms

from baomi.organization import policy
from baomi.registers.declarations import FieldRule, registry
from baomi.registers.forms import RecordForm, dress, related_choices
from personnel.actions.vetting import STARTED
from personnel.choices.people import PersonStatus
from personnel.choices.vetting import PRIVATE_DOCUMENTS, VettingPurpose
from personnel.models import ClearedPerson, Post, Vetting
from personnel.rules import dossier
from personnel.rules import vetting as rules

LONG_TEXTS = {"other_matters": 500, "habits": 200}
RULES = {
    "purpose": FieldRule(
        "任用前审查只对拟任人员；在岗人员按期、换岗、等级调整或个人情况变化时复审", rules.REVIEW_CLAUSE
    ),
    "post": FieldRule("换岗、调整等级的选拟任的新岗位，其余为本人现（拟）任岗位"),
    "reason": FieldRule("个人情况重大变化复审须写明；不写涉密内容"),
    "former_name": FieldRule("没有的不填"),
    "nationality": FieldRule("不具有中华人民共和国国籍的不得任用", rules.BARRED),
    "marital": FieldRule("已婚的须附结婚证和配偶单位证明"),
    "education": FieldRule("最高学历和学位，如 研究生，工学博士"),
    "household_address": FieldRule("按户口簿填写，精确到门牌"),
    "home_address": FieldRule("现在常住的地址"),
    "private_documents": FieldRule("持有的全部勾选；没有的不勾"),
    "official_document": FieldRule("持有因公护照或通行证的填号码"),
    "foreign_residence": FieldRule("本人取得国（境）外居留权的不得任用", rules.BARRED),
    "habits": FieldRule("有无赌博、酗酒、吸毒等；没有的填“无”"),
    "other_matters": FieldRule("需要组织了解的其他情况；没有的填“无”"),
    "promised": FieldRule("所填情况属实，愿意接受审查，不实之处自行负责"),
}
"""What stands beside the cells."""


class StartForm(forms.Form):
    """Whom to vet, why, for which post."""

    person = forms.ModelChoiceField(ClearedPerson.objects.none(), label="被审查人")
    purpose = forms.ChoiceField(label="审查事由", choices=VettingPurpose.choices)
    post = forms.ModelChoiceField(Post.objects.none(), label="拟任新岗位", required=False)
    reason = forms.CharField(label="变化情况说明", max_length=200, required=False)

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        register = registry.by_name("personnel.vettings")
        people = registry.by_name("personnel.people").visible(user)
        people = people.filter(status__in=(PersonStatus.CANDIDATE, PersonStatus.IN_POST))
        self.fields["person"].queryset = policy.scope(user, register.permission("add"), people)
        self.fields["person"].label_from_instance = lambda person: (
            f"{person.staff.name}　{person.department.name}　{person.post.title}（{person.get_status_display()}）"
        )
        self.fields["post"].queryset = related_choices(Post.objects.in_force(), register, user, "add")
        dress(self)
        _hang_rules(self)


class VettingForm(RecordForm):
    """The cells of one vetting's form. Nothing but the nationality is required to keep it; what is lacking to hand
    it in stands beside it. Of a review, reason and post may still be put right."""

    private_documents = forms.MultipleChoiceField(
        label="因私出入境证件",
        choices=[(kind.value, kind.label) for kind in PRIVATE_DOCUMENTS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Vetting
        fields = (*STARTED, *dict.fromkeys(name for names in rules.FIELDS_OF.values() for name in names))

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        vetting = self.instance
        form = dossier.form_of(vetting)
        again = vetting.purpose != VettingPurpose.ENTRY
        asked = {*rules.FIELDS_OF[form], *(STARTED if again else ())}
        for name in [name for name in self.fields if name not in asked]:
            del self.fields[name]
        if again:
            self._restartable(user)
        for name, field in self.fields.items():
            field.required = name in ("nationality", "purpose")
            field.needed = name in rules.NEEDED_OF[form] or name == "promised"
            if name in LONG_TEXTS:
                field.widget = forms.Textarea(
                    attrs={"rows": 3, "class": "input", "maxlength": str(LONG_TEXTS[name])}
                )
                field.max_length = LONG_TEXTS[name]
        _hang_rules(self)

    def _restartable(self, user) -> None:
        self.fields["purpose"].choices = [
            item for item in VettingPurpose.choices if item[0] != VettingPurpose.ENTRY
        ]
        register = registry.by_name("personnel.vettings")
        offered = related_choices(Post.objects.in_force(), register, user, "change")
        own = Post.objects.filter(pk__in={self.instance.post_id, self.instance.person.post_id})
        self.fields["post"].queryset = Post.objects.filter(pk__in=offered.order_by().values("pk")) | own

    def clean(self):
        data = super().clean()
        for name, most in LONG_TEXTS.items():
            if len(data.get(name) or "") > most:
                self.add_error(name, f"最多 {most} 字，现有 {len(data[name])} 字。请删减。")
        if "post" in self.fields and not data.get("post"):
            data["post"] = self.instance.person.post
        return data

    def values(self) -> dict:
        """The typed cells by name, as the action takes them."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


def _hang_rules(form: forms.BaseForm) -> None:
    for name, rule in RULES.items():
        if name in form.fields:
            text = f"{rule.text}。" if rule.clause else rule.text
            form.fields[name].rule = {"text": text, "clause": rule.clause, "parameter": None}
