"""Airflow reads its environment when it is first imported: it is set here, before that."""

import atexit
import os
import tempfile
from pathlib import Path

from ingestion.stack.environment import airflow_environment

_HOME = tempfile.TemporaryDirectory(prefix="vintages-airflow-")
atexit.register(_HOME.cleanup)
_NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none"  # reading DAG files must not need one

for name in [name for name in os.environ if name.startswith("AIRFLOW__")]:
    del os.environ[name]
os.environ.update(airflow_environment(Path(_HOME.name), _NO_DATABASE, 8080))
os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "WARNING"
