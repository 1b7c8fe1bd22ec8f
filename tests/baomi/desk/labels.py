"""What can stand on the screen: every text of the templates, scripts and declarations, to hold the guides against."""

import ast
import re
from functools import cache
from pathlib import Path

from awards.choices import AwardKind

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("baomi", "awards", "personnel", "reviews")
CHINESE = re.compile(r"[一-鿿]")
TAG = re.compile(r"<[^>]*>")
TEMPLATE_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")


COMPOSED = frozenset(f"{verb}{kind.label}" for verb in ("申报", "推荐") for kind in AwardKind)
"""Buttons whose two halves are both names."""


@cache
def texts() -> frozenset[str]:
    """Whole texts, each as it is written."""
    found: set[str] = set()
    for path in [*ROOT.glob("templates/**/*.html"), *ROOT.glob("static/js/*.js")]:
        found |= _of_template(path.read_text(encoding="utf-8"))
    for tree in _trees():
        found |= {node.value for node in ast.walk(tree) if _is_text(node)}
    return frozenset(part.strip() for text in found for part in text.splitlines() if CHINESE.search(part))


@cache
def patterns() -> tuple[re.Pattern, ...]:
    """Texts put together at run time, `f"发布给 {count} 个部门"`, with anything in the gaps."""
    found = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if len("".join(CHINESE.findall("".join(part or "" for part in parts)))) > 1:
                    found.add("".join(".{1,12}" if part is None else re.escape(part) for part in parts))
    return tuple(re.compile(pattern) for pattern in sorted(found))


def is_on_the_screen(label: str) -> bool:
    return label in texts() | COMPOSED or any(pattern.fullmatch(label) for pattern in patterns())


@cache
def _trees() -> tuple[ast.Module, ...]:
    paths = [
        path for room in ROOMS for path in ROOT.glob(f"{room}/**/*.py") if "migrations" not in path.parts
    ]
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


def _is_text(node) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _of_template(source: str) -> set[str]:
    quoted = {text for pair in QUOTED.findall(source) for text in pair if text}
    words = TEMPLATE_CODE.sub("\n", TAG.sub("\n", TEMPLATE_CODE.sub("", source)))
    bare = TAG.sub("\n", TEMPLATE_CODE.sub("\n", source))
    return quoted | set(words.splitlines()) | set(bare.splitlines())
