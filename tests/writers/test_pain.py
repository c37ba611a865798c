"""Payment files, held against the schemas of ISO 20022."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from stichting_fin.payment import Address, Batch, Transfer
from stichting_fin.writers import pain

IBAN = "NL91ABNA0417164300"
DAY = date(2025, 6, 30)


def transfer(
    name: str = "jansen/1", day: int = 1, naam: str = "J. Jansen", reference: str = "", text: str = "1"
) -> Transfer:  # fmt: skip
    when = date(2025, 7, day)
    return Transfer(
        name, when, naam, IBAN, Decimal("5.10"), reference, text, ("inkoop-x/1",)
    )


def tree(batch: Batch, version: str = "09") -> etree._Element:
    content = b"".join(pain.write(batch, DAY, version))
    found = etree.fromstring(content)
    schema = files("sepaxml") / f"schemas/pain.001.001.{version}.xsd"
    etree.XMLSchema(etree.fromstring(schema.read_bytes())).assertValid(found)
    return found


def said(found: etree._Element, name: str) -> list[str]:
    return [str(each.text) for each in found.iter(f"{{*}}{name}")]


@pytest.mark.parametrize("version", pain.VERSIONS)
def test_a_batch_is_sound_by_the_schema_and_adds_up(version: str) -> None:
    batch = Batch(
        "Stichting",
        IBAN,
        (transfer(), transfer("jansen/2", 3), transfer("jansen/3", 3)),
    )

    found = tree(batch, version)

    assert said(found, "NbOfTxs") == ["3", "1", "2"]
    assert said(found, "CtrlSum") == ["15.30", "5.10", "10.20"]
    assert said(found, "MsgId") == [batch.id]
    assert said(found, "PmtInfId") == [f"{batch.id}-1", f"{batch.id}-2"]
    assert said(found, "EndToEndId") == ["jansen/1", "jansen/2", "jansen/3"]
    day = "ReqdExctnDt" if version == "03" else "Dt"
    assert said(found, day) == ["2025-07-01", "2025-07-03"]
    assert not said(found, "PstlAdr")


@pytest.mark.parametrize("version", pain.VERSIONS)
def test_the_same_batch_gives_the_same_bytes(version: str) -> None:
    one, other = (Batch("S", IBAN, (transfer(), transfer("jansen/2", 3))) for _ in "12")

    assert list(pain.write(one, DAY, version)) == list(pain.write(other, DAY, version))


@pytest.mark.parametrize(
    ("reference", "issuer"), [("RF18539007547034", "ISO"), ("9000000000000001", "CUR")]
)
def test_a_payment_reference_is_structured(reference: str, issuer: str) -> None:
    found = tree(Batch("S", IBAN, (transfer(reference=reference),)))

    assert said(found, "Ref") == [reference]
    assert said(found, "Issr") == [issuer]
    assert said(found, "Ustrd") == []


@pytest.mark.parametrize(
    ("naam", "written"),
    [
        ("</Nm><Nm>Boef & Zn.", "/Nm Nm Boef + Zn."),
        (
            "Łódź_Æsir \N{ZERO WIDTH SPACE}ﬁets\x00\n«Ünïcode»",
            "Lodz-AEsir fiets Unicode",
        ),
        ("Ж" * 3, "NOTPROVIDED"),
        ("n" * 200, "n" * 70),
    ],
)
def test_a_hostile_name_is_only_a_name(naam: str, written: str) -> None:
    found = tree(Batch(naam, IBAN, (transfer(naam=naam, text="é" * 300),)))

    assert said(found, "Nm") == [written] * 3
    assert said(found, "Ustrd") == ["e" * 140]


@given(st.text())
def test_any_text_comes_out_in_the_signs_of_banks(text: str) -> None:
    allowed = (
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ "
    )

    assert set(pain.latin(text)) <= set(allowed)


@pytest.mark.parametrize("version", pain.VERSIONS)
def test_an_address_is_structured(version: str) -> None:
    where = Address("Rue du Test 1", "", "Genève & <b>", "CH")

    found = tree(Batch("S", IBAN, (replace(transfer(), address=where),)), version)

    assert said(found, "StrtNm") == ["Rue du Test 1"]
    assert said(found, "PstCd") == []
    assert said(found, "TwnNm") == ["Geneve + b"]
    assert said(found, "Ctry") == ["CH"]
    assert said(found, "AdrLine") == []
