"""The system class of the site: field groups that only some classes may hold (保密法 31、36；实施条例 43).

A system on the campus network is no secret system. What it does not need is not kept there, because data that is
harmless one by one may become secret as a collection.
"""

from collections.abc import Sequence

from django.conf import settings

CAMPUS = "campus"
"""校内网."""
STANDALONE = "standalone"
"""涉密单机."""


def applies(only_on: Sequence[str]) -> bool:
    """Whether something declared for these classes is in force on this site; nothing named means everywhere."""
    return not only_on or settings.SYSTEM_CLASS in only_on
