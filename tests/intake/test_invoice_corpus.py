"""The corpus of others' invoices: each says what others say, and is taken as they say.

What counts as the same is said by the judge that stands beside the corpus.
"""

from __future__ import annotations

import hashlib
import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from conftest import SAMPLES
from stichting_fin.intake import shown
from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.readers import detect

CORPUS = SAMPLES / "invoices"
LIST = CORPUS / "EXPECTED.json"
EXPECTED = json.loads(LIST.read_text("utf-8")) if LIST.exists() else {}
REFUSED = {  # to a person, and why
    "cii/en16931/huf_example_cii.xml": "invoice-vat",
    "cii/zugferd/zf_intracommunity_K.xml": "invoice-self-billed",
    "invalid/gobl_custom_prefixes.xml": "invoice-sum",
    "invalid/numnum_simple_lineextension0.xml": "invoice-sum",
    "invalid/si-ubl20_BR-NL-8_error_CN_not_381.xml": "invoice-type-root",
    "invalid/si-ubl20_BR-S-08_error.xml": "invoice-sum",
    "invalid/zf_cenfullmodel_not_validating.xml": "invoice-sum",
    "pdf/fx_invalid_encoding.pdf": "xml-encoding",
    "pdf/fx_ue_minimum.pdf": "invoice-sum",
    "pdf/plain_pdf_hetzner.pdf": "pdf-plain",
    "pdf/zf1_505.pdf": "pdf-plain",
    "ubl/be/ublbe_24.xml": "invoice-negative-credit",
    "ubl/misc/gobl_proforma_325.xml": "invoice-type",
    "ubl/misc/gobl_self_billed_389.xml": "invoice-self-billed",
    "ubl/nl/si-ubl12_ok-full.xml": "invoice-sum",
    "ubl/xrechnung/xr_ext_thirdparty_payable.xml": "invoice-sum",
}
POSTED = ("post", "parse")  # how an action begins that lets it be booked
HELD = ("review", "reject", "do_not_post", "no machine-readable")
INSIDE = [name for name, want in EXPECTED.items() if want.get("embedded")]


def test_the_corpus_is_all_there(samples: Path) -> None:
    assert all((samples / "invoices" / name).exists() for name in EXPECTED)
    assert len(EXPECTED) > 100
    actions = {want["expected_action"] for want in EXPECTED.values()}
    assert all(action.startswith((*POSTED, *HELD)) for action in actions)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_document_says_what_others_say(name: str) -> None:
    want, answer = EXPECTED[name], read(name)
    if "invoices" not in answer:
        assert not want.get("declared") or name in REFUSED
        return
    (invoice,) = answer["invoices"]

    off, notes = judge().compare(want, invoice, signed=False)

    assert not off
    assert not [note for note in notes if ".name" in note]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_document_is_taken_as_others_say(name: str) -> None:
    action, refused = EXPECTED[name]["expected_action"], read(name).get("refused")

    assert (refused or {}).get("code") == REFUSED.get(name)
    if action.startswith("post"):
        assert not refused
    if action.startswith(HELD):
        assert refused


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_inside_a_document_comes_out_unchanged(name: str) -> None:
    (invoice,) = detect(CORPUS / name).reader.read(CORPUS / name)

    assert isinstance(invoice, Invoice)
    sums = {hashlib.sha256(one.content).hexdigest() for one in invoice.attachments}
    wanted = {one["sha256"] for one in EXPECTED[name]["embedded"] if one["bytes"]}
    assert wanted <= sums


def test_the_judge_finds_nothing_wrong(
    samples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr((judged := judge()).subprocess, "run", stood_in)

    assert judged.main("read", samples / "invoices", EXPECTED, 1) == 0
    assert "SILENTLY WRONG 0" in capsys.readouterr().out


def judge() -> Any:
    """Load the judge, which stands outside this project."""
    path = SAMPLES.parent / "accept" / "score_invoices.py"
    spec = spec_from_file_location("judge", path)
    assert spec
    assert spec.loader
    sys.modules["judge"] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(name: str) -> dict[str, Any]:
    shown.write_json(CORPUS / name, out := StringIO())
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def stood_in(command: list[str], **_: object) -> CompletedProcess[str]:
    """Stand in for the command line: the same answer without its start."""
    code = shown.write_json(Path(command[-1]), out := StringIO())
    return CompletedProcess(command, code, out.getvalue(), "")
