"""The program of one print process: HTML in, PDF out, and nothing else.

Started by `engine.py` as a plain script, without Django, database, or the site's secrets in its environment.
It imports WeasyPrint once, reads the packaged style sheets and fonts once, and then serves request after request
on its standard input. The end of its input is the order to stop, so that no process outlives its parent.

Frames, both ways: a 4-byte big-endian length, then the bytes. A request is JSON (`documents`: list of HTML texts,
`seconds`: limit for each). A reply is one letter (`P` a PDF, `R` a refusal, `E` an unforeseen error) and its content.
"""

import gc
import json
import os
import signal
import struct
import sys
from io import BytesIO
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher


class TooSlow(BaseException):
    """One document went over its limit. No Exception: a library that swallows those must not swallow this."""


class DataOnly(URLFetcher):
    """Documents load nothing but data: addresses; anything else stops the print (security rule P36)."""

    def __init__(self):
        super().__init__(allowed_protocols=["data"], allow_redirects=False)

    def fetch(self, url, headers=None):
        if not url.lower().startswith("data:"):
            raise FatalURLFetchingError(url[:200])
        return super().fetch(url, headers)


class Packaged(URLFetcher):
    """The packaged style sheets load the built fonts of this site, and nothing else."""

    def __init__(self, fonts: Path):
        super().__init__(allowed_protocols=["file"], allow_redirects=False)
        self.allowed = {file.as_uri() for file in fonts.glob("*.[ot]tf")}

    def fetch(self, url, headers=None):
        if url not in self.allowed:
            raise FatalURLFetchingError(url[:200])
        return super().fetch(url, headers)


class Press:
    """Fonts and style sheets, parsed once and shared by all documents of this process."""

    def __init__(self, fonts: Path, styles: Path):
        self.fonts = FontConfiguration()
        # All rules in one sheet: every element is matched against every sheet there is.
        rules = "\n".join(file.read_text() for file in sorted(styles.glob("*.css")))
        self.sheets = [CSS(string=rules, font_config=self.fonts)]
        faces = fonts / "fonts.css"
        if faces.exists():
            self.sheets.append(CSS(filename=faces, font_config=self.fonts, url_fetcher=Packaged(fonts)))
        self.fetcher = DataOnly()

    def print(self, documents: list[str], seconds: float) -> bytes:
        """One PDF of all documents; each was laid out alone, so that each counts its own pages.

        What laying out left behind is collected after each, and what is kept is frozen, so that the next collection
        does not look at it again: a batch needs half the memory and no more time.
        """
        laid_out = []
        for text in documents:
            laid_out.append(self.lay_out(text, seconds))
            if len(documents) > 1:
                gc.collect()
                gc.freeze()
        pages = [page for document in laid_out for page in document.pages]
        out = BytesIO()
        laid_out[0].copy(pages).write_pdf(out)
        return out.getvalue()

    def lay_out(self, text: str, seconds: float):
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            document = HTML(string=text, url_fetcher=self.fetcher, base_url="about:blank")
            return document.render(stylesheets=self.sheets, font_config=self.fonts)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def too_slow(*_):
    raise TooSlow


def answer(press: Press, request: dict) -> bytes:
    """The reply to one request; never raises, so that one bad document does not cost a warm process."""
    try:
        return b"P" + press.print(request["documents"], request["seconds"])
    except FatalURLFetchingError as error:
        return b"R" + f"打印内容引用了外部资源（{error}），已停止打印".encode()
    except TooSlow:
        return b"R" + f"有一份表超过 {request['seconds']:g} 秒没有排完，已停止打印".encode()
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent is told and the process stays warm
        return b"E" + f"{type(error).__name__}: {error}".encode()


def read_exactly(stream, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise SystemExit(0)
    return data


def serve(press: Press) -> None:
    """Answer until the input ends. Whatever a library prints goes to standard error, not between the frames."""
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    frozen = gc.get_freeze_count()
    while True:
        (size,) = struct.unpack(">I", read_exactly(source, 4))
        reply = answer(press, json.loads(read_exactly(source, size)))
        target.write(struct.pack(">I", len(reply)) + reply)
        target.flush()
        if gc.get_freeze_count() > frozen:  # a batch has left its layouts there
            gc.unfreeze()
        gc.collect()  # between requests, when nobody waits for it
        gc.freeze()
        frozen = gc.get_freeze_count()


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, too_slow)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent; it closes the input
    press = Press(Path(sys.argv[1]), Path(sys.argv[2]))
    press.print(["<p>保密工作 2026</p>"], 60)
    gc.freeze()
    gc.disable()  # a fifth of a batch's time; this process is replaced before it grows
    serve(press)
