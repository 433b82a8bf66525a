# Each target makes what it needs: on a fresh Debian machine with Python 3.11 or newer,
# `make site` builds the edition and `make test` proves it.

PYTHON ?= python3
export PYTHON

# What follows `build`, `serve` or `check` on the command line: make serve OPTIONS="--port 8001"
OPTIONS ?=

VENV := .venv
RUN := $(VENV)/bin/python
PYTEST := $(RUN) -m pytest
READY := $(VENV)/.ready
TEST_READY := $(VENV)/.test-ready
TOOLS := tests/tools/node_modules/.package-lock.json

.DEFAULT_GOAL := site
.DELETE_ON_ERROR:
.PHONY: site serve check test test-fast golden lint format bench messages programs clean help

site: $(READY) ## build the edition into site/
	$(RUN) build.py build $(OPTIONS)

serve: $(READY) ## build, serve, and rebuild on every save
	$(RUN) build.py serve $(OPTIONS)

check: $(READY) ## report every problem in the edition
	$(RUN) build.py check $(OPTIONS)

test: lint programs $(TEST_READY) $(TOOLS) ## run everything
	$(PYTEST) -n 2 -m "not slow"
	$(PYTEST) -m slow

test-fast: $(TEST_READY) ## run what needs neither a browser nor any other program
	$(PYTEST) -n 2 -m "not browser and not external and not slow"

golden: $(TEST_READY) ## rewrite the expected results; review the difference like code
	$(PYTEST) -m "not browser and not external and not slow" --update-golden

lint: $(TEST_READY) ## check style and types
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

format: $(TEST_READY) ## put the code in its form
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

bench: $(TEST_READY) ## time the build beside plain parsing
	$(RUN) -m bench

messages: $(TEST_READY) ## renew the catalogues of the interface; LANGUAGE=de begins one
	scripts/messages $(LANGUAGE)

clean: ## remove what was built, but not what was installed
	rm -rf site build dist .loccit-cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find loccit tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

# What the machine must have for the tests.
programs:
	@scripts/provide chromium java libatomic pdftotext jing

$(RUN):
	scripts/provide venv
	$(PYTHON) -m venv --clear $(VENV)

$(READY): pyproject.toml | $(RUN)
	$(RUN) -m pip install -qq --disable-pip-version-check --no-input --editable .
	touch $@

$(TEST_READY): pyproject.toml $(READY)
	$(RUN) -m pip install -qq --disable-pip-version-check --no-input --editable '.[test]'
	touch $@

# `--ignore-scripts`: the packages bring what we need, and would fetch more.
$(TOOLS): tests/tools/package.json tests/tools/package-lock.json
	scripts/provide npm
	npm ci --prefix tests/tools --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@
