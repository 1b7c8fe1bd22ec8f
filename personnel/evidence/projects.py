"""What belongs to a project, from whichever register knows it: its carriers, its devices (P16)."""

from dataclasses import dataclass

from baomi.core.providers import Provider


@dataclass(frozen=True)
class ProjectThing:
    """A carrier, a machine, a medium of a project. `kind` groups them on the project's page."""

    kind: str
    label: str
    number: str = ""
    level: str = ""
    holder: str = ""
    url: str = ""


project_things = Provider("project_things")
"""fn(project key) -> [ProjectThing, …]"""


def things_of(project_id: int) -> list[ProjectThing]:
    """Everything of the project, by kind and number."""
    found = [thing for things in project_things.collect(project_id) for thing in things]
    return sorted(found, key=lambda thing: (thing.kind, thing.number))
