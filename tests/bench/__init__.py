"""Synthetic paragraphs that the local store is measured on."""
