"""From a question to a cited answer, and the ways in: command line, web, API, Slack."""

import indexer  # noqa: F401  # before anything imports Haystack, which else reports its use
