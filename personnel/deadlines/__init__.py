"""What falls due, by subject."""

from personnel.deadlines import (  # noqa: F401
    leaving,
    papers,
    places,
    reports,
    training,
    travel,
    vetting,
)
