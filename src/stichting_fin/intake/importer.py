"""The beangulp face of a profile: what an import of a file would book, as a preview."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from beancount.core import data
from beangulp.exceptions import Error
from beangulp.importer import Importer

from stichting_fin import journal
from stichting_fin.books import Books
from stichting_fin.fault import UnreadableError
from stichting_fin.intake import booking, delivery
from stichting_fin.intake.desk import Desk, profiles
from stichting_fin.intake.proving.keys import keyed, number_of
from stichting_fin.intake.proving.proof import admit
from stichting_fin.intake.statement import Statement
from stichting_fin.profile import Profile
from stichting_fin.relations import bare


class RefusedError(UnreadableError, Error):
    """A file that is not to be booked, raised so that beangulp tells it too."""


class ProfileImporter(Importer):
    """A bank account as beangulp and Fava see it."""

    def __init__(self, profile: Profile, administration: Path) -> None:
        self.profile = profile
        self.administration = administration

    @property
    def name(self) -> str:
        """The name of the profile: the word by which the user knows the account."""
        return self.profile.name

    def identify(self, filepath: str) -> bool:
        """Tell whether the file speaks of this very account."""
        try:
            return bool(self._statements(delivery.load(Path(filepath))))
        except UnreadableError:
            return False

    def account(self, filepath: str) -> data.Account:  # noqa: ARG002  # one account
        """Give the account under whose name the file is archived."""
        return self.profile.account

    def date(self, filepath: str) -> date | None:
        """Give the last day that the file tells about."""
        statements = self._statements(delivery.load(Path(filepath)))
        return max((x.date for s in statements for x in s.lines), default=None)

    def extract(self, filepath: str, existing: data.Entries) -> data.Entries:  # noqa: ARG002  # refs decide
        """Show what every statement in the file would become."""
        books = Books.load(self.administration / "ledger" / "main.beancount")
        desk = Desk.at(self.administration, books)
        file = delivery.load(Path(filepath))
        found = self._statements(file)
        try:
            for statement in found:
                admit(statement, "")
        except UnreadableError as error:
            raise RefusedError(
                error.code, error.file, error.line, **error.values
            ) from error
        account = number_of(self.profile)
        return [
            booking.book(ref, line, self.profile, f"{file.bron}#{line.number}", desk)
            for ref, line in keyed(found, account)
        ]

    def deduplicate(self, entries: data.Entries, existing: data.Entries) -> None:
        """Mark what the books already hold, by the bank's own reference.

        beangulp's own comparison takes two gifts of about one size within two
        days for the same gift. Two donors are two transactions.
        """
        known = {journal.fact(entry): entry for entry in existing}
        for entry in entries:
            if journal.fact(entry) in known:
                entry.meta["__duplicate__"] = known[journal.fact(entry)]

    def _statements(self, file: delivery.File) -> list[Statement]:
        number = bare(self.profile.number)
        return [each for each in file.statements if bare(each.account) == number]


def importers(folder: Path) -> list[ProfileImporter]:
    """Give an importer for every account in importers/, in the order of names."""
    return [ProfileImporter(p, folder.parent) for p in profiles(folder) if p.number]
