"""Pain: a batch as the ISO 20022 file that a bank takes in, pain.001.

Source: ISO 20022 pain.001.001.09 and .03; EPC132-08 (customer-to-PSP guide) and
EPC217-08 (character set); EPC153-22 (an address is structured, or stays away, which
it may within the EEA).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

from stichting_fin.payment import Address, Batch, Transfer, issuer, total

VERSIONS = ("09", "03")
NAME, TEXT = 70, 140  # signs of a name, and of a text without structure
CODE, TOWN = 16, 35  # and of the parts of an address
BARE = re.compile(r"[^A-Za-z0-9/?:().,'+ -]+")
NOBODY = "NOTPROVIDED"
SPELLED = str.maketrans(
    {"&": "+", "_": "-", "ß": "ss", "Æ": "AE", "æ": "ae", "Ø": "O", "ø": "o",
     "Œ": "OE", "œ": "oe", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Þ": "Th",
     "þ": "th", "Ð": "D", "ð": "d", "ı": "i", "’": "'", "‘": "'", "–": "-",
     "—": "-", "@": "(at)"}
)  # fmt: skip


def write(batch: Batch, day: date, version: str = VERSIONS[0]) -> Iterator[bytes]:
    """Give the file, made on `day`, group by group and transfer by transfer."""
    space = f"urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version}"
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{space}"><CstmrCdtTrfInitn>\n'
        f"<GrpHdr><MsgId>{batch.id}</MsgId><CreDtTm>{day}T00:00:00</CreDtTm>"
        f"{_sums(batch.transfers)}<InitgPty>{_name(batch.naam)}</InitgPty></GrpHdr>\n"
    ).encode()
    for name, transfers in batch.groups.items():
        yield _group(batch, name, transfers, version).encode()
        for each in transfers:
            yield _transfer(each).encode()
        yield b"</PmtInf>\n"
    yield b"</CstmrCdtTrfInitn></Document>\n"


def _group(batch: Batch, name: str, transfers: Sequence[Transfer], version: str) -> str:
    """Begin a group: one line of the bank for each transfer, so that each is known."""
    day = str(transfers[0].day)
    execution = day if version == "03" else f"<Dt>{day}</Dt>"
    return (
        f"<PmtInf><PmtInfId>{name}</PmtInfId><PmtMtd>TRF</PmtMtd>"
        f"<BtchBookg>false</BtchBookg>{_sums(transfers)}"
        "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>"
        f"<ReqdExctnDt>{execution}</ReqdExctnDt><Dbtr>{_name(batch.naam)}</Dbtr>"
        f"<DbtrAcct><Id><IBAN>{batch.iban}</IBAN></Id></DbtrAcct>"
        f"<DbtrAgt><FinInstnId><Othr><Id>{NOBODY}</Id></Othr></FinInstnId></DbtrAgt>"
        "<ChrgBr>SLEV</ChrgBr>\n"
    )


def _transfer(each: Transfer) -> str:
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{each.id}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="EUR">{each.amount:.2f}</InstdAmt></Amt>'
        f"<Cdtr>{_name(each.naam)}{_address(each.address)}</Cdtr>"
        f"<CdtrAcct><Id><IBAN>{each.iban}</IBAN></Id></CdtrAcct>"
        f"<RmtInf>{_remittance(each)}</RmtInf></CdtTrfTxInf>\n"
    )


def _address(address: Address | None) -> str:
    """Write an address in the fields that both versions have, in their order."""
    if address is None:
        return ""
    street, code, town, land = address
    parts = (("StrtNm", street, NAME), ("PstCd", code, CODE), ("TwnNm", town, TOWN))
    said = "".join(f"<{k}>{_said(v, n)}</{k}>" for k, v, n in parts if v)
    return f"<PstlAdr>{said}<Ctry>{land}</Ctry></PstlAdr>"


def _remittance(each: Transfer) -> str:
    if not each.reference:
        return f"<Ustrd>{_said(each.text, TEXT)}</Ustrd>"
    return (
        "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry>"
        f"<Issr>{issuer(each.reference)}</Issr></Tp>"
        f"<Ref>{each.reference}</Ref></CdtrRefInf></Strd>"
    )


def _sums(transfers: Sequence[Transfer]) -> str:
    count, amount = len(transfers), f"{total(transfers):.2f}"
    return f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{amount}</CtrlSum>"


def _name(naam: str) -> str:
    return f"<Nm>{_said(naam, NAME)}</Nm>"


def _said(text: str, longest: int) -> str:
    return escape(latin(text)[:longest].strip() or NOBODY)


def latin(text: str) -> str:
    """Give a text in the signs that every bank takes.

    >>> latin("Café «Müller» & Zn. – Łódź")
    'Cafe Muller + Zn. - Lodz'
    """
    spelled = unicodedata.normalize("NFKD", text.translate(SPELLED))
    plain = "".join(x for x in spelled if not unicodedata.combining(x))
    return " ".join(BARE.sub(" ", plain.translate(SPELLED)).split())
