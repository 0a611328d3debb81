"""A file that is read where it lies in memory reads as `io.BytesIO` does."""

from __future__ import annotations

import io
import os
import random

import pytest

from indexer.stores.mapped import MappedFile

CONTENT = b"first\nsecond line\n\n" + bytes(range(256)) * 40 + b"no end"


def test_reads_as_a_file_in_memory_does() -> None:
    chance = random.Random(3)
    mapped, copied = MappedFile(CONTENT), io.BytesIO(CONTENT)
    for _ in range(3_000):
        size = chance.choice((-1, None, 0, 1, 7, 5_000, 10**6))
        match chance.randrange(4):
            case 0:
                assert mapped.read(size) == copied.read(size)
            case 1:
                assert mapped.readline(size) == copied.readline(size)
            case 2:
                place = chance.randrange(len(CONTENT) + 50)
                assert mapped.seek(place) == copied.seek(place)
            case _:
                assert mapped.seek(-3, os.SEEK_END) == copied.seek(-3, os.SEEK_END)
        assert mapped.tell() == copied.tell()


def test_no_place_before_the_first() -> None:
    with pytest.raises(ValueError, match="no place -1"):
        MappedFile(CONTENT).seek(-1)


def test_what_is_closed_is_let_go_and_not_read_any_more() -> None:
    content = bytearray(CONTENT)
    mapped = MappedFile(content)
    mapped.close()
    content.clear()  # which would fail while it is held
    with pytest.raises(ValueError, match="released"):
        mapped.read(1)
