"""Compose: a request, the books and the relations to the invoice that is sent.

Source: NLCIUS (SI-UBL 2.0) and Logius "Basisfactuur Rijk" for what must be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from stichting_fin import series
from stichting_fin.books import euros
from stichting_fin.fault import UnreadableError
from stichting_fin.figures.betaalbatch import betaalrekening
from stichting_fin.intake.desk import Desk
from stichting_fin.money import ZERO
from stichting_fin.openitems import claim
from stichting_fin.period import named
from stichting_fin.relations import Relation
from stichting_fin.sale import (
    CATEGORIES,
    OUTSIDE,
    REVERSED,
    TAXED,
    UNITS,
    Line,
    Sale,
    Side,
)
from stichting_fin.selling.request import Regel, Request

RELATIES, FEITEN = "ledger/relaties.toml", "ledger/foundation.beancount"


def sale(asked: Request, desk: Desk, today: date, taken: Iterable[str] = ()) -> Sale:
    """Give the invoice, with the number that is next.

    Args:
        asked: What a person or a contract asks for.
        desk: The books and the relations.
        today: Its date, where the request names none.
        taken: Numbers that this run has given out already.

    Raises:
        UnreadableError: Something that must stand on it is not known or not sound.
    """
    day = asked.datum or today
    relation = desk.relations.all.get(asked.klant)
    if relation is None:
        raise _wrong(asked, "sale-relation", relatie=asked.klant)
    boekjaar = desk.books.boekjaar_of(day).name
    if boekjaar in {said[0] for _, said in desk.books.customs("afgesloten")}:
        raise _wrong(asked, "sale-closed", day=day, boekjaar=boekjaar)
    for _, (name, *_) in desk.books.customs("aangifte"):
        if (filed := named(name)) and day in filed:
            raise _wrong(asked, "sale-filed", day=day, period=name)
    lines = tuple(_line(asked, each, relation, desk, day) for each in asked.regels)
    facts = desk.books.facts(day)
    reeks = f"{facts.get('factuurreeks', 'F')}{day.year}-"
    made = Sale(
        number=series.following((*_known(desk), *taken), reeks),
        reeks=reeks,
        day=day,
        due=day + timedelta(days=relation.termijn),
        seller=_seller(facts),
        buyer=_buyer(relation),
        relatie=relation.key,
        iban=betaalrekening(desk.books),
        lines=lines,
        order=asked.order,
        reference=asked.kenmerk,
        note=asked.tekst,
        credit=_credited(asked, desk),
        begin=asked.begin,
        end=asked.einde,
        contract=asked.contract,
    )
    _prove(made, asked)
    if made.credit and made.gross > _invoiced(made, desk):
        left = _invoiced(made, desk)
        raise _wrong(asked, "sale-over", number=made.credit, left=left, now=made.gross)
    return made


def _seller(facts: Mapping[str, str]) -> Side:
    return Side(
        facts.get("naam", ""),
        facts.get("adres", ""),
        facts.get("postcode", ""),
        facts.get("zetel", ""),
        facts.get("land", "NL"),
        facts.get("kvk", ""),
        "",
        facts.get("btw-id", ""),
        facts.get("contact", ""),
        facts.get("e-mail", ""),
        facts.get("telefoon", ""),
    )


def _buyer(relation: Relation) -> Side:
    return Side(
        relation.naam,
        relation.adres,
        relation.postcode,
        relation.plaats,
        relation.land,
        relation.kvk,
        relation.oin,
        relation.btw_id,
        relation.contact,
    )


def _line(
    asked: Request, regel: Regel, relation: Relation, desk: Desk, day: date
) -> Line:
    name = regel.btw or relation.btw
    if not name:
        raise _lacks(asked, relation.naam, "btw", RELATIES)
    code = desk.code(name, day)
    account = regel.rekening or relation.rekening
    if account not in desk.books.accounts:
        raise _wrong(asked, "sale-account", account=account or "-")
    labels = dict(relation.labels) | dict(regel.labels)
    allowed = {tuple(said) for _, said in desk.books.customs("waarde")}
    for label in labels.items():
        if label not in allowed:
            raise _wrong(asked, "waarde", label=label[0], value=label[1])
    line = Line(
        " ".join(regel.tekst.split()),
        regel.aantal,
        regel.prijs,
        code,
        account,
        regel.eenheid,
        regel.vrijgesteld,
        labels,
    )
    if code.richting != "verkoop" or not line.category:
        known = ", ".join(["verkoop-hoog", "verkoop-laag", *CATEGORIES])
        raise _wrong(asked, "sale-code", name=name, known=known)
    if regel.eenheid not in UNITS:
        known = ", ".join(UNITS)
        raise _wrong(asked, "sale-unit", name=regel.eenheid, known=known)
    if regel.prijs < 0 or not line.text:
        raise _wrong(asked, "sale-price", text=line.text or "-")
    return line


def _known(desk: Desk) -> Iterator[str]:
    """Give the numbers of all invoices that the books hold."""
    for entry in desk.books.transactions:
        yield str(entry.meta.get("factuurnummer", ""))


def _credited(asked: Request, desk: Desk) -> str:
    """Give the number of the invoice that is credited, as the books have it."""
    if not asked.credit:
        return ""
    item = desk.open.numbered(asked.klant, asked.credit)
    if item is None or item.account != desk.debiteuren:
        raise _wrong(asked, "sale-credit", number=asked.credit, relatie=asked.klant)
    return item.nummer


def _invoiced(made: Sale, desk: Desk) -> Decimal:
    """Give EUR that is left of a credited invoice after earlier credit notes."""
    return sum(
        (
            euros(posted.posting)
            for posted in desk.books.by_account[desk.debiteuren]
            if claim(posted) == (made.relatie, made.credit)
            and "factuurdatum" in posted.entry.meta
        ),
        ZERO,
    )


def _prove(made: Sale, asked: Request) -> None:
    """Demand what EN 16931, NLCIUS and the government's desk refuse to do without."""
    categories = {line.category for line in made.lines}
    if OUTSIDE in categories and len(categories) > 1:
        raise _wrong(asked, "sale-mixed")
    if made.gross <= ZERO:
        raise _wrong(asked, "sale-nothing", amount=made.gross)
    _ask(asked, made.seller, FEITEN, ("naam", "adres", "postcode", "plaats", "kvk"))
    _ask(asked, made.seller, FEITEN, ("contact", "email"))
    at_home = made.buyer.land == "NL"
    needed = ("naam", "adres", "postcode", "plaats") if at_home else ("naam",)
    _ask(asked, made.buyer, RELATIES, needed)
    if at_home and not made.buyer.number[1]:
        raise _lacks(asked, made.buyer.naam, "kvk", RELATIES)
    if categories & {TAXED, REVERSED}:
        _ask(asked, made.seller, FEITEN, ("btw_id",))
    if REVERSED in categories:
        _ask(asked, made.buyer, RELATIES, ("btw_id",))
    if not made.order and (made.buyer.oin or not made.reference):
        raise _lacks(asked, made.buyer.naam, "order", Path(asked.place[0]).name)


def _ask(asked: Request, side: Side, place: str, fields: Iterable[str]) -> None:
    """Demand that a party has what an e-invoice must say of it."""
    names = {"btw_id": "btw-id", "email": "e-mail"}
    if place == FEITEN:
        names |= {"plaats": "zetel"}
    for field in fields:
        if not getattr(side, field):
            raise _lacks(asked, side.naam, names.get(field, field), place)


def _lacks(asked: Request, who: str, key: str, place: str) -> UnreadableError:
    return _wrong(asked, "sale-lacks", who=who or "-", key=key, place=place)


def _wrong(asked: Request, code: str, **values: object) -> UnreadableError:
    file, line = asked.place
    return UnreadableError(code, file, line, **values)
