# People, CI and scripts call the same targets. `make help` lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

BIN   := .venv/bin
PORT  ?= 8000
# Narrow the tests: make test TESTS="tests/portal -k search". Coverage is judged only over all of them.
TESTS ?=
# One more than the two processors of a small machine: many tests wait, for a browser, a process or a disk.
JOBS  ?= 3
# How long and for how many people: make soak MINUTES=5 USERS=20
MINUTES ?= 60
USERS   ?= 50
PYTEST = $(BIN)/pytest --durations 30 --numprocesses $(JOBS) --dist worksteal
# The tests of the packages whose branch coverage is judged: to trace the others, too, costs minutes.
MEASURED := $(wildcard tests/generators/test_*.py) $(addprefix tests/generators/,model source edition) tests/portal/ledger

export PYTHON

COMPILE := pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: help
help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- install ------------------------------------------------------------------------------------------------

.PHONY: setup
setup: .venv/.installed ## make .venv with the locked dependencies and .venv/bin/dutybook

.venv/.installed: requirements-dev.lock pyproject.toml .ci/setup
	@.ci/setup requirements-dev.lock
	@touch $@

.venv/.installed-bench: requirements-bench.lock .venv/.installed
	@.ci/setup requirements-bench.lock
	@touch $@

.PHONY: lock
lock: ## renew the lock files from pyproject.toml (needs uv); UPGRADE=1 takes the newest versions
	@command -v uv >/dev/null || { echo "make lock needs uv, see CONTRIBUTING.md" >&2; exit 3; }
	uv $(COMPILE) $(if $(UPGRADE),--upgrade) --extra dev --extra bench --output-file requirements-bench.lock
	uv $(COMPILE) --constraint requirements-bench.lock --extra dev \
		--output-file requirements-dev.lock
	uv $(COMPILE) --constraint requirements-bench.lock --output-file requirements.lock
	uv $(COMPILE) --constraint requirements-bench.lock --extra postgres --extra sso --extra notify \
		--output-file requirements-server.lock

# --- use ----------------------------------------------------------------------------------------------------

.PHONY: run
run: setup ## build the demonstration portal with people and history, serve it on loopback (PORT=8000)
	@$(BIN)/dutybook demo --port $(PORT)

.PHONY: bundle
bundle: setup ## make one archive that installs without a network (var/bundle; BUNDLE="--machine x86_64 --python 3.11")
	$(BIN)/python deploy/bundle/make.py $(BUNDLE)

# --- check --------------------------------------------------------------------------------------------------

.PHONY: check
check: check-format check-lint check-types check-imports check-rules check-schemas check-docs ## format, lint, types, import contracts, budgets, languages, lock, schemas and docs

.PHONY: check-format check-lint check-types check-imports check-rules check-schemas check-docs
check-format: setup
	$(BIN)/ruff format --check .
check-lint: setup
	$(BIN)/ruff check .
check-types: setup
	$(BIN)/mypy
check-imports: setup
	$(BIN)/lint-imports
check-rules: setup
	$(BIN)/python -m tests.checks
check-schemas: setup
	$(BIN)/python -m generators.source.schema --check
check-docs: setup
	$(BIN)/python -m generators.documentation --check

.PHONY: format
format: setup ## put the code into the agreed form and mend what ruff can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# --- test ---------------------------------------------------------------------------------------------------

.PHONY: test
test: setup tools ## run the whole test suite, rigs at reduced size (TESTS= narrows it)
ifeq ($(strip $(TESTS)),)
	@failed=0; \
	$(PYTEST) $(MEASURED) --cov --cov-report=json:var/coverage/report.json --cov-report= || failed=1; \
	$(PYTEST) tests $(MEASURED:%=--ignore=%) || failed=1; \
	$(BIN)/python -m tests.checks.branches var/coverage/report.json || failed=1; \
	exit $$failed
else
	$(PYTEST) $(TESTS)
endif

.PHONY: tools
tools: setup ## install the system tools the tests use, where that is allowed
	@$(BIN)/python -m tests.tools install

.PHONY: prove
prove: setup tools ## run the rigs at full size and print one table
	$(BIN)/pytest tests/prove tests/journeys/test_every_page.py tests/journeys/demo/test_every_portal_page.py \
		--full-size --timeout 3600

.PHONY: soak
soak: setup ## load the demonstration as a company would (MINUTES=60 USERS=50) and print one table
	$(BIN)/python -m tests.prove.soak --minutes $(MINUTES) --users $(USERS)

.PHONY: bench
bench: .venv/.installed-bench ## run all benchmarks and print their ratios
	$(BIN)/python -m tests.benchmarks.run

.PHONY: clean
clean: ## remove what checks and tests leave behind; var/ with its editions stays
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/coverage
	find generators portal search_index tests -name __pycache__ -type d -prune -exec rm -rf {} +
