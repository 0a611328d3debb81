"""What the service itself remembers: answers, where they went, conversations, feedback, API keys, people, events."""

from assistant.repository.posts import Post
from assistant.repository.repository import Repository
from assistant.repository.sessions import Person
from assistant.repository.tokens import ApiKey

__all__ = ["ApiKey", "Person", "Post", "Repository"]
