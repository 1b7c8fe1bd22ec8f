"""The print processes: closed to the outside, replaced when they die, ended with their parent."""

import base64
import http.server
import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

from baomi.core.errors import Refusal
from baomi.printing import engine
from tests.baomi.printing.pdf import text


@pytest.fixture
def press():
    press = engine.Press(1)
    yield press
    press.close()


@pytest.fixture
def trap():
    """A web server on this machine that writes down every request; none must come."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()


HOSTILE = {
    "attached file": '<link rel="attachment" href="file:///etc/hostname">',
    "attached through a link": '<a rel="attachment" href="file:///etc/hostname">x</a>',
    "file as picture": '<img src="file:///etc/hostname">',
    "picture": '<img src="{trap}/picture.png">',
    "style sheet": '<link rel="stylesheet" href="{trap}/style.css">',
    "import": '<style>@import url("{trap}/import.css");</style>',
    "background": '<p style="background: url({trap}/background.png)">x</p>',
    "font": '<style>@font-face {{ font-family: X; src: url({trap}/font.ttf) }} p {{ font-family: X }}</style><p>x</p>',
    "content": '<style>p::before {{ content: url({trap}/content.png) }}</style><p>x</p>',
    "base": '<base href="{trap}/"><img src="relative.png">',
    "object": '<object data="{trap}/object.svg"></object>',
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_sheet_reaching_outside_is_refused_and_nothing_is_fetched(kind, press, trap):
    address, seen = trap
    with pytest.raises(Refusal, match="外部资源"):
        press.render([HOSTILE[kind].replace("{{", "{").replace("}}", "}").replace("{trap}", address)])
    assert seen == []


def test_a_drawing_inside_the_sheet_fetches_nothing(press, trap):
    """WeasyPrint leaves out what a drawing may not load, instead of stopping."""
    address, seen = trap
    parts = f'<image xlink:href="{address}/svg.png" width="9" height="9"/><use href="{address}/use.svg#x"/>'
    style = f'<style>@import url("{address}/svg.css");</style>'
    names = (
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"'
    )
    drawing = base64.b64encode(f"<svg {names}>{style}{parts}</svg>".encode()).decode()
    try:
        pdf = press.render([f'<img src="data:image/svg+xml;base64,{drawing}">'])
    except Refusal:
        pdf = b""
    assert seen == []
    assert b"EmbeddedFile" not in pdf


def test_a_picture_inside_the_sheet_is_printed(press):
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    assert press.render([f'<img src="{dot}">']).startswith(b"%PDF")


def test_a_dead_process_is_replaced_and_the_form_printed(press):
    press.render(["<p>一</p>"])
    (worker,) = press._idle
    os.kill(worker.process.pid, signal.SIGKILL)
    assert "二" in text(press.render(["<p>二</p>"]))
    assert worker.process.returncode is not None  # waited for: no zombie


def test_a_process_that_always_dies_gives_a_sentence():
    press = engine.Press(1, lambda: [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(Refusal, match="打印程序没有排出这份表"):
        press.render(["<p>一</p>"])


def test_a_sheet_over_its_time_is_stopped_and_the_process_goes_on(press):
    press.render(["<p>一</p>"])
    (worker,) = press._idle
    with pytest.raises(Refusal, match="没有排完"):
        press.render(["<table>" + "<tr><td>长</td></tr>" * 3000 + "</table>"], seconds=0.05)
    assert "三" in text(press.render(["<p>三</p>"]))
    assert press._idle == [worker]


def test_a_worn_process_is_replaced(press, monkeypatch):
    monkeypatch.setattr(engine, "REQUESTS_PER_WORKER", 1)
    press.render(["<p>一</p>"])
    assert press._idle == []


def test_threads_share_the_processes(press):
    made = []
    threads = [
        threading.Thread(target=lambda n=n: made.append(press.render([f"<p>{n}</p>"]))) for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len(press._idle) == 1


def test_the_process_has_none_of_the_site_s_secrets(press, monkeypatch):
    monkeypatch.setenv("BAOMI_SECRET_KEY", "canary")
    monkeypatch.setenv("DATABASE_URL", "postgres://canary")
    press.render(["<p>一</p>"])
    (worker,) = press._idle
    with open(f"/proc/{worker.process.pid}/environ", "rb") as environment:
        assert b"canary" not in environment.read()


def test_progress_is_told_in_order():
    told = []
    engine.render_many(["<p>一</p>"] * 30, 30, lambda done, total: told.append((done, total)))
    assert told == [(12, 30), (24, 30), (30, 30)]


def test_processes_end_with_a_killed_parent():
    program = textwrap.dedent("""
        import os, django
        django.setup()
        from baomi.printing import engine
        engine.render_html(["<p>一</p>"])
        print(engine.press._idle[0].process.pid, flush=True)
        os.kill(os.getpid(), 9)
    """)
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    pid = int(out.stdout)
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    import select

    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    assert poll.poll(10_000), "the print process outlived its parent"
    os.close(descriptor)
