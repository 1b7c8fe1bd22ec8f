"""How rooms meet without importing upwards: providers for reading, handovers for writing.

A lower room names what it wants to know (`Provider`) or what has happened (`Handover`);
higher rooms register a function for it when they start (`AppConfig.ready`).
"""

from collections.abc import Callable
from typing import ClassVar

from django.core.checks import Error, register


class Provider:
    """A question any room may answer: who still holds what, what is due, the year's figures."""

    def __init__(self, name: str):
        self.name = name
        self._answers: list[Callable] = []

    def register(self, answer: Callable) -> Callable:
        """Add a function that answers; usable as a decorator. Registering it twice is registering it once."""
        if answer not in self._answers:
            self._answers.append(answer)
        return answer

    def collect(self, *args) -> list:
        """Ask everyone, in the order of registration; who has nothing to say (None) is left out."""
        found = (answer(*args) for answer in self._answers)
        return [each for each in found if each is not None]


class Handover:
    """A named event handled, in the same transaction, by the room that owns what has to change.

    `needed` says that the event must not go unheard: with nobody registered the system check `baomi.E010`
    stops the start, and `hand` raises.
    """

    declared: ClassVar[list["Handover"]] = []

    def __init__(self, name: str, *, needed: bool = False):
        self.name = name
        self.needed = needed
        self._handlers: list[Callable] = []
        Handover.declared.append(self)

    @property
    def unheard(self) -> bool:
        """True when somebody must handle this and nobody does."""
        return self.needed and not self._handlers

    def to(self, handler: Callable) -> Callable:
        """Add a handler called with the payload as keywords; usable as a decorator."""
        if handler not in self._handlers:
            self._handlers.append(handler)
        return handler

    def hand(self, **payload) -> list:
        """Call every handler and give back their results; an exception goes through and rolls the action back."""
        if self.unheard:
            raise RuntimeError(f"Nobody handles the handover {self.name!r}.")
        return [handler(**payload) for handler in self._handlers]


@register()
def check_handovers(app_configs, **kwargs) -> list[Error]:
    """baomi.E010: a needed handover without handler."""
    return [
        Error(
            f"没有应用承接“{each.name}”这件事。",
            hint="在承接它的应用的 AppConfig.ready 中登记处理函数。",
            obj=each.name,
            id="baomi.E010",
        )
        for each in Handover.declared
        if each.unheard
    ]
