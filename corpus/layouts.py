"""Printed layouts (only the plain one so far)."""
from corpus.grid import grid
def render(table, form, cells, layout="lines"):
    return "\n\n".join("\n".join("\t"+s.text for s in line) for line in grid(table, form, cells))
