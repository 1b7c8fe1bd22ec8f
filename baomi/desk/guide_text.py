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
from baomi.desk.guides import Chapter

LABEL = re.compile(r"「[^」]+」")
PICTURE_URL = f"{guides.HOME}pictures/"


@cache
def html_of(path: Path) -> SafeString:
    """The chapter rendered, once per process and file. Raw HTML in it is shown as text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("image", _picture)
    reader.add_render_rule("text", _text)
    tokens = reader.parse(path.read_text(encoding="utf-8"))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            _prepare(before, token, path)
        elif token.type == "table_open":
            token.attrSet("class", "table help-table")
    return mark_safe(reader.renderer.render(tokens, reader.options, {}))


@cache
def picture_names() -> frozenset[str]:
    """The pictures there are; nothing else is handed out."""
    return frozenset(path.name for path in guides.PICTURES.glob("*.png"))


@cache
def size_of(name: str) -> tuple[int, int]:
    """Width and height in dots: the page keeps its place while pictures load."""
    with Image.open(guides.PICTURES / name) as image:
        return image.size


def _prepare(opening: Token | None, inline: Token, path: Path) -> None:
    """Give a heading its anchor, a lone picture its frame, and each link its address in the site."""
    children = inline.children or []
    if opening is not None and opening.type == "heading_open":
        words = guides.plain_heading(inline.content)
        opening.attrSet("id", guides.anchor_of(words))
        children[0].content, children[1:] = words, []
    if opening is not None and len(children) == 1 and children[0].type == "image":
        opening.attrSet("class", "help-figure")
    for child in children:
        if child.type == "link_open":
            child.attrSet("href", _address(str(child.attrGet("href")), path))


def _address(href: str, path: Path) -> str:
    """`20-year.md#anchor` and `../common/30-lists.md` as addresses of the site; others stay as they are."""
    file, dash, anchor = href.partition("#")
    if not file.endswith(".md"):
        return href
    target = (path.parent / unquote(file)).resolve()
    for key in guides.GUIDES:
        chapter: Chapter | None = next((one for one in guides.chapters(key) if one.path == target), None)
        if chapter:
            return f"{chapter.url}{dash}{anchor}"
    raise LookupError(f"{path.name} leads to {href}, which is no chapter")


def _picture(self, tokens, index, options, env) -> str:
    """The picture with its words under it; a click shows it in its full size."""
    token = tokens[index]
    name, words = Path(str(token.attrGet("src"))).name, token.content
    width, height = size_of(name)
    return format_html(
        '<a href="{url}{name}"><img src="{url}{name}" alt="{words}" width="{width}" height="{height}" loading="lazy"></a>'
        '<span class="help-caption">{words}</span>',
        url=PICTURE_URL, name=name, words=words, width=width, height=height,
    )  # fmt: skip


def _text(self, tokens, index, options, env) -> str:
    """What stands on the screen to the letter, 「签署意见」, is set apart from what is said about it."""
    return LABEL.sub(
        lambda found: f'<span class="help-label">{found[0]}</span>', escape(tokens[index].content)
    )
