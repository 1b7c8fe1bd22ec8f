"""Forms of the award round: the year's round, F-01, F-02, a condition's judgement, the ranking."""

from django import forms
from django.core.exceptions import ValidationError

from awards import parameters, rules
from awards.choices import AwardKind, Category
from awards.models import AwardRound, Nomination
from baomi.core import year_facts
from baomi.organization import parameters as numbers
from baomi.registers import cells
from baomi.registers.declarations import FieldRule, FormGroup
from baomi.registers.forms import DATE_FORMATS, RecordForm, date_input
from reviews.forms import MomentField

NOTICE_TWO = "评选通知第二条第（二）项"
SERVICE_HINT = "本系统不存涉密内容，只写编号、代号或脱敏名。"


class RoundForm(RecordForm):
    """Names, cycle, quotas, deadline and criteria of the round; the year is the campaign's."""

    deadline = MomentField(label="申报截止")

    class Meta:
        model = AwardRound
        fields = (
            "title", "collective_name", "collective_quota", "individual_name", "individual_quota", "cycle_years",
            "deadline", "collective_criteria", "individual_criteria",
        )  # fmt: skip

    RULES = {
        "collective_quota": FieldRule("全校名额", "评选通知第二条第（三）项", parameters.QUOTA_COLLECTIVE),
        "individual_quota": FieldRule("全校名额", "评选通知第二条第（三）项", parameters.QUOTA_INDIVIDUAL),
        "deadline": FieldRule("每年", "评选通知第三条", parameters.DEADLINE),
        "collective_criteria": FieldRule("每行一条，审核时逐条核对", NOTICE_TWO),
        "individual_criteria": FieldRule("每行一条，审核时逐条核对", NOTICE_TWO),
    }
    GROUPS = (
        FormGroup("评选", ("title", "collective_name", "collective_quota", "individual_name", "individual_quota",
                          "cycle_years", "deadline")),
        FormGroup("评选条件", ("collective_criteria", "individual_criteria")),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("collective_criteria", "individual_criteria"):
            self.fields[name].widget.attrs["rows"] = 8
        attach_rules(self, self.RULES)


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; cleaned to a list."""

    def __init__(self, **kwargs):
        attrs = {"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}
        super().__init__(required=False, widget=ManyFiles(attrs=attrs), **kwargs)

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(item, initial) for item in data or () if item]


class FilesForm(forms.Form):
    files = FilesField(label="附件", help_text="PDF、JPG、PNG、DOCX、XLSX，每个不超过 20 MB；须为非涉密件")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["class"] = "input"


class NominationForm(RecordForm):
    """F-01 or F-02. What a register gives is shown read-only with its name; all else is typed and marked 手填.

    Nothing is required here: a form is saved unfinished, and what it lacks stands in the box 送出前还差.
    """

    files = FilesField(
        label="佐证附件", help_text="PDF、JPG、PNG、DOCX、XLSX，每个不超过 20 MB；须为非涉密件"
    )

    KIND: AwardKind
    GROUPS: tuple[FormGroup, ...]
    RULES: dict[str, FieldRule]

    def __init__(self, *args, nomination: Nomination, facts: dict[str, year_facts.Fact], **kwargs):
        super().__init__(*args, **kwargs)
        if self.KIND == AwardKind.INDIVIDUAL:
            fitting = rules.categories_of(nomination.staff)
            self.fields["category"].choices = [(item.value, item.label) for item in fitting]
            if fitting and not self.initial.get("category"):
                self.initial["category"] = fitting[0].value
        if nomination.pk:
            del self.fields["files"]
        most = rules.DEEDS_MAX[self.KIND]
        self.fields["deeds"].widget.attrs |= {"rows": 8, "maxlength": str(most)}
        self.fields["deeds"].help_text = SERVICE_HINT
        for name, field in self.fields.items():
            field.required = False
            field.needed = name != "files" and name not in facts
            if name in facts:
                self.initial[name] = facts[name].value
                self._read_only(field, facts[name])
            elif name in rules.FACTS[self.KIND] and name != "category":
                field.help_text = "手填"
        attach_rules(self, self.RULES)

    @staticmethod
    def _read_only(field: forms.Field, fact: year_facts.Fact) -> None:
        """A figure of a register: the action takes it from there, whatever was posted."""
        field.disabled = True
        field.readonly_note = f"由{fact.source}带出"
        labels = dict(getattr(field, "choices", ()))
        field.readonly_text = cells.write(labels.get(fact.value, fact.value))

    def clean_deeds(self) -> str:
        text = self.cleaned_data["deeds"]
        most = rules.DEEDS_MAX[self.KIND]
        if len(text) > most:
            raise ValidationError(f"主要事迹最多 {most} 字，现有 {len(text)} 字。请删减。")
        return text

    def values(self) -> dict:
        """The typed cells by name, those of registers left out."""
        names = (*rules.FACTS[self.KIND], "deeds")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class CollectiveForm(NominationForm):
    """F-01 保密工作先进集体申报表."""

    KIND = AwardKind.COLLECTIVE

    class Meta:
        model = Nomination
        fields = (*rules.COLLECTIVE_FACTS, "deeds")

    GROUPS = (
        FormGroup("部门", ("secrecy_leader", "secrecy_officers", "phone")),
        FormGroup("申报情况", ("core_people", "important_people", "ordinary_people", "projects", "training_attendance",
                              "training_rate", "self_checks", "findings", "rectified_rate")),
        FormGroup("主要事迹", ("deeds",)),
        FormGroup("附件", ("files",)),
    )  # fmt: skip
    RULES = {
        "secrecy_leader": FieldRule("部门分管保密工作的领导", "评选通知第二条第（一）项"),
        "projects": FieldRule("只填数量，不写项目名称"),
        "training_rate": FieldRule(
            "达到年度学时的涉密人员所占比例，学时要求", f"{NOTICE_TWO} 1（3）", parameters.TRAIN_HOURS
        ),
        "self_checks": FieldRule("部门全年开展的保密自查次数", f"{NOTICE_TWO} 1（4）"),
        "rectified_rate": FieldRule("没有发现问题的填 100", f"{NOTICE_TWO} 1（4）"),
        "deeds": FieldRule("对照五项条件逐条写，用数字和记录说话；最少", NOTICE_TWO, parameters.DEEDS_MIN),
    }


class IndividualForm(NominationForm):
    """F-02 保密工作先进工作者申报表."""

    KIND = AwardKind.INDIVIDUAL
    category = forms.ChoiceField(label="申报类别", choices=Category.choices, widget=forms.RadioSelect)
    secrecy_since = forms.DateField(
        label="起始时间", widget=date_input(), input_formats=[*DATE_FORMATS, "%Y-%m"]
    )

    class Meta:
        model = Nomination
        fields = (*rules.INDIVIDUAL_FACTS, "deeds")

    GROUPS = (
        FormGroup("人员", ("category",)),
        FormGroup("申报情况", ("secrecy_since", "assessment", "training_hours")),
        FormGroup("主要事迹", ("deeds",)),
        FormGroup("附件", ("files",)),
    )
    RULES = {
        "category": FieldRule("三类人员可申报，与人员台账一致", "评选通知第二条第（一）项"),
        "secrecy_since": FieldRule(
            "到截止日从事保密工作满", f"{NOTICE_TWO} 2（4）", parameters.MIN_SERVICE_YEARS
        ),
        "assessment": FieldRule("按年度考核结论填", f"{NOTICE_TWO} 2（1）"),
        "training_hours": FieldRule(
            "本年度参加保密教育的学时，不少于", f"{NOTICE_TWO} 2（2）", parameters.TRAIN_HOURS
        ),
        "deeds": FieldRule("对照四项条件逐条写，用数字和记录说话；最少", NOTICE_TWO, parameters.DEEDS_MIN),
    }


FORMS = {AwardKind.COLLECTIVE: CollectiveForm, AwardKind.INDIVIDUAL: IndividualForm}


def attach_rules(form: forms.BaseForm, field_rules: dict[str, FieldRule]) -> None:
    """Hang the rule, its paragraph and the parameter in force beside each field."""
    keys = [rule.parameter for rule in field_rules.values() if rule.parameter]
    in_force = numbers.describe_all(keys) if keys else {}
    for name, rule in field_rules.items():
        if name in form.fields:
            parameter = in_force.get(rule.parameter)
            between = "。" if rule.clause else ""
            text = rule.text if parameter else f"{rule.text}{between}"
            clause = f"{between}{rule.clause}" if parameter else rule.clause
            form.fields[name].rule = {"text": text, "clause": clause, "parameter": parameter}
