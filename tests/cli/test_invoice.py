"""`invoice`: a word for each thing that is done with invoices by hand."""

from __future__ import annotations

from click.testing import CliRunner

from stichting_fin.cli import main
from stichting_fin.cli.invoice import WORDS


def test_each_word_tells_what_it_does() -> None:
    told = CliRunner().invoke(main, ["invoice", "--help"])

    assert told.exit_code == 0
    assert all(word in told.output for word in WORDS)


def test_a_word_that_is_none_is_wrong_usage() -> None:
    told = CliRunner().invoke(main, ["invoice", "burn"])

    assert told.exit_code == 2
