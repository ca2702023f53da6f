"""The explorer: three views to play with in JupyterLab, each also as a picture and a table.

Each module has `show(...)`, one state as a sentence, pictures and a table, and `view(...)`, the
same with controls. The parameters of both are those of the notebook.
"""

from helpers.explorer import kappa, ratings, themes

__all__ = ["kappa", "ratings", "themes"]
