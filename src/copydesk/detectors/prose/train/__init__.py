"""Rebuilds the shipped model of the prose estimate from labelled text, bit by bit."""

from copydesk.detectors.prose.train.pipeline import main

__all__ = ["main"]
