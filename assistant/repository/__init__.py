"""What the service itself remembers: answers, conversations, feedback, API keys, people logged in, events seen."""

from assistant.repository.repository import Repository
from assistant.repository.sessions import Person
from assistant.repository.tokens import ApiKey

__all__ = ["ApiKey", "Person", "Repository"]
