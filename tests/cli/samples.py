"""Stories of our own that the tests of the command line check."""

from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"

BEES = """My grandmother kept bees behind a petrol station outside Ghent, and every August she made me hold the smoker.

The first winter I lost four of the six hives. I blamed mites, then the neighbour's hedge, and I had fed them too late.

What nobody tells you about a swarm is the sound. It comes down the street like a lorry with a loose tarpaulin.

I sold eleven jars at the school fair. A woman brought hers back and said that it had crystals in it.
"""
LATE = BEES + "\nI drafted this post with Claude and edited it myself.\n"
