"""What headers and labels say: words, in many languages, and how they are compared."""
