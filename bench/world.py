"""The house the figures stand on, made when a figure first needs it."""

from dataclasses import dataclass


@dataclass
class World:
    """`scale` 1 is the size the figures are promised for; the tests take a thousandth."""

    scale: float = 1.0

    def sized(self, rows: int) -> int:
        """So many rows at this scale, never fewer than 60: a second page has to exist."""
        return max(60, round(rows * self.scale))
