"""The book's Sphinx extension: one component a file, each with its own `setup_…(app)`.

Importing this package stays cheap: only `setup` imports Sphinx, so that `sphinxext.mathml` can be used alone.
"""


def setup(app):
    """Connect every component to Sphinx; the entry `helpers.sphinxext` in `_config.yml` calls this."""
    from .anchors import setup_anchors
    from .assets import setup_assets
    from .embeds import setup_embeds
    from .execution import setup_execution
    from .explorable_directive import setup_explorable_directive
    from .freshness import setup_freshness
    from .launch import setup_launch
    from .math_renderer import setup_math_renderer
    from .metadata import setup_metadata
    from .policy import setup_policy
    from .weight import setup_weight

    setup_execution(app)
    setup_launch(app)
    setup_assets(app)
    setup_anchors(app)
    setup_math_renderer(app)
    setup_explorable_directive(app)
    setup_embeds(app)
    setup_metadata(app)
    setup_freshness(app)
    setup_policy(app)  # before the weight: what is weighed is what is served
    setup_weight(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
