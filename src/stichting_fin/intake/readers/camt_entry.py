"""A CAMT entry: one walk over an `Ntry`, by a table of what each path means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple, cast

from lxml import etree

from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO

NO_REFERENCE = {"NOTPROVIDED", "NONREF", "NOT PROVIDED", ""}
NAME = 24  # signs after which ABN AMRO cuts a name
LABELS = (
    "TRTP",
    "IBAN",
    "BIC",
    "NAME",
    "REMI",
    "EREF",
    "ORDP",
    "CSID",
    "MARF",
    "RTYP",
    "ISDT",
)
DETAIL = {  # path within TxDtls -> field; the first that says something counts
    "Refs/AcctSvcrRef": "reference",
    "Refs/EndToEndId": "end_to_end_id",
    "Refs/MndtId": "mandate",
    "RmtInf/Ustrd": "text",
    "RmtInf/Strd/CdtrRefInf/Ref": "structured",
    "RmtInf/Strd/AddtlRmtInf": "remark",
    "RltdPties/Dbtr/Nm": "debtor",
    "RltdPties/Dbtr/Pty/Nm": "debtor",
    "RltdPties/Cdtr/Nm": "creditor",
    "RltdPties/Cdtr/Pty/Nm": "creditor",
    "RltdPties/UltmtDbtr/Nm": "ultimate_debtor",
    "RltdPties/UltmtDbtr/Pty/Nm": "ultimate_debtor",
    "RltdPties/UltmtCdtr/Nm": "ultimate_creditor",
    "RltdPties/UltmtCdtr/Pty/Nm": "ultimate_creditor",
    "RltdPties/DbtrAcct/Id/IBAN": "debtor_iban",
    "RltdPties/DbtrAcct/Id/Othr/Id": "debtor_iban",
    "RltdPties/CdtrAcct/Id/IBAN": "creditor_iban",
    "RltdPties/CdtrAcct/Id/Othr/Id": "creditor_iban",
    "RltdPties/CdtrAcct/Tp/Prtry": "remark",
    "RltdPties/Cdtr/Id/PrvtId/Othr/Id": "creditor_id",
    "RltdPties/Cdtr/Pty/Id/PrvtId/Othr/Id": "creditor_id",
    "RtrInf/Rsn/Cd": "return_reason",
    "AddtlTxInf": "more_text",
    "Amt": "amount",
    "AmtDtls/TxAmt/Amt": "amount",
    "AmtDtls/InstdAmt/Amt": "instructed",
    "AmtDtls/CntrValAmt/CcyXchg/XchgRate": "rate",
    "AmtDtls/InstdAmt/CcyXchg/XchgRate": "rate",
    "AmtDtls/TxAmt/CcyXchg/XchgRate": "rate",
    "CdtDbtInd": "side",
    "Purp/Cd": "purpose",
}


class Entry(NamedTuple):
    """An entry and what of it decides whether it is booked."""

    line: Line
    currency: str
    status: str
    undated: bool


def tag(node: etree._Element) -> str:
    """Give the local name of an element."""
    name = node.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def place(node: etree._Element) -> int:
    """Give the line of the file on which an element begins."""
    return cast("int | None", node.sourceline) or 0


def text_of(node: etree._Element, *path: str) -> str:
    """Give the text at a path of local names below an element, or ""."""
    for name in path:
        node = next((each for each in node if tag(each) == name), None)  # type: ignore[assignment]  # tested next
        if node is None:
            return ""
    return (node.text or "").strip()


def entry(node: etree._Element, number: int) -> Entry:
    """Read one `Ntry`.

    Raises:
        ValueError: It has no amount, or a day that is none.
        InvalidOperation: Its amount is no number.
    """
    said: dict[str, str] = {}
    details: list[dict[str, str]] = []
    currency = ""
    for child in node:
        name = tag(child)
        if name == "NtryDtls":
            details.extend(_detail(each) for each in child if tag(each) == "TxDtls")
            said["batch"] = text_of(child, "Btch", "MsgId") or text_of(
                child, "Btch", "PmtInfId"
            )
        elif name in ("BookgDt", "ValDt", "Sts"):
            said[name] = next((t.strip() for t in child.itertext() if t.strip()), "")
        elif name == "BkTxCd":
            said[name] = text_of(child, "Prtry", "Cd") or text_of(
                child, "Domn", "Fmly", "SubFmlyCd"
            )
        elif len(child) == 0:
            said[name] = (child.text or "").strip()
            if name == "Amt":
                currency = child.get("Ccy", "")
    return Entry(
        _line(said, details, number),
        currency,
        said.get("Sts") or "BOOK",
        not said.get("BookgDt"),
    )


def _line(said: dict[str, str], details: list[dict[str, str]], number: int) -> Line:
    amount = _signed(said.get("Amt", ""), said.get("CdtDbtInd", ""))
    booked = said.get("BookgDt") or said.get("ValDt", "")
    if not booked:
        raise ValueError("no BookgDt")
    value = said.get("ValDt", "")
    one = details[0] if len(details) == 1 else {}
    info = said.get("AddtlNtryInf", "")
    labels = dict(_labels(info))
    name, iban = _party(one, amount, labels)
    text = one.get("text") or one.get("remark") or one.get("more_text", "")
    if not text and not one.get("structured"):
        text = labels.get("REMI", "") if labels else info
    reference = said.get("AcctSvcrRef") or one.get("reference", "")
    more = {
        "info": info,
        "return": one.get("return_reason", ""),
        "reversal": said.get("RvslInd", ""),
    }
    return Line(
        date.fromisoformat(booked[:10]),
        amount,
        key=_key(reference, said.get("NtryRef", ""), amount),
        number=number,
        value_date=date.fromisoformat(value[:10]) if value else None,
        counterparty=name,
        iban=iban,
        text=_joined(text),
        structured_reference=one.get("structured", ""),
        end_to_end_id=_known(one.get("end_to_end_id", "")),
        code=said.get("BkTxCd", ""),
        mandate=one.get("mandate", ""),
        creditor_id=one.get("creditor_id", ""),
        batch=said.get("batch", ""),
        valuta=_valuta(one),
        parts=tuple(_part(each, amount, n) for n, each in enumerate(details, 1))
        if len(details) > 1
        else (),
        more={name: value for name, value in more.items() if value},
    )


def _part(detail: dict[str, str], whole: Decimal, number: int) -> Line:
    """Give one transaction of a batch; its amount may be unknown (zero)."""
    amount = Decimal(detail["amount"].split(" ")[0]) if "amount" in detail else ZERO
    signed = (
        -amount
        if (detail.get("side") == "DBIT" or ("side" not in detail and whole < 0))
        else amount
    )
    name, iban = _party(detail, whole, {})
    return Line(
        date.min,
        signed + ZERO,
        number=number,
        counterparty=name,
        iban=iban,
        text=_joined(detail.get("text", "")),
        structured_reference=detail.get("structured", ""),
        end_to_end_id=_known(detail.get("end_to_end_id", "")),
        mandate=detail.get("mandate", ""),
    )


def _detail(node: etree._Element) -> dict[str, str]:
    """Walk over a `TxDtls` once and keep what the table asks for."""
    found: dict[str, str] = {}
    texts: list[str] = []
    for path, leaf in _leaves(node, ""):
        text = (leaf.text or "").strip()
        field = DETAIL.get(path)
        if not text or field is None:
            continue
        if field == "text":
            texts.append(text)
        elif field in ("amount", "instructed"):
            found.setdefault(field, f"{text} {leaf.get('Ccy', '')}")
        else:
            found.setdefault(field, text)
    if texts:
        found["text"] = " ".join(texts)
    return found


def _leaves(node: etree._Element, path: str) -> Iterator[tuple[str, etree._Element]]:
    for child in node:
        name = tag(child)
        here = f"{path}/{name}" if path else name
        if len(child):
            yield from _leaves(child, here)
        else:
            yield here, child


def _party(
    one: dict[str, str], amount: Decimal, labels: dict[str, str]
) -> tuple[str, str]:
    """Give the other side: of a return whichever side the bank filled."""
    sides = ("debtor", "creditor") if amount > 0 else ("creditor", "debtor")
    if (
        not (one.get(sides[0]) or one.get(f"{sides[0]}_iban"))
        and "return_reason" in one
    ):
        sides = (sides[1], sides[0])
    name = one.get(sides[0], "") or one.get(f"ultimate_{sides[0]}", "")
    iban = one.get(f"{sides[0]}_iban", "") or labels.get("IBAN", "")
    full = labels.get("NAME", "")
    if not name or (len(name) >= NAME and full.startswith(name)):
        name = full or name
    return name, iban.replace(" ", "")


def _labels(info: str) -> Iterator[tuple[str, str]]:
    """Split ABN AMRO's `/TRTP/.../NAME/...` on its closed set of labels."""
    if not info.startswith("/"):
        return
    name, value = "", []
    for word in info.split("/")[1:]:
        if word in LABELS:
            if name:
                yield name, "/".join(value).strip("/ ")
            name, value = word, []
        else:
            value.append(word)
    if name:
        yield name, "/".join(value).strip("/ ")


def _signed(amount: str, side: str) -> Decimal:
    if not amount:
        raise ValueError("no Amt")
    value = Decimal(amount)
    if not value.is_finite():
        raise ValueError(amount)
    return (-value if side == "DBIT" else value) + ZERO


def _key(reference: str, number: str, amount: Decimal) -> str:
    shown = f"{amount:.2f}"
    if reference not in NO_REFERENCE:
        return f"acctsvcr1:{reference}:{shown}"
    return f"ntryref1:{number}:{shown}" if number not in NO_REFERENCE else ""


def _known(reference: str) -> str:
    return "" if reference.upper() in NO_REFERENCE else reference


def _valuta(one: dict[str, str]) -> str:
    instructed = one.get("instructed", "")
    return "" if instructed.endswith((" EUR", " ")) else instructed


def _joined(text: str) -> str:
    return " ".join(text.split())
