"""The addresses of the pages that are no register, by subject."""

from personnel.urls import (
    allowances,
    changes,
    cooling,
    documents,
    handovers,
    leaving,
    overview,
    own,
    papers,
    people,
    places,
    posts,
    reports,
    training,
    travel,
    vetting,
)

SUBJECTS = (
    allowances,
    changes,
    cooling,
    documents,
    handovers,
    leaving,
    overview,
    own,
    papers,
    people,
    places,
    posts,
    reports,
    training,
    travel,
    vetting,
)

urlpatterns = [pattern for subject in SUBJECTS for pattern in subject.urlpatterns]
