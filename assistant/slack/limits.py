"""What Slack takes at most, and how text is made to fit: clipped and escaped, so that nothing has to be refused."""

from __future__ import annotations

from urllib.parse import quote

BLOCKS = 50
VIEW_BLOCKS = 100
SECTION = 3_000
HEADER = 150
MARKDOWN = 12_000
MESSAGE = 13_000
ACTIONS = 25
CONTEXT = 10
BUTTON = 75
VALUE = 2_000
LABEL = 75
ADDRESS = 500  # ours: Slack takes 3,000, but a message of many links has to fit too

_MARKDOWN_SIGNS = frozenset("\\`*_[](){}~#|!:@+=-.")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def clip(text: str, longest: int) -> str:
    """Cut a text at its limit and show by an ellipsis that it was cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def plain(text: str, longest: int, *, emoji: bool = False) -> dict[str, object]:
    """Make a text in which Slack reads no markup at all; Slack takes none that is empty."""
    return {"type": "plain_text", "text": clip(text, longest) or "–", "emoji": emoji}


def mrkdwn(text: str) -> dict[str, object]:
    """Make a text of ours whose strange parts went through `escaped`; `verbatim` keeps Slack from finding links."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def escaped(text: str, longest: int) -> str:
    """Take the power from mrkdwn's control characters and cut by the length that results."""
    return _fit([_ENTITIES.get(sign, sign) for sign in " ".join(text.split())], longest)


def escaped_markdown(text: str, longest: int) -> str:
    """Write a strange text so that Markdown shows it as it is: no mention, no link, no style."""
    pieces = [_markdown_sign(sign) for sign in " ".join(text.split())]
    return _fit(pieces, longest)


def link(url: str, label: str) -> str:
    """Link a label that is escaped already in mrkdwn, or give the label where there is no whole address."""
    address = web_address(url)
    return f"<{address}|{label}>" if address else label


def web_address(url: str) -> str:
    """Give an address with all its strange characters encoded; empty where it leads to no web page."""
    if not url.startswith(("https://", "http://")):
        return ""
    address = quote(url, safe=":/#?=%+,;~-._")
    return address if len(address) <= ADDRESS else ""


def _markdown_sign(sign: str) -> str:
    if sign in _ENTITIES:
        return _ENTITIES[sign]
    return f"\\{sign}" if sign in _MARKDOWN_SIGNS else sign


def _fit(pieces: list[str], longest: int) -> str:
    """Join escaped characters; none is cut in two."""
    if sum(map(len, pieces)) <= longest:
        return "".join(pieces)
    kept, length = [], 0
    for piece in pieces:
        if length + len(piece) > longest - 1:
            break
        kept.append(piece)
        length += len(piece)
    return "".join(kept) + "…"
