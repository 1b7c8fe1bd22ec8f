"""Cards of the home page. The desk knows no domain: each room adds what it has to show a user."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Card:
    """A card on the desk: a template with its own context (seen as `content`), in the main or the side column.

    `count` is what stands beside the label. A card with an empty label brings its own frame.
    """

    label: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    column: str = "main"
    order: int = 100
    hint: str = ""
    link: Mapping[str, str] | None = None
    """{"label": …, "url": …} at the right of the card's head."""


CardSource = Callable[..., Card | None]

_cards: list[CardSource] = []


def add_card(source: CardSource) -> CardSource:
    """Register a card: fn(user) -> Card or None when it has nothing for this user."""
    _cards.append(source)
    return source


def cards(user) -> list[Card]:
    return sorted((card for card in (source(user) for source in _cards) if card), key=lambda card: card.order)
