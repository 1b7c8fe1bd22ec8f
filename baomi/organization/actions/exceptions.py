"""One named person may see one record until a day: given and ended by OFFICE HEAD."""

import datetime as dt

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models

from baomi.audit import ledger, writing
from baomi.core import clock
from baomi.core.decisions import require
from baomi.core.errors import Refusal
from baomi.organization import parameters, policy, rules
from baomi.organization.actions.permitted import given_reason, lock_person, permit
from baomi.organization.models import NamedException, User
from baomi.organization.security_parameters import EXCEPTION_DAYS


def grant_exception(
    by: User, permission: str, reader: User, record: models.Model, *, ends: dt.date, reason: str
) -> NamedException:
    """Let `reader` see `record` by `permission` from today to `ends` inclusive; works with his next request.

    Raises NotPermitted or NotFound when `by` may not give it or does not see the record, Refusal for oneself, a
    disabled account, one of the three administrators, a period over EXCEPTION_DAYS, a reader who sees the record
    anyway, or a missing reason. The reader's person row is locked first, as it is when roles are granted. A row
    that has run out is filled anew; its history keeps the earlier period.
    """
    permit(by, "organization.exception.grant")
    permit(by, permission, record)
    line = policy.exception_line(permission)
    with ledger.unit(by, reason=given_reason(reason)):
        reader = lock_person(reader)
        today = clock.today()
        require(rules.may_read_by_exception(by, reader))
        require(rules.exception_period(today, ends, parameters.value(EXCEPTION_DAYS)))
        if policy.can(reader, permission, record):
            raise Refusal(f"{reader}现在已能查看这份记录", where=str(record), how="不必另行授权")
        values = {
            "starts": today,
            "ends": ends,
            "reason": reason.strip(),
            "granted_by": by,
            "ended_at": None,
        }
        key = {"user": reader, "permission": _permission(line), "content_object": record}
        earlier = line.rows.objects.filter(**key).first()
        if earlier is None:
            return writing.create(by, line.rows(**key, **values))
        return writing.change(by, earlier, values, action=writing.action_name(earlier, "create"))


def end_exception(by: User, exception: NamedException, reason: str) -> NamedException:
    """End it before its last day; works with the reader's next request. Raises Refusal when it is over already."""
    permit(by, "organization.exception.end", exception)
    with ledger.unit(by, reason=given_reason(reason)):
        lock_person(exception.user)
        current = writing.lock(exception)
        if current.ended_at is not None or current.ends < clock.today():
            raise Refusal("这项另行授权已经结束", how="请刷新后查看")
        values = {"ended_at": clock.now()}
        return writing.change(by, current, values, action=writing.action_name(current, "end"))


def _permission(line: policy.ExceptionLine) -> Permission:
    """guardian's rows name one of Django's own permissions, which `migrate` makes for every table."""
    content_type = ContentType.objects.get_for_model(line.rows.guarded())
    return Permission.objects.get(content_type=content_type, codename=line.codename)
