"""CAMT.053 as ABN AMRO writes it: version 02 with padded amounts, and version 08."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from demo.choices import ABN_IBAN
from demo.line import Line

OWN = ABN_IBAN[-10:]
CODES = {  # domain, family, subfamily, ABN's own code: money in, money out
    "sepa": (("PMNT", "RCDT", "ESCT", "N654"), ("PMNT", "ICDT", "ESCT", "N247")),
    "mollie": (("PMNT", "RCDT", "ESCT", "N654"),) * 2,
    "card": (("PMNT", "CCRD", "POSD", "N369"),) * 2,
    "fee": (("ACMT", "MDOP", "CHRG", "N121"),) * 2,
}


def statement(
    lines: Iterable[Line], first: date, last: date, opening: Decimal, version: str
) -> bytes:
    """Write the lines of the days `first` to `last`.

    Args:
        lines: Every line of the account; those of other days are left out.
        opening: The balance before the first day.
        version: "02" or "08".
    """
    own = [line for line in lines if first <= line.day <= last]
    closing = opening + sum((line.amount for line in own), Decimal(0))
    bic = "BIC" if version == "02" else "BICFI"
    made = f"{last + timedelta(days=2)}T10:27:56.03+01:00"
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><GrpHdr>'
        f"<MsgId>{OWN}.{last}</MsgId><CreDtTm>{made}</CreDtTm><MsgPgntn><PgNb>1</PgNb>"
        "<LastPgInd>true</LastPgInd></MsgPgntn></GrpHdr>\n"
        f"<Stmt><Id>{OWN}.{last}</Id><ElctrncSeqNb>{last:%y%j}</ElctrncSeqNb><CreDtTm>{made}</CreDtTm>"
        f"<Acct><Id><IBAN>{ABN_IBAN}</IBAN></Id><Ccy>EUR</Ccy><Svcr><FinInstnId><{bic}>ABNANL2A</{bic}>"
        "</FinInstnId></Svcr></Acct>\n"
    )
    parts = [
        head,
        _balance("PRCD", opening, first - timedelta(days=1), version),
        _balance("CLBD", closing, last, version),
        *(_entry(line, version) for line in own),
        "</Stmt></BkToCstmrStmt></Document>\n",
    ]
    return "".join(parts).encode()


def _balance(code: str, amount: Decimal, day: date, version: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(amount, version)}"
        f"{_sign(amount)}<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _amount(amount: Decimal, version: str) -> str:
    said = f"{abs(amount):.2f}"
    return f'<Amt Ccy="EUR">{said.zfill(18) if version == "02" else said}</Amt>'


def _sign(amount: Decimal) -> str:
    return f"<CdtDbtInd>{'DBIT' if amount < 0 else 'CRDT'}</CdtDbtInd>"


def _entry(line: Line, version: str) -> str:
    status = "BOOK" if version == "02" else "<Cd>BOOK</Cd>"
    domain, family, sub, code = CODES[line.kind][line.amount < 0]
    details = (
        ""
        if line.kind == "fee" or (line.kind == "card" and not line.valuta)
        else _details(line, version)
    )
    return (
        f"<Ntry>{_amount(line.amount, version)}{_sign(line.amount)}<Sts>{status}</Sts>"
        f"<BookgDt><Dt>{line.day}</Dt></BookgDt><ValDt><Dt>{line.day}</Dt></ValDt>"
        f"<AcctSvcrRef>{line.reference}</AcctSvcrRef><BkTxCd><Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd>"
        f"<SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn><Prtry><Cd>{code}</Cd><Issr>ABNAMRO</Issr></Prtry></BkTxCd>"
        f"{details}<AddtlNtryInf>{escape(_told(line))}</AddtlNtryInf></Ntry>\n"
    )


def _details(line: Line, version: str) -> str:
    if line.valuta:
        number, currency = line.valuta.split()
        return (
            f"<NtryDtls><TxDtls><Refs><AcctSvcrRef>{line.reference}</AcctSvcrRef></Refs><AmtDtls><InstdAmt>"
            f'<Amt Ccy="{currency}">{number}</Amt></InstdAmt><TxAmt>{_amount(line.amount, version)}</TxAmt>'
            "</AmtDtls></TxDtls></NtryDtls>"
        )
    side, bic = ("Dbtr", "BIC") if line.amount > 0 else ("Cdtr", "BIC")
    bic += "FI" if version == "08" else ""
    name = f"<Nm>{escape(line.name[:24])}</Nm>"
    party = f"<Pty>{name}</Pty>" if version == "08" else name
    said = f"<Ustrd>{escape(line.text)}</Ustrd>" if line.text else ""
    if line.kenmerk:
        issuer = "ISO" if line.kenmerk.startswith("RF") else "CUR"
        said += (
            f"<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>{issuer}</Issr></Tp>"
            f"<Ref>{line.kenmerk}</Ref></CdtrRefInf></Strd>"
        )
    return (
        f"<NtryDtls><TxDtls><Refs><AcctSvcrRef>{line.reference}</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId>"
        f"</Refs><AmtDtls><TxAmt>{_amount(line.amount, version)}</TxAmt></AmtDtls><RltdPties><{side}>{party}</{side}>"
        f"<{side}Acct><Id><IBAN>{line.iban}</IBAN></Id></{side}Acct></RltdPties><RltdAgts><{side}Agt><FinInstnId>"
        f"<{bic}>{_bic(line.iban)}</{bic}></FinInstnId></{side}Agt></RltdAgts><RmtInf>{said}</RmtInf></TxDtls></NtryDtls>"
    )


def _told(line: Line) -> str:
    if line.kind == "fee":
        return line.text
    if line.kind == "card":
        where = f"NR:01818707, {line.day:%d.%m.%y}/12:{line.day.day + 10}"
        shop = f"BEA, Betaalpas                   {line.name},PAS397".ljust(66)
        rate = ""
        if line.valuta:
            number, currency = line.valuta.split()
            course = (Decimal(number) / -line.amount).quantize(Decimal("0.0001"))
            rate = f"            {currency} {number} 1EUR={course} {currency}".replace(
                ".", ","
            )
        return f"{shop}{where}      {line.place}{rate}"
    said = (
        f"Issuer: {'ISO' if line.kenmerk.startswith('RF') else 'CUR'} Ref: {line.kenmerk}"
        if line.kenmerk
        else line.text
    )
    return (
        f"/TRTP/SEPA OVERBOEKING/IBAN/{line.iban}/BIC/{_bic(line.iban)}/NAME/{line.name}"
        f"/REMI/{said}/EREF/NOTPROVIDED"
    )


def _bic(iban: str) -> str:
    banks = {
        "ABNA": "ABNANL2A",
        "INGB": "INGBNL2A",
        "RABO": "RABONL2U",
        "BNGH": "BNGHNL2G",
    }
    banks |= {
        "KNAB": "KNABNL2H",
        "TRIO": "TRIONL2U",
        "ASNB": "ASNBNL21",
        "SNSB": "SNSBNL2A",
    }
    banks |= {"AIBK": "AIBKIE2D", "BOFI": "BOFIIE2D", "MIDL": "MIDLGB22"}
    return banks.get(iban[4:8], "COBADEFF")
