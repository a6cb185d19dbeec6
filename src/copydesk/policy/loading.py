"""Where policies come from: the bundled ones by name, others by path, overlays with what they extend."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from copydesk.policy.fields import suggestion
from copydesk.policy.model import Policy
from copydesk.policy.parsing import parse
from copydesk.policy.source import PolicyError, Problem, Source

__all__ = ["Read", "bundled", "cases_of", "extended", "load", "loads", "read", "reads"]

DEPTH = 5


@dataclass(frozen=True)
class Read:
    """A policy as the checker sees it: with its source, the problems of its form, and what it extends."""

    policy: Policy
    source: Source
    problems: list[Problem]
    base: Policy | None


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
    return _load_bundled(name) if name in bundled() else _sound(_read_path(Path(name_or_path), 0))


def loads(text: str, name: str = "policy.toml", *, over: Policy | None = None) -> Policy:
    """Return a policy from its source, such as one that a site keeps; it may extend a bundled one.

    Args:
        text: the TOML source.
        name: how messages call it.
        over: lay it over this policy, such as a later version of the one that it extends.

    Raises:
        PolicyError: its form is wrong.
    """
    source = Source(text, name)
    return _sound(_read(source, None, 0) if over is None else _laid(source, over))


def read(name_or_path: str | Path) -> Read:
    """Read a policy for the checker: with its source, and its problems instead of an exception.

    Raises:
        PolicyError: there is no such policy, or so much is wrong that there is none.
    """
    name = str(name_or_path)
    return _read_path(_folder_path(name) if name in bundled() else Path(name_or_path), 0)


def reads(text: str, name: str = "policy.toml", *, over: Policy | None = None) -> Read:
    """Read a policy from its source for the checker; ``over`` as for ``loads``.

    Raises:
        PolicyError: so much is wrong that there is none.
    """
    source = Source(text, name)
    return _read(source, None, 0) if over is None else _laid(source, over)


def extended(text: str, name: str = "policy.toml") -> str:
    """Return the name of the policy that a source says it extends, "" where it names none.

    Raises:
        PolicyError: it is no TOML.
    """
    head = Source(text, name).data.get("policy")
    named = head.get("extends") if isinstance(head, dict) else None
    return named if isinstance(named, str) else ""


def cases_of(policy: Policy) -> Path | None:
    """Return the file of cases that belongs to a bundled policy, or None where there is none."""
    path = _folder() / "cases" / f"{policy.id}.toml"
    return path if Path(policy.place).parent == _folder() and path.is_file() else None


@lru_cache(maxsize=32)
def _load_bundled(name: str) -> Policy:
    return _sound(_read_path(_folder_path(name), 0))


def _sound(found: Read) -> Policy:
    errors = [p for p in found.problems if p.severity == "error"]
    if errors:
        raise PolicyError(*errors)
    return found.policy


def _read_path(path: Path, depth: int) -> Read:
    if not path.is_file():
        hint = suggestion(str(path), bundled())
        raise PolicyError(Problem("no-such-policy", f'there is no policy "{path}"', hint))
    return _read(Source.of_file(path), path.parent, depth)


def _read(source: Source, folder: Path | None, depth: int) -> Read:
    return _laid(source, _base(source, folder, depth))


def _laid(source: Source, base: Policy | None) -> Read:
    policy, problems = parse(source, base)
    return Read(policy, source, problems, base)


def _base(source: Source, folder: Path | None, depth: int) -> Policy | None:
    head = source.data.get("policy")
    name = head.get("extends") if isinstance(head, dict) else None
    if name is None:
        return None
    if not isinstance(name, str):
        raise PolicyError(source.problem("wrong-type", '"extends" must be a name or path', "policy", "extends"))
    if depth >= DEPTH:
        raise PolicyError(source.problem("extends", "overlays extend each other without end", "policy", "extends"))
    below = _folder_path(name) if name in bundled() else folder / name if folder else None
    if below is None or not below.is_file():
        hint, message = suggestion(name, bundled()), f'there is no policy "{name}"'
        raise PolicyError(source.problem("no-such-policy", message, "policy", "extends", hint=hint))
    return _sound(_read_path(below, depth + 1))


def _folder() -> Path:
    return Path(str(files("copydesk.policy"))) / "library"


def _folder_path(name: str) -> Path:
    return _folder() / f"{name}.toml"
