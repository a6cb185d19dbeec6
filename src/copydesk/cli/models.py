"""``copydesk train`` and ``copydesk evaluate``: rebuild a shipped model, measure a detector on a labelled file."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

__all__ = ["evaluate", "train"]

DATA = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def train() -> None:
    """Rebuild a shipped model from its data; the same data gives the same model."""


@train.command("prose")
@click.argument("data", type=DATA)
@click.option("--out", type=FOLDER, default=Path("model"), show_default=True, help="Where the model goes.")
@click.option("--work", type=FOLDER, help="Where checkpoints go, from which a stopped run goes on.")
@click.option("--encoder", is_flag=True, help="Train the encoder of the deep stage too: an hour more.")
def train_prose(data: Path, out: Path, work: Path | None, encoder: bool) -> None:
    """Train the estimate of AI prose on DATA, the folder that holds train.jsonl.gz; takes up to two hours."""
    if not (data / "train.jsonl.gz").is_file():
        raise click.ClickException(f"{data}: there is no train.jsonl.gz in it. Name the folder of the labelled text.")
    try:
        checksum = _part("copydesk.detectors.prose.train").main(data, out, work=work, encoder=encoder)
    except ModuleNotFoundError as error:
        raise _without(error, "train-deep") from None
    click.echo(f"{out}: {checksum}")


@train.command("disclosure")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.  [default: model.npz]")
@click.option("--encoder", is_flag=True, help="Train the encoder that reads English instead: ten minutes or more.")
def train_disclosure(out: Path | None, *, encoder: bool) -> None:
    """Train the reader of disclosures on the corpora that come with the package."""
    part = _part("copydesk.detectors.disclosure.train")
    if not encoder:
        click.echo(part.train(out or Path("model.npz")))
        return
    try:
        click.echo(part.train_encoder(out or Path("disclosure.onnx")))
    except ModuleNotFoundError as error:
        raise _without(error, "train-deep") from None


@click.group()
def evaluate() -> None:
    """Measure a detector on a labelled FILE, as in docs/benchmarks.md; the figures are Markdown tables."""


@evaluate.command("prose")
@click.argument("file", type=FILE)
@click.option("--plots", type=FOLDER, help="Where the curves go (PNG and SVG).")
def evaluate_prose(file: Path, plots: Path | None) -> None:
    """Measure the estimate of AI prose on a JSONL file (also .gz) with text and label."""
    click.echo(_measured(lambda: _part("copydesk.detectors.prose.evaluate").main(file, plots), file))


@evaluate.command("disclosure")
@click.argument("file", type=FILE)
def evaluate_disclosure(file: Path) -> None:
    """Measure the readers of disclosures and captions on a TSV file of text, label and position."""
    report = _measured(lambda: _part("copydesk.detectors.disclosure.evaluate").evaluate(file), file)
    rows = [[score.name, score.right, score.false, score.missed, *_quality(score)] for score in report.scores]
    click.echo(_table(["class", "right", "false", "missed", "precision (95 %)", "recall (95 %)"], rows))
    click.echo(
        f"\n{report.examples} examples; denials and tools read as generated: {report.generated_from_denial_or_tool}"
    )
    for example, says in report.misread:
        click.echo(f"- read as {says}, labelled {example.label}: {example.text}")


@evaluate.command("derivation")
@click.argument("file", type=FILE)
def evaluate_derivation(file: Path) -> None:
    """Measure what is found of copies, edits and paraphrases, on a FILE of topics with sources."""
    report = _measured(lambda: _part("copydesk.detectors.derivation.evaluate").evaluate(file), file)
    rows = [
        [kind, "aside" if kept else "", hits, total, f"{hits / total:.1%}"] for kind, kept, hits, total in report.rows()
    ]
    click.echo(_table(["kind", "kept", "found", "of", "share"], rows))
    click.echo('\nOf the kind "other", what was found was found wrongly. Missed or found wrongly:')
    for pair in report.misjudged():
        click.echo(f"- {pair.kind}, {pair.source or 'no source'}: {pair.story[:100]}")


@evaluate.command("pictures")
@click.argument("file", type=FILE)
def evaluate_pictures(file: Path) -> None:
    """Measure the examination of pictures on a TSV file of file, label, generator and signal."""
    report = _measured(lambda: _part("copydesk.detectors.pictures.evaluate").evaluate(file), file)
    for attribute in ("signal", "generator"):
        rows = [[value, found, total, f"{found / total:.1%}"] for value, found, total in report.by(attribute)]
        click.echo(_table([attribute, "found", "of", "recall"], rows) + "\n")
    middle, high = report.milliseconds()
    click.echo(f"{len(report.examples)} pictures, {len(report.false_positives())} false positives")
    click.echo(f"time a picture: median {middle:.1f} ms, 95 of 100 within {high:.1f} ms")


@evaluate.command("promotion")
@click.argument("file", type=FILE)
def evaluate_promotion(file: Path) -> None:
    """Measure the weighing of promotion on a JSONL file (also .gz) of stories labelled yes, no or ordinary."""
    _conduct("promotion", file)


@evaluate.command("harm")
@click.argument("file", type=FILE)
def evaluate_harm(file: Path) -> None:
    """Measure the weighing of harm on a JSONL file (also .gz) of stories labelled yes, no or ordinary."""
    _conduct("harm", file)


def _conduct(name: str, file: Path) -> None:
    figures = _measured(lambda: _part(f"copydesk.detectors.{name}.evaluate").evaluate(file), file)
    click.echo(_table([name, "stories (95 %)"], figures.rows()))
    for kind, names in (("missed", figures.missed), ("flagged for nothing", figures.flagged)):
        click.echo(f"\n{kind}: {', '.join(names) or 'none'}")


def _part(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise _without(error, "train") from None


def _without(error: ModuleNotFoundError, extra: str) -> click.ClickException:
    return click.ClickException(
        f"this needs Python modules that are not installed ({error.name}). "
        f"Install them: pip install 'copydesk[{extra}]'."
    )


def _measured(measure: Callable[[], Any], file: Path) -> Any:
    try:
        return measure()
    except (ValueError, KeyError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file}: {error}") from None


def _quality(score: Any) -> list[str]:
    shares = zip((score.precision, score.recall), score.intervals(), strict=True)
    return ["none" if share is None else f"{share:.3f} ({low:.3f}-{high:.3f})" for share, (low, high) in shares]


def _table(head: list[str], rows: list[list[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
