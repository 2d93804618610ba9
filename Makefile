# `make up` runs the product, `make test` proves it. Both install what they need first.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install up test test-long check bench bench-peers scale faults lock

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml install.py
	$(PYTHON) -m venv .venv
	$(BIN)/python install.py
	touch $@

up: install
	$(BIN)/vintages up

test: check
	$(BIN)/pytest -m "not long" --numprocesses 2 --dist loadfile --no-loadscope-reorder

# The stories that take minutes each: more of Airflow end to end, every fault on every table, every order.
test-long: install
	$(BIN)/pytest -m long

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2 || $(BIN)/mypy # alone, where two do not start within its three seconds
	$(BIN)/lint-imports

bench: install
	$(BIN)/python -m benchmarks.speed $(OPTIONS)

bench-peers: install .venv-peers/installed
	$(BIN)/python -m benchmarks.speed --peers $(OPTIONS)

.venv-peers/installed: benchmarks/peers.lock
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --require-hashes --requirement benchmarks/peers.lock
	touch $@

# Two Celery workers, twelve datasets at once; wants redis-server (in the path, or REDIS_SERVER).
scale: install
	$(BIN)/python -m benchmarks.scale_out

# A hundred releases of twelve datasets while every process is killed; best as root, which may mount a
# disk that can be full. OPTIONS="--seed 2 --releases 10 --datasets 3 --faults 4" for a small one.
faults: install
	$(BIN)/python -m benchmarks.fault_campaign $(OPTIONS)

lock: install
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra airflow --extra scale --extra monitoring --extra image \
	  --constraint requirements.lock --python-version 3.11 --python-platform linux \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file deploy/image.lock
