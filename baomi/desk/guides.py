"""The guides of docs/guide: one folder per role, one file per chapter, found by who reads and by the page he is on.

A heading names the pages it explains in a comment, `## 逐份接收 <!-- help: reviews-remarks approval -->`, so that the
text and where it opens stand in one place. A topic is the name of a route; the stem of a register's routes
(`reviews-summaries`) stands for all of them, `*-import` for the same page of every register.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from baomi.organization import policy
from baomi.organization.roles import Role

FOLDER = settings.BASE_DIR / "docs" / "guide"
PICTURES = settings.BASE_DIR / "docs" / "pictures"
ALSO = {"sysadmin": (settings.BASE_DIR / "docs" / "operations.md",)}
"""Chapters that stand elsewhere, as they are read before there is a site."""
HOME = "/help/"

GUIDES = {
    "office": ("保密办", (Role.OFFICE, Role.OFFICE_HEAD)),
    "officer": ("部门保密员", (Role.OFFICER,)),
    "head": ("部门负责人", (Role.HEAD,)),
    "member": ("保密委员会委员", (Role.CHAIR, Role.MEMBER)),
    "sysadmin": ("系统管理员", (Role.SYSADMIN,)),
    "secadmin": ("安全保密管理员", (Role.SECADMIN,)),
    "auditor": ("安全审计员", (Role.AUDITOR,)),
    "leader": ("分管校领导", (Role.LEADER,)),
    "hr": ("人事处", (Role.HR,)),
    "grad": ("研究生院", (Role.GRAD,)),
    "person": ("涉密人员", (Role.PERSON,)),
    "common": ("各角色通用", ()),
}
"""Folder → title, and the roles it is written for; the last one is for everybody."""

HEADING = re.compile(r"^(#{1,3}) +(.+?)(?: *<!-- *help: *(.+?) *-->)?\s*$")
FENCE = re.compile(r"^(```|~~~)")
NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Section:
    """A heading of the second level."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Chapter:
    """One file: its place, its title, its sections, and the anchor of each page it explains."""

    guide: str
    slug: str
    path: Path
    title: str
    sections: tuple[Section, ...]
    topics: dict[str, str]

    @property
    def url(self) -> str:
        return f"{HOME}{self.guide}/{self.slug}/"


def guides_of(user) -> list[str]:
    """The guides written for the user's roles, the one for everybody last."""
    roles = policy.held(user).roles
    return [key for key, (_, readers) in GUIDES.items() if not readers or roles.intersection(readers)]


@cache
def chapters(guide: str) -> tuple[Chapter, ...]:
    """The chapters of a guide in the order of their file names: `20-year.md` is the chapter `year`."""
    paths = [*sorted((FOLDER / guide).glob("*.md")), *ALSO.get(guide, ())]
    return tuple(_chapter(guide, path) for path in paths)


def find(guide: str, slug: str) -> Chapter | None:
    """The chapter at that address, if there is one."""
    if guide not in GUIDES:
        return None
    return next((chapter for chapter in chapters(guide) if chapter.slug == slug), None)


def address(user, match) -> str:
    """Where 帮助 leads from the page of a resolved route: the reader's own guides first, else their contents."""
    mine = guides_of(user)
    for topic in topics_of(getattr(match, "url_name", None)):
        for guide in mine:
            for chapter in chapters(guide):
                if topic in chapter.topics:
                    return f"{chapter.url}#{chapter.topics[topic]}"
    return HOME


def topics_of(route: str | None) -> Iterator[str]:
    """What a page may be called in a guide, the closest first: `a-b-edit`, `*-b-edit`, `*-edit`, `a-b`, `a`."""
    if not route:
        return
    parts = route.split("-")
    yield route
    for start in range(1, len(parts)):
        yield "-".join(["*", *parts[start:]])
    for end in range(len(parts) - 1, 0, -1):
        yield "-".join(parts[:end])


def anchor_of(title: str) -> str:
    """The anchor of a heading as code hosts make it too, so that links between chapters work there as well."""
    return NOT_IN_ANCHOR.sub("", title.lower()).replace(" ", "-")


def plain_heading(text: str) -> str:
    """A heading without the comment that says which pages it explains."""
    found = HEADING.match(f"# {text}")
    return found[2] if found else text


def _chapter(guide: str, path: Path) -> Chapter:
    title, sections, topics = "", [], {}
    for level, words, pages in _headings(path.read_text(encoding="utf-8")):
        if level == 1:
            title = words
        elif level == 2:
            sections.append(Section(anchor_of(words), words))
        topics |= dict.fromkeys(pages, anchor_of(words))
    slug = path.stem.partition("-")[2] or path.stem
    return Chapter(guide, slug, path, title, tuple(sections), topics)


def _headings(text: str) -> Iterator[tuple[int, str, list[str]]]:
    fenced = False
    for line in text.splitlines():
        if FENCE.match(line):
            fenced = not fenced
        found = None if fenced else HEADING.match(line)
        if found:
            yield len(found[1]), found[2], (found[3] or "").split()
