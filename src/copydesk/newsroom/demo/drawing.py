"""The demo's pictures, drawn in code; some carry the provenance that image generators leave in their files."""

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

__all__ = ["draw"]

SIZE = (960, 600)
Colours = tuple[str, str, str]
PALETTES: dict[str, Colours] = {
    "dawn": ("#f3d9b1", "#c97c5d", "#4a4e69"),
    "field": ("#dde5b6", "#a3b18a", "#344e41"),
    "sea": ("#cfe8ef", "#5fa8d3", "#1b4965"),
    "night": ("#22223b", "#4a4e69", "#f2e9e4"),
}
A1111 = "a quiet harbour at dusk, oil painting\nSteps: 28, Sampler: Euler a, CFG scale: 7, Seed: 1289, Model: v1-5"
COMFY = '{"3": {"class_type": "KSampler", "inputs": {"seed": 88, "steps": 20, "sampler_name": "euler"}}}'
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>'
    "</rdf:RDF></x:xmpmeta>"
)
GENERATED = {
    "a1111": ("parameters", A1111),
    "comfy": ("prompt", COMFY),
    "iptc": ("XML:com.adobe.xmp", XMP),
}


def draw(name: str) -> bytes:
    """Draw a picture by its name, ``motif-palette`` or ``motif-palette-provenance``; one name, always the same bytes.

    Motifs: hills, waves, rings, skyline. Palettes and provenances: the tables of this module.
    """
    motif, palette, *made = name.split("-")
    image = Image.new("RGB", SIZE, PALETTES[palette][0])
    MOTIFS[motif](ImageDraw.Draw(image), PALETTES[palette], random.Random(name))  # noqa: S311  # a picture, no secret
    info = PngInfo()
    if made:
        key, value = GENERATED[made[0]]
        (info.add_itxt if key.startswith("XML:") else info.add_text)(key, value)
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def _hills(draw_: ImageDraw.ImageDraw, colours: Colours, chance: random.Random) -> None:
    for layer in range(4):
        base, swing = 300 + layer * 70, 60 - layer * 8
        phase = chance.uniform(0, 6)
        line = [(x, base + swing * math.sin(x / (110 + layer * 30) + phase)) for x in range(0, SIZE[0] + 20, 20)]
        draw_.polygon([(0, SIZE[1]), *line, (SIZE[0], SIZE[1])], fill=_mix(colours[1], colours[2], layer / 3))


def _waves(draw_: ImageDraw.ImageDraw, colours: Colours, chance: random.Random) -> None:
    for row in range(14):
        phase = chance.uniform(0, 6)
        line = [(x, 40 + row * 42 + 12 * math.sin(x / 60 + phase)) for x in range(0, SIZE[0] + 12, 12)]
        draw_.line(line, fill=_mix(colours[1], colours[2], row / 13), width=6)


def _rings(draw_: ImageDraw.ImageDraw, colours: Colours, chance: random.Random) -> None:
    for _ in range(9):
        x, y, radius = chance.randint(0, SIZE[0]), chance.randint(0, SIZE[1]), chance.randint(40, 190)
        colour = _mix(colours[1], colours[2], chance.random())
        draw_.ellipse((x - radius, y - radius, x + radius, y + radius), outline=colour, width=10)


def _skyline(draw_: ImageDraw.ImageDraw, colours: Colours, chance: random.Random) -> None:
    x = 0
    while x < SIZE[0]:
        width, height = chance.randint(40, 110), chance.randint(120, 430)
        draw_.rectangle((x, SIZE[1] - height, x + width - 6, SIZE[1]), fill=_mix(colours[1], colours[2], height / 430))
        x += width


MOTIFS: dict[str, Callable[[ImageDraw.ImageDraw, Colours, random.Random], None]] = {
    "hills": _hills,
    "waves": _waves,
    "rings": _rings,
    "skyline": _skyline,
}


def _mix(first: str, second: str, share: float) -> tuple[int, int, int]:
    a, b = (tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in (first, second))
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )
