# Recipes for people and for CI alike; each does its own set-up. `make help` lists them.
# Needs Python 3.11 or newer, git, and the package registry; the Spark tests also need Java 17.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK_READY := $(VENV)/.spark-ready
BENCH_READY := $(VENV)/.bench-ready
FUZZ_READY := $(VENV)/.fuzz-ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PIP_COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/python -m piptools compile --quiet --strip-extras --generate-hashes \
	--allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
DEV_GROUP := $(BIN)/python -c "import tomllib; \
	print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['dev'], sep='\n')"
WORKERS ?= 3
# Else each worker in a fresh clone compiles all modules, and each command that it starts does again.
BYTECODE := $(BIN)/python -m compileall -q -j 2 src
unexport PYTHONDONTWRITEBYTECODE
SECONDS := 30

.PHONY: help demo test test-fast check docs bench fuzz lock spark clean

help: ## list the recipes
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

demo: $(READY) ## the main job on the bundled sample: tables, map and waterfall in demo-output/
	$(BIN)/clearway demo --output demo-output

test: $(READY) spark ## the whole suite; Spark tests run where a Java 17 runtime is found
	@$(BYTECODE)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test-fast: $(READY) ## the suite without what takes seconds and without Spark
	@$(BYTECODE)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m 'not slow and not spark'

check: $(READY) ## lint, format, types, layers, and the common subset of SQL
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.lint_sql

docs: $(READY) ## write the reference pages that are made from the code
	$(BIN)/python -m tools.reference

bench: $(BENCH_READY) ## every figure of speed and memory, with its ratio to a floor and an alternative
	$(BIN)/python -m benchmarks

fuzz: $(FUZZ_READY) ## every reader fed with damaged files, guided by coverage; SECONDS=30 for each
	PYTHONPATH=tests $(BIN)/python -m fuzz --seconds $(SECONDS) --output fuzz-output $(TARGETS)

lock: $(READY) ## pin every package anew, with hashes
	$(PIP) install 'pip-tools>=7.5'
	$(DEV_GROUP) | $(PIP_COMPILE) --upgrade --extra site --extra mcp --output-file requirements.lock pyproject.toml -
	$(PIP_COMPILE) --upgrade --extra spark --constraint requirements.lock \
		--output-file requirements-spark.lock pyproject.toml

clean: ## remove what the recipes made, the environment included
	rm -rf $(VENV) demo-output bench-output fuzz-output build dist .pytest_cache .mypy_cache .ruff_cache \
		.hypothesis .import_linter_cache

# The environment is made once, and again when the lock or the project's own metadata change.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Clearway needs Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)' >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo 'No virtual environment can be made. On Debian: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Installing the packages of requirements.lock into $(VENV)' >&2
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# What the bench compares against, data only, for that recipe alone.
$(BENCH_READY): benchmarks/requirements.txt $(READY)
	$(PIP) install --no-deps --require-hashes -r benchmarks/requirements.txt
	@touch $@

# What guides the fuzzing, for that recipe alone.
$(FUZZ_READY): tests/fuzz/requirements.txt $(READY)
	$(PIP) install --no-deps --require-hashes -r tests/fuzz/requirements.txt
	@touch $@

# Spark is left out, not failed on, where there is no Java: its tests then say why they are skipped.
spark: $(READY)
	@java=$${JAVA_HOME:+$$JAVA_HOME/bin/}java; \
	found=$$("$$java" -version 2>&1 | sed -nE '1s/.*version "([0-9]+).*/\1/p' || true); \
	if [ "$${found:-0}" -ge 17 ]; then $(MAKE) --no-print-directory $(SPARK_READY); else \
		echo 'No Java 17 runtime: the Spark tests will be skipped.' >&2; \
		echo 'To run them: apt-get install openjdk-17-jre-headless' >&2; fi

$(SPARK_READY): requirements-spark.lock $(READY)
	@echo 'Installing Spark (about 450 MB) into $(VENV)' >&2
	$(PIP) install --require-hashes -r requirements-spark.lock
	@touch $@
