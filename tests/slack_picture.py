"""Draw blocks as Slack roughly shows them: HTML of ours, and a picture of it for the README.

`python -m tests.slack_picture` draws `docs/slack.png` with Chromium.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from assistant.slack.blocks import Shown, message
from tests.assistant.slack.kept import kept

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "slack.png"
_LINK = re.compile(r"&lt;(https?://[^|&]+)\|(.*?)&gt;")
_STYLE = """
body { margin: 0; padding: 20px 24px; width: 760px; background: #fff; color: #1d1c1d;
  font: 15px/1.46 Lato, "Liberation Sans", "DejaVu Sans", sans-serif; }
.message { display: grid; grid-template-columns: 44px 1fr; margin-bottom: 22px; }
.face { width: 36px; height: 36px; border-radius: 6px; background: #1f3a5f; color: #fff; text-align: center;
  font: bold 20px/36px sans-serif; }
.face.asker { background: #7a8b99; }
.name { font-weight: bold; } .app { background: #e8e8e8; font-size: 10px; padding: 1px 4px; border-radius: 2px; }
p { margin: 2px 0 6px; } a { color: #1264a3; text-decoration: none; }
.context { color: #616061; font-size: 13px; margin: 3px 0; }
.actions { margin: 8px 0 4px; } .button { display: inline-block; border: 1px solid #bbb; border-radius: 6px;
  padding: 3px 10px; margin: 0 6px 6px 0; font-size: 13px; font-weight: bold; }
.feedback .button { border: 0; color: #616061; padding-left: 0; font-weight: normal; }
"""


def page(*conversations: tuple[str, list[dict[str, Any]]]) -> str:
    """Give a page that shows questions and the blocks that answer them."""
    shown = "".join(_question(asked) + _answer(blocks) for asked, blocks in conversations)
    return f'<!doctype html><html lang="fi"><meta charset="utf-8"><style>{_STYLE}</style><body>{shown}</body></html>'


def _question(text: str) -> str:
    words = f'<span class="name">Asko</span><p>@pykala {html.escape(text)}</p>'
    return f'<div class="message"><div class="face asker">A</div><div>{words}</div></div>'


def _answer(blocks: list[dict[str, Any]]) -> str:
    name = '<span class="name">Pykälä</span> <span class="app">APP</span>'
    return f'<div class="message"><div class="face">§</div><div>{name}{"".join(map(_block, blocks))}</div></div>'


def _block(block: dict[str, Any]) -> str:
    if block["type"] == "markdown":
        return str(MarkdownIt("commonmark").render(block["text"]))
    if block["type"] == "context":
        return "".join(f'<div class="context">{_mrkdwn(each["text"])}</div>' for each in block["elements"])
    elements = block["elements"]
    if block["type"] == "context_actions":
        sides = [each[side] for each in elements for side in ("positive_button", "negative_button")]
        return f'<div class="actions feedback">{"".join(map(_button, sides))}</div>'
    return f'<div class="actions">{"".join(map(_button, elements))}</div>'


def _button(element: dict[str, Any]) -> str:
    return f'<span class="button">{html.escape(element["text"]["text"])}</span>'


def _mrkdwn(text: str) -> str:
    linked = _LINK.sub(r'<a href="\1">\2</a>', html.escape(html.unescape(text), quote=False))
    return linked.replace("\n", "<br>")


def draw(names: tuple[str, ...], picture: Path) -> None:
    """Draw some of the kept answers with Chromium, and cut the picture to what it shows."""
    answers = [kept(name) for name in names]
    shown = page(*((each.question.text, message(each, Shown(each.question.language))) for each in answers))
    picture.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "slack.html"
        file.write_text(shown, encoding="utf-8")
        size = "--window-size=808,760"
        command = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", size, f"--screenshot={picture}"]
        subprocess.run([*command, file.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    draw(tuple(sys.argv[1:]) or ("decision", "no_answer"), PICTURE)
