"""HTML from templates: every page that is made from data is written by a template in `templates/`."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


def render(template, **words):
    """Fill a template; values are escaped, and a name that the template asks for in vain is an error."""
    return environment().get_template(template).render(**words)


def environment():
    """Make an environment that refuses unknown names and leaves no empty lines where its tags stood."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
