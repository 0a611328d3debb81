"""From a question to a cited answer, and the ways in: command line, web, API, Slack."""
