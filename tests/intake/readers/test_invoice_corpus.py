"""The corpus of others' invoices: each right or fairly refused, none silently wrong."""

from __future__ import annotations

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from stichting_fin.intake import shown


def test_no_invoice_of_others_is_silently_wrong(
    samples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judge = _judge(samples.parent / "accept" / "score_invoices.py")
    monkeypatch.setattr(judge.subprocess, "run", _read)
    folder = samples / "invoices"
    expected = json.loads((folder / "EXPECTED.json").read_text("utf-8"))

    assert judge.main("read", folder, expected, 1) == 0
    assert "SILENTLY WRONG 0" in capsys.readouterr().out


def test_no_sound_invoice_of_others_is_refused(samples: Path) -> None:
    folder = samples / "invoices"
    expected = json.loads((folder / "EXPECTED.json").read_text("utf-8"))
    booked = [n for n, e in expected.items() if e["expected_action"].startswith("post")]

    assert not [n for n in booked if shown.write_json(folder / n, StringIO())]


def _judge(path: Path) -> Any:
    """Load the judge, which stands outside this project."""
    spec = spec_from_file_location("judge", path)
    assert spec
    assert spec.loader
    sys.modules["judge"] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _read(command: list[str], **_: object) -> CompletedProcess[str]:
    """Stand in for the command line: the same answer without its start."""
    code = shown.write_json(Path(command[-1]), out := StringIO())
    return CompletedProcess(command, code, out.getvalue(), "")
