from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from baomi.core.errors import Refusal
from baomi.printing import actions, forms
from baomi.registers.declarations import registry


class Command(BaseCommand):
    help = "把记录打印成表格（PDF）：print_form F-02 XJ-2026-G-007 -o 目录"

    def add_arguments(self, parser):
        parser.add_argument("form", help="表格编号，如 F-02")
        parser.add_argument("numbers", nargs="*", metavar="编号")
        parser.add_argument("-o", "--output", required=True, type=Path, help="存放目录，没有时新建")
        parser.add_argument("--all", action="store_true", help="台账的全部记录")
        parser.add_argument("--merge", action="store_true", help="合成一个文件")
        parser.add_argument("--blank", action="store_true", help="空白表")

    def handle(self, *, form, numbers, output, merge, blank, **options):
        try:
            self.print(forms.get(form), numbers, output, options["all"], merge, blank)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as error:
            raise CommandError(f"不能写入 {output}：{error.strerror}。请换一个目录。") from None

    def print(self, form, numbers, output, everything, merge, blank):
        if [bool(numbers), everything, blank].count(True) != 1:
            raise Refusal("要打印什么不明确", how="请写编号，或用 --all，或用 --blank，只选其一")
        records = [] if blank else records_of(form, numbers)
        output.mkdir(parents=True, exist_ok=True)  # before anything is logged as printed
        if blank:
            files = {f"{form.code}-空白.pdf": actions.print_blank(None, form.code)}
        else:
            files = self.printed(form, records, merge)
        for name, content in files.items():
            (output / name).write_bytes(content)
        self.stdout.write(f"已打印 {len(files)} 个文件，在 {output}")

    def printed(self, form, records, merge) -> dict[str, bytes]:
        """File name → PDF. The system itself prints; each sheet is logged."""
        if merge:
            return {f"{form.code}.pdf": actions.print_many(None, form.code, records)[0]}
        made = actions.print_each(None, form.code, records)
        return {printout.file_name: pdf for pdf, printout in made}


def records_of(form, numbers: list[str]) -> list:
    """The records of these numbers in order, or all that print on the form. Raises Refusal naming the numbers that are not there."""
    if not form.register:
        raise Refusal(f"{form.code} 不是台账记录的表格", how="可用 --blank 打印空白表")
    queryset = registry.get(*form.register).queryset()
    if not numbers:
        return [record for record in queryset if form.printable(record)]
    found = {record.number: record for record in queryset.filter(number__in=numbers)}
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise Refusal(f"没有编号为 {'、'.join(missing)} 的记录", how="请核对编号；编号之间用空格隔开")
    return [found[number] for number in dict.fromkeys(numbers)]
