"""What an assessment wrote into a store that speaks S3 is read there: by a backtest, and into the site."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archive.store import serving
from archive.stories import write
from copydesk.archive import Options
from copydesk.archive.assessing import Worker
from copydesk.archive.manifest import Manifest
from copydesk.archive.places import place
from copydesk.archive.shards import plan
from copydesk.cli.archive import app
from copydesk.cli.evidence_files import ArchiveError, files_of, name_of
from copydesk.cli.policy import app as policy
from copydesk.cli.policy_backtest import records_of
from copydesk.newsroom.models import KeptEvidence

OVERLAY = Path(__file__).parents[1] / "policy/no-boost-for-assistance.toml"


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The objects of a bucket: one archive in each form, with what a run leaves beside its results."""
    folder, found = tmp_path_factory.mktemp("archive"), {}
    source = write(folder / "in.jsonl", range(6))
    for form in ("parquet", "jsonl"):
        Worker(str(folder / form), Options(format=form).to_json()).work(plan(str(source))[0])
        name = f"part-000000.{form}"
        found[f"{form}/{name}"] = (folder / form / name).read_bytes()
        found[f"{form}/broken/part-000000.jsonl"] = b'{"error": "not a story"}\n'
        found[f"{form}/plan.json"] = b"{}"
    found["packed/part.jsonl.gz"] = gzip.compress(found["jsonl/part-000000.jsonl"])
    return found


def name_it(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a store into the environment, where the AWS tools look for it."""
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def store(objects: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve the objects."""
    with serving(objects) as endpoint:
        name_it(endpoint, monkeypatch)
        yield


def test_an_archive_in_a_store_is_assessed_into_it_and_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = {"in/a.jsonl": write(tmp_path / "a.jsonl", range(12)).read_bytes()}
    with serving(objects, together=4) as endpoint:
        name_it(endpoint, monkeypatch)
        shards = plan("s3://news/in", shard_bytes=1000)
        out = Manifest(place("s3://news/out"))
        assert out.begin(shards, {}) == {}
        for shard in shards[:4]:
            Worker("s3://news/out", Options(format="jsonl").to_json()).work(shard)
        objects["out/part-000000.jsonl.0123abcd.part"] = b"left aside by a killed writer"
        done = out.begin(shards, {})
        assert sorted(done) == [0, 1, 2, 3]
        place("s3://news/out").clear()
        kept = sorted(key for key in objects if key.startswith("out/") and not key.endswith("/"))
        assert kept == [
            *(f"out/done/part-00000{n}.json" for n in range(4)),
            *(f"out/part-00000{n}.jsonl" for n in range(4)),
            "out/plan.json",
        ]
        read = [record["id"] for file in files_of("s3://news/out") for record in records_of(file)]
        assert read == [f"s{n}" for n in range(sum(found.stories for found in done.values()))]


@pytest.mark.parametrize("form", ["parquet", "jsonl", "packed"])
def test_a_backtest_reads_evidence_from_a_store(store: None, tmp_path: Path, form: str) -> None:
    asked = ["backtest", str(OVERLAY), "--archive", f"s3://news/{form}", "--out", str(tmp_path / "b")]
    told = CliRunner().invoke(policy, asked)
    assert told.exit_code == 0, told.output
    body = json.loads((tmp_path / "b.json").read_text())
    assert (body["stories"], body["bad_lines"], body["changed"]) == (6, 0, 2)


def test_one_file_of_a_store_is_enough(store: None) -> None:
    (file,) = files_of("s3://news/jsonl/part-000000.jsonl")
    assert len(list(records_of(file))) == 6


@pytest.mark.django_db
def test_evidence_in_a_store_is_loaded_into_the_site(store: None) -> None:
    told = CliRunner().invoke(app, ["load", "s3://news/parquet/"])
    assert told.exit_code == 0, told.output
    assert KeptEvidence.objects.filter(source="parquet").count() == 6
    assert "loaded as “parquet”" in told.output


def test_what_a_store_does_not_hold_is_said_in_words(store: None, tmp_path: Path) -> None:
    for address in ("s3://news/nothing", "s3://elsewhere/parquet", "nothing://news/parquet"):
        told = CliRunner().invoke(policy, ["backtest", str(OVERLAY), "--archive", address])
        assert told.exit_code == 2, address
        assert address in told.output.replace("\n", "")
    with pytest.raises(ArchiveError, match="no stored evidence"):
        files_of("s3://news/packed/part.txt")


def test_an_archive_is_called_by_the_last_part_of_its_address(tmp_path: Path) -> None:
    assert name_of("s3://news/evidence/2024") == "2024"
    assert name_of(str(tmp_path / "2023")) == "2023"
