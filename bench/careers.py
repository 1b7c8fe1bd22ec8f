"""The cleared people with their five years, found by the search as everybody is."""

from django.db import transaction

from baomi.registers.declarations import registry
from baomi.registers.index import declared, rebuild, upkeep
from bench import cleared, lives


@transaction.atomic
def found(count: int = cleared.PEOPLE) -> cleared.Cleared:
    """Build so many."""
    made = cleared.found(count)
    lives.write(made)
    _index(made)
    return made


def _index(made: cleared.Cleared) -> None:
    """The entries of these people and of everything the domain has; nobody else's."""
    upkeep.renew(registry.get("organization", "staff"), [one.staff_id for one in made.people], anew=True)
    for register in declared.searched():
        if register.app == "personnel":
            rebuild.rebuild(register)
    rebuild.finish()
