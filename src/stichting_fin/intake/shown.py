"""What a file says, shown without touching any books: the answers of `read`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from stichting_fin.fault import UnreadableError, printable, told
from stichting_fin.intake.invoice import Invoice, Party, Totals, Vat
from stichting_fin.intake.readers import Document, detect
from stichting_fin.intake.statement import Balance, Line, Note, Statement

SOUND, FAULTS, UNREADABLE = 0, 1, 2
Shown = dict[str, Any]


def write_json(path: Path, out: TextIO) -> int:
    """Read a file and write its one object; give the exit code."""
    try:
        format_, reader = detect(path)
        return write(path, format_, reader.read(path), out)
    except UnreadableError as error:
        return _write_refused(path, error, out)
    except OSError:
        return _write_refused(path, UnreadableError("no-file", path), out)


def _write_refused(path: Path, error: UnreadableError, out: TextIO) -> int:
    out.write(_json(refused(path, error)) + "\n")
    return UNREADABLE


def write(path: Path, format_: str, documents: Iterable[Document], out: TextIO) -> int:
    """Write what was read as one object on one line; give the exit code.

    Documents are written as they come, so that only one is in memory. Where the
    file breaks off behind one, the object says so beside what could be read.

    Raises:
        UnreadableError: Not even one document could be read. Nothing is written.
    """
    each = iter(documents)
    first = next(each, None)
    kind = "invoice" if isinstance(first, Invoice) else "bank"
    begin = {"file": path.name, "format": format_, "kind": kind}
    out.write(_json(begin)[:-1] + f', "{_plural(kind)}": [')
    tail = _Tail()
    try:
        for number, document in enumerate(chain([first] if first else [], each)):
            out.write((", " if number else "") + _json(_document(document)))
            tail.add(document)
    except UnreadableError as error:
        tail.refused = _refusal(error.code, error.values, error.line)
    out.write("], " + _json(tail.shown(kind))[1:] + "\n")
    return FAULTS if tail.refused else SOUND


def shown(path: Path, format_: str, documents: Iterable[Document]) -> Shown:
    """Give the object of a file whole."""
    each = list(documents)
    kind = "invoice" if any(isinstance(one, Invoice) for one in each) else "bank"
    tail = _Tail()
    for document in each:
        tail.add(document)
    return {
        "file": path.name,
        "format": format_,
        "kind": kind,
        _plural(kind): [_document(document) for document in each],
    } | tail.shown(kind)


def refused(path: Path, error: UnreadableError) -> Shown:
    """Give the object of a file that cannot be read at all."""
    return {
        "file": path.name,
        "refused": _refusal(error.code, error.values, error.line),
    }


def exit_code(answer: Mapping[str, Any]) -> int:
    """Give the exit code that goes with an object."""
    if "refused" not in answer:
        return SOUND
    return FAULTS if "kind" in answer else UNREADABLE


class _Tail:
    """What is known only behind the last document."""

    def __init__(self) -> None:
        self.skipped: list[Shown] = []
        self.warnings: list[Shown] = []
        self.refused: Shown | None = None

    def add(self, document: Document) -> None:
        """Take over what a document's reader noticed."""
        self.warnings += [_note("message", note) for note in document.warnings]
        if isinstance(document, Statement):
            self.skipped += [_note("reason", note) for note in document.skipped]
        refusal = _why(document)
        if refusal and not self.refused:
            self.refused = _refusal(refusal.code, refusal.values, refusal.line)

    def shown(self, kind: str) -> Shown:
        """Give it as the end of the object."""
        found: Shown = {"skipped": self.skipped} if kind == "bank" else {}
        found["warnings"] = self.warnings
        return found | ({"refused": self.refused} if self.refused else {})


def _why(document: Document) -> Note | None:
    """Tell why a document must not be booked as it is."""
    if isinstance(document, Invoice):
        return document.refused
    if document.preview:
        return Note("preview", {"account": document.account})
    if document.gap:
        return Note("gap", {"account": document.account, "gap": document.gap})
    return None


def _refusal(code: str, values: Mapping[str, object], line: int) -> Shown:
    return {"code": code, "reason": told(code, values), "line": line or None}


def _note(name: str, note: Note) -> Shown:
    values = {key: str(value) for key, value in note.values.items()}
    return {
        name: told(note.code, note.values),
        "code": note.code,
        "rule": note.rule or None,
        "line": note.line or None,
        "values": values,
    }


def _plural(kind: str) -> str:
    return {"bank": "statements", "invoice": "invoices"}[kind]


def _document(document: Document) -> Shown:
    if isinstance(document, Statement):
        return _statement(document)
    return _invoice(document)


def _statement(statement: Statement) -> Shown:
    return {
        "account": statement.account,
        "currency": statement.currency,
        "id": statement.id or None,
        "opening": _balance(statement.opening),
        "closing": _balance(statement.closing),
        "proven": statement.proven,
        "entries": [_line(line) for line in statement.lines],
    }


def _balance(balance: Balance | None) -> Shown | None:
    if balance is None:
        return None
    return {"date": _day(balance.date), "amount": _amount(balance.amount)}


def _line(line: Line) -> Shown:
    return {
        "date": _day(line.date),
        "value_date": _day(line.value_date),
        "amount": _amount(line.amount),
        "ref": line.key or None,
        "counterparty": {
            "name": line.counterparty or None,
            "iban": line.iban or None,
        },
        "description": line.text or None,
        "structured_reference": line.structured_reference or None,
        "end_to_end_id": line.end_to_end_id or None,
    }


def _invoice(invoice: Invoice) -> Shown:
    return {
        "type": invoice.type,
        "type_code": invoice.type_code or None,
        "number": invoice.number or None,
        "issue_date": _day(invoice.issue_date),
        "due_date": _day(invoice.due_date),
        "currency": invoice.currency or None,
        "seller": _party(invoice.seller),
        "buyer": _party(invoice.buyer),
        "payee": invoice.payee or None,
        "ibans": list(invoice.ibans),
        "preceding": list(invoice.preceding),
        "lines": len(invoice.lines),
        "vat": [_vat(group) for group in invoice.vat],
        "vat_in_eur": _amount(invoice.vat_in_eur),
        "totals": _totals(invoice.totals),
        "payment_reference": invoice.payment_reference or None,
        "attachments": [
            {"name": each.name, "mime": each.mime, "bytes": len(each.content)}
            for each in invoice.attachments
        ],
    }


def _party(party: Party) -> Shown:
    names = ("name", "vat_id", "kvk", "country", "iban")
    return {name: getattr(party, name) or None for name in names}


def _totals(totals: Totals) -> Shown:
    return {name: _amount(getattr(totals, name)) for name in Totals.__slots__}


def _vat(group: Vat) -> Shown:
    code, reason = group.exemption_code or None, group.exemption_reason or None
    return {
        "category": group.category or None,
        "rate": _amount(group.rate),
        "base": _amount(group.base),
        "tax": _amount(group.tax),
        "exemption": {"code": code, "reason": reason} if code or reason else None,
    }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def write_text(path: Path, out: TextIO) -> int:
    """Read a file and write it for people; give the exit code."""
    try:
        format_, reader = detect(path)
        answer = shown(path, format_, reader.read(path))
    except UnreadableError as error:
        answer = refused(path, error)
        if error.file not in {"?", str(path)}:  # a description of a bank's table
            answer["refused"]["file"] = error.file
    except OSError:
        answer = refused(path, UnreadableError("no-file", path))
    out.writelines(f"{printable(line)}\n" for line in _told(answer))
    return exit_code(answer)


def _told(answer: Shown) -> Iterator[str]:
    yield f"{answer['file']} {answer.get('format', '')}".rstrip()
    for statement in answer.get("statements", ()):
        yield from _told_statement(statement)
    for invoice in answer.get("invoices", ()):
        yield from _told_invoice(invoice)
    notes = [*answer.get("skipped", ()), *answer.get("warnings", ())]
    for note in (*notes, *filter(None, [answer.get("refused")])):
        words = note.get("message") or note["reason"]
        file = note.get("file") or answer["file"]
        yield f"{file}:{note['line'] or 0}: {words}"


def _told_statement(statement: Shown) -> Iterator[str]:
    yield f"  {statement['account']} {statement['currency']}"
    for name in ("opening", "closing"):
        if balance := statement[name]:
            yield f"  {name} {balance['date'] or ''} {balance['amount']}"
    for entry in statement["entries"]:
        words = (entry["counterparty"]["name"], entry["description"])
        text = " ".join(filter(None, words))
        yield f"    {entry['date']} {entry['amount']:>14} {text}".rstrip()


def _told_invoice(invoice: Shown) -> Iterator[str]:
    seller, buyer = invoice["seller"]["name"], invoice["buyer"]["name"]
    yield f"  {invoice['type']} {invoice['number']} {invoice['issue_date']}"
    yield f"  {seller} -> {buyer}"
    for group in invoice["vat"]:
        rate = group["rate"] or "-"
        yield f"    {group['category'] or '-'} {rate}% {group['base']} {group['tax']}"
    yield f"  {invoice['currency']} {invoice['totals']['payable']}"
