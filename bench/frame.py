"""What a figure is, and how it is measured: the house's way and the bare way by turns, medians, statements counted.

A machine is never quiet and no two are alike, so a figure says little and its ratio to the limit much: the
limit is the least work that gives the same result, done by the same process in the same minute.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from baomi.core.errors import Refusal


@dataclass(frozen=True)
class Figure:
    """One line of the bench. `ratio` is value / limit, both in `unit`; `queries` counts the statements of one run."""

    name: str
    value: float
    unit: str
    limit: float
    queries: int
    runs: int

    def line(self) -> dict:
        """As printed by `--json`."""
        told = asdict(self) | {"value": round(self.value, 6), "limit": round(self.limit, 6)}
        return told | {"ratio": round(self.value / self.limit, 3), "database": connection.vendor}


Measure = Callable[..., Iterable[Figure]]
_measures: list[tuple[dict[str, float | None], Measure]] = []


def figures(**at_most: float | None) -> Callable[[Measure], Measure]:
    """Declare a function of the world that measures these figures, each with the ratio it may reach at most.

    None promises nothing: the figure is told, and nobody judges it.
    """

    def declare(measure: Measure) -> Measure:
        _measures.append((at_most, measure))
        return measure

    return declare


def promised() -> dict[str, float | None]:
    """The ratio that each figure may reach at most, by name; None where nothing is promised."""
    return {name: ratio for at_most, _ in _measures for name, ratio in at_most.items()}


def known(names: Iterable[str]) -> set[str]:
    """The names as a set. Raises Refusal for one that nobody declared."""
    wanted = set(names)
    unknown = wanted - set(promised())
    if unknown:
        raise Refusal(
            f"没有这项指标：{'、'.join(sorted(unknown))}", how=f"可测的有：{'、'.join(sorted(promised()))}"
        )
    return wanted


def run(world, wanted: set[str] = frozenset()) -> Iterator[Figure]:
    """The figures named, all if none is, each as soon as it is measured."""
    for at_most, measure in _measures:
        if not wanted or wanted & set(at_most):
            for figure in measure(world):
                if not wanted or figure.name in wanted:
                    yield figure


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternate(ours: Callable[[], object], bare: Callable[[], object], runs: int = 7) -> tuple[float, float]:
    """The median seconds of each, by turns, after one uncounted call of both."""
    ours()
    bare()
    pairs = [(seconds(ours), seconds(bare)) for _ in range(runs)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def counted(work: Callable[[], object]) -> int:
    """How many statements one call sends to the database."""
    with CaptureQueriesContext(connection) as sent:
        work()
    return len(sent)
