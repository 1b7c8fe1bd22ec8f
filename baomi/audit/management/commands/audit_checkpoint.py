"""Write where the audit log stands, into the database and into a file to be kept elsewhere."""

from django.core.management.base import BaseCommand, CommandError

from baomi.audit import checkpoints
from baomi.core.errors import Refusal


class Command(BaseCommand):
    help = "记一个审计检查点：库内一行，库外文件 checkpoints.jsonl 一行，供日后核对。"

    def handle(self, *args, **options):
        try:
            witness = checkpoints.make()
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"检查点 {witness.id}：日志 {witness.entry_id} 条，链值 {witness.hash[:16]}…，已写入 {checkpoints.file_path()}。"
        )
