"""A CAMT entry: its fields, by a table of what each path means.

Entries of one bank look alike, so the way through a shape (which elements, how many
below each) is found once, and followed for every entry of that shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from lxml import etree

from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO

TAG = attrgetter("tag")
TRANSACTION = "NtryDtls/TxDtls"
SHAPES = DAYS = 1024  # that are remembered
LARGE = 500  # elements of a batch whose shape is not worth remembering
NO_REFERENCE = {"NOTPROVIDED", "NONREF", "NOT PROVIDED", ""}
NAME = 24  # signs after which ABN AMRO cuts a name
CUT = 140  # signs after which a bank goes on in another Ustrd
LABEL = re.compile(r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|CSID|MARF|RTYP|ISDT)/")
SHOP = re.compile(r"[BG]EA, .*?  +(.+?),PAS")

ENTRY = {  # path within Ntry -> what it says; the first that says something counts
    "NtryRef": "number",
    "Amt": "amount+",
    "CdtDbtInd": "side",
    "RvslInd": "reversal",
    "Sts": "status",
    "Sts/Cd": "status",
    "Sts/Prtry": "status",
    "BookgDt/Dt": "booked",
    "BookgDt/DtTm": "booked",
    "ValDt/Dt": "value",
    "ValDt/DtTm": "value",
    "AcctSvcrRef": "reference",
    "BkTxCd/Prtry/Cd": "code",
    "BkTxCd/Domn/Fmly/SubFmlyCd": "family",
    "AmtDtls/TxAmt/Amt": "moved+",
    "AmtDtls/InstdAmt/Amt": "instructed+",
    "AmtDtls/CntrValAmt/Amt": "countervalue+",
    "Chrgs/Amt": "charges+",
    "Chrgs/TtlChrgsAndTaxAmt": "charges+",
    "Chrgs/Rcrd/Amt": "charges+",
    "NtryDtls/Btch/MsgId": "batch",
    "NtryDtls/Btch/PmtInfId": "batch",
    "NtryDtls/Btch/NbOfTxs": "batch_number",
    "AddtlNtryInf": "info",
}
DETAIL = {  # the same within TxDtls
    "Refs/AcctSvcrRef": "reference",
    "Refs/EndToEndId": "end_to_end_id",
    "Refs/MndtId": "mandate",
    "Refs/InstrId": "instruction",
    "Refs/TxId": "transaction",
    "RmtInf/Ustrd": "text*",
    "RmtInf/Strd/CdtrRefInf/Ref": "structured",
    "RmtInf/Strd/AddtlRmtInf": "remark",
    "RltdPties/CdtrAcct/Tp/Prtry": "remark",
    "RltdPties/Cdtr/Id/PrvtId/Othr/Id": "creditor_id",
    "RltdPties/Cdtr/Pty/Id/PrvtId/Othr/Id": "creditor_id",
    "RtrInf/Rsn/Cd": "return",
    "AddtlTxInf": "more_text",
    "Amt": "amount+",
    "AmtDtls/TxAmt/Amt": "moved+",
    "AmtDtls/InstdAmt/Amt": "instructed+",
    "AmtDtls/CntrValAmt/Amt": "countervalue+",
    "AmtDtls/CntrValAmt/CcyXchg/XchgRate": "rate",
    "AmtDtls/InstdAmt/CcyXchg/XchgRate": "rate",
    "AmtDtls/TxAmt/CcyXchg/XchgRate": "rate",
    "Chrgs/Amt": "charges+",
    "Chrgs/Rcrd/Amt": "charges+",
    "CdtDbtInd": "side",
    "Purp/Cd": "purpose",
}
for _role, _name in (
    ("Dbtr", "debtor"),
    ("Cdtr", "creditor"),
    ("UltmtDbtr", "ultimate_debtor"),
    ("UltmtCdtr", "ultimate_creditor"),
):  # a party stands bare, in Pty since version 8, or is a bank
    for _path in ("Nm", "Pty/Nm", "Agt/FinInstnId/Nm"):
        DETAIL[f"RltdPties/{_role}/{_path}"] = _name
    for _path in ("IBAN", "Othr/Id"):
        DETAIL[f"RltdPties/{_role}Acct/Id/{_path}"] = f"{_name}_iban"
USED = {
    *("text", "structured", "remark", "more_text", "end_to_end_id", "mandate"),
    *("creditor_id", "debtor", "creditor", "debtor_iban", "creditor_iban"),
    *("reference", "amount", "moved", "instructed", "side"),
}
OTHER = ("countervalue", "moved", "instructed", "amount")
KEPT = ("info", "charges", "batch_number", "number", "reversal")
Said = dict[str, str]
_day = lru_cache(DAYS)(date.fromisoformat)


class _Way(NamedTuple):
    """Where in an entry's elements, in their order, the fields stand.

    Attributes:
        entry: Place, field, and "+" for an amount with its currency, "*" for a text
            in pieces, or "".
        parts: The same for each `TxDtls`.
    """

    entry: Sequence[tuple[int, str, str]]
    parts: Sequence[Sequence[tuple[int, str, str]]]


class Entry(NamedTuple):
    """An entry and what of it decides whether, and how, it counts.

    Attributes:
        others: The same amount in other words: "12.00 USD", "11.10 EUR".
    """

    line: Line
    currency: str
    status: str
    undated: bool
    others: tuple[str, ...]


def entry(node: etree._Element, number: int, own: str, currency: str) -> Entry:
    """Read one `Ntry` of the account `own`, which is kept in `currency`.

    Raises:
        ValueError: It has no amount, an amount that is none, or a day that is none.
    """
    elements = list(node.iter())
    way = _way if len(elements) < LARGE else _way.__wrapped__
    places, inner = way(tuple(map(TAG, elements)), tuple(map(len, elements)))
    said = _said(elements, places)
    details = [_said(elements, each) for each in inner]
    one = details[0] if len(details) == 1 else {}
    money, _, stated = said.get("amount", "").partition(" ")
    others: tuple[str, ...] = ()
    if stated != currency:
        others = tuple(each[k] for each in (one, said) for k in OTHER if k in each)
    amount = _signed(money, said.get("side", ""))
    line = _line(said, one, amount, number, own)
    if len(details) > 1:
        parts = tuple(_part(each, amount, n, own) for n, each in enumerate(details, 1))
        line = line._replace(parts=parts)
    return Entry(line, stated, said.get("status", "BOOK"), "booked" not in said, others)


def _line(said: Said, one: Said, amount: Decimal, number: int, own: str) -> Line:
    value = said.get("value", "")
    booked = said.get("booked") or value
    if not booked:
        raise ValueError("no BookgDt")
    info = said.get("info", "")
    labels = dict(_labels(info)) if info[:1] == "/" else {}
    name, iban = _party(one, amount, own, labels, info)
    text = one.get("text") or one.get("remark") or one.get("more_text", "")
    if not text and "structured" not in one:
        text = labels.get("REMI", "") if labels else info
    more: Said = {}
    if not one.keys() <= USED:
        more = {name: text for name, text in one.items() if name not in USED}
    for kept in KEPT:
        if kept in said:
            more[kept] = said[kept]
    return Line(
        _day(booked[:10]),
        amount,
        _key(said.get("reference") or one.get("reference", ""), said, amount),
        number,
        _day(value[:10]) if value else None,
        name,
        iban,
        _joined(text),
        one.get("structured", ""),
        _known(one.get("end_to_end_id", "")),
        said.get("code") or said.get("family", ""),
        one.get("mandate", ""),
        one.get("creditor_id", ""),
        said.get("batch", ""),
        _valuta(one or said),
        (),
        more,
    )


def _part(detail: Said, whole: Decimal, number: int, own: str) -> Line:
    """Give one transaction of a batch; its amount may be unknown (zero)."""
    money = detail.get("amount") or detail.get("moved", "0")
    side = detail.get("side") or ("DBIT" if whole < 0 else "CRDT")
    name, iban = _party(detail, whole, own, {}, "")
    return Line(
        date.min,
        _signed(money.partition(" ")[0], side),
        number=number,
        counterparty=name,
        iban=iban,
        text=_joined(detail.get("text", "")),
        structured_reference=detail.get("structured", ""),
        end_to_end_id=_known(detail.get("end_to_end_id", "")),
        mandate=detail.get("mandate", ""),
    )


def _said(elements: list[Any], places: Sequence[tuple[int, str, str]]) -> Said:
    found: Said = {}
    for place, field, kind in places:
        text = elements[place].text
        if not text or not (text := text.strip()):
            continue
        if kind == "+":
            text = f"{text} {elements[place].get('Ccy', '')}"
        if field not in found:
            found[field] = text
        elif kind == "*":
            before = found[field]
            glue = "" if len(before) % CUT == 0 else " "
            found[field] = f"{before}{glue}{text}"
    return found


@lru_cache(SHAPES)
def _way(tags: tuple[str, ...], sizes: tuple[int, ...]) -> _Way:
    """Find the way through a shape: tags in document order, and children of each."""
    entry: list[tuple[int, str, str]] = []
    details: list[list[tuple[int, str, str]]] = []
    for place, path in enumerate(_paths(tags, sizes)):
        if path == TRANSACTION:
            details.append([])
        if path.startswith(f"{TRANSACTION}/"):
            field = DETAIL.get(path.removeprefix(f"{TRANSACTION}/"), "")
            found = details[-1]
        else:
            field, found = ENTRY.get(path, ""), entry
        if field and not sizes[place]:
            plain = field.rstrip("+*")
            found.append((place, plain, field[len(plain) :]))
    return _Way(entry, details)


def _paths(tags: Iterable[str], sizes: Iterable[int]) -> Iterator[str]:
    """Give the path below the first element of each, by local names."""
    above: list[list[Any]] = []  # path, and how many of its children are to come
    for tag, size in zip(tags, sizes, strict=True):
        while above and not above[-1][1]:
            above.pop()
        path = ""
        if above:
            above[-1][1] -= 1
            path = f"{above[-1][0]}/{tag.rpartition('}')[2]}".lstrip("/")
        yield path
        above.append([path, size])


def _party(
    one: Said, amount: Decimal, own: str, labels: Mapping[str, str], info: str
) -> tuple[str, str]:
    """Give the other side: that which is not our own account.

    Of a return some banks keep the sides of the payment, others turn them.
    """
    side, back = ("debtor", "creditor") if amount > 0 else ("creditor", "debtor")
    iban = one.get(f"{side}_iban", "")
    if (iban and iban == own) or not (iban or side in one or f"ultimate_{side}" in one):
        side = back
        iban = one.get(f"{side}_iban", "")
        if iban == own or not (iban or "return" in one):
            side = iban = ""
    name = one.get(side) or one.get(f"ultimate_{side}", "")
    if labels:
        full = labels.get("NAME", "")
        if not name or (len(name) >= NAME and full.startswith(name)):
            name = full or name
        iban = iban or labels.get("IBAN", "")
    elif not name and (shop := SHOP.match(info)):
        name = shop[1].strip()
    return name, iban.replace(" ", "")


def _labels(info: str) -> Iterator[tuple[str, str]]:
    """Split ABN AMRO's `/TRTP/.../NAME/...` on its closed set of labels."""
    parts = LABEL.split(info)
    for name, value in zip(parts[1::2], parts[2::2], strict=True):
        yield name, value.strip("/ ")


def _signed(amount: str, side: str) -> Decimal:
    if not amount:
        raise ValueError("no Amt")
    value = amount_of(amount)
    return (-value if side == "DBIT" else value) + ZERO


def amount_of(text: str) -> Decimal:
    """Give a text as an amount.

    Raises:
        ValueError: It is none; the error holds the text.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite():
        raise ValueError(text)
    return value


def _key(reference: str, said: Said, amount: Decimal) -> str:
    scheme = "acctsvcr1"
    if reference in NO_REFERENCE:
        scheme, reference = "ntryref1", said.get("number", "")
    return "" if reference in NO_REFERENCE else f"{scheme}:{reference}:{amount:.2f}"


def _known(reference: str) -> str:
    return "" if reference.upper() in NO_REFERENCE else reference


def _valuta(one: Said) -> str:
    instructed = one.get("instructed", "")
    return "" if instructed.endswith((" EUR", " ")) else instructed


def _joined(text: str) -> str:
    return " ".join(text.split())
