"""Turning finished HTML into PDF in a pool of warm processes of its own.

Importing WeasyPrint costs 0.7 s and its memory is never given back, so neither web nor job processes render.
The processes (`worker.py`) are plain children on pipes rather than a ProcessPoolExecutor: one that hangs can be ended
alone, one that dies does not break the others, nothing of `__main__` is imported again, and job processes that
may have no multiprocessing children can use it too. They start when first needed, are replaced after 200
requests, and end with their parent, however that ends.
"""

import atexit
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import islice
from pathlib import Path

from django.conf import settings

from baomi.core.errors import Refusal
from baomi.printing import fonts, forms

# Forms in one request: each embeds its fonts once, and holds the layout of all its forms until it writes.
CHUNK = 12
REQUESTS_PER_WORKER = 200
SECONDS_PER_DOCUMENT = 20.0
STYLES = Path(__file__).parent / "css"
# The child needs none of the site's settings and must not see its secrets.
KEPT_ENVIRONMENT = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "XDG_CACHE_HOME",
)
# glibc raises the size from which it maps memory with every font it frees, and then keeps whole fonts on its heap:
# with the limit fixed a process stays 36 MiB smaller.
CHILD_ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}

Progress = Callable[[int, int], None]


class WorkerDied(Exception):
    """The process ended or stopped answering before it had answered."""


def default_command() -> list[str]:
    """-P keeps this folder off the child's module path, where `forms` or `models` would hide others."""
    worker = Path(__file__).with_name("worker.py")
    return [sys.executable, "-P", str(worker), str(fonts.folder()), str(STYLES)]


class Worker:
    """One print process and the two pipes to it; used by one thread at a time."""

    def __init__(self, command: list[str]):
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment | CHILD_ENVIRONMENT,
            bufsize=0,
        )
        self.requests = 0

    @property
    def worn(self) -> bool:
        return self.requests >= REQUESTS_PER_WORKER

    def ask(self, request: dict, seconds: float) -> bytes:
        """The reply to one request. Raises WorkerDied when none comes within `seconds`."""
        body = json.dumps(request).encode()
        self.requests += 1
        try:
            self._write(struct.pack(">I", len(body)) + body)
        except OSError:
            raise WorkerDied from None
        until = time.monotonic() + seconds
        (size,) = struct.unpack(">I", self._read(4, until))
        return self._read(size, until)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self.process.stdin.write(view) :]

    def _read(self, size: int, until: float) -> bytes:
        stream, parts = self.process.stdout, []
        poll = select.poll()
        poll.register(stream, select.POLLIN)
        while size:
            if not poll.poll(max(0, until - time.monotonic()) * 1000):
                raise WorkerDied
            part = os.read(stream.fileno(), min(size, 1 << 20))
            if not part:
                raise WorkerDied
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def stop(self) -> None:
        """Close its input, wait shortly, then kill; leaves no zombie."""
        self.process.stdin.close()
        self.process.stdout.close()
        try:
            self.process.wait(0.5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Press:
    """A bounded set of workers, shared by all threads of this process."""

    def __init__(self, size: int, command: Callable[[], list[str]] = default_command):
        self.size = size
        self._command = command
        self._idle: list[Worker] = []
        self._seats = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()

    def render(self, documents: list[str], seconds: float = SECONDS_PER_DOCUMENT) -> bytes:
        """One PDF of all documents, each with its own page count. A worker that dies is replaced once, then Refusal."""
        request = {"documents": documents, "seconds": seconds}
        # The worker stops a slow document itself; the longer wait here is for one that hangs beyond Python.
        wait = seconds * len(documents) + 15
        for attempt in (1, 2):
            with self._seats:
                worker = self._take()
                try:
                    reply = worker.ask(request, wait)
                except WorkerDied:
                    worker.stop()
                    if attempt == 1:
                        continue
                    raise Refusal(
                        "打印程序没有排出这份表", how="请再打印一次；仍然不行请告知系统管理员"
                    ) from None
                except BaseException:
                    worker.stop()
                    raise
                self._give_back(worker)
            return self._pdf(reply)
        raise AssertionError("unreachable")

    @staticmethod
    def _pdf(reply: bytes) -> bytes:
        kind, content = reply[:1], reply[1:]
        if kind == b"P":
            return content
        if kind == b"R":
            raise Refusal(content.decode())
        raise RuntimeError(f"print process: {content.decode()}")

    def _take(self) -> Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return Worker(self._command())

    def _give_back(self, worker: Worker) -> None:
        if worker.worn:
            worker.stop()
            return
        with self._lock:
            self._idle.append(worker)

    def close(self) -> None:
        """Stop the idle workers; those at work end with this process, as their input does."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()

    def forget(self) -> None:
        """After a fork: the workers belong to the parent; only close our copies of the pipes."""
        for worker in self._idle:
            worker.process.stdin.close()
            worker.process.stdout.close()
            worker.process.returncode = 0
        self._idle, self._lock = [], threading.Lock()
        self._seats = threading.BoundedSemaphore(self.size)


press = Press(settings.PRINT_PROCESSES)
atexit.register(press.close)
os.register_at_fork(after_in_child=press.forget)


def render_html(documents: list[str]) -> bytes:
    """One PDF of finished HTML texts, each counting its own pages. Raises Refusal after 20 s a document."""
    return press.render(documents)


def render(code: str, list_of_data: list[dict]) -> bytes:
    """One PDF of a form for each of the data dicts, without stamp: for proofs and previews."""
    form = forms.get(code)
    return render_many([forms.html(form, data) for data in list_of_data])


def render_many(documents: Iterable[str], total: int, on_progress: Progress | None = None) -> bytes:
    """One PDF of `total` texts, in chunks on all processes; `on_progress(done, total)` after each chunk.

    The texts are taken one after another while the first of them are printing.
    """
    if total <= CHUNK:
        return b"".join(_in_order(_chunks(documents), total, on_progress))
    import pikepdf  # slow import, and most processes never merge

    with pikepdf.new() as merged:
        for part in _in_order(_chunks(documents), total, on_progress):
            with pikepdf.open(BytesIO(part)) as pdf:
                merged.pages.extend(pdf.pages)
        out = BytesIO()
        merged.save(out)
    return out.getvalue()


def render_each(documents: Iterable[str], total: int, on_progress: Progress | None = None) -> Iterator[bytes]:
    """A PDF of its own for each text, in order, rendered on all processes."""
    yield from _in_order(([text] for text in documents), total, on_progress)


def _chunks(documents: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(documents)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _in_order(chunks: Iterable[list[str]], total: int, on_progress: Progress | None) -> Iterator[bytes]:
    """Render the chunks side by side and yield them in order; the threads only wait on pipes."""
    done = 0
    threads = ThreadPoolExecutor(press.size)
    try:
        for size, part in threads.map(_render_chunk, chunks):
            done += size
            if on_progress:
                on_progress(done, total)
            yield part
    finally:
        # Refused, stopped or given up half-way: what has not begun is not begun.
        threads.shutdown(wait=True, cancel_futures=True)


def _render_chunk(chunk: list[str]) -> tuple[int, bytes]:
    return len(chunk), press.render(chunk)
