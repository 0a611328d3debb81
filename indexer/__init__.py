"""From documents to a searchable store: sources, formats, decisions, passages, stores."""

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# Haystack reads this when it is first imported, and reports usage to its makers unless it says no.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"


class _HaystackWithoutTorch(MetaPathFinder):
    """Tell Haystack that there is no torch, which it imports to name devices and can do without.

    It would take each question seconds and half a gigabyte. Everything else finds torch as usual.
    """

    _importer = "haystack.utils.device"

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        importing = sys.modules.get(self._importer) if name == "torch" else None
        if importing is not None and not hasattr(importing, "ComponentDevice"):  # it is still being imported
            raise ModuleNotFoundError(f"{self._importer} is to do without torch", name=name)


class _PosthogWhenUsed(MetaPathFinder):
    """Load what Haystack reports use by only when it does: with all that hangs on it, that takes half a second."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "posthog":
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


sys.meta_path[:0] = [_HaystackWithoutTorch(), _PosthogWhenUsed()]
