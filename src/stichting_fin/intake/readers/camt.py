"""CAMT.053, 052 and 054: the ISO 20022 bank-to-customer statement, in every version.

It is read by local name and streamed: memory holds one statement. The sign is that
of `CdtDbtInd` alone, also of a reversal; only what is booked counts. The rules
L-01 to L-19 stand in docs/reading-rules.md.

Source: ISO 20022 camt.053.001.02 and 08; Betaalvereniging Nederland, implementation
guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, NamedTuple, cast

from lxml import etree

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers.camt_entry import amount_of, entry
from stichting_fin.intake.readers.camt_texts import Known, texts
from stichting_fin.intake.statement import Balance, Line, Note, Statement
from stichting_fin.money import ZERO

NAMESPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:(camt\.05[234]\.001\.\d\d)")
ROOT = re.compile(rb"<(?:\w+:)?BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)\b")
BARE = {b"Stmt": "camt.053", b"AcctRpt": "camt.052", b"DbtCdtNtfctn": "camt.054"}
STATEMENTS = {"Stmt": False, "Rpt": True, "Ntfctn": True}  # name -> preview only
PARTS = ("Ntry", "Bal", "GrpHdr")
OPENING = ("OPBD", "PRCD", "ITBD")
CLOSING = ("CLBD", "ITBD")


class Bal(NamedTuple):
    """A `Bal`: what kind of balance, how much, in what, on which day."""

    code: str
    amount: Decimal
    currency: str
    day: date | None


def sniff(head: bytes) -> str:
    """Name the message by its namespace, or by its root where it has none."""
    if head[:2] == b"PK" or b"<" not in head[:200]:
        return ""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    if found := NAMESPACE.search(head):
        return found.group(1).decode()
    if b"urn:iso:std:iso:20022" in head:
        return ""
    root = ROOT.search(head)
    return BARE[root.group(1)] if root else ""


def read(path: Path) -> Iterator[Statement]:
    """Give every statement, one at a time.

    Raises:
        UnreadableError: The XML is broken, has a DOCTYPE, or says no amount or day
            where it must.
    """
    with path.open("rb") as file:
        yield from statements(file, path)


def statements(file: IO[bytes], path: Path) -> Iterator[Statement]:
    """Give every statement of an open file; faults name `path`.

    Raises:
        UnreadableError: As `read`.
    """
    found = False
    try:
        for found_one in _stream(file, path):
            found = True
            yield found_one
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise UnreadableError("xml", path, line, said=error.msg or "empty") from error
    if not found:
        raise UnreadableError("element", path, element="Stmt")


def _stream(file: IO[bytes], path: Path) -> Iterator[Statement]:
    known = Known()
    draft = _Draft(path, known)
    paged = False
    trusted = False
    for _, node in etree.iterparse(
        file,
        tag=[f"{{*}}{name}" for name in (*STATEMENTS, *PARTS)],
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    ):
        if not trusted:
            _refuse_doctype(node, path)
            trusted = True
        name = tag(node)
        if name == "Ntry":
            draft.entry(node)
        elif name == "Bal":
            draft.balance(node)
        elif name == "GrpHdr":
            paged = text_of(node, "MsgPgntn", "LastPgInd") == "false"
        else:
            yield draft.statement(node, paged=paged)
            draft = _Draft(path, known)
            _forget_before(node)
        node.clear()


def tag(node: etree._Element) -> str:
    """Give the local name of an element."""
    return node.tag.rpartition("}")[2]


def text_of(node: etree._Element | None, *path: str) -> str:
    """Give the text at a path of local names below an element, or ""."""
    for name in path:
        if node is None:
            return ""
        node = next(node.iterchildren(f"{{*}}{name}"), None)
    return (node.text or "").strip() if node is not None else ""


@dataclass(slots=True)
class _Draft:
    """A statement of which the parts come one by one.

    Attributes:
        own: Its account and currency, as they stand before its first entry.
        strange: Lines in what may be another currency: place, currency and the
            same amount in other words.
    """

    path: Path
    known: Known
    own: tuple[str, str] | None = None
    lines: list[Line] = field(default_factory=list)
    strange: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    skipped: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    balances: list[Bal] = field(default_factory=list)

    def entry(self, node: etree._Element) -> None:
        """Take in an entry that is whole now."""
        if self.own is None:
            self.own = _account(node.getparent())
        account, currency = self.own
        try:
            found = entry(
                texts(node, self.known), len(self.lines) + 1, account, currency
            )
        except ValueError as error:
            raise self._unreadable(node, error) from error
        if found.status != "BOOK":
            values = {"status": found.status, "amount": found.line.amount}
            self.skipped.append(Note("not-booked", values, "L-04", _place(node)))
            return
        if found.undated:
            self.warnings.append(Note("entry-undated", {}, "L-08", _place(node)))
        if found.currency != currency:
            self.strange.append((len(self.lines), found.currency, found.others))
        self.lines.append(found.line)

    def balance(self, node: etree._Element) -> None:
        """Take in a balance that is whole now."""
        code = text_of(node, "Tp", "CdOrPrtry", "Cd")
        code = code or text_of(node, "Tp", "CdOrPrtry", "Prtry")
        money = next(node.iterchildren("{*}Amt"), None)
        amount = text_of(money)
        side = text_of(node, "CdtDbtInd")
        if money is None or not amount:
            return
        if not side:
            self._warn("balance-without-side", "L-07", node, code=code)
        try:
            value = amount_of(amount)
            day = _day(text_of(node, "Dt", "Dt") or text_of(node, "Dt", "DtTm"))
        except ValueError as error:
            raise self._unreadable(node, error) from error
        if day is None:
            self._warn("balance-undated", "L-07", node, code=code)
        signed = (-value if side == "DBIT" else value) + ZERO
        self.balances.append(Bal(code, signed, money.get("Ccy", ""), day))

    def statement(self, node: etree._Element, *, paged: bool) -> Statement:
        """Give the whole statement, now that its end is here."""
        account, currency = _account(node)
        if not account:
            self._warn("account-missing", "L-09", node)
        currency = currency or next(
            (each.currency for each in self.balances),
            next((each for _, each, _ in self.strange), ""),
        )
        if paged or text_of(node, "StmtPgntn", "LastPgInd") == "false":
            self._warn("page-not-last", "L-11", node)
        self._summary(node)
        opening, closing = self._pair(node, currency)
        until = _day(text_of(node, "FrToDt", "ToDtTm"))
        found = Statement(
            account,
            currency,
            tuple(self.lines),
            id=text_of(node, "Id"),
            opening=opening,
            closing=closing,
            begin=_day(text_of(node, "FrToDt", "FrDtTm")),
            until=until or (closing.date if closing else None),
            skipped=tuple(self.skipped),
            preview=STATEMENTS[tag(node)],
        )
        found = self._exchanged(found)
        return replace(found, warnings=tuple(self.warnings))

    def _exchanged(self, found: Statement) -> Statement:
        """Count amounts in another currency as the account's own where it says so.

        At face value they stay where only so the statement adds up (Wise), or where
        the same amount does not stand there in the account's currency.
        """
        strange = [
            (place, own, others)
            for place, own, others in self.strange
            if own not in ("", found.currency)
        ]
        lines = list(found.lines)
        for place, own, others in strange:
            line = lines[place]
            self._warn("entry-currency", "L-10", amount=line.amount, currency=own)
            same = (each.split(" ") for each in others)
            amount = next((a for a, ccy in same if ccy == found.currency), "")
            if amount and found.gap != 0:
                signed = self._other(amount).copy_sign(line.amount)
                lines[place] = line._replace(
                    amount=signed, valuta=f"{abs(line.amount)} {own}"
                )
        return replace(found, lines=tuple(lines)) if strange else found

    def _pair(
        self, node: etree._Element, currency: str
    ) -> tuple[Balance | None, Balance | None]:
        """Choose opening and closing: OPBD before PRCD before the first ITBD."""
        opening = self._first(OPENING)
        closing = self._first(CLOSING, last=True)
        found = []
        for each in (opening, closing if closing is not opening else None):
            sound = each and each.currency in ("", currency)
            if each and not sound:
                self._warn("balance-currency", "L-10", node, currency=each.currency)
            found.append(Balance(each.amount, each.day) if each and sound else None)
        return found[0], found[1]

    def _first(self, codes: tuple[str, ...], *, last: bool = False) -> Bal | None:
        for code in codes:
            some = [each for each in self.balances if each.code == code]
            if some:
                return some[-1] if last else some[0]
        return None

    def _summary(self, node: etree._Element) -> None:
        """Warn where `TxsSummry` disagrees with the entries; the entries count."""
        number = text_of(node, "TxsSummry", "TtlNtries", "NbOfNtries")
        told = len(self.lines) + len(self.skipped)
        if number.isdecimal() and int(number) not in (told, len(self.lines)):
            self._warn("summary-differs", "L-12", node, told=number, found=told)

    def _warn(
        self,
        what: str,
        rule: str,
        node: etree._Element | None = None,
        /,
        **values: object,
    ) -> None:
        line = 0 if node is None else _place(node)
        self.warnings.append(Note(what, values, rule, line))

    def _other(self, amount: str) -> Decimal:
        """Give the amount that an entry says of itself in the account's currency."""
        try:
            return amount_of(amount)
        except ValueError as error:
            raise UnreadableError("entry", self.path, said=error) from error

    def _unreadable(self, node: etree._Element, said: Exception) -> UnreadableError:
        return UnreadableError("entry", self.path, _place(node), said=said)


def _account(node: etree._Element | None) -> tuple[str, str]:
    """Give the account of a statement, and its currency."""
    account = (
        text_of(node, "Acct", "Id", "IBAN").replace(" ", "")
        or text_of(node, "Acct", "Id", "Othr", "Id")
        or text_of(node, "Acct", "Id", "PrtryAcct", "Id")
    )
    return account, text_of(node, "Acct", "Ccy")


def _place(node: etree._Element) -> int:
    return cast("int | None", node.sourceline) or 0


def _day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _refuse_doctype(node: etree._Element, path: Path) -> None:
    if node.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # not in the stubs
        raise UnreadableError("doctype", path)


def _forget_before(node: etree._Element) -> None:
    """Let go of what stands before a statement that is done."""
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
