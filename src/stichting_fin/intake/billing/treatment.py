"""Treatment: which btw code a group of an invoice gets, or why a person must say it.

What a person decided goes first; then the rate that is charged, where it is Dutch;
then what the rule, the relation or the account says; then what a case without tax
usually is, by direction, country and category. What is left is a question.

Source: Wet OB 1968, art. 5 to 6, 12, 15, 17a and 25; EN 16931-1, BT-118 (UNCL 5305).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from stdnum.nl import btw as dutch

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.invoice import Vat
from stichting_fin.money import cents
from stichting_fin.relations import Relation
from stichting_fin.taxyear import Code, of

HUNDRED = Decimal(100)
NEAR = Decimal("0.05")  # by which btw may be off the rate that it is recognised by
GEEN = "inkoop-geen"
NL, EU, ABROAD = "nl", "eu", "abroad"
SALES: Mapping[tuple[str, str], str] = {  # where to, category -> code
    (NL, "AE"): "verkoop-verlegd",
    (NL, "E"): "verkoop-buiten",
    (NL, "Z"): "verkoop-nul",
    (EU, "AE"): "verkoop-eu-dienst",
    (EU, "K"): "verkoop-eu-goederen",
    (ABROAD, "G"): "verkoop-uitvoer",
    (ABROAD, "O"): "verkoop-buiten",
}
PURCHASES: Mapping[tuple[str, str], str] = {  # where from, category -> code
    **{(NL, category): GEEN for category in ("", "E", "O", "Z")},
    (NL, "AE"): "inkoop-verlegd",
    (EU, "AE"): "inkoop-eu-dienst",
    (EU, "E"): "inkoop-eu-dienst",
    (EU, "K"): "inkoop-eu-goederen",
    **{
        (ABROAD, category): "inkoop-buiten-eu-dienst"
        for category in ("", "AE", "E", "O", "Z")
    },
}


@dataclass(frozen=True, slots=True)
class Case:
    """All by which the btw of an invoice is treated, whatever its groups say.

    Attributes:
        sale: Whether we are the seller.
        decided: The code that a person gave this invoice, or "".
        usual: The codes that rule, relation and account name, the nearest first.
        vat_id: The btw-id of the seller, as the document says it.
        land: The country of the other party, as the document says it, or "".
        kor: Whether the foundation itself takes part in the KOR.
        read: Whether a person read it on paper, where a btw-id may be missing.
    """

    sale: bool
    day: date
    relation: Relation
    decided: str = ""
    usual: tuple[str, ...] = ()
    vat_id: str = ""
    land: str = ""
    kor: bool = False
    read: bool = False

    @property
    def richting(self) -> str:
        """The side of its codes."""
        return "verkoop" if self.sale else "inkoop"

    @property
    def where(self) -> str:
        """Where the other party is: in the country, in the EU, or abroad."""
        land = self.relation.land
        if land == "NL":
            return NL
        return EU if land in of(self.day).values["eu-landen"]["landen"] else ABROAD


def code_of(case: Case, group: Vat) -> Code:
    """Choose the btw code of a group.

    Raises:
        UnreadableError: Nobody said how this case is to be treated, or what was said
            contradicts the document.
    """
    if case.decided:
        return _named(case, case.decided)
    if group.tax or (group.rate and group.category in {"", "AA", "S"}):
        return _charged(case, group)
    for code in _usual(case):
        if code.verlegd or not code.belasting:
            return code  # a taxed one speaks of the groups that charge it
    _placed(case)
    relation, category = case.relation, group.category
    nobody = relation.persoon and not (case.vat_id or relation.btw_id)
    if not case.sale and (nobody or relation.kor) and category in {"", "E", "O"}:
        return of(case.day).codes[GEEN]
    table = SALES if case.sale else PURCHASES
    name = table.get((case.where, category), "")
    known = bool(case.vat_id or relation.btw_id)
    if not name or (case.where == EU and not case.sale and not known):
        raise _unknown(case, group)
    return of(case.day).codes[name]


def _charged(case: Case, group: Vat) -> Code:
    """Choose the code of a group that charges btw: by its rate, where it is Dutch."""
    relation, codes = case.relation, of(case.day).codes.values()
    if case.sale and case.kor:
        raise UnreadableError("kor-own", tax=group.tax)
    if not case.sale and relation.kor:
        raise UnreadableError("kor-with-btw", relatie=relation.key)
    if not case.sale and case.where != NL and not _is_dutch(case.vat_id):
        return _foreign(case, group)
    known = case.vat_id or relation.btw_id or case.read or relation.btw
    if not case.sale and not known:
        raise UnreadableError("btw-nameless", relatie=relation.key)
    for code in codes:
        own = code.richting == case.richting and not code.verlegd
        if own and code.belasting and _fits(code, group):
            return code
    said: dict[str, Any] = {"tax": group.tax, "base": group.base}
    raise UnreadableError("btw-rate", relatie=relation.key, **said)


def _foreign(case: Case, group: Vat) -> Code:
    """Treat btw of another country: it is a cost, and never verlegd to us as well."""
    for code in _usual(case):
        if code.belasting:
            key = case.relation.key
            raise UnreadableError(
                "btw-charged", relatie=key, name=code.name, tax=group.tax
            )
        return code
    if case.where != EU:
        raise _unknown(case, group)
    return of(case.day).codes[GEEN]


def _placed(case: Case) -> None:
    """See that the document comes from where the relation is."""
    relation = case.relation
    if case.land and case.land != relation.land:
        key, land = relation.key, relation.land
        raise UnreadableError("land-differs", relatie=key, land=land, seen=case.land)


def _usual(case: Case) -> Iterator[Code]:
    """Give the codes of this side that somebody set as usual, the nearest first.

    A relation may both buy and sell: its code of the other side says nothing here.
    """
    for name in filter(None, case.usual):
        code = of(case.day).code(name)
        if code.richting == case.richting:
            yield code


def _named(case: Case, name: str) -> Code:
    code = of(case.day).code(name)
    if code.richting != case.richting:
        raise UnreadableError("btw-side", name=name, richting=case.richting)
    return code


def _fits(code: Code, group: Vat) -> bool:
    if group.rate is not None:
        return code.procent == group.rate
    return abs(cents(group.base * code.procent / HUNDRED) - group.tax) <= NEAR


def _is_dutch(vat_id: str) -> bool:
    return vat_id.upper().startswith("NL") and dutch.is_valid(vat_id)


def _unknown(case: Case, group: Vat) -> UnreadableError:
    key, category = case.relation.key, group.category or "-"
    return UnreadableError("btw-unknown", relatie=key, category=category)
