"""The background tasks: JSON arguments, idempotent, acknowledged after the work. Never with ETA or countdown.

The embedded worker calls the same functions directly. They belong to the site's own application: a task of "whichever
application is there" would send from a web process, which starts none, to Celery's default broker.
"""

from baomi.celery import app
from baomi.reminders import leases, runner, sweep, wake


@app.task(name="baomi.reminders.tasks.run_job", acks_late=True, ignore_result=True)
def run_job(job_id: int) -> bool:
    """Run the job unless somebody else does or it has ended."""
    leases.beat("worker", leases.holder())
    return runner.run(int(job_id))


@app.task(name="baomi.reminders.tasks.sweep", acks_late=True, ignore_result=True)
def sweep_minute() -> int:
    """The minute's work: due notices, mail, lost jobs, old files. Returns how many notices were made.

    Sent by beat it is also the pulse of the worker, which on a quiet day gets no other task.
    """
    if not sweep_minute.request.called_directly:
        leases.beat("worker", leases.holder())
    runner.give_up_dead()
    wake.send_lost()
    return sweep.run().made
