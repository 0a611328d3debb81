"""What indexing does beyond the store: answers that rest on withdrawn or changed documents are forgotten."""

from __future__ import annotations

from assistant.settings import Settings


def forget_withdrawn(chosen: Settings) -> int:
    """Forget the saved answers whose words do not stand any more; give how many."""
    from assistant.engine import Engine
    from assistant.repository import Repository
    from assistant.repository.repository import FILE

    if not chosen.service_database and not (chosen.data / FILE).exists():
        return 0  # nobody has asked yet
    repository, engine = Repository(chosen), Engine(chosen)
    try:
        return repository.forget(lambda answer: not engine.stands(answer))
    finally:
        repository.close()
