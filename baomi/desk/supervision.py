"""Child processes of `manage.py serve`: started again when they die, ended with their parent."""

import ctypes
import signal
import subprocess
import time

GRACE_SECONDS = 25  # what a request or a job may still take after the stop signal
QUICK_DEATH_SECONDS = 10
LONGEST_PAUSE_SECONDS = 60

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1  # <sys/prctl.h>


class Child:
    """One process. A death at once makes each new try wait twice as long, up to a minute."""

    def __init__(self, name: str, command: list[str], folder):
        self.name, self.command, self.folder = name, command, folder
        self.pause = 0.0
        self.start()

    def start(self) -> None:
        self.started, self.retry_at = time.monotonic(), None
        # A session of its own: Ctrl-C in the terminal reaches the parent alone, which then ends all in order.
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the parent has no other thread
        )

    def alive(self) -> bool:
        return self.process.poll() is None

    def tend(self) -> str:
        """Look after it; returns a sentence when it has just been found dead, else nothing."""
        if self.alive():
            return ""
        if self.retry_at is not None:
            if time.monotonic() >= self.retry_at:
                self.start()
            return ""
        quick = time.monotonic() - self.started < QUICK_DEATH_SECONDS
        self.pause = min(max(1.0, self.pause * 2), LONGEST_PAUSE_SECONDS) if quick else 0.0
        self.retry_at = time.monotonic() + self.pause
        return f"子进程 {self.name} 已退出（状态 {self.process.returncode}），{self.pause:.0f} 秒后重新启动。"


def stop(children: list[Child]) -> None:
    """Ask all to end at the same time; those that take longer than the time of grace are killed."""
    for child in children:
        child.process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.process.wait(max(0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _die_with_parent() -> None:
    """Linux ends the child with SIGTERM when its parent is gone, even after kill -9."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
