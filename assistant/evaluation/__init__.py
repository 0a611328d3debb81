"""Scores of answers against gold questions."""
