"""Fava opens the books without an error, also in a browser."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from conftest import HOUSE, needs

SLUG = "stichting-ambtenaar-20"
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the checkout's books on a free port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    program = [sys.executable, "-m", "fava.cli", "--read-only", "-p", str(port)]
    served = subprocess.Popen([*program, str(HOUSE / "ledger/main.beancount")])
    here = f"http://127.0.0.1:{port}/{SLUG}"
    for _ in range(100):
        with suppress(OSError), urllib.request.urlopen(f"{here}/api/changed"):
            break
        time.sleep(0.2)
    yield here
    served.terminate()
    served.wait()


def test_fava_shows_no_errors(address: str) -> None:
    with urllib.request.urlopen(f"{address}/api/errors") as answer:
        assert json.load(answer)["data"] == []


@needs("chromium")
def test_a_browser_shows_last_years_income_statement(
    address: str, tmp_path: Path
) -> None:
    page = subprocess.run(
        ["chromium", *QUIET, f"--user-data-dir={tmp_path}", "--virtual-time-budget=8000",
         "--dump-dom", f"{address}/income_statement/?time=2024"],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip

    assert "Samenwerkplatform" in page
    assert 'href="#/errors' not in page
