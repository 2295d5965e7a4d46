# Two commands do everything: `make demo` and `make test`. They set up what they need on a fresh Debian or Ubuntu.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# `make test WITH_TRAIN=1` also installs what only training needs, and runs its tests instead of skipping them.
READY := $(VENV)/.tested $(if $(filter 1,$(WITH_TRAIN)),$(VENV)/.training)
# Minutes each; those that take hours, a disk of their own or the real image sets are commands of docs/performance.md.
BENCHES := chain compare align archive plc
PEERS := mbpoll socat tshark libmodbus-dev gcc libc6-dev pkg-config chromium fonts-noto-cjk systemd shellcheck

.PHONY: help install demo test check bench ui lock peers clean

help: ## What each command does
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

install: $(VENV)/.installed ## The package in .venv, nothing more

demo: $(VENV)/.installed ## A simulated line on this PC: parts flow, the dashboard opens its address
	$(BIN)/inspector demo

test: check peers ## All checks, then all tests, with the real peers where they are
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

check: $(READY) ## Format, lint, types, imports, spelling
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/codespell inspector tests bench docs deploy systemd *.md

bench: $(VENV)/.tested ## How fast it is on this PC, each figure beside the plain way in the same run
	for bench in $(BENCHES); do $(BIN)/python bench/$$bench.py; done

ui: ## The dashboard's pages built from ui/ (needs Node 20 and network; the built pages are committed)
	cd ui && npm ci --ignore-scripts && npm run build

lock: $(VENV)/.tested ## Newest allowed versions into the two lock files
	deploy/lock.sh

peers: ## The Debian packages of the real peers that the tests talk to
	@deploy/peers.sh $(PEERS)

clean: ## Everything that was made here and is not in git, except what parts were recorded
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis ui/node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Inspector needs Python 3.11 or newer, $(PYTHON) is $$($(PYTHON) --version 2>&1); set PYTHON=..." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || deploy/venv-package.sh $(PYTHON) $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --editable .
	touch $@

$(VENV)/.tested: requirements-test.lock $(VENV)/.installed
	$(PIP) --require-hashes -r requirements-test.lock
	touch $@

$(VENV)/.training: requirements-train.txt $(VENV)/.tested
	$(PIP) -r requirements-train.txt
	touch $@
