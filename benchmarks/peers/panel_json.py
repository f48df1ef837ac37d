"""Panel, `embed=True` with `embed_json`: the page of panel_embed.py, its states in files that it fetches."""

from pathlib import Path

from panel_embed import layout


def build(folder):
    page = Path(folder) / "index.html"
    files = {"embed_json": True, "save_path": str(folder), "load_path": "."}
    layout().save(page, embed=True, max_states=4000, max_opts=20, resources="inline", progress=False, **files)
    return page
