"""`manage.py bench`: the figures of the house beside the bare work, on a database made for the run."""

import json

from django.core.management.base import BaseCommand, CommandError

from baomi.core.errors import Refusal


class Command(BaseCommand):
    help = "在临时数据库上测量各项指标，并与同一次运行中的最低开销相比。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="每项指标输出一行 JSON")
        parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="只测这些指标")
        parser.add_argument("--scale", type=float, default=1.0, metavar="N", help="数据量的倍数，默认 1")

    def handle(self, *args, **options):
        if not 0 < options["scale"] <= 10:
            raise CommandError(f"倍数“{options['scale']:g}”不可用。请填大于 0、不超过 10 的数。")
        from bench import frame, subjects
        from bench.site import throw_away
        from bench.world import World

        subjects.load()
        try:
            wanted = frame.known(options["only"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        with throw_away():
            for figure in frame.run(World(options["scale"]), wanted):
                self._tell(figure.line(), frame.promised()[figure.name], options["json"])

    def _tell(self, line: dict, at_most: float | None, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(line, ensure_ascii=False))
            return
        verdict = "不设上限"
        if at_most is not None:
            verdict = f"至多 {at_most:.3g}，{'达到' if line['ratio'] <= at_most else '未达到'}"
        self.stdout.write(
            f"{line['name']:<22}{line['value']:>10.4f} {line['unit']:<4} 下限 {line['limit']:>9.4f}"
            f"  {line['ratio']:>7.2f} 倍（{verdict}）  语句 {line['queries']}"
            f"  {line['runs']} 次  {line['database']}"
        )
