# Set-up, checks and measurements; every target brings what it needs.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint types layers unit browser bench lock format clean
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= auto

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.7'

.venv/.ready: requirements/dev.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	$(BIN)/python -m compileall -q src
	@touch $@

setup: .venv/.ready  ## make the environment (.venv) with locked packages

run: setup  ## run the site with sample people and stories
	$(BIN)/copydesk serve --demo

test: lint types layers unit  ## ruff, mypy, import-linter, pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports

unit: setup
	scripts/with-postgres $(BIN)/pytest -n $(WORKERS)

format: setup  ## let ruff format and mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup  ## measure speed and accuracy, write docs/benchmarks.md
	$(BIN)/python -m bench

lock: $(BIN)/uv  ## resolve the lock files anew
	for set in "dev:--group dev --extra train --extra archive -c requirements/constraints.txt" "run:-c requirements/dev.lock" \
	    "archive:--extra archive -c requirements/dev.lock"; do \
	  $(BIN)/uv pip compile pyproject.toml $${set#*:} --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --quiet -o requirements/$${set%%:*}.lock > /dev/null || exit 1; done

clean:  ## remove the environment and caches
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis build dist
