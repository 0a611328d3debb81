"""Imports point one way: front ends → engine → pipeline → workers → indexer; read from the source, not run."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter

import pytest

from tests.conftest import ROOT

# Lowest first. A module imports its own layer and those below it.
ASSISTANT_LAYERS = (
    {"lexicon", "model", "errors", "settings"},
    {
        "prompts",
        "understanding",
        "highlighting",
        "page_pictures",
        "stages",
        "reranking",
        "retrieval",
        "answering",
        "search",
        "fusion",
    },
    {"pipeline"},
    {"opened"},
    {"engine"},
    {"contract", "terminal", "repository"},
    {"service"},
    {"doctor"},
    {"api", "web", "slack", "evaluation", "commands", "cli", "examples"},
)
LAYER = {piece: height for height, pieces in enumerate(ASSISTANT_LAYERS) for piece in pieces}
BELOW_FRONT_ENDS = ASSISTANT_LAYERS[1] | ASSISTANT_LAYERS[2] | ASSISTANT_LAYERS[3]
SERVED = {"api", "web", "slack"}
# What these may use of the indexer: the command line for the administrator's commands, the engine to open a store.
OF_THE_INDEXER = {
    "cli": {"indexer.errors", "indexer.pipeline", "indexer.stores.opening"},
    "commands": {
        "indexer.errors",
        "indexer.migration",
        "indexer.pipeline",
        "indexer.redactions",
        "indexer.stores.archive",
        "indexer.stores.opening",
        "indexer.stores.unwritable",
    },
    "contract": {"indexer.model"},
    "doctor": {
        "indexer.embedding",
        "indexer.errors",
        "indexer.finnish",
        "indexer.lexicon",
        "indexer.passages",
        "indexer.setting_sources",
        "indexer.stores.opening",
    },
    "service": {"indexer.model", "indexer.personal", "indexer.stores.base"},
    "engine": {
        "indexer.errors",
        "indexer.model",
        "indexer.names",
        "indexer.originals",
        "indexer.pictures",
        "indexer.references",
        "indexer.stores",
    },
}
# Libraries that hide behind one module of ours.
HIDDEN = {
    "pyvoikko": "indexer.voikko",
    "Stemmer": "indexer.stemming",
    "whoosh": "indexer.stores.keywords",
}
INDEXER_LEAVES = {"indexer.model", "indexer.errors"}
INDEXING_ONLY = {"indexer.pipeline", "indexer.sources", "indexer.formats", "indexer.minutes", "indexer.reports"}
# Libraries read something from the environment when they are imported, so it has to be set before.
SETS_FOR_LIBRARIES = {"indexer", "assistant.commands.serving"}


def find_modules() -> dict[str, ast.Module]:
    """Parse our packages; keys are dotted names."""
    found = {}
    for package in ("indexer", "assistant"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = find_modules()


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Yield what a tree imports, `from a import b` as `a.b`; our imports are absolute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write absolute imports"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def as_module(name: str) -> str | None:
    """Name the module of ours that an imported name lies in, or None."""
    while name not in MODULES:
        name, dot, _ = name.rpartition(".")
        if not dot:
            return None
    return name


def imported_modules(tree: ast.AST) -> set[str]:
    return {module for name in imported_names(tree) if (module := as_module(name))}


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def offenders(within: str, *forbidden: str) -> list[str]:
    """List what the modules within a package import of the forbidden packages."""
    return [
        f"{module} imports {name}"
        for module, tree in MODULES.items()
        if is_within(module, within)
        for name in imported_names(tree)
        if any(is_within(name, package) for package in forbidden)
    ]


def piece(module: str) -> str | None:
    """Name the part of `assistant` that a module belongs to; None for the package itself and for others."""
    package, _, rest = module.partition(".")
    return rest.partition(".")[0] if package == "assistant" and rest else None


def reads_environment(tree: ast.AST) -> bool:
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {name.rpartition(".")[2] for name in imported_names(tree)}
    return not used.isdisjoint({"environ", "environb", "getenv"})


def top_level(tree: ast.Module) -> ast.Module:
    """Keep what runs when the module is imported: no function bodies, no `if TYPE_CHECKING`."""
    kept = [
        node
        for node in tree.body
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    ]
    return ast.Module(body=kept, type_ignores=[])


def test_imports_are_read_as_they_stand() -> None:
    tree = ast.parse(
        "import indexer.model as m\nfrom indexer.stores import base\ndef f():\n    from os import environ\n"
    )
    assert list(imported_names(tree)) == ["indexer.model", "indexer.stores.base", "os.environ"]
    assert imported_modules(tree) == {"indexer.model", "indexer.stores.base"}


def test_indexer_never_imports_assistant() -> None:
    assert offenders("indexer", "assistant") == []


@pytest.mark.parametrize("leaf", sorted(INDEXER_LEAVES))
def test_leaves_of_the_indexer_import_nothing_of_ours(leaf: str) -> None:
    assert imported_modules(MODULES[leaf]) == set()


def test_stores_do_not_know_how_documents_are_read() -> None:
    assert offenders("indexer.stores", *INDEXING_ONLY) == []


def test_every_piece_of_the_assistant_has_a_layer() -> None:
    unplaced = {found for module in MODULES if (found := piece(module)) and found not in LAYER}
    assert unplaced == set(), "give each a layer in ASSISTANT_LAYERS"


def test_the_assistant_imports_downwards() -> None:
    upwards = [
        f"{module} imports {other}"
        for module, tree in MODULES.items()
        if (mine := piece(module))
        for other in imported_modules(tree)
        if (theirs := piece(other)) and LAYER[theirs] > LAYER[mine]
    ]
    assert upwards == []


@pytest.mark.parametrize("front_end", sorted(ASSISTANT_LAYERS[-1]))
def test_front_ends_reach_the_rest_through_the_engine(front_end: str) -> None:
    assert offenders(f"assistant.{front_end}", *(f"assistant.{name}" for name in BELOW_FRONT_ENDS)) == []


@pytest.mark.parametrize("front_end", sorted(SERVED))
def test_served_front_ends_know_no_search_library(front_end: str) -> None:
    assert offenders(f"assistant.{front_end}", "haystack", "haystack_integrations", "whoosh", "indexer") == []


@pytest.mark.parametrize("worker", sorted(ASSISTANT_LAYERS[1]))
def test_workers_read_stores_and_never_index(worker: str) -> None:
    assert offenders(f"assistant.{worker}", *INDEXING_ONLY) == []


@pytest.mark.parametrize("user", sorted(OF_THE_INDEXER))
def test_little_of_the_indexer_is_used(user: str) -> None:
    others = [found for found in offenders(f"assistant.{user}", "indexer") if not is_allowed(user, found.split()[-1])]
    assert others == []


def is_allowed(user: str, name: str) -> bool:
    return any(is_within(name, allowed) for allowed in OF_THE_INDEXER[user])


@pytest.mark.parametrize("library", sorted(HIDDEN))
def test_some_libraries_hide_behind_one_module(library: str) -> None:
    users = {
        module for module, tree in MODULES.items() if any(is_within(name, library) for name in imported_names(tree))
    }
    assert users == {HIDDEN[library]}


def test_only_settings_read_the_environment() -> None:
    assert {name for name, tree in MODULES.items() if reads_environment(tree)} <= SETS_FOR_LIBRARIES


@pytest.mark.parametrize("module", ["assistant", "assistant.engine", "indexer.pipeline"])
def test_haystack_reports_no_use_whatever_is_imported_first(module: str) -> None:
    code = f"import {module}, haystack.telemetry._telemetry as reports; assert reports.telemetry is None"
    # Without the environment of this process, in which it is switched off already.
    done = subprocess.run([sys.executable, "-c", code], env={}, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"assistant/__init__.py and indexer/__init__.py have to switch it off\n{done.stderr}"


def test_no_modules_import_each_other() -> None:
    graph = {name: imported_modules(top_level(tree)) - {name} for name, tree in MODULES.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the cycle
