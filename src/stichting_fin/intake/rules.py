"""Rules: which of a profile's rules speaks of a line."""

from __future__ import annotations

from collections.abc import Callable

from stichting_fin.intake.statement import Line
from stichting_fin.profile import Profile, Rule
from stichting_fin.relations import bare


def decide(line: Line, profile: Profile) -> Rule | None:
    """Give the first rule that fits, or None when a person must look."""
    return next((rule for rule in profile.rules if fits(rule, line)), None)


def fits(rule: Rule, line: Line) -> bool:
    """Tell whether everything that the rule names fits; capitals do not matter."""
    return all(test(rule, line) for test in TESTS)


def says(words: str, line: Line) -> bool:
    """Tell whether all words stand in a line's name and text."""
    said = f"{line.counterparty} {line.text}".casefold()
    return all(word in said for word in words.casefold().split())


def _sign(rule: Rule, line: Line) -> bool:
    return not rule.sign or rule.sign == ("bij" if line.amount > 0 else "af")


def _days(rule: Rule, line: Line) -> bool:
    return not (
        (rule.begin and line.date < rule.begin)
        or (rule.until and line.date > rule.until)
    )


TESTS: tuple[Callable[[Rule, Line], bool], ...] = (
    lambda rule, line: says(rule.text, line),
    _sign,
    _days,
    lambda rule, line: not rule.iban or bare(rule.iban) == bare(line.iban),
    lambda rule, line: rule.counterparty.casefold() in line.counterparty.casefold(),
    lambda rule, line: not rule.code or rule.code == line.code,
    lambda rule, line: rule.amount is None or abs(line.amount) == rule.amount,
    lambda rule, line: not rule.mandate or rule.mandate == line.mandate,
)
