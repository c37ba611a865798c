# Two commands do all the set-up: `make close` and `make test`.
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
READY  := $(VENV)/.ready

.PHONY: close test check bench renew

# Live the demonstration's year on a copy under build/, close 2025 and print what was made.
close: $(READY)
	@$(RUN) tests/demo/live.py build/administratie --to build/2025

# Lint, types and tests with branch coverage; what cannot run on this machine is said.
test: check
	@$(VENV)/bin/pytest -n auto --cov --cov-report=term-missing:skip-covered

# Lint and types only.
check: $(READY)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

# Measure the targets as ratios in one run, and our reader beside those of others, which
# get an environment of their own under build/; the tables go to build/bench/.
bench: $(READY)
	@$(RUN) tests/bench/run.py
	@$(RUN) tests/bench/peers.py

# Write the golden files and the demonstration anew; review the diff like code.
renew: $(READY)
	@$(VENV)/bin/pytest --renew -n 0 -q
	@$(RUN) tests/demo/generate.py .

$(READY): requirements.lock pyproject.toml
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation -e .
	@touch $(READY)
