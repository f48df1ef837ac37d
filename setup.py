"""Puts the book's stored data into the installed package, for notebooks that run without a checkout."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

DATA = Path(__file__).parent / "book" / "data"


class BuildWithData(build_py):
    """Copies `book/data` to `helpers/data` in what is built; an editable install reads the checkout itself."""

    def run(self):
        super().run()
        if not self.editable_mode:
            for source in sorted(DATA.iterdir()):
                target = Path(self.build_lib) / "helpers" / "data" / source.name
                target.parent.mkdir(parents=True, exist_ok=True)
                self.copy_file(str(source), str(target))


setup(cmdclass={"build_py": BuildWithData})
