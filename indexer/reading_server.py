"""Load what every file is read with; imported by the server that makes the reading processes, and by nothing else.

They share its memory, so that replacing one costs no second loading of the dictionary.
"""

from __future__ import annotations

import indexer.reading  # noqa: F401  # what the processes run
from indexer.finnish import index_terms
from indexer.language import detect

index_terms("Kunnanhallitus päätti asiasta.")
detect("Kunnanhallitus päätti asiasta.")
