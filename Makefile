# `make up` runs the product, `make test` proves it. Both install what they need first.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install up test check bench scale lock

install: .venv/installed

# The lock is complete. With dependencies, pip would look for `celery[redis]` anew and find another.
.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

up: install
	$(BIN)/vintages up

test: check
	$(BIN)/pytest --numprocesses 2 --dist loadfile

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	$(BIN)/python -m benchmarks.load_a_release

# Two Celery workers, twelve datasets at once; wants redis-server (in the path, or REDIS_SERVER).
scale: install
	$(BIN)/python -m benchmarks.scale_out

lock: install
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra airflow --extra scale --extra monitoring --extra image \
	  --constraint requirements.lock --python-version 3.11 --python-platform linux \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file deploy/image.lock
