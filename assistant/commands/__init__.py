"""The commands of `pykala`, one topic a file."""
