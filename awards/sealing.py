"""How one choice of a secret ballot is sealed into its slot and read again when the ballot is counted."""

from awards.choices import Choice
from awards.models import SealedChoice
from baomi.core import crypto

CODES = {Choice.AGREE: "1", Choice.AGAINST: "2", Choice.ABSTAIN: "3"}
"""One character each: the length of a sealed choice must not tell it."""
CHOICES = {code: choice for choice, code in CODES.items()}


def seal(candidate_id: int, slot, choice: Choice) -> str:
    """The encrypted choice, bound to the candidate and the slot: moved to another row it cannot be opened."""
    return crypto.encrypt(CODES[choice], _place(candidate_id, slot))


def unseal(row: SealedChoice) -> Choice:
    """What was sealed into a filled slot. Raises when the slot was tampered with."""
    return CHOICES[crypto.decrypt(row.sealed, _place(row.candidate_id, row.pk))]


def _place(candidate_id: int, slot) -> bytes:
    return f"awards_sealedchoice|sealed|{candidate_id}|{slot}".encode()
