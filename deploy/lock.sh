#!/usr/bin/env bash
# Writes the two lock files: every package with the hashes of its files, installed by plain pip on any PC.
set -euo pipefail
cd "$(dirname "$0")/.."
lock() {
    .venv/bin/uv pip compile pyproject.toml "$@" --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header
}
lock --output-file requirements.lock
lock --extra test --output-file requirements-test.lock
