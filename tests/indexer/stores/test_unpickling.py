"""A keyword index whose files somebody else wrote does nothing but fail."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from whoosh import index
from whoosh.codec import whoosh3
from whoosh.filedb import structfile
from whoosh.filedb.filestore import FileStorage

from indexer.stores import unpickling
from indexer.stores.keywords import SCHEMA, TermIndex


class Order:
    """Have a file made by whoever unpickles this."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self._path),)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_what_names_a_function_is_refused(tmp_path: Path, protocol: int) -> None:
    order = pickle.dumps(Order(tmp_path / "made"), protocol)
    with pytest.raises(pickle.UnpicklingError, match="which an index does not hold"):
        unpickling.loads(order)
    assert not (tmp_path / "made").exists()
    pickle.loads(order)
    assert (tmp_path / "made").exists()  # so that the order is one


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves such a file open
@pytest.mark.parametrize("place", ["schema", "segments"])
def test_an_index_with_an_order_in_it_is_damaged_and_the_order_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "keywords").mkdir()
    order = Order(tmp_path / "made")
    with monkeypatch.context() as patch:
        if place == "schema":
            ordered = SimpleNamespace(dumps=lambda _schema, protocol: pickle.dumps(order, protocol))
            patch.setattr(index, "pickle", ordered)
        else:
            patch.setattr(structfile.StructFile, "write_pickle", lambda file, _value: pickle.dump(order, file.file))
        index.TOC(SCHEMA, [], 0).write(FileStorage(str(tmp_path / "keywords")), "MAIN")
    assert any(b"mkdir" in file.read_bytes() for file in (tmp_path / "keywords").glob("*.toc"))
    if place == "segments":
        with pytest.raises(ValueError, match="damaged"):
            TermIndex(tmp_path / "keywords")
    else:
        TermIndex(tmp_path / "keywords").close()
    assert not (tmp_path / "made").exists()


def test_blocks_of_postings_are_read_by_it() -> None:
    assert whoosh3.loads is unpickling.loads
