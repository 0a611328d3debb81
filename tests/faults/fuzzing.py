"""Let Atheris look for a file of a kind on which its reader fails: `python -m tests.faults.fuzzing kokous.json 60`.

Atheris (`pip install .[fuzz]`) sees which lines a file reaches, and spoils on what reaches new ones. PDFs are left out:
what reads them is no Python, and ends the process that it breaks down in.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["indexer.formats", "indexer.minutes", "indexer.reports", "indexer.layout"]):
    import indexer.reading  # noqa: F401

from tests.faults.test_parsers import reads


def main() -> None:
    """Read files until one fails, or for so many seconds."""
    name, seconds = sys.argv[1], sys.argv[2]
    options = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=0", "-max_len=20000", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, *sys.argv[3:]], lambda content: reads(name, content))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
