"""`bin/pictures`: the demo university on 7 December 2026, photographed page by page into docs/pictures/.

Runs without the tests' settings, as the made-up application of the tests has no place in the pictures. Server, clock
and browser share one process, so that the clock stands where the scene wants it.
"""

import argparse
import io
import logging
import os
import shutil
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
LIMIT = 150 * 1024
EXPECTED = "the server responded with a status of 4"
"""What the browser notes of a refusal that the picture is there to show."""

complaints: list[str] = []
PASSWORD = "Baomi-demo-2026"
WIDTHS = {
    "wide": {"width": 1440, "height": 900},
    "guide": {"width": 1320, "height": 800},
    "phone": {"width": 390, "height": 844},
}


def main(words: list[str]) -> None:
    options = argparse.ArgumentParser(prog="bin/pictures")
    options.add_argument("names", nargs="*", help="only pictures whose name begins so")
    options.add_argument("--keep", type=Path, help="folder that keeps the demo data between two runs")
    options.add_argument("--into", type=Path, default=PICTURES)
    asked = options.parse_args(words)
    with data_folder(asked.keep) as folder:
        set_up(folder)
        from tests.browser import days, scenes, sheets

        asked.into.mkdir(parents=True, exist_ok=True)
        wanted = [scene for scene in scenes.every() if chosen(scene.name, asked.names)]
        with running_site() as address:
            for name, png in photographs(address, wanted, folder):
                keep(asked.into / f"{name}.png", png)
        if not asked.names or any(name.startswith("print-") for name in asked.names):
            days.reach(days.EVERY[-1], folder)  # the sheets show the finished round
            for name, png in sheets.every(lambda name: chosen(name, asked.names)):
                keep(asked.into / f"{name}.png", png)
    sys.exit(bool(complaints))


def chosen(name: str, beginnings: list[str]) -> bool:
    return not beginnings or name.startswith(tuple(beginnings))


@contextmanager
def data_folder(kept: Path | None):
    """Where the site of the pictures lives: a folder that goes away, or the one to be kept."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="baomi-pictures-") as folder:
        yield Path(folder)


def set_up(folder: Path) -> None:
    """Django on this folder, the demo university in its database as it stands on the day of the pictures."""
    for name in [name for name in os.environ if name.startswith("BAOMI_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ |= {"BAOMI_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "baomi.settings"}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    if not (folder / "fonts").exists():
        (folder / "fonts").symlink_to(ROOT / "var" / "fonts")
    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    from django.core.management import call_command

    from baomi.core import clock
    from tests.browser import days

    call_command("migrate", verbosity=0)
    with clock.at(days.OPEN):
        call_command("demo", if_empty=True)


@contextmanager
def running_site():
    """The site on a free port, served by threads of this process."""
    from django.core.servers.basehttp import (
        ThreadedWSGIServer,
        WSGIRequestHandler,
        get_internal_wsgi_application,
    )

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args):
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_internal_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def photographs(address: str, wanted: list, folder: Path):
    """(name, PNG) of every scene, one signed-in browser profile per person and width; the days in their order."""
    from playwright.sync_api import sync_playwright

    from baomi.core import clock
    from tests.browser import days

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        for day in days.EVERY:
            scenes = [scene for scene in wanted if scene.day == day.name]
            if not scenes:
                continue
            with clock.at(day.moment):
                days.reach(day, folder)
                profiles: dict = {}
                for scene in scenes:
                    try:
                        yield scene.name, photograph(browser, profiles, address, scene)
                    except Exception as error:  # noqa: BLE001 - the other pictures are still wanted
                        complain(scene.name, f"{type(error).__name__} {error}".splitlines()[0])
                for _, page in profiles.values():
                    page.context.close()
        browser.close()


def photograph(browser, profiles: dict, address: str, scene) -> bytes:
    page = page_of(browser, profiles, address, scene)
    answer = page.goto(scene.path() if callable(scene.path) else scene.path)
    if answer.status != scene.status:
        complain(scene.name, f"{page.url} answered {answer.status}")
    if scene.act:
        scene.act(page)
    page.wait_for_load_state("networkidle")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        complain(scene.name, "wider than the window")
    if scene.part:
        return page.screenshot(full_page=True, clip=piece(page, scene))
    return page.screenshot(full_page=scene.whole)


def page_of(browser, profiles: dict, address: str, scene):
    """The person's page in a window of the scene's width; one at a time, as a second log-in ends the first."""
    width, page = profiles.get(scene.who, ("", None))
    if page and width == scene.width:
        return page
    if page:
        page.context.close()
    page = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport=WIDTHS[scene.width],
        base_url=address,
        reduced_motion="reduce",
    ).new_page()
    profiles[scene.who] = scene.width, page
    page.set_default_timeout(10_000)
    page.on("console", lambda message: EXPECTED in message.text or complain(page.url, message.text))
    page.on("pageerror", lambda error: complain(page.url, str(error)))
    if scene.who:
        log_in(page, scene.who)
    return page


LOWEST = """node => Math.max(...[...node.querySelectorAll("*")]
    .filter(each => !each.children.length && each.getClientRects().length)
    .map(each => each.getBoundingClientRect().bottom))"""
"""Down to where the part has something to show."""


def piece(page, scene) -> dict:
    """Where the wanted part of the page stands: its first `tall` dots, without the empty ground below it."""
    part = page.locator(scene.part).first
    box = part.bounding_box()
    filled = part.evaluate(LOWEST) - box["y"] + 16
    height = min(box["height"], scene.tall, filled)
    return {**box, "y": box["y"] + page.evaluate("scrollY"), "height": height}


def complain(where: str, what: str) -> None:
    """What a picture cannot show: told at once, and the run ends with status 1."""
    complaints.append(what)
    print(f"!! {where}: {what}", file=sys.stderr)  # noqa: T201


def log_in(page, who: str) -> None:
    page.goto("/login/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_load_state("networkidle")


def palette_of(full, colours: int):
    """The commonest colours exactly as they are, so that grounds and marks stay true, and some for the rest."""
    from PIL import Image

    common = sorted(full.getcolors(maxcolors=1 << 24), reverse=True)[: colours * 3 // 4]
    chosen = [part for _, colour in common for part in colour]
    rest = full.quantize(colours - len(common), method=Image.Quantize.MAXCOVERAGE).getpalette()
    palette = Image.new("P", (1, 1))
    palette.putpalette((chosen + rest)[: colours * 3])
    return palette


def squeezed(full) -> io.BytesIO:
    """In as many colours as stay under the limit, at least 16."""
    from PIL import Image

    for colours in (256, 128, 64, 32, 16):
        small = io.BytesIO()
        quantised = full.quantize(palette=palette_of(full, colours), dither=Image.Dither.NONE)
        quantised.save(small, "PNG", optimize=True)
        if small.tell() <= LIMIT:
            break
    return small


def keep(path: Path, png: bytes) -> None:
    """Write the picture in at most 256 colours, under the limit, unless the one that is there shows the same.

    Of a page too long for that it shows the beginning.
    """
    from PIL import Image, ImageChops

    full = Image.open(io.BytesIO(png)).convert("RGB")
    while (small := squeezed(full)).tell() > LIMIT:
        full = full.crop((0, 0, full.width, full.height * 9 // 10))
    quantised = Image.open(small)
    if path.exists():
        before, after = Image.open(path).convert("RGB"), quantised.convert("RGB")
        if before.size == after.size and ImageChops.difference(before, after).getbbox() is None:
            return
    path.write_bytes(small.getvalue())
    print(path.name, len(small.getvalue()) // 1024, "KB")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
