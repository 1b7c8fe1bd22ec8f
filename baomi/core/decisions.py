"""The answer of a rule: yes or no, always with its reason."""

from dataclasses import dataclass

from baomi.core.errors import Refusal


@dataclass(frozen=True)
class Allowed:
    """Yes. `reason` says what was checked, `clause` the paragraph of the rule, both for showing."""

    reason: str = ""
    clause: str = ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """No. `reason` is a Chinese sentence for the user, `clause` the paragraph, `how` what the user can do about it."""

    reason: str
    clause: str = ""
    how: str = ""

    def __bool__(self) -> bool:
        return False

    def refusal(self) -> Refusal:
        """The same answer as an exception."""
        return Refusal(self.reason, f"依据{self.clause}" if self.clause else "", self.how)


def require(decision: Allowed | Denied) -> Allowed:
    """Give back a yes; raise the Refusal of a no."""
    if isinstance(decision, Denied):
        raise decision.refusal()
    return decision
