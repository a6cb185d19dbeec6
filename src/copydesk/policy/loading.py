"""Where policies come from: the bundled ones by name, others by path, overlays with what they extend."""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from copydesk.policy.fields import suggestion
from copydesk.policy.model import Policy
from copydesk.policy.parsing import parse
from copydesk.policy.source import PolicyError, Problem, Source

__all__ = ["base_of", "bundled", "cases_of", "load", "read"]

DEPTH = 5


@lru_cache(maxsize=1)
def bundled() -> tuple[str, ...]:
    """Return the names of the policies that come with the package, sorted."""
    found = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def load(name_or_path: str | Path) -> Policy:
    """Return a policy ready to rule with.

    Args:
        name_or_path: the name of a bundled policy ("medium-2024-05") or the path of a TOML file.

    Raises:
        PolicyError: there is no such policy, or its form is wrong; the message says where and what to do.
    """
    name = str(name_or_path)
    return _load_bundled(name) if name in bundled() else _strict(Path(name_or_path))


def read(name_or_path: str | Path) -> tuple[Policy, Source, list[Problem]]:
    """Read a policy for the checker: with its source, and its problems instead of an exception.

    Raises:
        PolicyError: there is no such policy, or so much is wrong that there is none.
    """
    name = str(name_or_path)
    return _read(_folder_path(name) if name in bundled() else Path(name_or_path), 0)


def base_of(name_or_path: str | Path) -> Policy | None:
    """Return the policy that an overlay extends, or None where it extends none.

    Raises:
        PolicyError: the base cannot be read.
    """
    name = str(name_or_path)
    path = _folder_path(name) if name in bundled() else Path(name_or_path)
    return _base(Source.of_file(path), path, 0)


def cases_of(policy: Policy) -> Path | None:
    """Return the file of cases that belongs to a bundled policy, or None where there is none."""
    path = _folder() / "cases" / f"{policy.id}.toml"
    return path if Path(policy.place).parent == _folder() and path.is_file() else None


@lru_cache(maxsize=32)
def _load_bundled(name: str) -> Policy:
    return _strict(_folder_path(name))


def _strict(path: Path) -> Policy:
    policy, _, problems = _read(path, 0)
    errors = [p for p in problems if p.severity == "error"]
    if errors:
        raise PolicyError(*errors)
    return policy


def _read(path: Path, depth: int) -> tuple[Policy, Source, list[Problem]]:
    if not path.is_file():
        hint = suggestion(str(path), bundled())
        raise PolicyError(Problem("no-such-policy", f'there is no policy "{path}"', hint))
    source = Source.of_file(path)
    base = _base(source, path, depth)
    policy, problems = parse(source, base)
    return policy, source, problems


def _base(source: Source, path: Path, depth: int) -> Policy | None:
    head = source.data.get("policy")
    name = head.get("extends") if isinstance(head, dict) else None
    if name is None:
        return None
    if not isinstance(name, str):
        raise PolicyError(source.problem("wrong-type", '"extends" must be a name or path', "policy", "extends"))
    if depth >= DEPTH:
        raise PolicyError(source.problem("extends", "overlays extend each other without end", "policy", "extends"))
    below = _folder_path(name) if name in bundled() else path.parent / name
    if not below.is_file():
        hint = suggestion(name, bundled())
        raise PolicyError(
            source.problem("no-such-policy", f'there is no policy "{name}"', "policy", "extends", hint=hint)
        )
    base, _, problems = _read(below, depth + 1)
    errors = [p for p in problems if p.severity == "error"]
    if errors:
        raise PolicyError(*errors)
    return base


def _folder() -> Path:
    return Path(str(files("copydesk.policy"))) / "bundled"


def _folder_path(name: str) -> Path:
    return _folder() / f"{name}.toml"
