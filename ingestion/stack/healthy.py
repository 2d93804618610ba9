"""A health check for containers, a hundred times cheaper than Airflow's own command line.

`python -m ingestion.stack.healthy URL [COMPONENT]`: exit code 1 unless the API server answers, and
says that the component's heart beats.
"""

import sys

from ingestion.stack.health import answers, unhealthy


def is_healthy(url: str, component: str | None = None) -> bool:
    """Whether the API server answers; of a component, whether it is well by that answer."""
    if component is None:
        return answers(url)
    ill = unhealthy(url)
    return not {component, "api-server"} & set(ill)


if __name__ == "__main__":
    sys.exit(0 if is_healthy(*sys.argv[1:3]) else 1)
