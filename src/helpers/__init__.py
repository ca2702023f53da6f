"""The small library the notebooks stand on; `docs` live in each module."""
