"""manage.py sheet_import REGISTER FILE --as USER [--dry-run]: the import page's work from the command line.

The table is found as on the page. What a person would have to judge there is not taken here: a column that is
only likely, or one of two alike, is left out unless --map says so.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from baomi.core.errors import Refusal
from baomi.organization import policy
from baomi.registers.management.commands._sheets import refused, register_named, user_named
from baomi.registers.sheets import commit, uploads
from baomi.registers.sheets.layout import Layout, heading_lines
from baomi.registers.sheets.mapping import named


class Command(BaseCommand):
    help = "把 Excel 文件导入台账：整份检查无误才写入，有一行错误就全部不写。"

    def add_arguments(self, parser):
        parser.add_argument("register", help="台账，如 organization.staff")
        parser.add_argument("file", help=".xlsx 文件")
        parser.add_argument("--as", dest="user", required=True, help="以哪个账号办理")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--sheet", default="", help="读哪张工作表，默认由表头判断")
        parser.add_argument("--head-row", default="", help="表头所在行，如 3 或 3-4，默认自动查找")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="列=字段",
            help="列的对应，如 B=工号；“备注=”为不导入",
        )

    def handle(self, *args, **options):
        register, user = register_named(options["register"]), user_named(options["user"])
        try:
            content = Path(options["file"]).read_bytes()
        except OSError:
            raise CommandError(f"读不到文件“{options['file']}”。请核对路径。") from None
        try:
            policy.require(user, register.permission("import"))
            head = heading_lines(options["head_row"]) if options["head_row"] else None
            layout = Layout(sheet=options["sheet"], head=head)
            upload = uploads.receive(user, register, options["file"], content, layout)
        except Refusal as refusal:
            raise refused(refusal) from None
        try:
            self._map(register, user, upload, options["map"])
            self._carry_out(register, user, upload, dry=options["dry_run"])
        except Refusal as refusal:
            raise refused(refusal) from None
        finally:
            uploads.drop(upload, remember=not options["dry_run"])

    def _map(self, register, user, upload, given: list[str]) -> None:
        staged = upload.staged
        doubtful = staged["found"]["doubts"]
        mapping = {heading: "" if heading in doubtful else name for heading, name in upload.mapping.items()}
        mapping |= named(given, staged["letters"], staged["headings"], uploads.targets(register, user))
        uploads.remap(upload, register, [mapping[heading] for heading in staged["headings"]])
        self._say_what_was_found(upload)

    def _say_what_was_found(self, upload) -> None:
        staged = upload.staged
        found, lines = staged["found"], "-".join(str(line) for line in dict.fromkeys(staged["found"]["head"]))
        self.stdout.write(f"工作表“{staged['sheet']}”，表头第 {lines} 行，{staged['total']} 行数据。")
        unused = [
            f"{letter}“{heading}”"
            for letter, heading in zip(staged["letters"], staged["headings"], strict=True)
            if heading and not upload.mapping.get(heading)
        ]
        if unused:
            self.stdout.write(f"不导入的列：{'、'.join(unused)}。")
        if found["odd"]:
            rows = "、".join(f"{line}（{text}）" for line, _, text, _ in found["odd"])
            self.stdout.write(f"不是普通数据的行：{rows}。")

    def _carry_out(self, register, user, upload, *, dry: bool) -> None:
        staged = upload.staged
        if staged["refusal"]:
            raise CommandError(staged["refusal"])
        if staged["problems"]:
            raise CommandError(
                "\n".join(
                    [
                        *map(_line, staged["problems"]),
                        f"工作表“{staged['sheet']}”有 {staged['counts']['wrong']} 行错误，没有写入。",
                    ]
                )
            )
        counts = staged["counts"]
        summary = f"新增 {counts['new']} 行，变化 {counts['changed']} 行，无变化 {counts['same']} 行"
        if dry:
            self.stdout.write(f"检查无误：{summary}。没有写入。")
            return
        if not counts["new"] + counts["changed"]:
            self.stdout.write("文件与台账相同，没有写入。")
            return
        commit.carry_out(user, register, upload)
        self.stdout.write(f"已导入：{summary}。")


def _line(problem: dict) -> str:
    where = f"第 {problem['line']} 行" + (f" {problem['letter']} 列" if problem["letter"] else "")
    heading = f"“{problem['heading']}”" if problem["heading"] else ""
    value = f"（填写：{problem['value']}）" if problem["value"] else ""
    return f"{where}{heading}：{problem['problem']}{value}。{problem['fix']}"
