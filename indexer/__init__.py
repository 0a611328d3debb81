"""From documents to a searchable store: sources, formats, decisions, passages, stores."""

import os

# Haystack reads this when it is first imported, and reports usage to its makers unless it says no.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
