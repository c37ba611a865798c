"""CII: each file beside its golden twin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from pprint import pformat

import pytest

from stichting_fin.intake.readers import cii, detect

FILES = sorted((Path(__file__).parent / "cii").glob("*.xml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reads_as_before(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(path.with_suffix(".golden"), pformat(list(cii.read(path)), width=100))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sound_document_is_known_and_not_refused(path: Path) -> None:
    assert detect(path).name == "cii"
    assert [invoice.refused for invoice in cii.read(path)] == [None]


def test_a_group_of_lines_does_not_count_beside_its_lines() -> None:
    [invoice] = cii.read(Path(__file__).parent / "cii" / "en16931.xml")

    assert [line.text for line in invoice.lines] == ["Hosting"]


def test_a_document_of_nothing_is_refused() -> None:
    space = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
    text = f"<a:CrossIndustryInvoice xmlns:a='{space}'/>".encode()

    assert cii.parse(text, Path("x.xml")).refused
