"""From candidate decisions to verified, cited claims."""
