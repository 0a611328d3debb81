"""Scores of answers against gold questions, and of retrieval against benchmarks."""
