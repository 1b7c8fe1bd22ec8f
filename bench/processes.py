"""The processes of a site as a real one runs them: gunicorn, Celery workers, beat; started, killed, started again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
START_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """One of them in a session of its own, so that a kill takes its children along, as a power cut would."""

    def __init__(self, command: list[str], environment: Mapping[str, str], log: Path):
        self.command, self.environment, self.log = command, dict(environment), log
        self.running: subprocess.Popen | None = None
        self.kills = 0

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.running = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=FOLDER,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def cpu_seconds(self) -> float:
        """What it and its living children have reckoned so far: says more than the clock on a machine that is shared."""
        ticks = 0
        for place in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = place.read_text().rsplit(")", 1)[1].split()
                if int(fields[3]) == self.running.pid:  # the session, which the children of its own share
                    ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """kill -9, for it and all its children at once."""
        self._send(signal.SIGKILL)
        self.kills += 1

    def stop(self, seconds: float = 30) -> None:
        """Ask it to end; kill it when it does not."""
        if self.alive():
            self.running.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.running.wait(seconds)
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        if self.running is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, number)
        self.running.wait()


class Web(Process):
    """gunicorn with the site's own options on a port of its own."""

    def __init__(self, environment: Mapping[str, str], log: Path):
        self.port = free_port()
        command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "baomi.wsgi"]
        super().__init__(command, {**environment, "BAOMI_PORT": str(self.port)}, log)

    def wait(self, host: str) -> None:
        """Until it answers, which it does once a worker has loaded the site. Raises RuntimeError with its log's end."""
        until = time.monotonic() + START_SECONDS
        while not self._answers(host):
            if not self.alive() or time.monotonic() > until:
                raise RuntimeError(f"gunicorn did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.1)

    def _answers(self, host: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/health/", headers={"Host": host})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def worker(environment: Mapping[str, str], log: Path, name: str) -> Process:
    """A Celery worker of the site."""
    command = ["-m", "celery", "--quiet", "-A", "baomi.celery", "worker", f"--hostname={name}@%h"]
    return Process(command, environment, log)


def beat(environment: Mapping[str, str], log: Path) -> Process:
    """Celery beat of the site; there is one."""
    return Process(["-m", "celery", "--quiet", "-A", "baomi.celery", "beat", "--pidfile="], environment, log)
