"""Small pictures of our own that bear one signal each, in the shapes that generators write."""

import gzip
import io
import json
import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image, PngImagePlugin

A1111 = "a lighthouse in fog\nNegative prompt: blur\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512"
COMFY = json.dumps({"3": {"class_type": "KSampler", "inputs": {"steps": 20}}, "8": {"class_type": "VAEDecode"}})
UPSCALE = json.dumps({"1": {"class_type": "LoadImage"}, "2": {"class_type": "ImageScale"}})
MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
SOURCE = f'Iptc4xmpExt:DigitalSourceType="{MADE}"'
CAPTURED = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"'
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" {}/></rdf:RDF></x:xmpmeta>'
)


def plain(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """Return a soft gradient."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    channels = [(x * 3 + y) % 256, (y * 2) % 256, (x + y * 2) % 256, np.full_like(x, 255)][: len(mode)]
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8), mode)


def scene(seed: int) -> Image.Image:
    """Return a picture with soft shapes of its own."""
    noise = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    return Image.fromarray(noise, "RGB").resize((320, 240), Image.Resampling.BICUBIC)


def png(**texts: str) -> bytes:
    """Return a PNG with text chunks."""
    info = PngImagePlugin.PngInfo()
    for name, value in texts.items():
        info.add_text(name, value)
    return saved(plain(), "PNG", pnginfo=info)


def png_xmp(attributes: str) -> bytes:
    """Return a PNG with an XMP packet."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.format(attributes))
    return saved(plain(), "PNG", pnginfo=info)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return the bytes of a saved picture."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def with_exif(kind: str, tag: int, value: str | bytes, *, inner: bool = False) -> bytes:
    """Return a picture whose EXIF holds one field."""
    exif = Image.Exif()
    (exif.get_ifd(0x8769) if inner else exif)[tag] = value
    return saved(plain(), kind, exif=exif)


def with_xmp(kind: str, attributes: str) -> bytes:
    """Return a picture with an XMP packet in the container's own place."""
    return saved(plain(), kind, xmp=XMP.format(attributes).encode())


def stealth(text: str) -> bytes:
    """Return a PNG that hides parameters in its alpha channel."""
    body = gzip.compress(text.encode())
    raw = b"stealth_pngcomp" + struct.pack(">I", len(body) * 8) + body
    bits = np.unpackbits(np.frombuffer(raw, np.uint8))
    pixels = np.asarray(plain((96, 96), "RGBA")).copy()
    columns = np.swapaxes(pixels[:, :, 3], 0, 1).reshape(-1).copy()
    columns[: len(bits)] = 254 | bits
    pixels[:, :, 3] = np.swapaxes(columns.reshape(96, 96), 0, 1)
    return saved(Image.fromarray(pixels, "RGBA"), "PNG")


def bomb(size: int = 300_000_000) -> bytes:
    """Return a PNG whose compressed text unpacks to ``size`` bytes."""
    packer = zlib.compressobj(9)
    block = b"x" * 1_000_000
    packed = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    body = b"parameters\0\0" + packed
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    whole = saved(plain(), "PNG")
    return whole[:33] + chunk + whole[33:]


def huge() -> bytes:
    """Return a PNG that claims 60,000 x 60,000 pixels."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    whole = saved(plain(), "PNG")
    return whole[:8] + chunk + whole[33:]


def svg(inside: str) -> bytes:
    """Return an SVG document."""
    return f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'.encode()


SIGNALS: dict[str, Callable[[], bytes]] = {
    "generator-parameters": lambda: png(parameters=A1111),
    "generator-parameters in WebP": lambda: with_exif("WEBP", 0x9286, b"ASCII\0\0\0" + A1111.encode(), inner=True),
    "generator-parameters of ComfyUI": lambda: png(prompt=COMFY),
    "generator-parameters of InvokeAI": lambda: png(invokeai_metadata="{}"),
    "generator-parameters of NovelAI": lambda: png(
        Comment=json.dumps({"prompt": "", "steps": 1, "sampler": "", "seed": 1})
    ),
    "generator-parameters in EXIF Make": lambda: with_exif("WEBP", 271, "prompt:" + COMFY),
    "generator-workflow": lambda: png(prompt=UPSCALE),
    "midjourney-job": lambda: png(Description="a cat --v 6 Job ID: 01234567-89ab-cdef-0123-456789abcdef"),
    "digital-source-type": lambda: png_xmp(SOURCE),
    "digital-source-type in JPEG": lambda: with_xmp("JPEG", SOURCE),
    "digital-source-type in WebP": lambda: with_xmp("WEBP", SOURCE),
    "digital-source-type in AVIF": lambda: with_xmp("AVIF", SOURCE),
    "digital-source-type in TIFF": lambda: with_exif("TIFF", 700, XMP.format(SOURCE).encode()),
    "iptc-ai-fields": lambda: png_xmp('Iptc4xmpExt:AISystemUsed="Some model"'),
    "credit-line": lambda: png_xmp('photoshop:Credit="Made with Google AI"'),
    "aigc-label": lambda: png_xmp('TC260:AIGC=\'{"Label":"1"}\''),
    "software": lambda: with_exif("JPEG", 305, "Stable Diffusion 1.5"),
    "stealth": lambda: stealth(A1111),
}
"""A picture for each signal; the first word of the name is the signal that must be told."""

SILENT: dict[str, Callable[[], bytes]] = {
    "nothing at all": lambda: saved(plain(), "PNG"),
    "a description that talks about Midjourney": lambda: png_xmp('dc:description="Midjourney and DALL-E compared"'),
    "a camera": lambda: with_exif("JPEG", 271, "Canon"),
    "a retouching program": lambda: with_exif("JPEG", 305, "Adobe Photoshop 26.1"),
    "parameters of an experiment": lambda: png(parameters='{"learning_rate": 0.1, "steps": 20}'),
    "a source type of a camera": lambda: png_xmp(f'Iptc4xmpExt:DigitalSourceType="{CAPTURED}"'),
    "an opaque alpha channel": lambda: saved(plain(mode="RGBA"), "PNG"),
    "an SVG": lambda: svg("<rect/>"),
    "a large plain picture": lambda: saved(plain((640, 512)), "PNG"),
}
"""Pictures that say nothing of AI, however much they look like it."""
