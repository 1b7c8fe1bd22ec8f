"""What the sheet commands share: finding the register and the acting user, and failing with a sentence."""

from django.core.management.base import CommandError

from baomi.core.errors import NotPermitted, Refusal
from baomi.organization.models import User
from baomi.registers.declarations import Register, registry


def register_named(name: str) -> Register:
    """By app.slug, app/slug, slug or label; CommandError names what there is."""
    wanted = name.strip("/").replace("/", ".")
    found = [item for item in registry.all() if wanted in (item.name, item.slug, item.label)]
    if len(found) != 1:
        known = "、".join(item.name for item in registry.all())
        raise CommandError(f"没有台账“{name}”。可用：{known}。")
    return found[0]


def user_named(name: str) -> User:
    """An account in use; whoever runs the command acts as this person and is logged so."""
    user = User.objects.select_related("staff__department").filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"没有启用的账号“{name}”。请用 --as 指定账号。")
    return user


def refused(refusal: Refusal) -> CommandError:
    sentence = str(refusal)
    return CommandError(f"不能办理：{sentence}" if isinstance(refusal, NotPermitted) else sentence)
