"""Files that jobs left behind: for their owner, for a while."""

import datetime as dt
from pathlib import Path

from baomi.organization import parameters
from baomi.registers.models import Job

RESULT_DAYS = "reminders.result_days"


def remove_old(moment: dt.datetime) -> int:
    """Delete result files older than the parameter says; the job row stays and says that its file is gone."""
    limit = moment - dt.timedelta(days=parameters.value(RESULT_DAYS))
    old = Job.objects.filter(finished_at__lt=limit).exclude(result_path="")
    removed = 0
    for job in old:
        Path(job.result_path).unlink(missing_ok=True)
        removed += Job.objects.filter(pk=job.pk).update(result_path="")
    return removed
