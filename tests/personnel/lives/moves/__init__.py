"""What somebody may try at any moment of a life; each move says in a few lines who does what with which words.

A move that is not the moment's raises Refusal or ValidationError; anything else it raises is a fault.
"""

from collections.abc import Callable

from tests.personnel.lives.moves import abroad, coming_in, duties, forms, in_post, leaving, posts
from tests.personnel.lives.world import World

Move = Callable[[World], object]

ALL: tuple[Move, ...] = tuple(
    value
    for module in (forms, posts, coming_in, in_post, abroad, leaving, duties)
    for name, value in vars(module).items()
    if getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
)
