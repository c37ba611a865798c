"""The catalogue says nothing that the program never says."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from stichting_fin import fault

SOURCE = Path(fault.__file__).parent
CODES = tomllib.loads((fault.MESSAGES / "en.toml").read_text("utf-8"))
BEGIN = re.compile(r"[a-z][a-z-]*-")  # of a code that is made up: `package-{part}`


def test_the_program_can_say_every_code() -> None:
    read = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]

    assert set(CODES) - said(*read) == set()


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('fault(place, "gap")', "gap"),
        ('fault(place, f"package-{part}")', "package-inputs"),
    ],
)
def test_a_code_is_said_in_whole_or_made_up(source: str, code: str) -> None:
    assert said(source) == {each for each in CODES if each.startswith(code[:7])}
    assert code in said(source)


@pytest.mark.parametrize("source", ['"the gap"', 'f"{gap}"', 'f"the {gap}"'])
def test_other_words_are_no_code(source: str) -> None:
    assert said(source) == set()


def said(*sources: str) -> set[str]:
    """Give the codes that these sources name, or can make up."""
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    found = {each.value for each in nodes if isinstance(each, ast.Constant)}
    begins = tuple(begin for each in nodes for begin in _begin(each))
    return {each for each in CODES if each in found or each.startswith(begins)}


def _begin(node: ast.AST) -> Iterator[str]:
    first = node.values[0] if isinstance(node, ast.JoinedStr) else None
    if isinstance(first, ast.Constant) and BEGIN.fullmatch(str(first.value)):
        yield str(first.value)
