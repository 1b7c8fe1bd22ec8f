"""F-15 of a list of people, asked for as a job."""

from django.http import QueryDict

from baomi.organization import policy
from baomi.registers import jobs
from baomi.registers.declarations import registry
from baomi.registers.listing import Listing
from baomi.registers.models import Job

LEDGER_JOB = "personnel.people_ledger"


def request_ledger(by, query: str) -> Job:
    """Ask for F-15 of the list behind a query string. Raises NotPermitted, Refusal for a condition that cannot be."""
    register = registry.get("personnel", "people")
    policy.require(by, register.permission("view"))
    Listing(register, by, QueryDict(query)).chosen()
    return jobs.start(by, LEDGER_JOB, {"query": query}, "打印 F-15 涉密人员台账")
