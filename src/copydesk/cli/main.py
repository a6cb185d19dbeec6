"""The command ``copydesk``: a table of sub-commands, each loaded when it is called."""

import os
import sys
from typing import NoReturn

import click

from copydesk import __version__
from copydesk.cli.lazy import LazyGroup, Mount
from copydesk.detectors import InstallationError

__all__ = ["app", "group"]

COMMANDS = {
    "check": Mount("copydesk.cli.check", "check", "Say what the policy says of stories, with evidence and the fix."),
    "serve": Mount("copydesk.cli.site", "serve", "Run the whole site on http://127.0.0.1:8000."),
    "worker": Mount("copydesk.cli.site", "worker", "Work off the queue of a production site."),
    "manage": Mount("copydesk.cli.site", "manage", "Run a management command of the site."),
    "import": Mount("copydesk.cli.site", "import_", "Bring an export archive or a feed into the site."),
    "policy": Mount("copydesk.cli.policy", "app", "Show, check, tabulate, compare and backtest policies."),
    "archive": Mount(
        "copydesk.cli.archive", "app", "Assess whole archives, resumable, on one machine or many.", "archive"
    ),
    "ledger": Mount("copydesk.cli.ledger", "app", "Verify that the ledger of decisions is whole."),
    "calibrate": Mount("copydesk.cli.calibrate", "app", "What decisions say of the policy's thresholds; sets nothing."),
    "known": Mount("copydesk.cli.known", "app", "Index known texts, with which stories are compared."),
    "pictures": Mount("copydesk.cli.pictures", "app", "Look into picture files; known pictures; the trust list."),
    "train": Mount("copydesk.cli.models", "train", "Rebuild a shipped model from its data.", "train"),
    "evaluate": Mount("copydesk.cli.models", "evaluate", "Measure a detector on a labelled file.", "train"),
}

EPILOG = """\b
Examples:
  copydesk check story.md
  copydesk check --paywalled --declare assisted story.html
  copydesk check medium-export.zip --format html --out report.html
  copydesk check --fix posts/
  copydesk policy table

\b
Completion for your shell:
  eval "$(_COPYDESK_COMPLETE=bash_source copydesk)"     (or zsh_source, fish_source)
"""

BROKEN_PIPE = 128 + 13

group = LazyGroup(
    "copydesk",
    mounts=COMMANDS,
    help="The standards desk of a publishing platform: what AI made in a story, and what the policy says of it.",
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
click.version_option(__version__, prog_name="copydesk", message="%(prog)s %(version)s")(group)


def app() -> NoReturn:
    """Run the command line; never a traceback for what a person can mend."""
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status; 130 after Ctrl-C, 2 where something could not be read."""
    try:
        status = group.main(arguments, prog_name="copydesk", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("copydesk: stopped.", err=True)
        return 130
    except BrokenPipeError:
        _close_quietly()
        return BROKEN_PIPE
    except OSError as error:
        click.echo(f"copydesk: {error.filename or 'the output'}: {error.strerror or error}.", err=True)
        return 2
    except Exception as error:  # a person is told what happened; COPYDESK_DEBUG=1 shows where
        if os.environ.get("COPYDESK_DEBUG"):
            raise
        click.echo(f"copydesk: {_told(error)}", err=True)
        return 2
    return status if isinstance(status, int) else 0


def _told(error: Exception) -> str:
    if isinstance(error, InstallationError):
        return str(error)
    fault = f"{type(error).__name__}: {error}"
    return f"{fault}. This is a fault of Copydesk: please report it (COPYDESK_DEBUG=1 shows where)."


def _close_quietly() -> None:
    """Point standard output at nothing, so that Python's own flush at exit does not complain of the closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
