"""Hide personal data from those who have no need of it, in whatever is shown; ids and addresses stay as they are.

A masked letter or figure is a dot, so that a masked quote stands word for word in the masked paragraph, at its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from assistant.engine import Found
from assistant.model import Answer, Citation, Told
from assistant.service.asker import Asker
from assistant.settings import Settings
from indexer.personal import masked

_PROSE = frozenset(  # fields that tell what documents or people say
    "text comments quote context title snippet detail heading_path confidential reference source".split()
)
Shown = TypeVar("Shown")


class Masking:
    """Hide what the settings say, unless an asker has one of the access groups that may see it."""

    def __init__(self, settings: Settings) -> None:
        self._kinds = settings.mask
        self._groups = frozenset(settings.mask_except_groups)

    def kinds(self, asker: Asker) -> tuple[str, ...]:
        """Give the kinds of personal data that are hidden from an asker."""
        return () if self._groups.intersection(asker.groups) else self._kinds

    def shown(self, asker: Asker, value: Shown) -> Shown:
        """Give a value as an asker may see it: its texts, and those of all values within it."""
        kinds = self.kinds(asker)
        return cast(Shown, _masked(value, kinds)) if kinds else value

    def answered(self, asker: Asker, value: Shown, paragraph: Callable[[Citation], str | None]) -> Shown:
        """Give an answer, or a claim of one, as an asker may see it.

        The hash of a paragraph that has something hidden is that of what is shown: else it would tell by trying.
        """
        kinds = self.kinds(asker)
        if not kinds or not isinstance(value, Answer | Told):
            return self.shown(asker, value)

        def rehashed(citation: Citation) -> Citation:
            text = paragraph(citation)
            if text is None or (hidden := masked(text, kinds)) == text:
                return citation
            return replace(citation, text_hash=hashlib.sha256(hidden.encode()).hexdigest()[:16])

        citations = tuple(map(rehashed, value.citations))
        return cast(Shown, _masked(replace(value, citations=citations), kinds))

    def found(self, asker: Asker, found: Found) -> Found:
        """Give a decision as an asker may see it, without the files in which something would have to be hidden."""
        hidden = set(self.kinds(asker))
        if not hidden:
            return found
        keeps = found.document is not None and hidden.isdisjoint(found.document.personal)
        attachments = tuple(each for each in found.attachments if hidden.isdisjoint(each.personal))
        given = replace(found, document=found.document if keeps else None, attachments=attachments)
        return self.shown(asker, given)


def _masked(value: object, kinds: tuple[str, ...], is_prose: bool = False) -> object:
    if isinstance(value, str):
        return masked(value, kinds) if is_prose else value
    if isinstance(value, tuple | list):
        made = [_masked(each, kinds, is_prose) for each in value]
        return tuple(made) if isinstance(value, tuple) else made
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        each.name: new
        for each in fields(value)
        if (new := _masked(old := getattr(value, each.name), kinds, each.name in _PROSE)) is not old and new != old
    }
    return replace(value, **changed) if changed else value
