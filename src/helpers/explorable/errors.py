"""The one error of the engine: a sentence for the author."""


class ExplorableError(ValueError):
    """A sentence that says what is wrong with an explorable and what to do."""
