"""The printed forms, by subject."""

from personnel.prints import (  # noqa: F401
    allowances,
    changes,
    cooling,
    grades,
    handovers,
    leaving,
    papers,
    people,
    places,
    posts,
    reports,
    safety_pledge,
    training,
    travel,
    vetting,
)
