"""MT940 texts: what each bank packs into `:86:` and `:61:`, by its own dialect.

Five dialects: codewords between slashes (ABN AMRO, Knab, Van Lanschot, bunq,
Rabobank, ING), numbered subfields behind `?` (German) or `>` (Triodos), labels,
and free text. The rules L-30 to L-32 stand in docs/reading-rules.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

WIDTH = 65  # signs in a line of :86:; a shorter one ends where the bank ended it
NOTHING = {"", "NOTPROVIDED", "NONREF", "NOT PROVIDED"}
CODEWORD = re.compile(
    r"/((?:ORDP|BENM|ULTC|ULTD)//(?:NAME|ID)"
    r"|CDTRREFTP//CD/SCOR/ISSR/(?:CUR|ISO)/CDTRREF"
    r"|REMI/USTD/|REMI/STRD/(?:CUR|ISO)|PURP//CD"
    r"|TRTP|IBAN|BIC|NAME|REMI|EREF|PREF|CSID|MARF|RTYP|RTRN|ISDT|CNTP|ADDR"
    r"|NRTX|PIND|CDTRREF|ULTC|ULTD|PURP|ORDP|BENM)/"
)
FIELDS = {  # codeword -> field; the first that says something counts, but every text
    "NAME": "name",
    "ORDP//NAME": "name",
    "BENM//NAME": "name",
    "IBAN": "iban",
    "REMI": "text",
    "REMI/USTD/": "text",
    "REMI/STRD/CUR": "structured",
    "REMI/STRD/ISO": "structured",
    "CDTRREF": "structured",
    "CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF": "structured",
    "CDTRREFTP//CD/SCOR/ISSR/ISO/CDTRREF": "structured",
    "EREF": "end_to_end_id",
    "MARF": "mandate",
    "CSID": "creditor_id",
    "PREF": "batch",
    "TRTP": "kind",
    "RTRN": "return",
}
LABEL = re.compile(
    r"(?<![^\s/])(IBAN|REK|NAAM|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT"
    r"|BIC|BETALINGSKENM\.):",
    re.IGNORECASE,
)
LABELLED = re.compile(  # of capitals: far quicker than LABEL to find none
    r"(?:IBAN|REK|NAAM|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT|BIC|KENM\.):"
)
LABELS = {
    "IBAN": "iban",
    "REK": "iban",
    "NAAM": "name",
    "OMSCHRIJVING": "text",
    "KENMERK": "end_to_end_id",
    "MACHTIGING": "mandate",
    "INCASSANT": "creditor_id",
    "BETALINGSKENM.": "structured",
}
NUMBERED = re.compile(r"\d{3}[?>]\d\d")
REMITTANCE = {*map(str, range(20, 30)), *map(str, range(60, 64))}
IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z]{4}\d{7,12}\b|(?!NL)[A-Z]{2}\d{13,32}\b")
BEGIN = re.compile(rf"(?:\d{{9,10}} )?({IBAN.pattern})|(\d{{9,10}}) ")
SHOP = re.compile(  # the card payments of ABN AMRO, old and new
    r"[BG]EA\b.*?\d\d\.\d\d\.\d\d/\d\d\.\d\d (.+?),PAS\d"
    r"|[BG]EA, \S+(?: Pay)?\s+(.+?),PAS"
)
REFERENCE = 16  # signs of a customer's reference; ASN and SNS put 18 into it
ACCOUNT = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{8,30}|P?\d{7,10}")
KENMERK = re.compile(  # of capitals
    r"(?:BETALINGSKENM\.:?|ISSUER:\s+CUR\s+REF:|SCOR/CUR/)\s*(\d{7,16})(?!\d)"
)
Said = dict[str, str]  # what a text says, by the name of the field; "kind", "return"


def told(lines: Sequence[str], bank: str = "") -> Said:
    """Unpack a text, given as the lines of its `:86:`.

    >>> told(["/IBAN/NL41BUNQ0389347433/NAME/G. Ever/REMI/Gift"])["name"]
    'G. Ever'
    """
    if lines and lines[0].startswith("/"):
        whole = joined(lines) if bank == "BUNQ" else _glued(lines)
        parts = CODEWORD.split(" ".join(whole.split()))
        if not parts[0]:
            return _codewords(parts)
    elif lines and NUMBERED.match(lines[0].lstrip()):
        return _numbered("".join(lines))
    return _free(lines)


def references(tail: str, sub: list[str]) -> tuple[str, str, str, str]:
    """Give customer's and bank's reference, and IBAN and name of the other side.

    They stand behind the amount and on the second line; each bank puts the other
    side elsewhere.
    """
    customer, _, bank = tail.partition("//")
    customer, bank = customer.strip(), bank.strip()
    behind = one_line(sub[:1]) if sub else ""
    if sub and ACCOUNT.fullmatch(customer):  # ASN and SNS
        return "", bank, customer, behind
    if sub and ACCOUNT.fullmatch(behind):  # Rabobank
        return customer, bank, behind.removeprefix("P"), ""
    if len(customer) > REFERENCE:  # Rabobank before SEPA
        account, name = customer[:REFERENCE].strip(), customer[REFERENCE:].strip()
        iban = account.removeprefix("P") if ACCOUNT.fullmatch(account) else ""
        return "" if iban else account, bank, iban, name
    return customer, bank, "", ""


def joined(lines: Sequence[str]) -> str:
    """Join lines: without a blank where the bank cut at its width, else with one."""
    found = ""
    for line in lines:
        found += f" {line}" if ":" in line and LABEL.match(line) else line
        found += "" if len(line) >= WIDTH else " "
    return found.strip()


def _glued(lines: Sequence[str]) -> str:
    """Join lines; give back the blank at the end of one that an editor took."""
    if WIDTH - 1 in map(len, lines):
        return "".join(f"{x} " if len(x) == WIDTH - 1 else x for x in lines)
    return "".join(lines)


def _codewords(parts: Sequence[str]) -> Said:
    """Take codewords, each with the value behind it, which may hold slashes itself."""
    said: Said = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        field = FIELDS.get(word)
        if not field:
            if word == "CNTP":
                iban, _, name = [*map(str.strip, value.split("/")), "", "", ""][:3]
                said["iban"] = said.get("iban") or iban
                said["name"] = said.get("name") or name
        elif field not in said:
            said[field] = value.strip("/ ")
        elif field == "text":
            said[field] = f"{said[field]} {value.strip('/ ')}".strip()
        elif not said[field]:
            said[field] = value.strip("/ ")
    return _checked(said, said.get("text", ""))


def _numbered(whole: str) -> Said:
    """Split `?20...` or `>20...`; the account in Triodos' >31 is our own."""
    mark = whole.lstrip()[3]
    code, *parts = re.split(rf"[{mark}](\d\d)", whole)
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    texts = [value for number, value in pairs if number in REMITTANCE]
    said = {"text": "".join(texts), "kind": code.strip()}
    if mark == ">":
        behind = texts[1].strip() if len(texts) > 1 else ""
        if IBAN.fullmatch(behind):  # before it the BIC
            said |= {"iban": behind, "text": "".join(texts[2:])}
    else:
        fields = dict(pairs)
        said["kind"] = fields.get("00", said["kind"])
        said["iban"] = fields.get("31", "")
        said["name"] = fields.get("32", "") + fields.get("33", "")
    return _checked(_plain(said), said["text"])


def _free(lines: Sequence[str]) -> Said:
    """Take labels where there are any, and the account with which it may begin."""
    whole = joined(lines)
    may = ":" in whole and LABELLED.search(whole.upper())
    said = _labelled(whole) if may else {"text": whole}
    if begin := BEGIN.match(whole):
        said.setdefault("iban", begin[1] or begin[2])
    if shop := SHOP.match(whole):
        said.setdefault("name", shop[1] or shop[2])
    return _checked(_plain(said), whole)


def _labelled(whole: str) -> Said:
    """Give what stands behind each label; without a text, what stands before them."""
    first, *parts = LABEL.split(whole)
    said = {"text": ""}
    for label, value in zip(parts[::2], parts[1::2], strict=True):
        if field := LABELS.get(label.upper()):
            said[field] = said.get(field) or value.strip(" /")
    said["text"] = said["text"] or first
    return said


def _plain(said: Said) -> Said:
    """Leave a single blank wherever there was any."""
    return {name: " ".join(value.split()) for name, value in said.items()}


def _checked(said: Said, whole: str) -> Said:
    """Drop a reference that is none, and find the betalingskenmerk in the text."""
    if "iban" in said:
        said["iban"] = said["iban"].replace(" ", "")
    if "creditor_id" in said:
        said["creditor_id"] = said["creditor_id"].replace(" ", "")
    if said.get("end_to_end_id", "").upper() in NOTHING:
        said["end_to_end_id"] = ""
    if not said.get("structured") and (kenmerk := KENMERK.search(whole.upper())):
        said["structured"] = kenmerk[1]
    return said


def one_line(lines: Sequence[str]) -> str:
    """Give lines as one, with a single blank wherever there was any."""
    return " ".join(" ".join(lines).split())
