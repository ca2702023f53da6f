"""The figures: one file each, and `style`, the only place that saves one.

Each module has `NAME` (of its files), `TITLE`, `table(...)` (what is plotted, as a tidy frame),
`draw(frame)` (a matplotlib `Figure`, made without pyplot) and `alt(frame)` (the same in words).
"""
