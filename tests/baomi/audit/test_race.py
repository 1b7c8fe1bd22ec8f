"""Many people write at once: one chain, no gap, nobody refused."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from baomi.audit import ledger
from baomi.audit.models import AuditEntry, OutboxMessage
from baomi.audit.verify import verify
from baomi.core.errors import Refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

WRITERS, UNITS = 8, 10


def test_writers_at_the_same_time_make_one_chain(office):
    together = Barrier(WRITERS)

    def write(writer):
        try:
            together.wait()
            for i in range(UNITS):
                with ledger.unit(office):
                    OutboxMessage.objects.create(kind="notice", key=f"{writer}-{i}")
                    ledger.record("first", f"x:{writer}")
                    ledger.record("second", f"x:{writer}")
                with pytest.raises(Refusal), ledger.unit(office):
                    ledger.record("dropped")
                    raise Refusal("不行")
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    verdict = verify()
    assert (verdict.count, verdict.problem) == (2 * WRITERS * UNITS, "")
    rows = list(AuditEntry.objects.order_by("id").values_list("action", "object"))
    # The entries of one unit stand side by side.
    assert all(
        first[0] == "first" and second == ("second", first[1])
        for first, second in zip(rows[::2], rows[1::2], strict=True)
    )
