# Two commands do everything: `make report` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# The matrices are small: more threads do not make them faster, and two processes with threads wait for each other.
export OPENBLAS_NUM_THREADS := 1

.PHONY: report test lint accessibility clean

report: $(INSTALLED)
	@$(BIN)/stagepact report

# A file's tests share what they build, so a file stays with one process; by name, so that no long one comes last.
test: $(INSTALLED)
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered --cov-fail-under=90

lint: $(INSTALLED)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/stagepact instrument check
	@$(BIN)/stagepact literature check

# Tests the built site and keeps the outcome, from which the accessibility statement is made; then `make report`.
accessibility: $(INSTALLED)
	@$(BIN)/python tests/accessible.py

clean:
	rm -rf _site data/processed notebooks/*_files *_files .pytest_cache .mypy_cache .ruff_cache .coverage

$(INSTALLED): requirements.lock pyproject.toml
	@echo "De omgeving wordt ingericht in $(VENV) (eenmalig, een minuut of twee)."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
