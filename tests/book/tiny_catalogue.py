"""The data files of the tiny book's catalogue."""

FILES = {
    "entries.csv": "id,title,notebooks,how,aliases\n"
    "topic-0001,Wave Equation Basics,wave circle,[wave] it moves; [circle] it turns,ripple\n"
    "note-001,Circle,circle,it turns,\n",
    "planned.csv": "slug,part,title,summary,prerequisites\ncircle,part,The circle,Round.,\n",
    "parts.csv": "folder,title\npart,Part\n",
    "glossary.csv": "term,symbol,also,meaning,notebooks,entries\n"
    "frequency,k,moves; waves,How often.,wave circle,topic-0001\n",
    "abbreviations.csv": "abbreviation,meaning\nWEB,wave equation basics\n",
    "start.csv": "slug,reason\nwave,it moves\n",
    "tracks.yml": "- slug: round\n  title: Round and round\n  summary: From circles to waves.\n"
    "  steps:\n    circle: First.\n    wave: Then.\n",
}


def write_catalogue(folder):
    """Write the files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
