"""The house stands: a room uses only the floors below its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "stichting_fin"
FLOORS = (
    "fault",
    "__init__ collector money period",
    "table auditfile profile custom intake/statement",
    "intake/tallied",
    "taxyear relations intake/invoice intake/formats intake/json_text commit payment",
    "loading lookalike sale intake/identity",
    "books intake/billing/consistency intake/markup",
    "intake/transit/apart intake/transit/settlements",
    "openitems series journal evidence seal intake/excerpt intake/pdf_file intake/paper/receipt intake/exported intake/register",
    "intake/readers intake/rules intake/matching/mention intake/billing/btw intake/billing/exchange intake/billing/treatment intake/arrival intake/paper/clue figures",
    "intake/matching/candidates fresh",
    "intake/desk intake/matching/match intake/proving/keys intake/shown checks adopted writers",
    "intake/matching/propose intake/matching/release intake/billing/bill",
    "intake/billing/bases",
    "intake/booking intake/billing/entry intake/paper/draft intake/undo intake/asking/suggest intake/asking/guess intake/proving/proof filing dossier",
    "intake/documents intake/billing/repeat intake/proving/twice intake/transit/enrich intake/asking/review selling",
    "intake/proving/closing intake/delivery",
    "intake/billing/batch",
    "intake/inbox close plugin status",
    "intake/archive intake/importer intake/asking/stranger verification",
    "intake/replay",
    "cli",
    "__main__",
)
FLOOR = {
    tuple(room.split("/")): number
    for number, rooms in enumerate(FLOORS)
    for room in rooms.split()
}
STRANGERS = [
    {"intake", "figures"},
    {"intake", "writers"},
    {"intake", "close"},
    {"figures", "writers"},
    {"writers", "books"},
]
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SRC.rglob("*.py")}
MODULES = [path for path, tree in TREES.items() if len(tree.body) > 1]


def name(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_room_uses_only_the_floors_below(path: Path) -> None:
    own = room(parts_of(path))
    wrong = {
        parts
        for parts in used(TREES[path])
        if room(parts) != own and FLOOR[room(parts)] >= FLOOR[own]
    }

    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_strangers_never_meet(path: Path) -> None:
    own = parts_of(path)[0]

    rooms = {parts[0] for parts in used(TREES[path])}

    assert not [each for each in rooms if {own, each} in STRANGERS]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_has_grown_into_two(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= 400


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_code_asks_what_day_it_is_but_the_face(path: Path) -> None:
    asks = {"today", "now", "utcnow"}
    names = {n.attr for n in ast.walk(TREES[path]) if isinstance(n, ast.Attribute)}

    assert not names & asks or parts_of(path)[0] == "cli"


def test_the_commands_import_nothing_but_click_before_one_runs() -> None:
    for path, tree in TREES.items():
        if parts_of(path)[0] == "cli" and path.stem != "tell":
            top = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
            ours = {n.module for n in top if (n.module or "").startswith(SRC.name)}

            assert ours <= {SRC.name, f"{SRC.name}.cli"}


def parts_of(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(SRC).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


def room(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Give the innermost room on the floor plan that holds a module."""
    sizes = range(len(parts), 0, -1)
    return next(parts[:size] for size in sizes if parts[:size] in FLOOR)


def used(tree: ast.Module) -> set[tuple[str, ...]]:
    """Name our own modules that a module imports: ("intake", "readers")."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    split = (each.split(".") for each in names)
    found = {tuple(parts) for house, *parts in split if house == SRC.name and parts}
    return {parts for parts in found if parts != ("__version__",)}
