"""A fault is told in the language that was asked for, else in that of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from stichting_fin.fault import LANGUAGE, UnreadableError, fault, told


@pytest.mark.parametrize(
    ("spoken", "said"),
    [("nl_NL.UTF-8", "kan niet"), ("fr_FR.UTF-8", "cannot"), ("", "cannot")],
)
def test_the_machine_chooses_the_language_that_nobody_chose(
    monkeypatch: pytest.MonkeyPatch, spoken: str, said: str
) -> None:
    LANGUAGE.set("")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LC_MESSAGES", "")
    monkeypatch.setenv("LANG", spoken)

    assert told("no-file", {}).startswith(said)


def test_a_fault_names_its_place_where_it_has_one() -> None:
    here = fault((Path("a.xml"), 3), "no-file")
    typed = UnreadableError("boekjaar", name="altijd")

    assert str(here) == "a.xml:3: cannot be read; is it there?"
    assert str(typed).startswith("no boekjaar altijd; ")


def test_a_text_from_outside_stays_on_its_line_and_steers_no_terminal() -> None:
    said = told("amount", {"text": "1\x1b[31m\nbooks.txt:1: all is well"})

    assert "\x1b" not in said
    assert "\n" not in said
