"""The sections of README.md, each written by a command of its own between two markers."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).with_name("README.md")


def write_section(name: str, text: str, readme: Path = README) -> None:
    """Put a section in the place of the one of that name, or at the end where there is none."""
    first, last = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    section = f"{first}\n\n{text.strip()}\n\n{last}"
    if first in page:
        before, _, rest = page.partition(first)
        after = rest.partition(last)[2]
        page = f"{before}{section}{after}"
    else:
        page = f"{page.rstrip()}\n\n{section}\n".lstrip()
    readme.write_text(page, encoding="utf-8")
