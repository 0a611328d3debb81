"""Text recognition of scans by the command `ocrmypdf` with Finnish and Swedish, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from indexer.deadline import seconds_left

_COMMAND = "ocrmypdf"
_LANGUAGES = ("fin", "swe")
_LONGEST = 1800.0  # seconds for a file


def recognised(content: bytes) -> bytes | None:
    """Give a scanned PDF with the text that is recognised on it; None where it cannot be done here."""
    command = shutil.which(_COMMAND)
    languages = _known_languages() if command else ()
    if command is None or "fin" not in languages:
        return None
    with tempfile.TemporaryDirectory() as folder:
        scan, read = Path(folder, "scan.pdf"), Path(folder, "read.pdf")
        scan.write_bytes(content)
        arguments = [command, "--quiet", "--skip-text", "--rotate-pages", "-l", "+".join(languages)]
        try:
            subprocess.run(
                [*arguments, str(scan), str(read)], check=True, capture_output=True, timeout=seconds_left(_LONGEST)
            )
        except (subprocess.SubprocessError, OSError):
            return None
        return read.read_bytes()


def _known_languages() -> tuple[str, ...]:
    """Give those of our languages that tesseract, which does the work, has data for."""
    tesseract = shutil.which("tesseract")
    if tesseract is None:
        return ()
    try:
        said = subprocess.run([tesseract, "--list-langs"], check=True, capture_output=True, text=True, timeout=30)
    except (subprocess.SubprocessError, OSError):
        return ()
    return tuple(language for language in _LANGUAGES if language in said.stdout.split())
