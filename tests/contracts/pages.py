"""Using a page the way a browser does: what its form would post, what its tables say, what its jobs give."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

from baomi.reminders import runner
from tests.contracts.house import words


class FormReader(HTMLParser):
    """Every form of a page with the values its controls hold: {name: [values]}."""

    def __init__(self):
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._inside: list[dict[str, list[str]]] = []
        self._select: str | None = None
        self._chosen = False
        self._first: str | None = None
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append({})
            self._inside = [self.forms[-1]]
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self._select, self._chosen, self._first = given.get("name"), False, None
        elif tag == "option" and self._select:
            self._option(given)
        elif tag == "textarea":
            self._text = (given.get("name", ""), [])

    def _input(self, given):
        kind = given.get("type", "text")
        if kind in ("submit", "button", "file") or "disabled" in given:
            return
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        self._put(given.get("name"), given.get("value") or ("on" if kind == "checkbox" else ""))

    def _option(self, given):
        self._first = given.get("value", "") if self._first is None else self._first
        if "selected" in given:
            self._chosen = True
            self._put(self._select, given.get("value", ""))

    def handle_data(self, data):
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = []
        elif tag == "select" and self._select:
            if not self._chosen and self._first is not None:
                self._put(self._select, self._first)
            self._select = None
        elif tag == "textarea" and self._text:
            self._put(self._text[0], "".join(self._text[1]).removeprefix("\n"))
            self._text = None

    def _put(self, name, value):
        if name and self._inside:
            self._inside[0].setdefault(name, []).append(value)


def filled(page: HttpResponse) -> dict[str, list[str]]:
    """What the page's main form posts when nobody types anything: the form that carries a version or a token."""
    reader = FormReader()
    reader.feed(page.content.decode())
    found = [form for form in reader.forms if "version" in form or "token" in form]
    assert found, f"no form with a version or token on the page: {page.status_code}"
    return max(found, key=len)


def finished(client: Client, answer: HttpResponse) -> HttpResponse:
    """Run the job that a page has started, and download what it made."""
    assert answer.status_code == 302, words(answer)
    assert answer.url.startswith("/jobs/"), answer.url
    runner.run_due()
    page = client.get(answer.url)
    result = client.get(f"{answer.url}download/")
    assert result.status_code == 200, words(page)
    return result
