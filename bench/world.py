"""The house the figures stand on, made when a figure first needs it."""

from dataclasses import dataclass
from functools import cached_property

from bench import careers, cleared, university


@dataclass
class World:
    """`scale` 1 is the size the figures are promised for; the tests take a thousandth."""

    scale: float = 1.0

    def sized(self, rows: int) -> int:
        """So many rows at this scale, never fewer than 60: a second page has to exist."""
        return max(60, round(rows * self.scale))

    @cached_property
    def university(self) -> university.University:
        """100,000 people in 34 colleges with their groups, and who looks at them."""
        return university.found(self.sized(university.PEOPLE))

    @cached_property
    def cleared(self) -> cleared.Cleared:
        """5,000 cleared people in forty colleges with five years behind them."""
        return careers.found(self.sized(cleared.PEOPLE))
