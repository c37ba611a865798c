"""Identity: the numbers by which a document names who, or else silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from stichting_fin.payment import is_iban
from stichting_fin.relations import bare

VAT_ID = re.compile(r"(?=.*\d)[A-Z]{2}[0-9A-Z]{2,13}")
KVK = re.compile(r"\d{8}")
NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f]")


def iban(text: str) -> str:
    """Give an account number that is an IBAN, else "".

    >>> iban("NL91 ABNA 0417 1643 00"), iban("NL91ABNA0417164301"), iban("123-4")
    ('NL91ABNA0417164300', '', '')
    """
    code = bare(text)
    return code if is_iban(code) else ""


def vat_id(texts: Iterable[str]) -> str:
    """Give the first number that has the form of a btw-id, else "".

    >>> vat_id(["F-skatt", "NL0012.34.567.B01"])
    'NL001234567B01'
    """
    return next((code for code in map(bare, texts) if VAT_ID.fullmatch(code)), "")


def kvk(texts: Iterable[str]) -> str:
    """Give the first number that may be one of the Kamer van Koophandel, else "".

    >>> kvk(["SITEST00000", "12 34 56 78"])
    '12345678'
    """
    return next((code for code in map(bare, texts) if KVK.fullmatch(code)), "")


def file_name(text: str) -> str:
    r"""Give the last part of a name from outside, which is never a path.

    >>> file_name("..\\x/../bijlage.pdf"), file_name("a/..")
    ('bijlage.pdf', '')
    """
    name = PurePosixPath(NOT_IN_A_NAME.sub("", text).replace("\\", "/")).name.strip()
    return "" if name.strip(".") == "" else name
