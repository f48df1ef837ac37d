"""The catalogue's data: what it holds, how it joins the notebooks, and each fault with a sentence of its own."""

import re

import pytest
from docutils import nodes
from sphinx import addnodes
from tiny_catalogue import FILES, write_catalogue

from helpers.sphinxext.catalogue import FOLDER, FaultyCatalogueError, Term, read_catalogue
from helpers.sphinxext.counts import main, notebooks_of_toc
from helpers.sphinxext.glossary_links import pattern_of, prose
from helpers.sphinxext.library import counts, faults, make_library, prerequisite_cycle, reading_order
from helpers.sphinxext.metadata import PageMetadata
from helpers.sphinxext.names import abbreviations_of, names_of

READS = ["_toc.yml", "book/*/*.ipynb", "book/catalogue/*"]

WAVE = PageMetadata(summary="A wave.", tags=("waves",), prerequisites=("circle",), entries=("topic-0001",))
PAGES = {"part/wave": ("Wave", WAVE)}


@pytest.fixture
def folder(tmp_path):
    write_catalogue(tmp_path / FOLDER)
    return tmp_path / FOLDER


@pytest.fixture(scope="module")
def library(request):
    """The library of this very book."""
    top = request.config.rootpath
    return make_library(read_catalogue(top / "book" / FOLDER), notebooks_of_toc(top))


def sentences(folder, pages=PAGES):
    return [sentence for _, sentence in faults(make_library(read_catalogue(folder), pages))]


# This book


def test_data_and_notebooks_agree(library):
    assert faults(library) == []


def test_every_entry_of_the_seed_lists_is_there(library):
    rows = {name: every for name, every, _, _ in counts(library)}
    seeds = {"first explorables": 5, "one-idea shorts": 25, "concept notes": 124, "summaries": 17, "topics": 757}
    assert rows == seeds | {"all lists": 928}
    assert len(library.notebooks) == 230


def test_counts_are_of_notebooks_that_exist(library):
    shown = {entry for notebook in library.notebooks.values() if notebook.page for entry in notebook.entries}
    assert counts(library)[-1] == ("all lists", 928, len(shown), 928 - len(shown))


def test_the_command_prints_the_counts(library, request, capsys):
    assert main(request.config.rootpath) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[-2].split()[-3:] == [str(number) for number in counts(library)[-1][1:]]


def test_tracks_never_send_a_reader_ahead(library):
    for track in library.catalogue.tracks:
        steps = list(track.steps)
        for number, slug in enumerate(steps):
            late = set(library.notebooks[slug].prerequisites) & set(steps[number + 1 :])
            assert not late, f"{track.slug}: {slug} comes before {late}"


def test_the_map_comes_after_what_it_builds_on(library):
    order = reading_order(library)
    row = {notebook.slug: number for number, notebook in enumerate(order)}
    assert sorted(row) == sorted(library.notebooks)
    assert all(row[slug] < row[notebook.slug] for notebook in order for slug in notebook.prerequisites)


def test_what_is_planned_names_a_near_page_that_exists(library):
    for notebook in library.notebooks.values():
        near = library.meanwhile(notebook.slug)
        assert near is None or near.page
    assert library.meanwhile("decoding-strategies").slug == "temperature-top-k-top-p"  # its prerequisite
    assert library.meanwhile("dropout").slug == "bias-variance"  # its prerequisite's
    built = {one.slug for one in library.notebooks.values() if one.page}
    alone = set()
    for one in library.notebooks.values():
        before = {slug for slug in one.prerequisites if slug in library.notebooks}
        near = before.union(*(library.notebooks[slug].prerequisites for slug in before))
        near |= {other.slug for other in library.notebooks.values() if one.slug in other.prerequisites}
        alone |= set() if near & built else {one.slug}
    assert alone and {slug for slug in library.notebooks if library.meanwhile(slug) is None} == alone


def test_beside_a_page_stand_existing_pages_that_are_not_before_or_after_it(library):
    for notebook in library.notebooks.values():
        beside = [one.slug for one in library.beside(notebook.slug)]
        taken = {notebook.slug, *notebook.prerequisites, *(one.slug for one in library.following(notebook.slug))}
        assert len(beside) <= 4 and not taken & set(beside)
        assert all(library.notebooks[slug].page for slug in beside)


def test_three_pages_are_offered_to_start_with(library):
    assert len(library.catalogue.start) == 3


# What an entry of a page says is for readers, and the glossary has its terms


def unfit_for_readers(library):
    """Entries of pages whose words are no sentence."""
    said = {(entry.id, entry.how[one.slug]) for one in library.built() for entry in library.entries_of(one.slug)}
    return sorted(entry for entry, how in said if not re.fullmatch(r"[A-Z].+[.?]", how))


def unexplained(library):
    """Entries of pages that no term of the glossary explains."""
    explained = {entry for term in library.catalogue.terms for entry in term.entries}
    return sorted({entry for one in library.built() for entry in one.entries} - explained)


def test_entries_of_pages_are_sentences(library):
    assert unfit_for_readers(library) == []


def test_the_glossary_explains_what_the_entries_of_pages_name(library):
    assert unexplained(library) == []
    sentences = {term.term: len(re.findall(r"[.?](?: |$)", term.meaning)) for term in library.catalogue.terms}
    assert {term: count for term, count in sentences.items() if count not in (1, 2)} == {}


def test_notes_for_authors_and_missing_terms_are_noticed(folder):
    tiny = make_library(read_catalogue(folder), PAGES)
    assert unfit_for_readers(tiny) == ["topic-0001"]  # "it moves"
    assert unexplained(tiny) == []
    (folder / "glossary.csv").write_text(FILES["glossary.csv"].replace("topic-0001", ""), encoding="utf-8")
    assert unexplained(make_library(read_catalogue(folder), PAGES)) == ["topic-0001"]


# The glossary


@pytest.mark.parametrize("link", [nodes.reference, addnodes.pending_xref])
def test_a_term_in_a_link_is_left_alone(link):
    linked = link()
    linked += nodes.inline("", "cache")
    paragraph = nodes.paragraph("", "", nodes.Text("the "), linked, nodes.Text(" keeps"))
    assert [str(text) for text in prose(paragraph)] == ["the ", " keeps"]


def test_a_new_term_leaves_the_addresses_of_the_others(folder):
    before = [term.anchor for term in read_catalogue(folder).terms]
    (folder / "glossary.csv").write_text(FILES["glossary.csv"] + "amplitude,,,How high.,wave,\n", encoding="utf-8")
    assert [term.anchor for term in read_catalogue(folder).terms] == ["term-amplitude", *before]
    assert before == ["term-frequency"]


@pytest.mark.parametrize(
    "term, anchor",
    [
        ("nucleus (top-p)", "term-nucleus-top-p"),
        ("recall@k", "term-recall-k"),
        ("KL divergence", "term-kl-divergence"),
        ("σ-algebra", "term-σ-algebra"),
    ],
)
def test_a_terms_address_is_made_of_its_words(term, anchor):
    assert Term(term, "", (), "", (), ()).anchor == anchor


@pytest.mark.parametrize(
    "term, text, found",
    [
        (Term("nucleus (top-p)", "p", ("top-p",), "", (), ()), "Top-p takes a nucleus.", "Top-p"),
        (Term("token", "", ("tokens",), "", (), ()), "All tokens, each token", "tokens"),
        (Term("bias", "", (), "", (), ()), "the bias-variance tradeoff", None),
        (Term("grouped-query attention", "GQA", (), "", (), ()), "In GQA heads share", "GQA"),
        (Term("logit", "z", (), "", (), ()), "z is its symbol", None),
    ],
)
def test_a_term_is_found_in_its_forms_as_a_whole_word(term, text, found):
    match = pattern_of(term).search(text)
    assert (match and match[0]) == found


# Abbreviations


@pytest.mark.parametrize(
    "title, found",
    [
        ("Generalized Advantage Estimation", ["GAE"]),
        ("The generalised advantage estimation", []),
        ("Actor-critic and generalised advantage estimation", ["GAE"]),
        ("PagedAttention", []),
        ("Dropout", []),
    ],
)
def test_abbreviations_are_of_what_a_title_or_a_piece_of_it_begins_with(title, found):
    assert abbreviations_of(title, {"GAE": ("generalized advantage estimation",), "PCA": ("principal",)}) == found


def test_each_abbreviation_is_one_of_an_entry(library):
    """Data that stand for nothing would be forgotten."""
    abbreviations = library.catalogue.abbreviations
    used = {name for entry in library.catalogue.entries for name in names_of(entry, abbreviations)[1:]}
    assert set(abbreviations) - used == set()


# Faults: a broken copy of the tiny book's data for each


def test_the_tiny_catalogue_is_sound(folder):
    assert sentences(folder) == []
    rows = counts(make_library(read_catalogue(folder), PAGES))
    assert rows == [("concept notes", 1, 0, 1), ("topics", 1, 1, 0), ("all lists", 2, 1, 1)]


@pytest.mark.parametrize(
    "name, old, new, sentence",
    [
        ("entries.csv", "id,title", "id,name", "The columns of catalogue/entries.csv must be id, title, notebooks"),
        ("entries.csv", "it turns,\n", ",\n", "The row 'note-001' of catalogue/entries.csv lacks how."),
        ("entries.csv", "note-001", "topic-0001", "Two rows of catalogue/entries.csv are called 'topic-0001'."),
        ("entries.csv", "note-001", "essay-1", "The id 'essay-1' of an entry is not one of five, short"),
        ("entries.csv", "[circle]", "[square]", "The entry topic-0001 must say how for each of: wave, circle."),
        ("planned.csv", "Round.,", "Round.,,,", "The row 'circle' of catalogue/planned.csv has too few or too many"),
        ("planned.csv", "circle,part", "Circle,part", "The slug 'Circle' in catalogue/planned.csv"),
        (
            "glossary.csv",
            "topic-0001\n",
            "topic-0001\nFrequency (k),,,The same.,wave,\nfrequency K,,,Again.,wave,\n",
            "The terms 'Frequency (k)' and 'frequency K' of catalogue/glossary.csv have the same address, "
            "glossary.html#term-frequency-k: name one of them otherwise.",
        ),
        ("tracks.yml", "First.", "", "The track 'Round and round' in catalogue/tracks.yml needs"),
        ("tracks.yml", "  summary: From circles to waves.\n", "", "The track 'Round and round'"),
    ],
)
def test_malformed_data_are_refused_by_name(folder, name, old, new, sentence):
    assert old in FILES[name]
    (folder / name).write_text(FILES[name].replace(old, new), encoding="utf-8")
    with pytest.raises(FaultyCatalogueError) as refusal:
        read_catalogue(folder)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused_by_name(folder, name):
    (folder / name).unlink()
    with pytest.raises(FaultyCatalogueError, match=f"The data file catalogue/{name} is missing."):
        read_catalogue(folder)


@pytest.mark.parametrize(
    "name, old, new, sentence",
    [
        ("parts.csv", "part,Part", "other,Other", "The part 'part' of wave is not in catalogue/parts.csv."),
        ("planned.csv", "Round.,", "Round.,wave", "The prerequisites go in a circle: "),
        ("planned.csv", "Round.,", "Round.,oval", "circle names the prerequisite 'oval', which is neither built"),
        ("planned.csv", "circle,part", "wave,part", "wave exists: take its row out of catalogue/planned.csv."),
        (
            "entries.csv",
            "wave circle,[wave] it moves; [circle] it turns",
            "circle,x",
            "wave claims the entry topic-0001",
        ),
        ("entries.csv", "circle,it turns", "wave,it turns", "The catalogue says that wave shows note-001: add it"),
        ("entries.csv", "circle,it turns", "oval,it turns", "'note-001' names the notebook 'oval'"),
        ("glossary.csv", "wave circle", "wave oval", "'frequency' names the notebook 'oval'"),
        ("glossary.csv", "topic-0001", "topic-0009", "'frequency' names the entry 'topic-0009', which is not in"),
        ("start.csv", "wave,", "circle,", "'circle' is offered to start with, but it does not exist."),
        ("tracks.yml", "circle: First", "oval: First", "'round' names the notebook 'oval'"),
    ],
)
def test_disagreement_is_said_in_a_sentence(folder, name, old, new, sentence):
    assert old in FILES[name]
    (folder / name).write_text(FILES[name].replace(old, new), encoding="utf-8")
    assert any(sentence in found for found in sentences(folder)), sentences(folder)


def test_a_circle_is_named(folder):
    (folder / "planned.csv").write_text(FILES["planned.csv"].replace("Round.,", "Round.,wave"), encoding="utf-8")
    cycle = prerequisite_cycle(make_library(read_catalogue(folder), PAGES))
    assert set(cycle) == {"wave", "circle"}
