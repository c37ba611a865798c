"""The gallery: each fault, the smallest input that causes it, and what it then says."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
import tomlkit
from beancount.core import data
from click.testing import CliRunner
from pypdf import PdfWriter

from demo import live
from intake import files
from intake.conftest import FILES
from selling import given
from stichting_fin import commit, fault
from stichting_fin.books import Books
from stichting_fin.cli import main
from stichting_fin.writers.package import zipped

HERE = Path(__file__).parent
TESTS = HERE.parent
LANGUAGES = ("en", "nl")
CATALOGUES = {
    language: tomllib.loads((fault.MESSAGES / f"{language}.toml").read_text("utf-8"))
    for language in LANGUAGES
}
GALLERY = [
    (path, number, said)
    for path in sorted(HERE.glob("*.toml"))
    for number, said in enumerate(tomllib.loads(path.read_text("utf-8"))["fault"])
]
NAMES = [f"{path.stem}-{said['code']}-{number}" for path, number, said in GALLERY]
TEXTS = 'titel = "Jaarrekening {boekjaar}"\ntoelichting = "Toelichting"\n'
Case = dict[str, Any]


@pytest.mark.parametrize(("path", "number", "said"), GALLERY, ids=NAMES)
def test_a_fault_says_what_is_wrong_and_what_to_do(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    path: Path,
    number: int,
    said: Case,
) -> None:
    found = {language: told(tmp_path / language, said, language) for language in LANGUAGES}  # fmt: skip
    if request.config.getoption("--renew"):
        written = tomlkit.parse(path.read_text("utf-8"))
        written["fault"][number].update(found)
        path.write_text(tomlkit.dumps(written), "utf-8")
        said = said | found

    assert found == {language: said[language] for language in LANGUAGES}


def test_the_gallery_shows_every_fault_and_no_other() -> None:
    assert {said["code"] for _, _, said in GALLERY} == set(CATALOGUES["en"])


def test_both_languages_tell_the_same_faults_with_the_same_values() -> None:
    english, dutch = CATALOGUES.values()

    assert list(english) == list(dutch) == sorted(english)
    for code, words in english.items():
        assert values(words) == values(dutch[code]), code


def values(words: str) -> list[str]:
    return sorted(set(re.findall(r"\{(\w+)\}", words)))


def told(house: Path, said: Case, language: str) -> str:
    """Cause a fault and give the one line that tells it."""
    house.mkdir()
    BASES[said.get("base", "nothing")](house)
    for name, content in said.get("files", {}).items():
        place = house / os.fsdecode(unquote_to_bytes(name))  # a%FF.xml is no text
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(made(content))
    for name, old, new in said.get("change", ()):
        change(house / name, old, new)
    for words in said.get("before", ()):
        run(house, language, words)
    for name, old, new in said.get("then", ()):
        change(house / name, old, new)
    for name, content in said.get("late", {}).items():
        (house / name).write_bytes(made(content))
    for name in said.get("lost", ()):
        (house / name).unlink()
    with busy(house) if said.get("busy") else nullcontext():
        output = run(house, language, said["run"])
    if said.get("reden"):
        return reden(house, said["code"], language)
    wanted = pattern(said["code"], language)
    lines = [line for line in output.split("\n") if wanted.search(line)]
    assert lines, output
    return lines[0]


@contextmanager
def busy(house: Path) -> Iterator[None]:
    """Be at work on the books, where nobody has patience."""
    with commit.alone(house), pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit, "PATIENCE", 0.0)
        yield


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")


def run(house: Path, language: str, words: list[str]) -> str:
    """Run the program as a person would; whatever goes wrong, it never stumbles."""
    words = [word.replace("{house}", str(house)) for word in words]
    result = CliRunner().invoke(
        main, ["--books", str(house), "--language", language, *words]
    )
    stumbled = result.exception and not isinstance(result.exception, SystemExit)
    assert not stumbled, result.exc_info
    assert result.exit_code in (0, 1, 2)
    return result.output.replace(f"{house}/", "")


def reden(house: Path, code: str, language: str) -> str:
    """Give why an invoice waits: Dutch in the ledger, else with the same values."""
    entries = Books.load(house / "ledger/main.beancount").entries
    every = [e.meta.get("reden") for e in entries if isinstance(e, data.Transaction)]
    (found,) = filter(None, every)
    seen = pattern(code, "nl").search(found)
    assert seen, found
    words: str = CATALOGUES[language][code]
    return words.format_map(seen.groupdict())


def pattern(code: str, language: str) -> re.Pattern[str]:
    """Make of a fault's words an expression that finds it."""
    parts = re.split(r"\{(\w+)\}", CATALOGUES[language][code].split("\n")[0])
    seen: set[str] = set()
    found = ""
    for number, part in enumerate(parts):
        if number % 2:
            found += f"(?P={part})" if part in seen else f"(?P<{part}>.*)"
            seen.add(part)
        else:
            found += re.escape(part.replace("{{", "{").replace("}}", "}"))
    return re.compile(found)


def made(content: Any) -> bytes:
    """Make a file of what a case says of it: its text, its bytes, or a recipe."""
    if isinstance(content, str):
        return content.encode()
    recipe = dict(content)
    swaps = recipe.pop("swap", ())
    if "hex" in recipe:
        return bytes.fromhex(recipe["hex"])
    if recipe.get("of") == "pdf":
        return _pdf(recipe.get("with", ()))
    if recipe.get("of") == "zip":
        return zipped({"brief.txt": b"Beste bestuur,\n"}, date(2025, 12, 31))
    if "sample" in recipe:
        whole: bytes = (TESTS / recipe["sample"]).read_bytes()
    else:
        maker: Callable[..., str | bytes] = getattr(files, recipe.pop("of"))
        drawn = maker(*recipe.pop("with", ()), **recipe)
        whole = drawn.encode() if isinstance(drawn, str) else drawn
    for old, new in swaps:
        assert old.encode() in whole
        whole = whole.replace(old.encode(), new.encode(), 1)
    return whole


def _pdf(names: Sequence[str]) -> bytes:
    """Make a PDF that holds an invoice by each name."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name in names:
        writer.add_attachment(name, files.ubl().encode())
    writer.write(out := BytesIO())
    return out.getvalue()


def _intake(house: Path) -> None:
    for name, text in FILES.items():
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(text, "utf-8")
    _layouts(house)


def _checks(house: Path) -> None:
    shutil.copytree(TESTS / "checks", house / "ledger")
    _layouts(house)
    texts = house / "reports/teksten"
    texts.mkdir()
    (texts / "2025.toml").write_text(TEXTS)
    shutil.copy(TESTS.parent / "reports/teksten/belastingpakket.toml", texts)


def _layouts(house: Path) -> None:
    shutil.copytree(TESTS.parent / "reports/templates", house / "reports/templates")
    shutil.copy(TESTS / "figures/balans.toml", house / "reports/balans.toml")
    shutil.copy(TESTS / "figures/staat.toml", house / "reports/baten-en-lasten.toml")


def _sales(house: Path) -> None:
    given.write(house)
    _layouts(house)


BASES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda house: house,
    "intake": _intake,
    "checks": _checks,
    "demo": live.copy,
    "sales": _sales,
}
