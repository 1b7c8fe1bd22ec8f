"""`manage.py first_day`: the three administrators of a new house, once."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from baomi.core.errors import Refusal
from baomi.organization.actions.first_day import Appointee, open_house
from baomi.organization.choices import Gender
from baomi.organization.roles import ADMINISTRATORS

GENDERS = {label: value for value, label in Gender.choices}


class Command(BaseCommand):
    help = "为三名人员建立系统管理员、安全保密管理员、安全审计员账号，只能做一次；一次性密码只显示这一回。"

    def add_arguments(self, parser):
        for role in ADMINISTRATORS:
            parser.add_argument(
                f"--{role.value}", required=True, metavar="工号[:姓名[:性别]]", help=f"担任{role.label}的人"
            )
        parser.add_argument(
            "--department", default="", metavar="代码[:名称]", help="新登记人员所在的部门，没有时按名称建立"
        )

    def handle(self, *args, **options):
        code, _, name = options["department"].partition(":")
        try:
            appointees = {role: _appointee(options[role.value]) for role in ADMINISTRATORS}
            issued = open_house(appointees, code, name)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        for role, account in issued.items():
            self.stdout.write(
                f"{role.label}\t{account.user}\t账号 {account.user.username}\t一次性密码 {account.password}"
            )
        self.stdout.write("请分别当面交给本人。首次登录须修改密码。")


def _appointee(text: str) -> Appointee:
    number, _, rest = text.partition(":")
    name, _, gender = rest.partition(":")
    if gender and gender not in GENDERS:
        raise Refusal(f"性别“{gender}”无法识别", how="请写男或女")
    return Appointee(number.strip(), name.strip(), GENDERS.get(gender, Gender.MALE))
