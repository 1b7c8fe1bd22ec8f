"""Who may do what among the registers of cleared people beyond looking at them, by subject."""

from personnel.permissions import (  # noqa: F401
    allowances,
    changes,
    handovers,
    leaving,
    papers,
    people,
    places,
    posts,
    reports,
    training,
    travel,
    vetting,
)
