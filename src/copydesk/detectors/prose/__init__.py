"""How much of a story's prose AI wrote, and how sure that is: an estimate that abstains rather than guesses."""

from copydesk.detectors.prose.estimate import LEAST_WORDS, VERSION, estimate, ready
from copydesk.detectors.prose.model import ModelError

__all__ = ["LEAST_WORDS", "VERSION", "ModelError", "estimate", "ready"]
