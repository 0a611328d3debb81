"""Writers of the demo municipality's documents: one module a format."""
