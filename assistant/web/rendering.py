"""Write pages: the templates with what all of them need."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.web.words import LANGUAGES, Words, day, figure

STATIC = "/static"


def render(template: str, language: str, **context: Any) -> str:
    """Write a page, or an XML file by a name that ends so; everything that comes from documents is escaped."""
    return _environment().get_template(template).render(t=Words(language), **context)


def fragment(macro: str, language: str, *given: Any) -> str:
    """Write a piece of a page, by the name of its macro."""
    module = _environment().get_template("parts.html").make_module({"t": Words(language)})
    return str(getattr(module, macro)(*given)).strip()


def static(name: str) -> str:
    """Give the address of a static file; it changes with the file, so that browsers may keep it for ever."""
    return f"{STATIC}/{name}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    return hashlib.sha256(files("assistant.web").joinpath("static", name).read_bytes()).hexdigest()[:12]


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("assistant.web"),
        autoescape=True,
        auto_reload=False,  # else it asks for the age of each file for each piece of a page
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, figure=figure, host=lambda address: urlsplit(address).hostname or address)
    made.globals.update(static=static, languages=LANGUAGES)
    return made
