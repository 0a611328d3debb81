"""Keep one vector a passage in a file and search it exactly by cosine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits

from indexer.stores.ranking import Mask, Rows, Scores, best_rows

Matrix = NDArray[np.float32]

# Copying a few rows out costs less than multiplying all of them.
_SPARSE_SHARE = 0.25
_UNIT_TOLERANCE = 1e-3
_MANY = 20_000  # rows; fewer take a millisecond or two


def unit_vectors(vectors: ArrayLike, dimensions: int) -> Matrix:
    """Scale vectors to length 1: (n, dimensions) float32; raise ValueError for a wrong shape, zero or NaN."""
    matrix = np.asarray(vectors, dtype=np.float32)
    if matrix.ndim != 2 or matrix.shape[1] != dimensions:
        raise ValueError(f"the store keeps vectors of {dimensions} dimensions, not an array of shape {matrix.shape}")
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    if not np.all(np.isfinite(lengths)) or not np.all(lengths > 0):
        raise ValueError("a vector is zero or not finite")
    scaled: Matrix = matrix / lengths
    return scaled


def are_sound(matrix: Matrix) -> NDArray[np.bool_]:
    """Say of each vector whether it is finite and of length 1."""
    sound: NDArray[np.bool_] = np.abs(np.linalg.norm(matrix, axis=1) - 1) < _UNIT_TOLERANCE
    return sound


def save_vectors(path: Path, matrix: Matrix) -> None:
    """Write vectors, one row a passage, as `np.save` does, whose errors do not say that a disk is full."""
    rows = np.ascontiguousarray(matrix, dtype=np.float32)
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(rows))
        file.write(rows.data)


def load_vectors(path: Path) -> Matrix:
    """Map vectors into memory: reader processes share the pages, and a deleted file stays readable."""
    _multiply_on_one_thread()
    matrix: Matrix = np.load(path, mmap_mode="r", allow_pickle=False)
    return matrix


def no_vectors(dimensions: int) -> Matrix:
    """Give an empty matrix, as in the place of one whose file is let go."""
    return np.empty((0, dimensions), dtype=np.float32)


def search_vectors(matrix: Matrix, vector: ArrayLike, mask: Mask, limit: int) -> tuple[Rows, Scores]:
    """Rank the rows under a mask by cosine with a vector, best first; give rows and their cosines."""
    query = unit_vectors(np.atleast_2d(vector), matrix.shape[1])[0]
    rows = np.flatnonzero(mask)
    sparse = len(rows) < _SPARSE_SHARE * len(matrix)
    cosines = matrix[rows] @ query if sparse else _cosines(matrix, query)[rows]
    chosen = best_rows(cosines, rows, limit)
    return chosen, cosines[np.searchsorted(rows, chosen)]


def _cosines(matrix: Matrix, query: Matrix) -> Scores:
    """Multiply all rows; where they are many, half of them on another thread, which takes 8 ms a 100,000 and not 14."""
    if len(matrix) < _MANY:
        return matrix @ query
    middle = len(matrix) // 2
    first = _beside().submit(np.matmul, matrix[:middle], query)
    second = matrix[middle:] @ query
    return np.concatenate([first.result(), second])


@cache
def _beside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="cosines")


@cache
def _multiply_on_one_thread() -> None:
    """Have NumPy multiply on the asking thread alone.

    Its threads wait for each other by spinning: a search of some thousand vectors then takes twenty times as long,
    and the cores from whoever else asks.
    """
    threadpool_limits(1, user_api="blas")
