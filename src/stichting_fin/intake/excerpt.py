"""Excerpts: the parts that UBL and CII write alike, each with what is wrong in it."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Iterable

from stichting_fin.intake import identity
from stichting_fin.intake.invoice import Attachment
from stichting_fin.intake.markup import Node
from stichting_fin.intake.statement import Note
from stichting_fin.payment import IBAN
from stichting_fin.relations import bare


def accounts(nodes: Iterable[Node]) -> tuple[tuple[str, ...], list[Note]]:
    """Give every IBAN once, in order, and a note on each that only looks like one."""
    found: dict[str, None] = {}
    doubts = []
    for node in nodes:
        if iban := identity.iban(node.own):
            found[iban] = None
        elif IBAN.fullmatch(bare(node.own)):
            doubts.append(Note("invoice-iban", {"iban": node.own}, "", node.line))
    return tuple(found), doubts


def attachments(
    files: Iterable[tuple[str, Node]],
) -> tuple[tuple[Attachment, ...], list[Note]]:
    """Give the files inside, and a note on each that is broken.

    Args:
        files: The name by which a file is known beside its own, and the file.
    """
    found, broken = [], []
    for known, node in files:
        name = identity.file_name(node.attribute("filename") or known)
        try:
            content = b64decode(node.element.text or "")
        except (Error, ValueError):
            broken.append(Note("invoice-attachment", {"name": name}, "", node.line))
        else:
            found.append(Attachment(name, node.attribute("mimeCode"), content))
    return tuple(found), broken


def category(name: str, reason: str) -> str:
    """Give the btw category; SI-UBL 1.x writes verlegd as exempt with reason AE.

    >>> category("E", "AE"), category("E", "vatex-eu-132"), category("S", "")
    ('AE', 'E', 'S')
    """
    return "AE" if (name, reason) == ("E", "AE") else name
