"""What the site protects itself with, as it runs in production."""

import os
import subprocess
import sys
from typing import Any

import pytest
import structlog
from django.test import Client, RequestFactory

from copydesk.newsroom.machines import address_of
from copydesk.queue.models import Job

PRODUCTION = {
    "COPYDESK_PRODUCTION": "1",
    "COPYDESK_SECRET_KEY": "x7Jq0" * 12 + "kQ9",
    "COPYDESK_HOSTS": "example.org",
    "COPYDESK_METRICS_TOKEN": "x7Jq0kQ9" * 3,
    "DJANGO_SETTINGS_MODULE": "copydesk.site.settings",
}


def manage(folder: Any, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "django", *words]
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}  # the browser's
    whole = ours | {"COPYDESK_DATA": str(folder)} | environment
    return subprocess.run(command, env=whole, capture_output=True, text=True, check=False)


def test_djangos_own_check_for_production_finds_nothing(tmp_path: Any) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_production_does_not_start_without_a_secret(tmp_path: Any) -> None:
    done = manage(tmp_path, "check", **(PRODUCTION | {"COPYDESK_SECRET_KEY": ""}))
    assert "COPYDESK_SECRET_KEY is not set" in done.stderr


def test_no_model_has_changed_without_its_migration(tmp_path: Any) -> None:
    done = manage(tmp_path, "makemigrations", "--check", "--dry-run", DJANGO_SETTINGS_MODULE="copydesk.site.settings")
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/api/v1/docs", "/api/v1/nowhere", "/"])
def test_every_answer_carries_the_protecting_headers(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_strange_host_is_refused(client: Client) -> None:
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_a_post_from_another_site_is_refused(people: dict[str, Any]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["writer"])
    assert strict.post("/sign-out").status_code == 403


@pytest.mark.django_db
def test_the_site_is_ready_when_its_tables_are_there(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}


@pytest.mark.django_db
def test_metrics_are_for_machines_alone(client: Client, settings: Any) -> None:
    Job.objects.create(task="a")
    assert 'copydesk_jobs{state="ready"} 1.0' in client.get("/metrics").content.decode()
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 302
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 302
    settings.COPYDESK_METRICS_TOKEN = "t0ken"
    away = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", headers={"Authorization": "Bearer t0ken"}, **away).status_code == 200
    for wrong in ("Bearer wrong", "t0ken", "Basic t0ken", "Bearer", ""):
        assert client.get("/metrics", headers={"Authorization": wrong}, **away).status_code == 302


@pytest.mark.django_db
def test_once_there_is_a_token_the_machine_itself_needs_it_too(client: Client, settings: Any) -> None:
    settings.COPYDESK_METRICS_TOKEN = "t0ken"
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("behind_proxy", [True, False])
@pytest.mark.parametrize(
    "header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Via"]
)
def test_what_a_proxy_on_the_machine_passes_on_is_no_machine(
    client: Client, settings: Any, header: str, behind_proxy: bool
) -> None:
    settings.COPYDESK_BEHIND_PROXY = behind_proxy
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    assert client.get("/metrics", headers={header: "127.0.0.1"}, REMOTE_ADDR="127.0.0.1").status_code == 302


def test_a_forwarded_address_counts_only_behind_a_proxy(settings: Any) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "1.2.3.4, 5.6.7.8"}, REMOTE_ADDR="203.0.113.9")
    assert address_of(request) == "203.0.113.9"
    settings.COPYDESK_BEHIND_PROXY = True
    assert address_of(request) == "5.6.7.8"


@pytest.mark.parametrize(("token", "state"), [("", "is not set"), ("short", "is too short")])
def test_the_check_for_production_wants_a_token_for_the_metrics(tmp_path: Any, token: str, state: str) -> None:
    environment = PRODUCTION | {"COPYDESK_METRICS_TOKEN": token}
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **environment)
    assert done.returncode == 1
    assert f"(newsroom.W001) COPYDESK_METRICS_TOKEN {state}" in done.stderr


@pytest.mark.django_db
def test_the_log_holds_no_path_no_query_and_no_address(client: Client) -> None:
    with structlog.testing.capture_logs() as lines:
        client.get("/pictures/AAAAAAAAAAAAAAAA?name=ada", REMOTE_ADDR="203.0.113.9")
    written = str(lines)
    assert "pictures/<str:public_id>" in written
    assert not any(word in written for word in ("AAAAAAAA", "ada", "203.0.113.9"))
