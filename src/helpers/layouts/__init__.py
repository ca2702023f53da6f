"""Layouts: a plain table in, ratings out."""

from helpers.layouts.reading import Reading

__all__ = ["Reading"]
