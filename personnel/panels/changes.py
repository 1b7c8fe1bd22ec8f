"""On a change of post: the way to the vetting that a higher grade asks for first."""

from urllib.parse import urlencode

from baomi.approvals.rules import editable
from baomi.organization import policy
from baomi.registers.declarations import RecordAction, Register
from baomi.registers.protocols import add_actions
from personnel.choices.vetting import VettingPurpose
from personnel.models import PostChange
from personnel.panels.vetting import START
from personnel.rules import changes as rules
from personnel.rules import vetting as vetting_rules


@add_actions
def begin_vetting(register: Register, record, user) -> list[RecordAction]:
    """发起复审 for the new post, as long as the form waits for it and none is under way."""
    if not isinstance(record, PostChange) or not rules.goes_up(record.person, record.new_post):
        return []
    if not editable(record) or rules.vetted_for(record) or not policy.can(user, START, record.person):
        return []
    if not vetting_rules.may_begin(record.person, VettingPurpose.GRADE_CHANGE, record.new_post):
        return []
    given = {"person": record.person_id, "purpose": VettingPurpose.GRADE_CHANGE, "post": record.new_post_id}
    return [RecordAction("发起复审", f"/personnel/vettings/new/?{urlencode(given)}")]
