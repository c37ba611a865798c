from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]
STAGES = (
    "--help",
    "load, 300",
    "dedupe",
    "matching",
    "CAMT",
    "CSV",
    "XLSX",
    "XAF",
    "journal",
)


def test_the_bench_measures_every_target(tmp_path: Path) -> None:
    command = [sys.executable, "tests/bench/run.py", "--quick", "--to", str(tmp_path)]

    done = subprocess.run(
        command, cwd=HOUSE, check=True, capture_output=True, text=True
    )

    table = (tmp_path / "table.md").read_text("utf-8").splitlines()
    assert len(table) > 30
    assert set(done.stdout.splitlines()) <= set(table)
    assert "matched by itself" in (tmp_path / "matching.md").read_text("utf-8")
    for stage in STAGES:
        assert any(stage in line for line in table), stage
