"""Panel, `embed=True` with `embed_json`: the page of panel_embed.py, its states in files that it fetches."""

import panel_embed


def build(folder):
    return panel_embed.build(folder, embed_json=True, save_path=str(folder), load_path=".")
