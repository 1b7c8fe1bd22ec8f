"""A job for processes of their own: the first attempt never ends, so that a test can kill its worker."""

import signal
from pathlib import Path

from baomi.registers import jobs


@jobs.register("tests.dying")
def dying(job, marker: str) -> None:
    """Say that it began; only a later attempt gets further."""
    with Path(marker).open("a") as file:
        file.write("began\n")
    if job.attempts == 1:
        signal.pause()
    jobs.keep_result(job, "结果.txt", b"done", "text/plain")
