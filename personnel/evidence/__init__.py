"""What other rooms ask of the registers of cleared people, by subject."""

from personnel.evidence import (  # noqa: F401
    handovers,
    holdings,
    leaving,
    papers,
    people,
    training,
    travel,
)
