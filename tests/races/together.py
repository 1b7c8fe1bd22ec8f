"""Deeds done at the same moment, each on a database connection of its own."""

import threading

from django.core.exceptions import ValidationError
from django.db import connection

from baomi.core.errors import Refusal


def together(*deeds) -> list:
    """Run the deeds at once; gives back what each returned, or the refusal it met."""
    gate = threading.Barrier(len(deeds))
    answers: list = [None] * len(deeds)

    def run(place: int, deed) -> None:
        try:
            gate.wait(timeout=30)
            answers[place] = deed()
        except (Refusal, ValidationError) as answer:
            answers[place] = answer
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def refused(answers: list) -> int:
    """How many of the deeds were refused."""
    return sum(isinstance(answer, Refusal | ValidationError) for answer in answers)
