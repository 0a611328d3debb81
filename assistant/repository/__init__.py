"""What the service itself remembers, beside the store: answers, conversations, feedback, API keys, events seen."""

from assistant.repository.repository import Repository
from assistant.repository.tokens import ApiKey

__all__ = ["ApiKey", "Repository"]
