"""Tells from an element's attributes why a browser would not show its text."""

from collections.abc import Mapping

__all__ = ["Colours", "why_hidden"]

Colours = tuple[str, str]
"""The text colour and the background an element inherits, "" for not said."""

_CLASSES = frozenset(
    "sr-only screen-reader-text visually-hidden visuallyhidden d-none hidden is-hidden hide invisible "  # noqa: SIM905
    "u-hidden offscreen assistive-text element-invisible".split()
)
_FAR = 500.0
_SMALL = 1.0
_FAINT = 0.05


def why_hidden(attributes: Mapping[str, str | None], inherited: Colours) -> tuple[str, Colours]:
    """Return the reason ("" where the text is shown) and the colours its children inherit."""
    if "hidden" in attributes:
        return "hidden", inherited
    if (attributes.get("aria-hidden") or "").strip().lower() == "true":
        return "aria-hidden", inherited
    if found := _CLASSES.intersection((attributes.get("class") or "").lower().split()):
        return f"class {min(found)}", inherited
    style = attributes.get("style")
    if not style and "color" not in attributes and "bgcolor" not in attributes:
        return "", inherited
    rules = _rules(style or "")
    colours = _colours(rules, attributes, inherited)
    return _by_style(rules) or _by_colour(rules, attributes, colours), colours


def _rules(style: str) -> dict[str, str]:
    rules: dict[str, str] = {}
    for part in style.lower().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            rules[name.strip()] = value.replace("!important", "").strip()
    return rules


def _by_style(rules: Mapping[str, str]) -> str:
    if rules.get("display") == "none":
        return "display:none"
    if rules.get("visibility") in {"hidden", "collapse"}:
        return f"visibility:{rules['visibility']}"
    if (opacity := _number(rules.get("opacity", ""))) is not None and opacity <= _FAINT:
        return "opacity:0"
    if (size := _number(rules.get("font-size", ""))) is not None and size <= _SMALL and _unit(rules["font-size"]):
        return "font-size:0"
    return _clipped(rules) or _off_screen(rules)


def _unit(size: str) -> bool:
    """A size of 1em or 1rem is as large as the text around it; 0.9em is no hidden text either."""
    return not size.endswith(("em", "%")) or (_number(size) or 0.0) <= _FAINT


def _clipped(rules: Mapping[str, str]) -> str:
    clip = rules.get("clip", "").replace(" ", "") + rules.get("clip-path", "").replace(" ", "")
    if clip.startswith(("rect(0,0,0,0", "rect(0000", "rect(1px,1px,1px,1px", "inset(50%", "inset(100%", "circle(0")):
        return "clipped"
    for side in ("width", "height", "max-width", "max-height"):
        size = _number(rules.get(side, ""))
        if size is not None and size <= _SMALL and rules.get("overflow", "").startswith(("hidden", "clip")):
            return f"{side}:0"
    return "scale(0)" if "scale(0)" in rules.get("transform", "").replace(" ", "") else ""


def _off_screen(rules: Mapping[str, str]) -> str:
    sides = ["text-indent", "margin-left", "margin-top"]
    if rules.get("position") in {"absolute", "fixed", "relative"}:
        sides += ["left", "top", "right", "bottom"]
    for side in sides:
        if (at := _number(rules.get(side, ""))) is not None and at <= -_FAR:
            return "off screen"
    return ""


def _colours(rules: Mapping[str, str], attributes: Mapping[str, str | None], inherited: Colours) -> Colours:
    colour = rules.get("color") or (attributes.get("color") or "").lower() or inherited[0]
    shade = rules.get("background-color") or rules.get("background") or (attributes.get("bgcolor") or "").lower()
    return _plain(colour), _plain(shade) or inherited[1]


def _by_colour(rules: Mapping[str, str], attributes: Mapping[str, str | None], colours: Colours) -> str:
    if not ({"color", "background", "background-color"} & rules.keys()) and "color" not in attributes:
        return ""
    colour, shade = colours
    if colour == "transparent" or (colour and colour == (shade or "#fff")):
        return "the colour of its background"
    return ""


def _plain(colour: str) -> str:
    """Bring the usual spellings of one colour together."""
    colour = colour.replace(" ", "")
    if colour in {"white", "#ffffff", "#ffff", "rgb(255,255,255)", "rgba(255,255,255,1)", "hsl(0,0%,100%)"}:
        return "#fff"
    if colour in {"black", "#000000", "rgb(0,0,0)", "rgba(0,0,0,1)"}:
        return "#000"
    if colour in {"rgba(0,0,0,0)", "#0000", "#00000000", "rgba(255,255,255,0)"}:
        return "transparent"
    return colour


def _number(value: str) -> float | None:
    digits = value.strip()
    end = len(digits)
    while end and not (digits[end - 1].isdigit() or digits[end - 1] == "."):
        end -= 1
    try:
        return float(digits[:end])
    except ValueError:
        return None
