"""A page that can be kept for ten years, read aloud, and made again."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from stichting_fin.fault import UnreadableError
from stichting_fin.table import Column, Form, Kind, Row, Table
from stichting_fin.writers import pdf
from stichting_fin.writers.pdf import Paper, Section

FOLDER = Path(__file__).parents[2] / "reports" / "templates"
TEMPLATES = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.typ")}
JAARREKENING, OVERZICHT = "jaarrekening.typ", "overzicht.typ"
DAY = date(2026, 5, 1)
EUROS = (Column("Realisatie 2025"), Column("Begroting 2025"))
TABLE = Table(
    "Baten",
    EUROS,
    (
        Row(Kind.HEADING, "Geworven"),
        Row(Kind.LINE, "Giften", (Decimal("1234.56"), Decimal(0))),
        Row(Kind.SUBTOTAL, "Samen", (Decimal("1234.56"), None)),
        Row(Kind.TOTAL, "Totaal", (Decimal("-1234.56"),)),
        Row(Kind.NOTE, "Nog niet vastgesteld."),
    ),
    note="bedragen in euro's",
)
PAPER = Paper(
    "Jaarrekening 2025",
    "Stichting Proef",
    (
        Section("Staat van baten en lasten", (TABLE,), new_page=True),
        Section(
            "Toelichting",
            ("Eén alinea.\n\n## Kop\n\n- een\n- twee",),
            level=2,
            new_page=True,
        ),
    ),
    subtitle=("Over 2025",),
    period="2025",
    footer="KvK 00000000",
    signatories=(("A. Proef", "voorzitter"), ("B. Proef", "")),
)


def pages(paper: Paper, template: str) -> list[str]:
    document = pypdf.PdfReader(BytesIO(pdf.write(paper, DAY, TEMPLATES, template)))
    return [page.extract_text() for page in document.pages]


def of(*sections: Section, concept: bool = False) -> Paper:
    return Paper("Stuk", "Stichting Proef", sections, concept=concept)


@pytest.mark.parametrize("template", [JAARREKENING, OVERZICHT])
def test_a_paper_is_dated_on_the_peildatum_and_fit_to_keep(template: str) -> None:
    document = pypdf.PdfReader(BytesIO(pdf.write(PAPER, DAY, TEMPLATES, template)))

    metadata = document.xmp_metadata
    assert document.metadata
    assert document.metadata.title == "Jaarrekening 2025 – Stichting Proef"
    assert document.metadata.creation_date
    assert document.metadata.creation_date.date() == DAY
    assert metadata
    assert "pdfaid:part>3<" in metadata.stream.get_data().decode()
    assert "pdfuaid:part>1<" in metadata.stream.get_data().decode()


def test_the_annual_accounts_have_a_cover_contents_chapters_and_a_place_to_sign() -> (
    None
):
    cover, contents, staat, toelichting = pages(PAPER, JAARREKENING)

    assert "Over 2025" in cover
    assert "Opgemaakt op 1 mei 2026" in cover
    assert "Toelichting" in contents
    assert "1.234,56 –" in staat
    assert "−1.234,56" in staat
    assert "KvK 00000000" in staat
    assert "3 / 4" in staat
    assert "Eén alinea." in toelichting
    assert "voorzitter" in toelichting


def test_an_overview_begins_at_once() -> None:
    (page, _last) = pages(PAPER, OVERZICHT)

    assert "Stand van 1 mei 2026" in page
    assert "1.234,56" in page


def test_a_draft_says_so_on_every_page() -> None:
    said = pages(of(Section("Een", ("Tekst.",))), JAARREKENING)
    draft = pages(of(Section("Een", ("Tekst.",)), concept=True), JAARREKENING)

    assert not any("CONCEPT" in page for page in said)
    assert all("CONCEPT" in page for page in draft)


def test_a_long_table_goes_on_under_its_own_header() -> None:
    rows = tuple(Row(Kind.LINE, f"Post {n}", (Decimal(n), None)) for n in range(200))

    _cover, _contents, *all_pages = pages(
        of(Section("S", (Table("Posten", EUROS, rows),))), JAARREKENING
    )

    assert len(all_pages) > 3
    assert all("Begroting 2025" in page for page in all_pages)


def test_a_wide_table_lies_down() -> None:
    months = tuple(Column(f"maand {n}") for n in range(12))
    wide = Table(
        "Breed", months, (Row(Kind.LINE, "Lasten", (Decimal("1000.10"),) * 12),)
    )

    document = pypdf.PdfReader(
        BytesIO(pdf.write(of(Section("Breed", (wide,))), DAY, TEMPLATES, OVERZICHT))
    )

    boxes = [page.mediabox for page in document.pages]
    assert [box.width > box.height for box in boxes if box.width > box.height] == [True]


def test_the_same_paper_gives_the_same_bytes_anywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    papers = set()
    for zone in ("Europe/Amsterdam", "Pacific/Kiritimati"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        papers.add(pdf.write(PAPER, DAY, TEMPLATES, JAARREKENING))

    assert len(papers) == 1


def test_a_template_that_is_not_there_is_told() -> None:
    with pytest.raises(UnreadableError, match=r"niets\.typ:0: .*reports/templates"):
        pdf.write(PAPER, DAY, TEMPLATES, "niets.typ")


def test_a_chart_says_its_amounts_in_words_too() -> None:
    chart = pdf.Chart("Baten", (("2024", Decimal(1500)), ("2025", Decimal(-3000))))
    empty = pdf.Chart("Leeg", (("2023", Decimal(0)),))

    (page,) = pages(of(Section("S", (chart, empty, pdf.Chart("Niets", ())))), OVERZICHT)
    bars = pdf.model(of(Section("S", (chart,))), DAY)["sections"][0]["parts"][0]["bars"]

    assert "1.500" in page
    assert "−3.000" in page
    assert [(bar["permille"], bar["negative"]) for bar in bars] == [
        (500, False),
        (1000, True),
    ]


@pytest.mark.parametrize("template", [JAARREKENING, OVERZICHT])
def test_a_paper_carries_its_figures_for_programs(template: str) -> None:
    figures = pdf.Attachment(
        "cijfers.json", '{"saldo": "1.00 €"}', "application/json", "De cijfers"
    )
    paper = replace(PAPER, attachments=(figures,))

    document = pypdf.PdfReader(BytesIO(pdf.write(paper, DAY, TEMPLATES, template)))

    assert document.attachments["cijfers.json"] == ['{"saldo": "1.00 €"}'.encode()]


def test_the_typesetter_waits_for_a_job_until_it_is_run() -> None:
    spec = spec_from_file_location("typesetter", pdf.TYPESETTER)
    assert spec
    assert spec.loader

    spec.loader.exec_module(module_from_spec(spec))


def test_a_template_that_is_wrong_is_told() -> None:
    with pytest.raises(
        UnreadableError, match=r"main\.typ:0: .*unknown variable: nothing; "
    ):
        pdf.write(PAPER, DAY, {"main.typ": "#nothing"})


@pytest.mark.parametrize(
    "name",
    [
        "日本 \U0001f600",
        "\ue000\x18",
        "\u202eomgekeerd",
        "\u0378",
        "a\u0301",
        "=1+1 #panic() $x$ *b*",
    ],
)
def test_any_name_can_be_printed(name: str) -> None:
    row = Row(Kind.LINE, name, (Decimal(1), None))

    got = pages(of(Section(name, (Table(name, EUROS, (row,)), name))), OVERZICHT)

    assert len(got) == 1


def test_what_no_font_can_draw_becomes_a_square() -> None:
    assert (
        pdf.model(of(Section("Łódź 日\u0378", ())), DAY)["sections"][0]["title"]
        == "Łódź □□"
    )


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (None, Form.EUROS, ""),
        ("n.v.t.", Form.EUROS, "n.v.t."),
        (date(2025, 3, 1), Form.DATE, "01-03-2025"),
        (Decimal("1234567.5"), Form.EUROS, "1.234.567,50"),
        (Decimal("-0.01"), Form.EUROS, "−0,01"),
        (Decimal("-0.001"), Form.EUROS, "–"),
        (1234, Form.WHOLE, "1.234"),
        (Decimal("1E+3"), Form.WHOLE, "1.000"),
        (0, Form.WHOLE, "–"),
        (Decimal("-12.5"), Form.PERCENT, "−12,5%"),
        (Decimal(0), Form.PERCENT, "–"),
        (1000, Form.NUMBER, "1000"),
        (Decimal("0.5"), Form.NUMBER, "0,5"),
    ],
)
def test_a_cell_reads_as_in_a_dutch_annual_report(
    value: Any, form: Form, said: str
) -> None:
    assert pdf.shown(value, form) == said


def test_a_text_has_paragraphs_lists_and_small_headings() -> None:
    text = "Een\nalinea.\n\n## Kop\n\n- een\n  punt\n- twee\n"

    (section,) = pdf.model(of(Section("S", (text,))), DAY)["sections"]

    assert section["parts"] == [
        {"kind": "paragraph", "text": "Een alinea."},
        {"kind": "heading", "text": "Kop"},
        {"kind": "list", "items": ["een punt", "twee"]},
    ]


def test_a_long_reference_may_break_where_it_has_joints() -> None:
    assert (
        pdf.shown("NL00PROEF0123:2025/17 kort:woord", Form.TEXT)
        == "NL00PROEF0123:\u200b2025/\u200b17 kort:woord"
    )


def test_a_table_shares_the_room_by_what_its_columns_hold() -> None:
    texts = (Column("Naam", Form.TEXT), Column("Nr", Form.TEXT), Column("Bedrag"))
    row = Row(
        Kind.LINE, "01-03-2025", ("Een lange naam die doorloopt", "12", Decimal(1))
    )

    (part,) = pdf.model(of(Section("S", (Table("T", texts, (row,)),))), DAY)[
        "sections"
    ][0]["parts"]

    assert [column["share"] for column in part["columns"]] == [0, 29, 0, 0]
    assert part["size"] == 0
