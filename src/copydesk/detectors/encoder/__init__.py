"""A small encoder that reads passages as word pieces: what the detectors that trained one share."""

from copydesk.detectors.encoder.reading import DamagedModelError, Encoder, normalise, tokenizer

__all__ = ["DamagedModelError", "Encoder", "normalise", "tokenizer"]
