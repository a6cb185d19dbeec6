"""Running the site: serve, worker, manage, import."""

import contextlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

__all__ = ["import_", "manage", "serve", "worker"]

#: Workers are many already; numpy's own threads would only get in each other's way.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def manage(words: list[str], prog_name: str = "copydesk manage") -> None:
    """Run a management command of the site."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # other commands start without Django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copydesk.site.settings")
    execute_from_command_line([prog_name, *words])


def _start(data: Path | None = None, **environment: str) -> None:
    """Load Django with the site's settings."""
    if data is not None:
        os.environ["COPYDESK_DATA"] = str(data)
    for name, value in (environment | ONE_THREAD).items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copydesk.site.settings")
    import django  # noqa: PLC0415  # other commands start without Django

    django.setup()


def _ready() -> None:
    """Refuse to start where a model is damaged."""
    from copydesk.newsroom import detecting  # noqa: PLC0415  # only once Django is loaded

    detecting.ready()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder for database and files [./data]."
)
@click.option("--demo", is_flag=True, help="Fill the site with sample people and stories.")
def serve(host: str, port: int, data: Path | None, *, demo: bool) -> None:
    """Run the whole site in one go: pages, API and worker, on SQLite unless DATABASE_URL says otherwise."""
    _check_free(host, port)
    _start(data, COPYDESK_URL=f"http://{host}:{port}")
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    _ready()
    call_command("migrate", verbosity=0, interactive=False)
    if demo:
        _load_demo()
    connections.close_all()
    _serve(host, port)


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            remedy = "Choose another with --port."
            raise click.ClickException(f"Can't listen on {host}:{port}: {error.strerror}. {remedy}") from None


def _load_demo() -> None:
    from copydesk.newsroom.demo import load, sign_in_lines  # noqa: PLC0415
    from copydesk.readers import demo as readers_demo  # noqa: PLC0415

    with _progress("Writing the demo") as step:
        load(step)
    readers_demo.load()
    for line in sign_in_lines():
        click.echo(line)


def _announce(host: str, port: int) -> None:
    """Say where the site is, once somebody who goes there is let in."""
    from django.conf import settings  # noqa: PLC0415  # only once Django is loaded

    while True:
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            break
        time.sleep(0.1)
    click.echo(f"Copydesk is at http://{host}:{port} (Ctrl-C stops it)")
    if settings.EMAIL_BACKEND.endswith(".FileBackend"):
        click.echo(f"Its letters are not sent: they lie in {settings.EMAIL_FILE_PATH}")


def _serve(host: str, port: int) -> None:
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces, Loops  # noqa: PLC0415

    from copydesk.queue.worker import Worker  # noqa: PLC0415

    # A forked child would inherit, for ever, the locks that other threads hold just then: SQLite's, after the demo.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "copydesk.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        loop=Loops.asyncio,
        blocking_threads=4,
        log_enabled=False,
        websockets=False,
    )
    inside = Worker()
    thread = threading.Thread(target=inside.run, name="copydesk-worker", daemon=True)

    def started() -> None:
        thread.start()
        threading.Thread(target=_announce, args=(host, port), daemon=True).start()

    def stopped() -> None:
        inside.stop()
        thread.join(timeout=20)

    server.on_startup(started)
    server.on_shutdown(stopped)
    server.serve()


@click.command()
@click.option("--queue", "queues", multiple=True, help="Queue to serve; all by default. May be given several times.")
@click.option("--drain", is_flag=True, help="Stop when nothing is due.")
def worker(queues: tuple[str, ...], *, drain: bool) -> None:
    """Work off the queue until told to stop (SIGTERM, Ctrl-C): the job in hand is ended, the rest goes back."""
    _start()
    _ready()
    from copydesk.queue.worker import Worker  # noqa: PLC0415
    from copydesk.queue.worker import drain as run_dry  # noqa: PLC0415

    if drain:
        click.echo(f"{run_dry()} jobs done.")
        return
    running = Worker(queues)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: running.stop())
    running.run()


@click.command("import")
@click.argument("archive", type=click.Path(exists=True, path_type=Path))
@click.option("--author", required=True, help="Handle of the account that the stories are to belong to.")
@click.option(
    "--publish/--drafts", default=True, show_default=True, help="Publish the stories, or keep them as drafts."
)
def import_(archive: Path, author: str, *, publish: bool) -> None:
    """Bring an export (Medium, Substack, Ghost, WordPress, a folder) or a feed file into the site, and assess it.

    A run that was stopped goes on where it was: what is in already is left alone.
    """
    _start()
    from copydesk.newsroom.errors import RefusedError  # noqa: PLC0415
    from copydesk.newsroom.importing import bring_in, summary  # noqa: PLC0415

    try:
        with _progress(f"Importing {archive.name}") as step:
            outcome = bring_in(archive, author=author, publish=publish, step=step)
    except RefusedError as error:
        raise click.ClickException(error.message) from None
    for line in summary(outcome):
        click.echo(line)
    if outcome.unreadable:
        sys.exit(1)


@contextlib.contextmanager
def _progress(title: str) -> Iterator[Any]:
    """Show a progress bar; what is yielded takes (done, total or None)."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
