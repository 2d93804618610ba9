"""One reader under atheris: ``python -m fuzzing.campaign NAME SECONDS FOLDER``.

Atheris follows which branches of our code an input takes, and changes those that take new ones.
"""

import logging
import sys
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingestion", "warehouse"]):
    from fuzzing.readers import READERS

# An input that needs more is a finding, as one is that raises what is none of our errors.
SECONDS_FOR_ONE = 10
MOST_MEGABYTES = 1_500
LONGEST_INPUT = 65_536


def main() -> None:
    """Fuzz one reader; ends with an error, and the input in the folder, where one is found."""
    name, seconds, folder = sys.argv[1:]
    reader = READERS[name]
    corpus = Path(folder) / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(reader.seeds()):
        (corpus / f"seed_{number}").write_bytes(seed[:LONGEST_INPUT])
    logging.disable(logging.CRITICAL)  # the libraries that read pages complain of each of them
    warnings.simplefilter("ignore")
    options = {
        "max_total_time": seconds,
        "timeout": SECONDS_FOR_ONE,
        "rss_limit_mb": MOST_MEGABYTES,
        "max_len": LONGEST_INPUT,
        "print_final_stats": 1,
        "artifact_prefix": f"{folder}/",
    }
    flags = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], reader.try_on)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
