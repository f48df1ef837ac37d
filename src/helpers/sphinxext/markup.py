"""HTML from templates: every page that is made from data is written by a template in `templates/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **words: Any) -> str:
    """Fill a template; values are escaped, and an undefined name is an error."""
    return environment().get_template(template).render(**words)


@cache
def environment() -> Environment:
    """Make the environment: each template compiled once, undefined names as errors, no empty lines left by tags."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
