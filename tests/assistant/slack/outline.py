"""Blocks as lines that people can read: what a message says and what can be pressed."""

from __future__ import annotations

from typing import Any


def outline(blocks: list[dict[str, Any]]) -> str:
    """Write each block as its type and what it shows; buttons stand in brackets with what they bring back."""
    return "\n".join(line for block in blocks for line in _lines(block)) + "\n"


def _lines(block: dict[str, Any]) -> list[str]:
    kind = block["type"]
    if kind == "markdown":
        return [f"{kind}: {line}" for line in block["text"].splitlines() if line]
    if kind == "context":
        return [f"{kind}: {line}" for each in block["elements"] for line in each["text"].splitlines()]
    if kind in ("section", "header"):
        return [f"{kind}: {line}" for line in block["text"]["text"].splitlines()]
    return [f"{kind}: {_pressed(each)}" for each in block["elements"]]


def _pressed(element: dict[str, Any]) -> str:
    if element["type"] == "feedback_buttons":
        sides = [element["positive_button"], element["negative_button"]]
    else:
        sides = [element]
    return " ".join(f"[{each['text']['text']}] {each['value']}" for each in sides)
