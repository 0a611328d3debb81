"""Load the templates of `prompts/` and hold them to their declared variables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, meta

from assistant.errors import PromptError

# Every template and the variables that it is given, all of which it may use and none beside.
DECLARED: Mapping[str, frozenset[str]] = {
    "claim": frozenset({"role", "reference", "title", "origin", "quote", "result", "corrects", "latest"}),
    "no_answer": frozenset({"decisions", "organs", "newest", "walls", "obstacles"}),
    "notice": frozenset({"failure"}),
    "rewriting": frozenset({"before", "told", "question"}),
    "sources": frozenset({"question", "sources"}),
    "writing": frozenset({"is_list", "most"}),
}


def _directory() -> Path:
    """Find the templates: in the installed package, or beside it in a checkout."""
    packaged = Path(str(files("assistant"))) / "_prompts"
    return packaged if packaged.is_dir() else Path(str(files("assistant"))).parent / "prompts"


@cache
def _environment() -> Environment:
    # Answers are plain text; each front end escapes for its own medium.
    return Environment(
        loader=FileSystemLoader(_directory()), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def render(name: str, language: str, variables: Mapping[str, Any]) -> str:
    """Fill the template `name` of a language; raise PromptError where template and variables do not fit."""
    declared = DECLARED[name]
    if set(variables) != declared:
        raise PromptError(f"{name}: wants {', '.join(sorted(declared))}")
    filename = f"{name}.{language}.jinja"
    environment = _environment()
    try:
        template = environment.get_template(filename)
    except TemplateNotFound as error:
        raise PromptError(f"{filename} is missing") from error
    return template.render(**variables).strip()


def warm_up() -> None:
    """Compile all templates, each of which would else keep the first who needs it waiting."""
    environment = _environment()
    for filename in environment.list_templates(extensions=["jinja"]):
        environment.get_template(filename)


def check() -> list[str]:
    """Name the templates that use a variable that is not declared; an empty list is well."""
    environment = _environment()
    faults: list[str] = []
    for filename in environment.list_templates(extensions=["jinja"]):
        source = (_directory() / filename).read_text(encoding="utf-8")
        unknown = meta.find_undeclared_variables(environment.parse(source)) - DECLARED[filename.split(".")[0]]
        faults.extend(f"{filename}: {variable}" for variable in sorted(unknown))
    return faults
