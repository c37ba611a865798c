"""A statement of any bank, as far as it stands by itself."""

from __future__ import annotations

import pytest

from stichting_fin.intake.statement import Rest

CELLS = {"Tag": ["", "gift"], "Soort": [" GT ", "IC"]}


def test_the_rest_of_a_row_is_a_mapping_of_what_is_filled() -> None:
    first, second = Rest(CELLS, 0), Rest(CELLS, 1)

    assert first == {"Soort": "GT"}
    assert second == {"Tag": "gift", "Soort": "IC"}
    assert first != second
    assert len(first) == 1
    assert repr(first) == "{'Soort': 'GT'}"
    assert first.get("Tag") is None
    with pytest.raises(KeyError):
        first["Tag"]
