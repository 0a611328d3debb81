"""What the growth benchmark writes, and that its vectors are drawn between real ones."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np

from tests.bench import crowd, growth
from tests.bench.grown import Built


def a_result(store: str, size: int) -> growth.Result:
    times = tuple(growth.Times(each, askers, 10.0, 20.0 * askers) for each in growth._FILTERS for askers in (1, 8))
    return growth.Result(store, size, Built(50.0, 5.0, 700.0), growth.Asked(1.5, times, 0.99, 600.0), 10**9, 300.0)


def test_table_tells_each_store_and_what_was_given_up() -> None:
    results = [a_result("postgres", 1_000_000), growth.Result("local", 1_000_000)]
    written = growth._written(results)
    assert "| 1,000,000 | postgres | 20,000/s | 5 s | 1,000 MB | 1.5 s | 700 MB | 600 MB | 300 MB | 99.0% |" in written
    assert "| 1,000,000 | postgres | 10 / 20 ms | 10 / 160 ms | 10 / 20 ms |" in written
    assert "| 1,000,000 | local | not within 2,400 s |" in written
    assert "within 20 ms at p95 from one asker, whatever the filter (wanted: 150 ms)" in written


def test_what_an_earlier_run_found_out_is_read_again() -> None:
    for result in (a_result("local", 10_000), growth.Result("local", 10_000)):
        assert growth._read(json.loads(json.dumps(asdict(result)))) == result


def test_vectors_lie_between_real_ones() -> None:
    real = np.eye(40, 384, dtype=np.float32)
    made = crowd.between(real, 50, np.random.default_rng(1))
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert np.all((made @ real.T).max(axis=1) > 0.6)  # 0.6 of a vector whose parts are .6, .25, .15 and noise of .2
