"""Fixtures: a ledger in a docstring, and golden files that can be renewed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from beancount import loader

from demo import live
from stichting_fin.books import Books
from stichting_fin.fault import LANGUAGE

HOUSE = Path(__file__).parents[1]
SAMPLES = HOUSE.parent / "shared" / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="Write golden files anew.")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let every test be told in English, whatever the machine speaks."""
    token = LANGUAGE.set("en")
    yield
    LANGUAGE.reset(token)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Live the demonstration's year once; whoever changes it puts it back."""
    target = tmp_path_factory.mktemp("life")
    failed = live.live(target)
    assert failed is None, failed.stderr
    return target


@pytest.fixture
def books(request: pytest.FixtureRequest) -> Books:
    """Load the books that the test's docstring holds."""
    entries, errors, options = loader.load_string(dedent(request.function.__doc__))
    assert not errors
    return Books(entries, options=options)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare text with the file beside the input, or renew that file."""

    def check(path: Path, got: str) -> None:
        if request.config.getoption("--renew"):
            path.write_text(got, "utf-8")
        assert got == path.read_text("utf-8")

    return check


@pytest.fixture
def samples() -> Path:
    """Give the corpus of others' files: absent is a skip, but a failure in CI."""
    if not SAMPLES.exists():
        assert os.environ.get("CI") != "true", f"no {SAMPLES}"
        pytest.skip("the corpus of samples is not beside the project")
    return SAMPLES


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test where a system program is missing, saying which; never in CI."""
    gone = shutil.which(program) is None and os.environ.get("CI") != "true"
    return pytest.mark.skipif(gone, reason=f"{program} is not installed here")
