"""The garbage collector rests, and then goes on as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from stichting_fin.collector import resting


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Leave the collector as it was."""
    works = gc.isenabled()
    gc.unfreeze()
    yield
    gc.unfreeze()
    (gc.enable if works else gc.disable)()


@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize("for_good", [True, False])
def test_the_collector_rests_and_then_is_as_it_was(works: bool, for_good: bool) -> None:
    (gc.enable if works else gc.disable)()

    with resting(for_good=for_good):
        assert not gc.isenabled()

    assert gc.isenabled() == works
    assert bool(gc.get_freeze_count()) == for_good


def test_what_was_made_is_not_walked_at_once() -> None:
    gc.enable()

    with resting():
        kept: list[list[int]] = [[] for _ in range(10_000)]

    assert len(gc.get_objects(generation=0)) < len(kept)


def test_what_others_froze_stays_so() -> None:
    gc.enable()
    gc.freeze()
    frozen = gc.get_freeze_count()

    with resting():
        kept: list[list[int]] = [[] for _ in range(10_000)]

    assert gc.get_freeze_count() == frozen
    assert kept


def test_a_fault_wakes_it_too() -> None:
    gc.enable()

    with pytest.raises(KeyError), resting():
        raise KeyError

    assert gc.isenabled()
