"""Every word of our public names is plain English, or has a line in the glossary."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1]
SRC = HOUSE / "src" / "stichting_fin"
ENGLISH = set((Path(__file__).parent / "english.txt").read_text("utf-8").split())
LINES = re.findall(
    r"^\| ([^|]+) \|", (HOUSE / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE
)
DUTCH = set(re.findall(r"\w+", " ".join(LINES).casefold()))


def public(tree: ast.Module) -> Iterator[str]:
    """Name what a module offers: functions, classes and the fields of its values."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    yield part.name
                elif isinstance(part, ast.AnnAssign) and isinstance(
                    part.target, ast.Name
                ):
                    yield part.target.id


def words(name: str) -> set[str]:
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)
    return {part.casefold() for part in parts if len(part) > 1}


def used() -> set[str]:
    found = set()
    for path in SRC.rglob("*.py"):
        names = [path.stem, *public(ast.parse(path.read_text("utf-8")))]
        for name in names:
            if not name.startswith("_"):
                found |= words(name)
    return found


def test_every_dutch_word_of_a_public_name_is_explained() -> None:
    assert used() - ENGLISH - DUTCH == set()


def test_no_word_is_kept_for_nothing() -> None:
    assert not ENGLISH & DUTCH
