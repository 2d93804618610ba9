# syntax=docker/dockerfile:1
# One image for every service of docker-compose.yml. The base is named by its full version; to hold
# it by digest too, build with --build-arg BASE=python:3.11.15-slim-bookworm@sha256:…, as read from
# your registry (docs/how-to/deploy.md).
ARG BASE=python:3.11.15-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
# Everything that runs, by version and hash; the layer stays as long as the lock does.
COPY deploy/image.lock /tmp/image.lock
RUN /opt/venv/bin/pip install --no-deps --require-hashes --requirement /tmp/image.lock \
 && /opt/venv/bin/pip check
WORKDIR /opt/vintages
COPY pyproject.toml README.md LICENSE ./
COPY warehouse warehouse
COPY ingestion ingestion
COPY examples examples
COPY dags dags
# Whoever copied this folder under umask 077 has files that only their owner reads.
RUN /opt/venv/bin/pip install --no-deps --no-build-isolation --editable . \
 && /opt/venv/bin/python -m compileall -q warehouse ingestion examples dags \
 && chmod -R a+rX /opt/vintages
# What Airflow would write at its start: an empty file, so that no key is made, and what to preload.
RUN mkdir -p /opt/airflow/config \
 && touch /opt/airflow/airflow.cfg \
 && /opt/venv/bin/python -c "from ingestion.stack.environment import PRELOAD; print(PRELOAD, end='')" \
    > /opt/airflow/config/airflow_local_settings.py

FROM ${BASE}
RUN useradd --uid 50000 --gid 0 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin vintages \
 && install --directory --owner 50000 --group 0 --mode 0770 /var/lib/vintages /var/log/vintages
# The official Helm chart asks by this path whether a process is well.
RUN printf '#!/bin/sh\nexec python -m ingestion.stack.container "$@"\n' > /entrypoint \
 && chmod 0755 /entrypoint
COPY --from=build /opt /opt
ENV PATH=/opt/venv/bin:$PATH \
    AIRFLOW_HOME=/opt/airflow \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /opt/vintages
USER 50000:0
ENTRYPOINT ["python", "-m", "ingestion.stack.container"]
CMD ["vintages", "--help"]
