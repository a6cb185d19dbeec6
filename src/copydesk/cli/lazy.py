"""A group of commands whose modules are imported only when one of them is called."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import click

__all__ = ["LazyGroup", "Mount"]


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a sub-command is: its module, the name in it, one line of help, and the extra that brings its parts.

    The name may hold a click command, a Typer application, or a function that takes the remaining words.
    """

    module: str
    name: str
    help: str
    extra: str = ""


class LazyGroup(click.Group):
    """Finds its commands in a table of ``Mount``; ``--help`` and completion import none of them."""

    def __init__(self, *args: Any, mounts: Mapping[str, Mount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mounts = dict(mounts)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Name the commands in the order of the table."""
        return list(self.mounts)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Load one command, or None where there is none of that name."""
        mount = self.mounts.get(cmd_name)
        return load(cmd_name, mount) if mount else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # the same
        """List the commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, mount.help) for name, mount in self.mounts.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Offer the names of the table, without importing them."""
        names = [
            click.shell_completion.CompletionItem(name, help=mount.help)
            for name, mount in self.mounts.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)


def load(command: str, mount: Mount) -> click.Command:
    """Import a mounted command; what cannot be imported becomes a command that says what is missing."""
    try:
        found = getattr(importlib.import_module(mount.module), mount.name)
    except ModuleNotFoundError as error:
        return _missing(command, mount, error)
    return found if isinstance(found, click.Command) else _passed_on(command, mount, found)


def _passed_on(command: str, mount: Mount, found: Any) -> click.Command:
    """Wrap a Typer application or a plain function: it reads the remaining words, ``--help`` among them, itself."""

    @click.pass_context
    def run(ctx: click.Context, words: tuple[str, ...]) -> None:
        try:
            found(list(words), prog_name=ctx.command_path)
        except ModuleNotFoundError as error:
            _refuse(ctx.command_path, mount, error)

    return click.Command(
        command,
        callback=run,
        params=[click.Argument(["words"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
        add_help_option=False,
        help=mount.help,
    )


def _missing(command: str, mount: Mount, error: ModuleNotFoundError) -> click.Command:
    @click.pass_context
    def run(ctx: click.Context, words: tuple[str, ...]) -> None:  # noqa: ARG001  # whatever was asked for
        _refuse(ctx.command_path, mount, error)

    wrapped = _passed_on(command, mount, None)
    wrapped.callback = run
    return wrapped


def _refuse(path: str, mount: Mount, error: ModuleNotFoundError) -> NoReturn:
    remedy = f" Install it: pip install 'copydesk[{mount.extra}]'." if mount.extra else ""
    raise click.ClickException(f"{path} needs the Python module {error.name!r}, which is not installed.{remedy}")
