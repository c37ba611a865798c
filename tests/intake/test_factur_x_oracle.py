"""factur-x reads the corpus too: where it can, it and we say the same.

It is another's program, by others' eyes. Three differences are laid flat before the
two are compared, since neither is wrong: it gives the accounts of all means of payment
with their repetitions, where we give each once; it gives the payment reference once
for each means, where we give the first; and it gives accounts that are no IBAN (made
up, or a Bankgiro), which we leave out with a warning. After that they agree on all.
What it refuses to read is listed, so that it is seen when a newer version can.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import facturx
import pytest

from selling.given import line, sale
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.readers import detect
from stichting_fin.intake.readers import ubl as reader
from stichting_fin.payment import is_iban
from stichting_fin.relations import bare
from stichting_fin.writers import ubl

TOTALS = {
    "BT-106": "lines",
    "BT-107": "allowances",
    "BT-108": "charges",
    "BT-109": "net",
    "BT-110": "vat",
    "BT-112": "gross",
    "BT-113": "prepaid",
    "BT-114": "rounding",
    "BT-115": "payable",
}


BOTH = 98  # documents of the corpus that both read
ODD = "a CustomizationID of a draft, or none that is one"
OLD = "an older Dutch or Belgian format, whose CustomizationID it does not know"
WE_ALONE = {
    "invalid/gobl_custom_prefixes.xml": ODD,
    "invalid/numnum_simple_lineextension0.xml": ODD,
    "ubl/be/efff_telecom.xml": OLD,
    "ubl/nl/logius_ublohnl19_basisfactuur.xml": OLD,
    "ubl/nl/multitankcard_line_adjust.xml": OLD,
    "ubl/nl/seef_001_levering.xml": OLD,
    "ubl/nl/seef_005_meetdiensten.xml": OLD,
    "ubl/nl/si-ubl12_ok-full-multiple-currencies.xml": OLD,
    "ubl/nl/si-ubl12_ok-full.xml": OLD,
    "ubl/nl/si-ubl12_ok-minimal.xml": OLD,
    "ubl/nl/si-ubl12_ok-rounding-vat-1.xml": OLD,
    "ubl/nl/si-ubl12_ok-taxes-ae.xml": OLD,
    "ubl/nl/ublketentest_referentiefactuur.xml": OLD,
}


def theirs(path: Path) -> Mapping[str, Any] | None:
    """Give what factur-x reads, by BT number; None when it cannot."""
    content = path.read_bytes()
    try:
        if path.suffix == ".pdf":
            _, content = facturx.get_xml_from_pdf(content, check_xsd=False)
        read: Mapping[str, Any] = facturx.parse_ubl_cii_xml(content, check_xsd=False)
    except Exception:  # noqa: BLE001  # it raises a bare Exception
        return None
    return read


def ours(path: Path) -> Invoice | None:
    try:
        _, reader = detect(path)
        (found,) = reader.read(path)
    except UnreadableError:
        return None
    assert isinstance(found, Invoice)
    return found


def said_by_them(read: Mapping[str, Any]) -> dict[str, Any]:
    """Lay their reading out: amounts as numbers, texts without extra blanks."""
    found: dict[str, Any] = {name: _amount(read.get(name)) for name in TOTALS}
    found |= {
        "BT-1": _text(read.get("BT-1")),
        "BT-2": read.get("BT-2"),
        "BT-3": _text(read.get("BT-3")),
        "BT-5": _text(read.get("BT-5")),
        "BT-9": read.get("BT-9"),
        "BT-83": next(iter(map(_text, _each(read.get("BT-83")))), ""),
        "BT-84": list(
            dict.fromkeys(bare(x) for x in _each(read.get("BT-84")) if is_iban(x))
        ),
        "BT-27": _text(read.get("BG-4", {}).get("name")),
        "BT-44": _text(read.get("BG-7", {}).get("name")),
        "BG-23": sorted(
            (
                group.get("BT-118", ""),
                _amount(group.get("BT-119")) or 0,
                _amount(group.get("BT-116")),
                _amount(group.get("BT-117")),
            )
            for group in read.get("BG-23", ())
        ),
        "BT-131": [_amount(line.get("BT-131")) for line in read.get("BG-25", ())],
        "BT-25": [_text(each.get("BT-25")) for each in read.get("BG-3", ())],
        "BT-125": [
            len(each["BT-125"]) for each in read.get("BG-24", ()) if "BT-125" in each
        ],
    }
    return found


def said_by_us(invoice: Invoice) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(invoice.totals, field) for name, field in TOTALS.items()
    }
    return found | {
        "BT-1": _text(invoice.number),
        "BT-2": invoice.issue_date,
        "BT-3": invoice.type_code,
        "BT-5": invoice.currency,
        "BT-9": invoice.due_date,
        "BT-83": _text(invoice.payment_reference),
        "BT-84": list(invoice.ibans),
        "BT-27": _text(invoice.seller.name),
        "BT-44": _text(invoice.buyer.name),
        "BG-23": sorted((g.category, g.rate or 0, g.base, g.tax) for g in invoice.vat),
        "BT-131": [line.net for line in invoice.lines],
        "BT-25": [_text(number) for number in invoice.preceding],
        "BT-125": [len(each.content) for each in invoice.attachments],
    }


def test_factur_x_and_we_read_the_same(samples: Path) -> None:
    folder = samples / "invoices"
    differ = {}
    read_by_both = 0
    for name in invoices(folder):
        read, mine = theirs(folder / name), ours(folder / name)
        if read is not None and mine is not None:
            read_by_both += 1
            one, other = said_by_them(read), said_by_us(mine)
            wrong = {bt: (one[bt], other[bt]) for bt in one if one[bt] != other[bt]}
            if wrong:
                differ[name] = wrong

    assert differ == {}
    assert read_by_both == BOTH


def test_what_factur_x_cannot_read_is_known_and_why(samples: Path) -> None:
    folder = samples / "invoices"
    alone = {
        name
        for name in invoices(folder)
        if theirs(folder / name) is None and ours(folder / name) is not None
    }

    assert alone == set(WE_ALONE)


def test_factur_x_reads_nothing_that_we_cannot(samples: Path) -> None:
    folder = samples / "invoices"
    names = [name for name in invoices(folder) if ours(folder / name) is None]

    assert not [name for name in names if theirs(folder / name) is not None]


@pytest.mark.parametrize("credit", ["", "F2025-040"])
def test_factur_x_reads_what_we_write(credit: str) -> None:
    lines = (line("33.335", quantity=Decimal("7.25")), line("9.99", "verkoop-laag"))
    written = ubl.write(sale(*lines, credit=credit, reference="K-1"))

    read = facturx.parse_ubl_cii_xml(written)

    assert said_by_them(read) == said_by_us(reader.parse(written, Path("x.xml")))
    assert (read["BT-13"], read["BT-10"]) == ("45856478", "K-1")
    assert read["BG-4"]["contacts"][0]["email"] == "penningmeester@voorbeeld.example"


def invoices(folder: Path) -> list[str]:
    """Name the documents: exports and payment files are no invoices."""
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*"))
    ends = (".xml", ".pdf")
    none = ("exports/", "sepa/")
    return sorted(x for x in found if x.endswith(ends) and not x.startswith(none))


def _each(said: object) -> list[str]:
    """Give what several means of payment say; one or none is no list with them."""
    return [str(x) for x in said] if isinstance(said, list) else [str(said or "")]


def _amount(said: object) -> Decimal | None:
    return None if said in (None, "") else Decimal(str(said))


def _text(said: object) -> str:
    return " ".join(str(said or "").split())
