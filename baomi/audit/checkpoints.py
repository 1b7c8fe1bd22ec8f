"""Checkpoints: where the chain stood, sealed and written outside the database.

Whoever cuts the log's tail or puts an old copy of the database back cannot take back a line already carried away.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import models, transaction

from baomi.audit import chain
from baomi.audit.models import AuditCheckpoint, AuditHead
from baomi.core import clock
from baomi.core.errors import Refusal


@dataclass(frozen=True)
class Witness:
    """The claim that entry `entry_id` has this hash, with its seal."""

    id: int
    at: str
    entry_id: int
    hash: str
    mac: str

    @property
    def genuine(self) -> bool:
        """True when the seal was made with this site's key."""
        return self.mac == chain.seal("checkpoint", self.id, self.at, self.entry_id, self.hash)


def file_path() -> Path:
    """Where checkpoints are written beside the database; to be copied to another machine or printed."""
    return Path(settings.VAR_DIR) / "checkpoints.jsonl"


def make() -> Witness:
    """Seal the present head: one row, and one line appended to the file. Raises Refusal when the file refuses."""
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get()
        number = (AuditCheckpoint.objects.aggregate(last=models.Max("id"))["last"] or 0) + 1
        at = clock.now()
        mac = chain.seal("checkpoint", number, chain.instant(at), head.last_id, head.hash)
        row = AuditCheckpoint(id=number, at=at, entry_id=head.last_id, hash=head.hash, mac=mac)
        models.QuerySet(AuditCheckpoint).bulk_create([row])
        witness = of_row(row)
        # Inside the transaction: a checkpoint that is not outside the database is none.
        _append_line(witness)
    return witness


def of_row(row: AuditCheckpoint) -> Witness:
    """The witness a row of the database bears."""
    return Witness(row.id, chain.instant(row.at), row.entry_id, row.hash, row.mac)


def read(path: Path) -> list[Witness]:
    """The witnesses of a checkpoint file. Raises Refusal naming the line that cannot be read."""
    witnesses = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise Refusal("检查点文件打不开", str(path), "请核对路径，或换一份副本") from problem
    for number, line in enumerate(lines, start=1):
        try:
            witnesses.append(Witness(**json.loads(line)))
        except (ValueError, TypeError) as problem:
            raise Refusal("检查点读不出来", f"{path} 第 {number} 行", "请换一份没有改动过的副本") from problem
    return witnesses


def _append_line(witness: Witness) -> None:
    try:
        with file_path().open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(witness)) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise Refusal("检查点没有写成", str(file_path()), "请检查磁盘空间和目录权限后重试") from problem
