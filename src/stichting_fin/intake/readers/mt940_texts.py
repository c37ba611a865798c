"""MT940 texts: what each bank packs into `:86:`, unpacked by its own dialect.

Five dialects: codewords between slashes (ABN AMRO, Knab, Van Lanschot, bunq,
Rabobank, ING), numbered subfields behind `?` (German) or `>` (Triodos), labels,
and free text. The rules L-30 to L-32 stand in docs/reading-rules.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

WIDTH = 65  # signs in a line of :86:; a shorter one ends where the bank ended it
NOTHING = {"", "NOTPROVIDED", "NONREF", "NOT PROVIDED"}
CODEWORD = re.compile(
    r"/((?:ORDP|BENM|ULTC|ULTD)//(?:NAME|ID)"
    r"|CDTRREFTP//CD/SCOR/ISSR/(?:CUR|ISO)/CDTRREF"
    r"|REMI/USTD/|REMI/STRD/(?:CUR|ISO)|PURP//CD"
    r"|TRTP|IBAN|BIC|NAME|REMI|EREF|PREF|CSID|MARF|RTYP|RTRN|ISDT|CNTP|ADDR"
    r"|NRTX|PIND|CDTRREF|ULTC|ULTD|PURP|ORDP|BENM)/"
)
FIELDS = {  # codeword -> field; the first that says something counts
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
KENMERK = re.compile(
    r"(?:BETALINGSKENM\.:?|ISSUER: CUR\s+REF:|SCOR/CUR/)\s*(\d{7,16})(?!\d)",
    re.IGNORECASE,
)


class Told(NamedTuple):
    """What a text says; what it does not say is "".

    Attributes:
        more: What has no field of its own: kind, return.
    """

    name: str = ""
    iban: str = ""
    text: str = ""
    structured: str = ""
    end_to_end_id: str = ""
    mandate: str = ""
    creditor_id: str = ""
    batch: str = ""
    more: Mapping[str, str] = {}  # never changed


def told(lines: Sequence[str], bank: str = "") -> Told:
    """Unpack a text, given as the lines of its `:86:`.

    >>> told(["/IBAN/NL41BUNQ0389347433/NAME/G. Ever/REMI/Gift"]).name
    'G. Ever'
    """
    if lines[:1] and lines[0].startswith("/"):
        whole = joined(lines) if bank == "BUNQ" else "".join(map(_wide, lines))
        if CODEWORD.match(whole):
            return _codewords(whole)
    elif lines and NUMBERED.match(lines[0].lstrip()):
        return _numbered("".join(lines))
    return _free(lines)


def joined(lines: Sequence[str]) -> str:
    """Join lines: without a blank where the bank cut at its width, else with one."""
    found = ""
    for line in lines:
        found += f" {line}" if LABEL.match(line) else line
        found += "" if len(line) >= WIDTH else " "
    return found.strip()


def _wide(line: str) -> str:
    """Give back the blank at the end of a line that an editor took."""
    return f"{line} " if len(line) == WIDTH - 1 else line


def _codewords(whole: str) -> Told:
    """Split on the closed set of codewords: values may hold slashes themselves."""
    found: dict[str, list[str]] = {}
    _, *parts = CODEWORD.split(whole)
    for word, value in zip(parts[::2], parts[1::2], strict=True):
        if word == "CNTP":
            iban, _, name = [*value.split("/"), "", "", ""][:3]
            found.setdefault("iban", []).append(iban)
            found.setdefault("name", []).append(name)
        elif field := FIELDS.get(word):
            found.setdefault(field, []).append(value.strip("/ "))
    text = " ".join(filter(None, found.pop("text", [])))
    first = {name: next(filter(None, some), "") for name, some in found.items()}
    return _made(first | {"text": text})


def _numbered(whole: str) -> Told:
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
    return _made(said)


def _free(lines: Sequence[str]) -> Told:
    """Take labels where there are any, and the account with which it may begin."""
    whole = joined(lines)
    first, *parts = LABEL.split(whole)
    said = {"text": ""}
    for label, value in zip(parts[::2], parts[1::2], strict=True):
        if field := LABELS.get(label.upper()):
            said[field] = said.get(field) or value.strip(" /")
    said["text"] = said["text"] or first
    if begin := BEGIN.match(whole):
        said.setdefault("iban", begin[1] or begin[2])
    if shop := SHOP.match(whole):
        said.setdefault("name", shop[1] or shop[2])
    return _made(said | {"whole": whole})


def _made(said: Mapping[str, str]) -> Told:
    plain = {name: " ".join(value.split()) for name, value in said.items()}
    whole = plain.get("whole", plain.get("text", ""))
    kenmerk = KENMERK.search(whole)
    reference = plain.get("end_to_end_id", "")
    return Told(
        name=plain.get("name", ""),
        iban=plain.get("iban", "").replace(" ", ""),
        text=plain.get("text", ""),
        structured=plain.get("structured", "") or (kenmerk[1] if kenmerk else ""),
        end_to_end_id="" if reference.upper() in NOTHING else reference,
        mandate=plain.get("mandate", ""),
        creditor_id=plain.get("creditor_id", "").replace(" ", ""),
        batch=plain.get("batch", ""),
        more={n: plain[n] for n in ("kind", "return") if plain.get(n)},
    )
