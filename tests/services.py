"""A PostgreSQL and a Redis for one test run: `python -m tests.services COMMAND…` runs the command with both.

They live in a folder under the system's temporary one, are reached from this machine alone, and end with the command.
PostgreSQL refuses to run as root; then both run as the user `postgres` that its package made.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

SERVER_USER = "postgres"
POSTGRES_OPTIONS = "-c listen_addresses= -c max_connections=200"
# A test database may be lost with the machine: without waiting for the disk the tests take half the time.
FORGETFUL = " -c fsync=off -c synchronous_commit=off"
START_SECONDS = 30


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL and REDIS_URL set; returns its exit status."""
    with both() as (database, broker):
        environment = os.environ | {"DATABASE_URL": database, "REDIS_URL": broker}
        return subprocess.run(command, env=environment, check=False).returncode


@contextmanager
def both(*, durable: bool = False) -> Iterator[tuple[str, str]]:
    """A new PostgreSQL and a new Redis; gives their addresses, and removes everything at the end."""
    folder = Path(tempfile.mkdtemp(prefix="baomi-services-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, SERVER_USER, SERVER_USER)
        with postgresql(folder, durable=durable) as database, redis(folder) as broker:
            yield database, broker
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """A new cluster with a superuser `baomi`; gives its address. `durable`: it waits for the disk, as a site's does."""
    programs, data = _postgresql_programs(), folder / "data"
    options = ["--username=baomi", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    _run(folder, [programs / "initdb", *options, f"--pgdata={data}"])
    control = [programs / "pg_ctl", "-D", data, "-w", "-t", str(START_SECONDS)]
    options = f"-k {folder} {POSTGRES_OPTIONS}" + ("" if durable else FORGETFUL)
    _run(folder, [*control, "-l", folder / "postgresql.log", "-o", options, "start"])
    try:
        yield f"postgres://baomi@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        _run(folder, [*control, "-m", "immediate", "stop"])


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis that keeps nothing on disk, on a free port of this machine; gives its address."""
    port = _free_port()
    process = subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the tests; Redis ends after them
        **_as_server_user(),
    )
    try:
        _wait_for(port, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


def database_url() -> str:
    """The address of the test database of this test run's process, for a process of its own."""
    from django.db import connection

    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    host = quote(values["HOST"], safe="")
    return f"postgres://{values['USER']}:{values['PASSWORD']}@{host}:{values['PORT']}/{values['NAME']}"


def _postgresql_programs() -> Path:
    """Debian keeps the server's programs of each version in a folder of its own; the newest is taken."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        sys.exit("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1]


def _as_server_user() -> dict:
    """What Popen needs to leave root."""
    return {"user": SERVER_USER, "group": SERVER_USER, "extra_groups": []} if os.geteuid() == 0 else {}


def _run(folder: Path, command: list) -> None:
    """Quietly; what it said is shown only when it fails."""
    with tempfile.TemporaryFile() as said:
        status = subprocess.run(
            [str(word) for word in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            check=False,
            **_as_server_user(),
        )
        if status.returncode:
            said.seek(0)
            sys.exit(f"{command[0]} failed:\n{said.read().decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None or time.monotonic() > until:
            sys.exit("redis-server did not start")
        time.sleep(0.05)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
