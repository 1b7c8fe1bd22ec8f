"""People at the pages of a running site, over HTTP as a browser speaks it: cookies, forms as they stand, patience.

For the load (`bench/load.py`) and for the test that kills processes (`tests/races/`). Standard library only.
"""

import http.client
import itertools
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

BROKEN = (http.client.HTTPException, OSError)
"""A server that dies takes the connection along: refused, reset, or closed in the middle of an answer."""
TIMEOUT = 60
PAUSE = 0.1


@dataclass
class Form:
    """A form of a page: where it goes and what it sends when nothing is touched."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def names(self) -> set[str]:
        return {name for name, _ in [*self.fields, *self.buttons]} | set(self.files)

    def filled(self, values: dict) -> list[tuple[str, str]]:
        """What is sent with these values in place of the form's own; a list gives the name several times."""
        kept = [(name, value) for name, value in self.fields if name not in values]
        for name, value in values.items():
            many = value if isinstance(value, list | tuple) else [value]
            kept += [(name, str(one)) for one in many]
        return kept


class _Reader(HTMLParser):
    """Collects the forms of a page, fields outside them by their `form` attribute included."""

    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.strays: list[tuple[str, str, str]] = []
        self.form: Form | None = None
        self.area: list | None = None
        self.select: list | None = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.form = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self.form)
            self.by_id[given.get("id") or ""] = self.form
        elif tag == "input":
            self._input(given)
        elif tag == "button" and given.get("name") and given.get("type", "submit") == "submit":
            if self.form is not None:
                self.form.buttons.append((given["name"], given.get("value") or ""))
        elif tag == "textarea":
            self.area = [given, ""]
        elif tag == "select":
            self.select = [given, []]
        elif tag == "option" and self.select is not None:
            self.select[1].append((given.get("value") or "", "selected" in given))

    def handle_data(self, data):
        if self.area is not None:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.area is not None:
            given, text = self.area
            self._add(given, text.removeprefix("\n"))
            self.area = None
        elif tag == "select" and self.select is not None:
            given, options = self.select
            chosen = [value for value, selected in options if selected] or [
                value for value, _ in options[: 0 if "multiple" in given else 1]
            ]
            for value in chosen:
                self._add(given, value)
            self.select = None

    def close(self):
        super().close()
        for owner, name, value in self.strays:
            if owner in self.by_id:
                self.by_id[owner].fields.append((name, value))

    def _input(self, given) -> None:
        kind = given.get("type", "text")
        if kind == "file" and self.form is not None:
            self.form.files.append(given.get("name") or "")
        if kind in ("submit", "button", "file", "image", "reset"):
            return
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        self._add(given, given.get("value") or ("on" if kind in ("checkbox", "radio") else ""))

    def _add(self, given, value: str) -> None:
        name = given.get("name")
        if not name or "disabled" in given:
            return
        if given.get("form"):
            self.strays.append((given["form"], name, value))
        elif self.form is not None:
            self.form.fields.append((name, value))


@dataclass
class Page:
    """An answer: after the redirects, `url` is where it came from; `tries` counts how often it had to be asked."""

    status: int
    url: str
    body: bytes
    tries: int = 1

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def forms(self) -> list[Form]:
        reader = _Reader()
        reader.feed(self.text)
        reader.close()
        return reader.forms

    def form(self, *names: str) -> Form:
        """The first POST form that has all these fields or buttons; without any, the one posting to the page itself.

        Raises LookupError with the page's address.
        """
        here = urlsplit(self.url).path
        for found in self.forms:
            own = urlsplit(found.action).path in ("", here)
            if found.method == "post" and (set(names) <= found.names() if names else own):
                return found
        raise LookupError(f"no form with {names} on {self.url} ({self.status})")

    def links(self, part: str) -> list[str]:
        """Addresses on the page that contain the part, each once."""
        found = [piece.split('"', 1)[0] for piece in self.text.split('href="')[1:]]
        return list(dict.fromkeys(address for address in found if part in address))


class Refused(Exception):
    """The site answered with a status that the visitor did not expect."""


class Visitor:
    """One person with one browser. `ports` are the processes that answer, taken in turn as by a proxy before them.

    Every request has a connection of its own, as the proxy's have: so the process that is free takes it.

    With `patience` seconds a request whose connection breaks is sent again as it was, to the next process: what a
    person does who presses the button again, with the form's own token. Without, the break is raised.
    """

    def __init__(self, ports: Sequence[int], *, host: str, https: bool = False, patience: float = 0):
        self.ports, self.host, self.patience = itertools.cycle(ports), host, patience
        self.origin = f"{'https' if https else 'http'}://{host}"
        self.standing = {"Host": host, "Accept-Language": "zh-CN"}
        if https:
            self.standing["X-Forwarded-Proto"] = "https"
        self.cookies: dict[str, str] = {}
        self.here = "/"
        self.broken = 0

    def log_in(self, username: str, password: str) -> Page:
        """Through the log-in page. Raises Refused when it does not let the person in."""
        page = self.submit(self.get("/login/").form("username"), username=username, password=password)
        if "/login/" in page.url:
            raise Refused(f"{username} was not let in ({page.status})")
        return page

    def get(self, address: str) -> Page:
        return self._follow("GET", address, None, "")

    def post(self, address: str, fields: Iterable[tuple[str, str]], files: dict | None = None) -> Page:
        """The fields as a browser sends them; `files` is {field: (name, content)}."""
        body, kind = _multipart(fields, files) if files else (urlencode(list(fields)).encode(), FORM)
        return self._follow("POST", address, body, kind)

    def submit(self, form: Form, files: dict | None = None, **values) -> Page:
        """The form with these values. `form.action` is taken relative to the page last read."""
        return self.post(urljoin(self.here, form.action), form.filled(values), files)

    def _follow(self, method: str, address: str, body: bytes | None, kind: str) -> Page:
        tries = 0
        for _ in range(8):
            status, location, content, asked = self._ask(method, address, body, kind)
            tries += asked
            if not location:
                self.here = address
                return Page(status, address, content, tries)
            target = urlsplit(urljoin(self.origin + address, location))
            address = target.path + (f"?{target.query}" if target.query else "")
            method, body = "GET", None
        raise Refused(f"redirected in circles at {address}")

    def _ask(self, method: str, address: str, body: bytes | None, kind: str):
        until = time.monotonic() + self.patience
        for tries in itertools.count(1):
            try:
                return (*self._once(method, address, body, kind), tries)
            except BROKEN:
                self.broken += 1
                if time.monotonic() >= until:
                    raise
                time.sleep(PAUSE)
        raise AssertionError("the loop above ends by an answer or an error")

    def _once(self, method: str, address: str, body: bytes | None, kind: str):
        headers = dict(self.standing)
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers |= {"Content-Type": kind, "Origin": self.origin}
        connection = http.client.HTTPConnection("127.0.0.1", next(self.ports), timeout=TIMEOUT)
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        location = answer.headers["Location"] if answer.status in (301, 302, 303) else ""
        return answer.status, location or "", content


FORM = "application/x-www-form-urlencoded"


def _multipart(fields: Iterable[tuple[str, str]], files: dict) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, (filename, content) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"
