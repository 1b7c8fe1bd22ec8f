"""A chapter's Markdown as the HTML of the house: anchors, pictures with their size, links between chapters, labels."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from baomi.desk import guides

LABEL = re.compile(r"「[^」]+」")
TALLEST = 640
PICTURE_URL = f"{guides.HOME}pictures/"


@cache
def html_of(path: Path) -> SafeString:
    """The chapter rendered, once per process and file. Raw HTML in it is shown as text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("image", _picture)
    reader.add_render_rule("text", _text)
    reader.add_render_rule("table_open", _table)
    tokens = reader.parse(path.read_text(encoding="utf-8"))
    heading = ""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            _prepare(before, token, path)
            heading = token.content if before.type == "heading_open" else heading
        elif token.type == "table_open":
            token.meta["caption"] = heading
        elif token.type == "th_open":
            token.attrSet("scope", "col")
    return mark_safe(reader.renderer.render(tokens, reader.options, {}))


@cache
def picture_names() -> frozenset[str]:
    """The pictures there are; nothing else is handed out."""
    return frozenset(path.name for path in guides.PICTURES.glob("*.png"))


@cache
def size_of(name: str) -> tuple[int, int]:
    """Width and height as shown, a tall one made smaller: the page keeps its place while pictures load."""
    with Image.open(guides.PICTURES / name) as image:
        width, height = image.size
    return (width, height) if height <= TALLEST else (round(width * TALLEST / height), TALLEST)


def _prepare(opening: Token | None, inline: Token, path: Path) -> None:
    """Give a heading its anchor, a lone picture its frame, and each link its address in the site."""
    children = inline.children or []
    if opening is not None and opening.type == "heading_open":
        words = inline.content = guides.plain_heading(inline.content)
        opening.attrSet("id", guides.anchor_of(words))
        children[0].content, children[1:] = words, []
    if opening is not None and len(children) == 1 and children[0].type == "image":
        opening.attrSet("class", "help-figure")
    for child in children:
        if child.type == "link_open":
            address = _address(str(child.attrs.pop("href")), path)
            if address:
                child.attrSet("href", address)


def _address(href: str, path: Path) -> str:
    """`20-year.md#anchor` and `../common/` as addresses of the site; empty for a file that it does not show."""
    file, dash, anchor = href.partition("#")
    if not file or "://" in file:
        return href
    target = (path.parent / unquote(file)).resolve()
    for key in guides.GUIDES:
        for chapter in guides.chapters(key):
            if target in (chapter.path, chapter.path.parent):
                return f"{chapter.url}{dash}{anchor}"
    return ""


def _picture(self, tokens, index, options, env) -> str:
    """The picture with its words under it; a click shows it in its full size. Its words alone where it is missing."""
    token = tokens[index]
    name, words = Path(str(token.attrGet("src"))).name, token.content
    if name not in picture_names():
        return escape(words)
    width, height = size_of(name)
    return format_html(
        '<a href="{url}{name}" aria-label="{words}，看大图"><img src="{url}{name}" alt="{words}" width="{width}" height="{height}" loading="lazy"></a>'
        '<span class="help-caption">{words}</span>',
        url=PICTURE_URL, name=name, words=words, width=width, height=height,
    )  # fmt: skip


def _table(self, tokens, index, options, env) -> str:
    """A table of the house, named after its section for who listens to it."""
    return format_html(
        '<table class="table help-table"><caption class="hidden-visually">{}</caption>',
        tokens[index].meta["caption"],
    )


def _text(self, tokens, index, options, env) -> str:
    """What stands on the screen to the letter, 「签署意见」, is set apart from what is said about it."""
    return LABEL.sub(
        lambda found: f'<span class="help-label">{found[0]}</span>', escape(tokens[index].content)
    )
