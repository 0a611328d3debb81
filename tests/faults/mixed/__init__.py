"""Everything at once: asked by all ways, indexed and killed meanwhile."""
