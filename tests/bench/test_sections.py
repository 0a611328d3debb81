"""Each command of the benchmark writes its own section of the page and no other."""

from __future__ import annotations

from pathlib import Path

from tests.bench.sections import write_section


def test_each_section_is_replaced_by_itself(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    write_section("speed", "# Speed\n\nquick", page)
    write_section("growth", "# Growth\n\nmuch", page)
    write_section("speed", "# Speed\n\nquicker\n", page)
    assert page.read_text() == (
        "<!-- speed: begin -->\n\n# Speed\n\nquicker\n\n<!-- speed: end -->\n\n"
        "<!-- growth: begin -->\n\n# Growth\n\nmuch\n\n<!-- growth: end -->\n"
    )
