"""Run every check of the project: `python -m tests`; `--slow` adds the long measurements."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def checks(slow: bool) -> list[list[str]]:
    """List the checks in the order in which they run; pytest is last, so that its summary is the last line."""
    # Each process holds the model; the tests of a file share what they prepare, so they stay together.
    pytest = ["pytest", "-n", str(min(2, os.cpu_count() or 1)), "--dist", "loadfile", *(["-m", ""] if slow else [])]
    return [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], pytest]


def main() -> int:
    """Run all checks, even after a failure, and give the exit code of the first that failed."""
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    parser.add_argument("--slow", action="store_true", help="run the measurements that take minutes too")
    codes = []
    for check in checks(parser.parse_args().slow):
        said = shlex.join(check)
        print(f"$ {said}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", *check], cwd=ROOT, check=False).returncode)
        if codes[-1] and check[0] != "pytest":
            print(f"failed: {said} (exit code {codes[-1]})", flush=True)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
