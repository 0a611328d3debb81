"""All that a front end may call: ask, look, search, suggest, and show what there is as far as the asker may see it."""

from assistant.engine.asking import Asking, marked, told
from assistant.engine.inventory import Inventory
from assistant.engine.questions import understood
from assistant.engine.showing import Document, Found, Showing
from indexer.pictures import Picture  # what `picture` gives, known to front ends too

__all__ = ["Document", "Engine", "Found", "Picture", "marked", "told", "understood"]


class Engine(Asking, Showing, Inventory):
    """Answer questions from one store; safe to share between threads.

    The embedding model is loaded by the first question or search by words, not before.
    """
