"""Posts and key places of the ledgers kept before this system: approved then, by a paper that is named."""

from collections.abc import Mapping
from typing import Any

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.organization import policy
from baomi.registers.numbering import next_label
from personnel.models import KeyPlace, PlaceTakeover, Post, PostTakeover
from personnel.models.places import KeyPlaceFacts
from personnel.models.posts import PostFacts
from personnel.rules import places as place_rules
from personnel.rules import posts as post_rules
from personnel.rules.takeovers import TAKEN_OVER


def take_over_post(by, values: Mapping[str, Any]) -> PostTakeover:
    """A line of the old ledger: the post is in force since the day its F-10 was approved, in the grade settled then.

    By 保密办 alone. The line, with the number under which the signed form lies, stays beside the post. Raises Refusal
    for a day ahead, a grade not in use or unlike the project's; ValidationError without the paper or for a second time.
    """
    line = PostTakeover(**values)
    policy.require(by, "personnel.posttakeovers.add", line)
    with ledger.unit(by, reason=TAKEN_OVER):
        year = clock.today().year
        post = Post(**_facts(line, PostFacts), department=line.department, proposed_grade=line.grade)
        require(post_rules.may_propose(post))
        require(post_rules.may_be_taken_over(line))
        post.grade, post.approved_on = line.grade, line.approved_on
        post.number = next_label("GW", year, "GW-{year}-{n:03}")
        line.post = writing.create(by, post, action="personnel.post.take_over")
        line.number = next_label("GZ", year, "GZ-{year}-{n:04}")
        return writing.create(by, line)


def take_over_place(by, values: Mapping[str, Any]) -> PlaceTakeover:
    """A line of the old ledger: a key place since the committee's decision; due again a cycle after its last check.

    By 保密办 alone. Without the bureau's number it waits for its confirmation as a new one does. Raises Refusal for a
    day ahead, ValidationError without the committee's paper and for a name that is on the register.
    """
    line = PlaceTakeover(**values)
    policy.require(by, "personnel.placetakeovers.add", line)
    with ledger.unit(by, reason=TAKEN_OVER):
        year = clock.today().year
        require(place_rules.may_be_taken_over(line))
        place = KeyPlace(
            **_facts(line, KeyPlaceFacts),
            department=line.department,
            place=line.place,
            head=line.head,
            designated_on=line.designated_on,
            bureau_number=line.bureau_number,
            bureau_on=line.bureau_on,
            check_due_on=place_rules.next_check(line.checked_on or line.designated_on),
        )
        place.number = next_label("YB", year, "YB-{year}-{n:03}")
        line.key_place = writing.create(by, place, action="personnel.keyplace.take_over")
        line.number = next_label("YZ", year, "YZ-{year}-{n:04}")
        return writing.create(by, line)


def _facts(line: PostTakeover | PlaceTakeover, facts: type[PostFacts | KeyPlaceFacts]) -> dict[str, Any]:
    """What the line says as the form of today says it."""
    return {field.name: getattr(line, field.name) for field in facts._meta.fields}
