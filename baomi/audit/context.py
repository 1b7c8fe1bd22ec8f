"""Who is acting and from where, for the running request, command or task. Set by the middleware."""

from contextvars import ContextVar
from dataclasses import dataclass

from baomi.audit.chain import clean
from baomi.core import crypto
from baomi.core.providers import Provider

# Who knows a user's roles says so: each function takes the user and gives role codes.
actor_roles = Provider("audit.actor_roles")

SYSTEM = "系统"
VISITOR = "未登录"


@dataclass(frozen=True)
class Origin:
    """The signed-in user, the network address, and a digest of the session key (the key itself opens the session)."""

    user: object = None
    address: str = ""
    session: str = ""


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("audit_origin", default=NOWHERE)


def bind(user, address: str = "", session: str = "") -> None:
    """Entries from here on carry this address and session; `user` is the actor where none is named."""
    known = user if getattr(user, "pk", None) else None
    digest = crypto.mac("audit session", session.encode())[:16] if session else ""
    _origin.set(Origin(known, clean(address or "", 45), digest))


def clear() -> None:
    """Forget the request's origin."""
    _origin.set(NOWHERE)


def current() -> Origin:
    """The bound origin; empty outside a request."""
    return _origin.get()


def actor_columns(user) -> dict:
    """The actor's columns of an entry, copied as they are now.

    Without user it is somebody not signed in when a request is bound, else the system itself.
    """
    if getattr(user, "pk", None) is None:
        name = VISITOR if current().address else SYSTEM
        return {"actor_id": None, "actor_name": name, "actor_number": "", "roles": []}
    staff = getattr(user, "staff", None)
    roles = {str(role) for answer in actor_roles.collect(user) for role in answer}
    return {
        "actor_id": user.pk,
        "actor_name": clean(staff.name if staff else user.username, 100),
        "actor_number": clean(staff.number if staff else "", 50),
        "roles": sorted(roles),
    }
