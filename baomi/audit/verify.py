"""Walking the chain from the first entry to the last, naming the first entry that is not as it was written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from baomi.audit import chain, values
from baomi.audit.checkpoints import Witness, of_row
from baomi.audit.models import AuditCheckpoint, AuditEntry, AuditHead

COLUMNS = (*chain.COVERED, "version", "at", "values", "prev_hash", "hash")
CHUNK = 2000


@dataclass(frozen=True)
class Verdict:
    """How many entries stood the test; `bad_id` and `problem` name the first that did not (None and empty: all did)."""

    count: int
    bad_id: int | None = None
    problem: str = ""


class Broken(Exception):
    """The walk ended at this entry."""

    def __init__(self, bad_id: int, problem: str):
        super().__init__(bad_id, problem)
        self.bad_id, self.problem = bad_id, problem


def verify(witnesses: Iterable[Witness] = (), *, watch: Callable[[int], None] | None = None) -> Verdict:
    """Check every entry, the head, and all checkpoints of the database and those given.

    Reads in a stream and locks nothing: entries appended meanwhile are judged as far as the walk sees them.
    `watch` is told every so often how many entries have been checked; what it raises ends the walk.
    """
    walk = _Walk(watch)
    try:
        walk.hear(witnesses)
        walk.entries()
        walk.end()
    except Broken as broken:
        return Verdict(walk.count, broken.bad_id, broken.problem)
    return Verdict(walk.count)


class _Walk:
    def __init__(self, watch: Callable[[int], None] | None = None):
        self.watch = watch
        self.count = 0
        self.last_hash = chain.GENESIS
        self.head = AuditHead.objects.first()
        self.expected: dict[int, set[str]] = {}
        self.forged: Witness | None = None

    def hear(self, witnesses: Iterable[Witness]) -> None:
        """Take in what head and checkpoints say about the hashes on the way."""
        if self.head is not None and _sealed(self.head):
            self.expected.setdefault(self.head.last_id, set()).add(self.head.hash)
        for witness in (*map(of_row, AuditCheckpoint.objects.all()), *witnesses):
            if witness.genuine:
                self.expected.setdefault(witness.entry_id, set()).add(witness.hash)
            else:
                self.forged = self.forged or witness

    def entries(self) -> None:
        """Every entry in turn."""
        for row in _rows():
            try:
                self._check(row)
            except Broken:
                raise
            except Exception as problem:
                # Whatever a forger has put into the columns must end in a name, not in a stack trace.
                raise Broken(row["id"], "这一条的栏目读不出来，内容被改动。") from problem
            self.count += 1
            self.last_hash = row["hash"]
            if self.watch and self.count % CHUNK == 0:
                self.watch(self.count)

    def _check(self, row: dict) -> None:
        number = self.count + 1
        if row["id"] > number:
            raise Broken(number, "这一条不见了，被删除或改了序号。")
        if row["id"] < number:
            raise Broken(row["id"], "这一条是多出来的，序号重复或不从 1 起。")
        if chain.entry_hash(row, row["prev_hash"]) != row["hash"]:
            raise Broken(number, "链值与内容不符，这一条被改动或调换。")
        if row["prev_hash"] != self.last_hash:
            # The entry agrees with itself, so it was its forerunner that was rewritten together with its hash,
            # unless a checkpoint vouches for that one.
            blamed = number if number == 1 or number - 1 in self.expected else number - 1
            raise Broken(blamed, "与下一条接不上，这一条连同链值被改写。")
        if row["hash"] not in self.expected.get(number, {row["hash"]}):
            raise Broken(number, "与检查点或链头的记载不符，日志在这一条或之前被整段重写。")
        if not _values_match(row):
            raise Broken(number, "保存的字段内容与摘要不符，内容被改动。")

    def end(self) -> None:
        """The tail: nothing cut off, nothing put on, head and checkpoints with their seals."""
        if any(entry_id > self.count for entry_id in self.expected):
            raise Broken(self.count + 1, "从这一条起被截去，链头或检查点记载的日志比现在长。")
        head = AuditHead.objects.first()
        if head is None:
            raise Broken(self.count, "链头不见了，无法确认这一条之后没有被截去。")
        if not _sealed(head):
            raise Broken(self.count, "链头的封签不符，这一条之后被截去，或者日志的尾段被整段重写。")
        if head.last_id < self.count:
            raise Broken(head.last_id + 1, "这一条在链头之后，是多出来的。")
        if self.forged is not None:
            raise Broken(
                self.forged.entry_id, f"记载这一条的检查点 {self.forged.id} 封签不符，检查点被改动。"
            )


def _rows() -> Iterator[dict]:
    """Entries by id. A chunk that cannot be read is read again one by one, to name the entry at fault."""
    entries = AuditEntry.objects.order_by("id")
    last = None
    try:
        for row in entries.values(*COLUMNS).iterator(chunk_size=CHUNK):
            last = row["id"]
            yield row
        return
    except ValueError:
        rest = entries if last is None else entries.filter(id__gt=last)
    for entry_id in list(rest.values_list("id", flat=True)[:CHUNK]):
        try:
            row = entries.values(*COLUMNS).get(id=entry_id)
        except ValueError as problem:
            raise Broken(entry_id, "这一条的栏目读不出来，内容被改动。") from problem
        yield row


def _values_match(row: dict) -> bool:
    kept = values.opened(row["id"], row["values"])
    return all(
        values.digest_of(name, value) == digest
        for name, sides in kept.items()
        for value, digest in zip(sides, row["digests"][name], strict=True)
    )


def _sealed(head: AuditHead) -> bool:
    return head.mac == chain.seal("head", head.last_id, head.hash)
