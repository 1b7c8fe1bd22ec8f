"""F-15 of a list of people, by a job."""

from django.http import QueryDict

from baomi.core import clock
from baomi.organization import policy
from baomi.printing import actions
from baomi.registers import jobs
from baomi.registers.declarations import registry
from baomi.registers.listing import Listing
from baomi.registers.models import Job
from personnel.actions.people_ledger import LEDGER_JOB
from personnel.prints.people import LEDGER, ledger_cells


@jobs.register(LEDGER_JOB)
def print_ledger(job: Job, query: str) -> None:
    """The list as the person may see it now."""
    register = registry.get("personnel", "people")
    policy.require(job.user, register.permission("view"))
    people = list(Listing(register, job.user, QueryDict(query)).chosen())
    label = f"打印 F-15 涉密人员台账 {len(people)} 人"
    pdf, _ = actions.print_table(job.user, ledger_cells(job.user, people), label, form=LEDGER)
    jobs.keep_result(job, f"F-15-涉密人员台账-{clock.today():%Y%m%d}.pdf", pdf, "application/pdf")
