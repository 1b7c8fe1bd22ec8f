"""The routes of the applications, by subject."""

from personnel.procedures import (  # noqa: F401
    allowances,
    changes,
    cooling,
    corrections,
    handovers,
    leaving,
    papers,
    places,
    posts,
    reports,
    travel,
    vetting,
)
