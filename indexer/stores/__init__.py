"""Where decisions, keywords and vectors are kept: one protocol, several engines."""
