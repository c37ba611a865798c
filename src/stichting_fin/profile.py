"""Profiles: what the foundation says about each stream of files that it imports."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from stichting_fin.fault import UnreadableError

T = TypeVar("T")
TEXTS, NAMES = "tuple[str, ...]", "Mapping[str, str]"
KINDS: Mapping[str, type] = {  # what a field asks for -> what TOML must give
    "str": str,
    "bool": bool,
    "int": int,
    "Decimal": Decimal,
    "dt.date": dt.date,
    TEXTS: tuple,
    NAMES: dict,
    "dict[str, str]": dict,
    "Mapping[str, Decimal]": dict,
}
LARGEST, FINEST = Decimal(10) ** 15, -20  # of a number; and its places
MANY = 100_000  # of days and the like: no date can be so far
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Book a line on `account` when everything that the rule names fits.

    Attributes:
        name: Unique in its profile; it is recorded as `regel-id`.
        text: Words that stand in the counterparty's name or in the text.
        sign: "af" (money out), "bij" (money in), or "" for both.
        until: The last day on which it fits.
        labels: platform, taak and the like, for the counter posting.
    """

    name: str
    account: str
    iban: str = ""
    text: str = ""
    counterparty: str = ""
    code: str = ""
    sign: str = ""
    amount: Decimal | None = None
    mandate: str = ""
    begin: dt.date | None = None
    until: dt.date | None = None
    btw: str = ""
    aftrek: Decimal | None = None
    relatie: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One bank account, PSP or invoice stream: its ledger account and its rules.

    Attributes:
        name: The stem of its file: also the dagboek that its entries stand in.
        soort: "bank", "psp", "facturen" or "declaraties".
        account: The ledger account (of "declaraties": the creditors' account).
        number: IBAN, or what the bank calls an account without one.
        verkoop: Of "facturen": the dagboek of sales invoices.
        verwijzing: Of "psp": how the reference of a settlement looks, as a regular
            expression, by which the bank's payout is known.
        uitbetaling: Of "psp" whose payout names no reference: words in the bank's
            line; its settlement is then the one of that amount.
    """

    name: str
    soort: str
    account: str = ""
    number: str = ""
    iban: str = ""
    verkoop: str = ""
    verwijzing: str = ""
    uitbetaling: str = ""
    relatie: str = ""
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Deel:
    """A part of an invoice that a person gives an account of its own.

    Attributes:
        bedrag: Without btw, in the document's currency and sign.
        tarief: Percent, where the invoice has groups of several rates.
    """

    account: str
    bedrag: Decimal
    tarief: Decimal | None = None
    btw: str = ""
    aftrek: Decimal | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Besluit:
    """What a person decided about one entry.

    Attributes:
        account: The counter account, or "" when it goes to an open item.
        link: The open item (`verkoop-F1`, `inkoop-relatie/7`), or "".
        negeer: The books hold this line already, by hand: where.
        koers: EUR for one unit of the document's currency.
        ontvangen: The day on which the document came in.
        afwijking: What is odd (btw that is not its rate of the base, an allowance over
            the maximum) is right, for the reason in `why`.
        delen: The accounts over which the invoice is divided.
    """

    ref: str
    by: str
    date: dt.date
    why: str
    account: str = ""
    link: str = ""
    relatie: str = ""
    btw: str = ""
    aftrek: Decimal | None = None
    negeer: str = ""
    koers: Decimal | None = None
    ontvangen: dt.date | None = None
    weiger: bool = False
    afwijking: bool = False
    delen: tuple[Deel, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why, by whom and when, as the ledger says it."""
        return f"{self.why} ({self.by}, {self.date})"


def toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; numbers in it stay exact.

    Raises:
        UnreadableError: It is not there, or not sound; the fault names the line.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise UnreadableError("no-file", path) from error
    except ValueError as error:
        said = str(error).partition(" (at")[0]
        raise UnreadableError("toml", path, _line(error), said=said) from error


def table_of(
    kind: type[T], path: Path, said: Mapping[str, Any] = NOTHING, /, **own: Any
) -> T:
    """Make a value of what a TOML table says.

    Args:
        kind: A dataclass.
        path: The file.
        said: The table.
        own: What is not the file's to say.

    Raises:
        UnreadableError: A key is missing, unknown, or of another kind.
    """
    if taken := said.keys() & own.keys():
        raise UnreadableError("key-unknown", path, key=min(taken))
    said = {**said, **own}
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]  # T is a dataclass
    for name in said:
        if name not in known:
            raise UnreadableError("key-unknown", path, key=name)
    for name, each in known.items():
        if name not in said and each.default is MISSING:
            if each.default_factory is MISSING:
                raise UnreadableError("key-missing", path, key=name)
        elif name in said:
            said[name] = _sound(said[name], str(each.type), path, name)
    return kind(**said)


def tables_in(path: Path, said: Any, key: str = "") -> dict[str, dict[str, Any]]:
    """Give the tables of a table, by name.

    Raises:
        UnreadableError: Something else stands among them, or is what `key` holds.
    """
    if not isinstance(said, dict):
        raise UnreadableError("key-kind", path, key=key)
    for name, value in said.items():
        if not isinstance(value, dict):
            raise UnreadableError("key-kind", path, key=name)
    return dict(said)


def listed(path: Path, said: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Give the tables that stand under `[[key]]`; without it there are none.

    Raises:
        UnreadableError: Something else is what the key holds.
    """
    found = said.get(key, [])
    if not (isinstance(found, list) and all(type(each) is dict for each in found)):
        raise UnreadableError("key-kind", path, key=key)
    return found


def held(path: Path, said: Mapping[str, Any], key: str, kind: str = "str") -> Any:
    """Give what a key holds; without it, what is empty of that kind.

    Raises:
        UnreadableError: Something of another kind is what the key holds.
    """
    return _sound(said[key], kind, path, key) if key in said else KINDS[kind]()


def _sound(value: Any, annotation: str, path: Path, name: str) -> Any:
    """Give a value of the kind that a field asks for."""
    first = annotation.partition(" | ")[0]
    if first == "Decimal" and type(value) is int:
        value = Decimal(value)
    if first == TEXTS and type(value) is list:
        value = tuple(value)
    wanted = KINDS.get(first)
    if wanted and type(value) is not wanted:
        raise UnreadableError("key-kind", path, key=name)
    if type(value) is int and abs(value) >= MANY:
        raise UnreadableError("key-kind", path, key=name)
    if wanted is Decimal and not _meant(value):
        raise UnreadableError("key-kind", path, key=name)
    if wanted is tuple and not all(type(x) is str for x in value):
        raise UnreadableError("key-kind", path, key=name)
    if wanted is dict:
        inner = "Decimal" if "Decimal" in first else "str"
        return {key: _sound(one, inner, path, key) for key, one in value.items()}
    return value


def _meant(number: Decimal) -> bool:
    """Tell whether anybody can mean a number: no NaN, nothing beyond all sums."""
    exponent = number.as_tuple().exponent
    small = isinstance(exponent, int) and exponent >= FINEST
    return small and abs(number) < LARGEST


def filled(path: Path, text: str, known: Mapping[str, object]) -> str:
    """Put what is known into a text that a TOML file holds: "{boekjaar}".

    Raises:
        UnreadableError: It names something that is not known.
    """
    try:
        return text.format_map(known)
    except (LookupError, ValueError, AttributeError) as error:
        raise UnreadableError("placeholder", path, text=text) from error


def load(path: Path, labels: tuple[str, ...]) -> Profile:
    """Read one profile. Keys named in `labels` are labels of its rules.

    Raises:
        UnreadableError: It is not sound TOML, or holds a key that we do not know.
    """
    said = toml(path)
    rules = tuple(
        rule(path, labels, name, each)
        for name, each in tables_in(path, said.pop("rule", {}), "rule").items()
    )
    said.setdefault("number", said.get("iban", ""))
    return table_of(Profile, path, said, name=path.stem, rules=rules)


def rule(
    path: Path, labels: tuple[str, ...], name: str, said: Mapping[str, Any]
) -> Rule:
    """Make a rule of what a TOML table says.

    Raises:
        UnreadableError: It holds a key that we do not know, or of another kind.
    """
    return _labelled(Rule, path, labels, dict(said), name=name)


def besluiten(path: Path, labels: tuple[str, ...]) -> dict[str, Besluit]:
    """Read what persons decided, by `ref`; without the file nobody did.

    Raises:
        UnreadableError: It is not sound TOML, or two decisions name one ref.
    """
    found: dict[str, Besluit] = {}
    for said in listed(path, toml(path), "besluit") if path.exists() else ():
        each = besluit(path, labels, said)
        if each.ref in found:
            raise UnreadableError("besluit-twice", path, ref=each.ref)
        found[each.ref] = each
    return found


def besluit(path: Path, labels: tuple[str, ...], said: Mapping[str, Any]) -> Besluit:
    """Make a decision of what a TOML table says.

    Raises:
        UnreadableError: It holds a key that we do not know, or of another kind.
    """
    delen = listed(path, said, "delen")
    made = tuple(_labelled(Deel, path, labels, dict(each)) for each in delen)
    rest = {key: value for key, value in said.items() if key != "delen"}
    return _labelled(Besluit, path, labels, rest, delen=made)


def _labelled(
    kind: type[T],
    path: Path,
    labels: tuple[str, ...],
    said: dict[str, Any],
    **own: Any,
) -> T:
    found = {name: said.pop(name) for name in labels if name in said}
    return table_of(kind, path, said, labels=found, **own)


def _line(error: ValueError) -> int:
    words = str(error).partition("(at line ")[2]
    return int(words.partition(",")[0]) if words else 0
