"""The demonstration as files: `PYTHONPATH=tests python -m demo.generate FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from demo import choices, hand, journal


def files() -> dict[str, bytes]:
    """Give every file of the demonstration that this generator owns, by path."""
    opening, old = hand.opening(), hand.year_2024()
    texts = {
        "ledger/2023/beginbalans.beancount": journal.text(
            "De beginbalans, uit de vastgestelde jaarrekening 2023.", [opening]
        ),
        "ledger/2024/overname.beancount": journal.text(
            "Boekjaar 2024, met de hand overgenomen uit het vorige pakket.", old
        ),
        "ledger/2024/begroting.beancount": journal.budget(
            "Begroting 2024; baten zijn negatief, zoals geboekt.", 2024, hand.begroting(2024)
        ),
        "ledger/2025/memoriaal.beancount": journal.text(
            "Wat de penningmeester in 2025 met de hand boekte.", hand.memorial_2025([opening, *old])
        ),
        "ledger/2025/begroting.beancount": journal.budget(
            "Begroting 2025; baten zijn negatief, zoals geboekt.", 2025, hand.begroting(2025)
        ),
        "ledger/relaties.toml": choices.relaties(),
    }
    for name, text in choices.BRONNEN.items():
        texts[f"importers/bronnen/{name}.toml"] = text
    return {path: text.encode() for path, text in sorted(texts.items())}


def write(folder: Path) -> None:
    """Write the demonstration into a folder."""
    for path, content in files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
