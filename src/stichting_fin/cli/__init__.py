"""The command line. It reads, asks, writes; it decides nothing itself.

What a command needs is imported when it runs, so that `--help` is quick.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from stichting_fin import __version__

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FIRST, LAST = 1980, 2200  # years: no zip holds a day before
COMMANDS = {  # command -> the module of this package that holds it
    "btw": "outbound",
    "check": "outbound",
    "close": "outbound",
    "explain": "outbound",
    "import": "inbound",
    "init": "fresh",
    "invoice": "invoice",
    "open": "outbound",
    "pay": "payments",
    "read": "inbound",
    "show": "outbound",
    "status": "inbound",
    "verify": "outbound",
}


class Day(click.DateTime):
    """A day written as YYYY-MM-DD, on which these books can have been kept."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read a day, and refuse one that nobody means."""
        found: datetime = super().convert(value, param, ctx)
        if not FIRST <= found.year <= LAST:
            self.fail(f"{found.date()} is no day between {FIRST} and {LAST}.")
        return found


DAY = Day(["%Y-%m-%d"])


class Lazy(click.Group):
    """A group of commands, each found in its module when it is asked for."""

    def __init__(self, *, modules: Mapping[str, str], **said: Any) -> None:
        """Take the commands: each with the module of this package that holds it."""
        super().__init__(**said)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's
        """Name every command."""
        return sorted(self.modules)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002  # click's
        """Give a command, importing no more than its own module."""
        if name not in self.modules:
            return None
        module = import_module(f"{__name__}.{self.modules[name]}")
        found: click.Command = getattr(module, f"{name}_")
        return found


class Face(Lazy):
    """The one place where an exception becomes a message."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a file that cannot be read is exit 2."""
        from stichting_fin.fault import UnreadableError

        try:
            return super().invoke(ctx)
        except UnreadableError as error:
            click.echo(error, err=True)
            ctx.exit(2)


@click.group(cls=Face, modules=COMMANDS)
@click.version_option(__version__, prog_name="stichting-fin")
@click.option("--books", "folder", type=FOLDER, default=Path(), show_default="here")
@click.option("--language", type=click.Choice(["nl", "en"]), help="Else the locale's.")
@click.pass_context
def main(context: click.Context, folder: Path, language: str | None) -> None:
    """Keep the books of a Dutch foundation."""
    from stichting_fin.fault import LANGUAGE

    context.obj = folder.resolve()
    gc.disable()  # a command ends before its litter matters, and has much to walk
    context.call_on_close(gc.enable)
    if language:
        token = LANGUAGE.set(language)
        context.call_on_close(lambda: LANGUAGE.reset(token))
