"""What all front ends share: who asks, answers kept and followed up, turns, and figures about them."""

from assistant.service.asker import Asker, municipality_of
from assistant.service.service import Service

__all__ = ["Asker", "Service", "municipality_of"]
