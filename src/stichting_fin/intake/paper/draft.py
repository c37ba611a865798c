"""Drafts: what is known of a paper before a person has read it, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from stichting_fin.intake.desk import Desk
from stichting_fin.intake.paper import clue, receipt
from stichting_fin.relations import Relation

ORDER = (  # as a person reads a paper
    "by",
    "relatie",
    "factuurnummer",
    "factuurdatum",
    "vervaldatum",
    "totaal",
    "iban",
    "kenmerk",
    "omschrijving",
    "account",
)


@dataclass(slots=True)
class Draft:
    """A receipt that nobody has put a name to.

    Attributes:
        said: Key of the receipt to what seems to be its value.
        tarief: A table for each rate.
        notes: Key ("tarief.0" for the first rate) to the line of text that says it.
    """

    said: dict[str, Any] = field(default_factory=dict)
    tarief: list[dict[str, Any]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


def proposed(path: Path, desk: Desk, day: date) -> Draft:
    """Give what the text of a file proposes; of a photo that is nothing.

    Args:
        path: The paper.
        desk: The books, which know the relations and our own numbers.
        day: On which our own numbers are looked up.
    """
    lines = clue.lines(path)
    facts = desk.books.facts(day)
    own = [facts.get("btw-id", ""), facts.get("kvk", "")]
    own += [number for each in desk.profiles for number in (each.iban, each.number)]
    found = list(clue.clues(lines, own))
    draft = Draft({"by": "", "relatie": "", "factuurnummer": ""})
    if hit := clue.sender(found, desk.relations):
        relation, why = hit
        draft.said["relatie"] = relation.key
        draft.notes["relatie"] = why.line
        draft.said |= usual(relation)
    elif who := next((x for x in found if x.key in {"btw-id", "kvk"}), None):
        draft.notes["relatie"] = f"{who.value}: {who.line}"
    for each in reversed(found):  # the first of a kind is the likeliest
        if each.key in receipt.KEYS:
            draft.said[each.key] = each.value
            draft.notes[each.key] = each.line
    for number, rate in enumerate(clue.rates(lines)):
        draft.tarief.append(
            {"procent": rate.procent, "grondslag": rate.grondslag, "btw": rate.btw}
        )
        draft.notes[f"tarief.{number}"] = rate.line
    return draft


def usual(relation: Relation) -> Mapping[str, Any]:
    """Give the account and the labels that invoices of a relation usually have."""
    account = {"account": relation.rekening} if relation.rekening else {}
    return account | dict(relation.labels)


def text(draft: Draft) -> str:
    """Write a draft as the TOML that stands beside the file."""
    places = {key: place for place, key in enumerate(ORDER)}
    keys = sorted(draft.said, key=lambda key: places.get(key, len(ORDER)))
    said = {key: draft.said[key] for key in keys}
    return receipt.written(said, draft.tarief, draft.notes)
