# What CI runs, task by task; `just` alone lists them, `just ci` is all of it. Tasks run in .venv, which `just setup` makes.

# One for each processor, at most four: a browser test takes one half and a gigabyte of memory.
workers := "-n auto --maxprocesses 4 --dist worksteal"

export PATH := justfile_directory() / ".venv/bin" + ":" + env("PATH")

[private]
default:
    @just --list

# Install everything: Python's libraries in .venv, the tools for scripts in node_modules
setup:
    python3 -m venv .venv
    .venv/bin/pip install --quiet -r requirements.txt -r tests/requirements.txt -c requirements.lock
    npm ci --no-audit --no-fund

# Everything that must pass before a change is taken in
ci: checks fast built browser

# All that runs no test, side by side
[parallel]
checks: lint layers types scripts holes

# Linter and formatter
lint:
    ruff check .
    ruff format --check .

# Which room may import which
layers:
    lint-imports

# Types, of the modules that pyproject.toml names
types:
    mypy

# The components' scripts: linter, types and tests
scripts:
    npm run --silent lint
    npm run --silent types
    npm run --silent test

# Known holes in what is installed, where the list of them can be reached
holes:
    #!/usr/bin/env bash
    if ! audit=$(pip-audit --progress-spinner=off 2>&1); then
      tail -n 40 <<<"$audit"
      ! grep -q "known vulnerabilit" <<<"$audit" || exit 1
      echo "The list of known holes could not be asked."
    fi

# Tests of functions: no database, no office, no browser. What fails is tried once more, told as FLAKY if it passes then
fast *arguments:
    python .ci/twice.py tests --ignore tests/e2e -m "not built" {{workers}} {{arguments}}

# Tests that pull from offices of their own, build a database, or read one, the same way
built *arguments:
    python .ci/twice.py tests --ignore tests/e2e -m built {{workers}} {{arguments}}

# Tests in Chromium, the same way; a missing browser is a failure here, not a skip
browser *arguments:
    REQUIRE_BROWSER=1 python .ci/twice.py tests/e2e {{workers}} {{arguments}}

# Ruff's own changes: imports in order, lines as they should be
format:
    ruff check --fix .
    ruff format .

# Every indicator's sentence as approved, once somebody has read the new ones aloud
approve:
    PYTHONPATH=. python tests/dashboard/measures/test_approved_sentences.py

# Every version that is installed together, to requirements.lock
lock:
    #!/usr/bin/env bash
    set -euo pipefail
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    python3.11 -m venv "$fresh"  # the oldest that the program runs on
    "$fresh/bin/pip" install --quiet -r requirements.txt -r tests/requirements.txt
    { head -n 2 requirements.lock; "$fresh/bin/pip" freeze; } > "$fresh/lock"
    mv "$fresh/lock" requirements.lock
