"""Measurements: each module has `measure()`, which returns a Markdown section; `python -m bench` runs them all."""
