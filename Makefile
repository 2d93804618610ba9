# `make up` runs the product, `make test` proves it. Both install what they need first.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install up test test-long check docs bench bench-peers scale faults fuzz audit sbom lock

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml install.py
	$(PYTHON) -m venv .venv
	$(BIN)/python install.py
	touch $@

up: install
	$(BIN)/vintages up

test: check .venv-clients/installed
	$(BIN)/pytest -m "not long" --numprocesses 2 --dist loadfile --no-loadscope-reorder

# Two clients of the HTTP API, which bring pyarrow: beside it, pandas keeps texts otherwise than with us.
.venv-clients/installed: tests/clients.lock
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/pip install --quiet --require-hashes --requirement tests/clients.lock
	touch $@

# The stories that take minutes each: more of Airflow end to end, every fault on every table, every order.
test-long: install
	$(BIN)/pytest -m long

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2 || $(BIN)/mypy # alone, where two do not start within its three seconds
	$(BIN)/lint-imports

# The site of docs/; every warning is an error. Addresses outside are listed beside it, and not asked.
docs: install
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs build/docs
	@echo "build/docs/index.html"

bench: install
	$(BIN)/python -m benchmarks.speed $(OPTIONS)

bench-peers: install .venv-peers/installed
	$(BIN)/python -m benchmarks.speed --peers $(OPTIONS)

.venv-peers/installed: benchmarks/peers.lock
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --require-hashes --requirement benchmarks/peers.lock
	touch $@

# Each reader under atheris for so many seconds; READERS='"tsv" "html"' for some of them.
SECONDS ?= 60
fuzz: install .venv-fuzz/installed
	PYTHONPATH=.venv-fuzz $(BIN)/python -m fuzzing $(SECONDS) $(READERS)

.venv-fuzz/installed: fuzzing/atheris.lock
	$(BIN)/python -m pip install --quiet --target .venv-fuzz --upgrade --no-deps --require-hashes \
	  --requirement fuzzing/atheris.lock
	touch $@

# Known weaknesses of what is locked: exit code 1 for some, 3 where nobody could be asked.
audit: .venv-audit/installed
	.venv-audit/bin/python -I audit/known_weaknesses.py requirements.lock deploy/image.lock

# What the product consists of, as CycloneDX in JSON.
sbom: .venv-audit/installed
	mkdir -p build
	.venv-audit/bin/cyclonedx-py requirements deploy/image.lock --pyproject pyproject.toml --output-reproducible \
	  --of JSON --output-file build/sbom.json

.venv-audit/installed: audit/tools.lock
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet --require-hashes --requirement audit/tools.lock
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
	$(BIN)/uv pip compile pyproject.toml deploy/helm/requirements.in --extra airflow --extra scale --extra monitoring \
	  --extra image --python-version 3.11 --python-platform linux \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file deploy/helm/image.lock
	echo "atheris==3.0.0" | $(BIN)/uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --output-file fuzzing/atheris.lock
	printf 'pysdmx[data,json,xml]>=1.21\nsdmx1>=2.28\n' | $(BIN)/uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --output-file tests/clients.lock
	printf 'pip-audit\ncyclonedx-bom\n' | $(BIN)/uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --output-file audit/tools.lock
