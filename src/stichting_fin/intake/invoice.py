"""An invoice or credit note, whatever file it came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from stichting_fin.intake.statement import Note


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or a buyer as the document names it."""

    name: str = ""
    vat_id: str = ""
    kvk: str = ""
    country: str = ""
    iban: str = ""


@dataclass(frozen=True, slots=True)
class Vat:
    """One group of the btw breakdown, in the document's currency and sign.

    Attributes:
        category: UNCL 5305: S, Z, E, AE, K, G, O, AA.
        rate: Percent.
    """

    category: str
    rate: Decimal | None
    base: Decimal
    tax: Decimal
    exemption_code: str = ""
    exemption_reason: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The header amounts (BT-106 to BT-115); None where the document is silent."""

    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    net: Decimal | None = None
    vat: Decimal | None = None
    gross: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    payable: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is due, with the account on which it is to be paid.

    Attributes:
        blocked: Whether that is a G-rekening.
    """

    amount: Decimal
    iban: str
    reference: str
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the document. Its name comes from outside: never a path."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """One invoice line: what was delivered, its net amount, its btw category."""

    text: str
    net: Decimal
    category: str = ""
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """What is said beside the document: by who typed it over, or what exported it.

    Attributes:
        sale: Whether we are the seller; None when the parties must tell.
        relatie: The key of the other party in relaties.toml, or "".
        account: The account of its bases, or "".
        koers: EUR for one unit of its currency.
        gelezen: Who read it on paper, or "".
    """

    sale: bool | None = None
    relatie: str = ""
    account: str = ""
    koers: Decimal | None = None
    gelezen: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """What one side owes the other, with the btw breakdown that it states.

    Amounts have the document's own signs: those of a credit note are positive.

    Attributes:
        type: "invoice" or "credit-note": the document's own root and type code.
        type_code: UNCL 1001, such as "380"; "" when the document has none.
        credit: Whether the seller owes the buyer, by the effective sign.
        ibans: Every account the buyer may pay to.
        preceding: The numbers of the invoices it corrects.
        parts: What is due on each account, where the document divides it.
        vat_in_eur: The btw in EUR of a document in another currency (BT-111).
        labels: What the document itself says of taak or platform (claims and paper).
        aside: What is said beside it; of XML nothing ever is.
        refused: Why it must not be booked as it is, or None.
    """

    type: str
    number: str
    issue_date: date | None
    currency: str
    seller: Party
    buyer: Party
    vat: tuple[Vat, ...]
    totals: Totals
    type_code: str = ""
    credit: bool = False
    due_date: date | None = None
    tax_point: date | None = None
    payee: str = ""
    ibans: tuple[str, ...] = ()
    preceding: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    lines: tuple[Item, ...] = ()
    vat_in_eur: Decimal | None = None
    payment_reference: str = ""
    order_reference: str = ""
    note: str = ""
    attachments: tuple[Attachment, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Note, ...] = ()
    refused: Note | None = None
    aside: Aside = field(default=Aside(), repr=False)
