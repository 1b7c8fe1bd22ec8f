"""The one start command keeps its children alive and leaves none behind."""

import os
import select
import signal
import subprocess
import sys

import pytest

from baomi.desk import supervision
from baomi.desk.supervision import Child

WAITS = [sys.executable, "-c", "import signal; signal.pause()"]
DIES = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def clock(monkeypatch):
    """The hands of the supervisor's clock, moved by the test."""
    hands = {"now": 1000.0}
    monkeypatch.setattr(supervision.time, "monotonic", lambda: hands["now"])
    return hands


def test_a_dead_child_is_reported_once_and_started_again(clock, tmp_path):
    child = Child("worker", WAITS, tmp_path)
    first = child.process.pid
    clock["now"] += 3600
    child.process.kill()
    child.process.wait()
    assert child.tend() == "子进程 worker 已退出（状态 -9），0 秒后重新启动。"
    assert child.tend() == ""
    assert child.alive()
    assert child.process.pid != first
    supervision.stop([child])


def test_a_child_that_dies_at_once_is_tried_ever_more_slowly(clock, tmp_path):
    child = Child("worker", DIES, tmp_path)
    pauses = []
    for _ in range(8):
        child.process.wait()
        child.tend()
        pauses.append(child.pause)
        dead = child.process.pid
        clock["now"] += child.pause - 0.5
        child.tend()
        assert child.process.pid == dead, "started again before its pause was over"
        clock["now"] += 0.5
        child.tend()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    supervision.stop([child])


def test_stopping_ends_every_child_even_one_that_does_not_listen(monkeypatch, tmp_path):
    monkeypatch.setattr(supervision, "GRACE_SECONDS", 0.2)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
    children = [Child("worker", WAITS, tmp_path), Child("deaf", [sys.executable, "-c", deaf], tmp_path)]
    supervision.stop(children)
    assert not any(child.alive() for child in children)


def test_the_child_dies_with_a_parent_that_was_killed(settings, tmp_path):
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal, sys\nfrom baomi.desk.supervision import Child\n"
            f"child = Child('worker', {WAITS!r}, {str(tmp_path)!r})\n"
            "print(child.process.pid, flush=True)\nsignal.pause()",
        ],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    pid = int(parent.stdout.readline())
    watch = os.pidfd_open(pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    ready, _, _ = select.select([watch], [], [], 10)  # a pidfd is readable once its process has ended
    os.close(watch)
    assert ready, f"process {pid} outlived its parent"
