"""The photo of a person for the sheets that carry one."""

from baomi.organization.models import Staff
from baomi.printing import forms


def portrait(staff: Staff) -> str:
    """The photo as a data: address; empty without one or when its file is gone."""
    if not staff.photo:
        return ""
    try:
        with staff.photo.open("rb") as file:
            return forms.picture(file.read())
    except OSError:
        return ""
