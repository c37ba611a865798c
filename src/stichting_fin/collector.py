"""Collector: Python's garbage collector, kept from walking what is made and kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting(*, for_good: bool = False) -> Iterator[None]:
    """Let the collector rest while much is made of which nothing is litter.

    What is there at the end counts as old: the collector, if it works again, does not
    begin by walking all of it.

    Args:
        for_good: Never walk it again: it stays until the program ends.
    """
    works = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if for_good:
            gc.freeze()
        elif works and not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if works:
            gc.enable()
