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


@dataclass(frozen=True)
class Figure:
    """A figure in the title line of the desk, at most a handful: what waits, what is due, what is overdue."""

    number: int
    label: str
    url: str
    tone: str = ""
    order: int = 100


CardSource = Callable[..., Card | None]
FigureSource = Callable[..., Figure | None]

_cards: list[CardSource] = []
_figures: list[FigureSource] = []


def add_card(source: CardSource) -> CardSource:
    """Register a card: fn(user) -> Card or None when it has nothing for this user."""
    _cards.append(source)
    return source


def add_figure(source: FigureSource) -> FigureSource:
    """Register a figure of the title line: fn(user) -> Figure or None."""
    _figures.append(source)
    return source


def cards(user) -> list[Card]:
    return sorted((card for card in (source(user) for source in _cards) if card), key=lambda card: card.order)


def figures(user) -> list[Figure]:
    return sorted(
        (item for item in (source(user) for source in _figures) if item), key=lambda item: item.order
    )
