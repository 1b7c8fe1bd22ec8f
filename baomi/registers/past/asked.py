"""What a query string asks of the past, read anew by whoever takes it all out: page, job, sheet and print."""

from django.http import QueryDict

from baomi.organization import policy
from baomi.registers.declarations import Register
from baomi.registers.past import days
from baomi.registers.past.difference import Difference
from baomi.registers.past.listing import PastListing


def listing(by, register: Register, query: str, verb: str) -> PastListing:
    """The register as of the day `on`. Raises NotPermitted, Refusal for a day or a condition that cannot be."""
    policy.require(by, register.permission(verb))
    params = QueryDict(query)
    found = PastListing(register, by, params, days.one(register, params.get("on", "")), verb)
    found.chosen()
    return found


def difference(by, register: Register, query: str, verb: str) -> Difference:
    """The difference between the days `from` and `to`. Raises as `listing`."""
    policy.require(by, register.permission(verb))
    params = QueryDict(query)
    first, last = days.two(register, params.get("from", ""), params.get("to", ""))
    found = Difference(register, by, params, first, last, verb)
    found.last.chosen()
    return found
