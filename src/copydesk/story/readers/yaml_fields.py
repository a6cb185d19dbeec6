"""YAML fields, loaded without objects and without aliases."""

from typing import Any

import yaml

__all__ = ["YamlError", "load_fields"]


class YamlError(Exception):
    """The block is no YAML that is taken; ``line`` counts from 1."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


class _Loader(yaml.SafeLoader):
    """The safe loader without aliases, which no front matter needs and bombs are made of."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "an alias (*name) is not allowed here", mark)
        return super().compose_node(parent, index)


def load_fields(block: str) -> dict[str, Any] | None:
    """Return the fields, or None where the block is no mapping.

    Raises:
        YamlError: it cannot be parsed.
    """
    try:
        fields = yaml.load(block, Loader=_Loader)  # noqa: S506  # a safe loader with less
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise YamlError(error.problem or "it cannot be parsed", line + 1) from None
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        raise YamlError(str(error).partition("\n")[0], 1) from None
    if fields is None:
        return {}
    return {str(key): value for key, value in fields.items()} if isinstance(fields, dict) else None
