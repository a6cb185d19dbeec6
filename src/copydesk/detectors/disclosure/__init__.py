"""Finds the author's statements on AI, in the text and in captions."""

from copydesk.detectors.disclosure.captions import read_caption
from copydesk.detectors.disclosure.encoder import ready
from copydesk.detectors.disclosure.find import find
from copydesk.detectors.disclosure.statements import read_statement
from copydesk.detectors.disclosure.verdict import Verdict
from copydesk.detectors.disclosure.window import window

__all__ = ["VERSION", "Verdict", "find", "read_caption", "read_statement", "ready", "window"]

VERSION = "3"
