# Two commands: `make demo` (see an audit) and `make test` (run every check).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint bench validate samples lock clean

demo: $(VENV)/run.stamp
	$(BIN)/adm-audit demo

test: $(VENV)/test.stamp lint
	$(BIN)/python -m pytest -n auto --dist loadfile -q

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/test.stamp
	$(BIN)/python benchmarks/speed.py

validate: $(VENV)/test.stamp
	$(BIN)/python benchmarks/validate.py

samples: $(VENV)/run.stamp
	$(BIN)/python sample_data/make_samples.py

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml requirements/run.in -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements/run.txt pyproject.toml requirements/run.in requirements/test.in -o requirements/test.txt

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --only-binary :all: -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/test.stamp: requirements/test.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --only-binary :all: -r requirements/test.txt
	$(PIP) --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV) adm-audit-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
