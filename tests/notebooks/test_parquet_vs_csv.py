"""The model of `time-series/parquet-vs-csv`: two readers, the planned reads, and Parquet's runs and packed bits."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def log(model):
    return model.invented_log(np.random.default_rng(3), rows=600, columns=9)


def decoded(content, count):
    """Indices by Parquet's specification: a byte of width, then runs and groups of eight, read bit by bit."""
    width, at, found = content[0], 1, []
    while len(found) < count:
        header = shift = 0
        while True:
            header |= (content[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if content[at - 1] < 128:
                break
        if header & 1:
            size = (header >> 1) * width
            bits = int.from_bytes(content[at : at + size], "little")
            found += [bits >> (width * place) & (2**width - 1) for place in range(8 * (header >> 1))]
        else:
            size = -(-width // 8)
            found += (header >> 1) * [int.from_bytes(content[at : at + size], "little")]
        at += size
    assert at == len(content)
    return found[:count]


RUNS = st.lists(st.tuples(st.integers(0, 300), st.sampled_from([1, 2, 7, 8, 9, 30, 700])), min_size=1, max_size=12)


@settings(deadline=None)
@given(RUNS)
def test_indices_are_encoded_as_pyarrow_does_and_decoded_by_the_specification(model, runs):
    values = np.concatenate([np.full(often, value) for value, often in runs])
    different, first, indices = np.unique(values, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=int)
    place[np.argsort(first)] = np.arange(len(first))
    indices = place[indices]
    ours = model.encoded(indices, model.index_width(len(different)))
    assert decoded(ours, len(indices)) == indices.tolist()
    assert ours in model.as_parquet(pa.table({"x": values}), rows_a_group=len(values), compression="none")


@given(RUNS)
def test_pieces_follow_each_other_and_runs_are_of_eight_or_more_alike(model, runs):
    indices = np.concatenate([np.full(often, value) for value, often in runs])
    pieces = model.pieces_of(indices)
    assert [start for start, *_ in pieces] == [0, *(end for _, end, _ in pieces[:-1])] and pieces[-1][1] == len(indices)
    for start, end, run in pieces:
        if run:
            assert len(set(indices[start:end])) == 1 and (end - start >= 8 or end == len(indices))
        else:
            assert end - start <= 63 * 8


@given(st.integers(1, 2**20))
def test_an_index_has_as_many_bits_as_tell_the_values_apart(model, different):
    width = model.index_width(different)
    assert 2**width >= different and (width == 1 or 2 ** (width - 1) < different)


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_varints_are_decoded(model, number):
    content = model.varint(number)
    assert sum((byte & 127) << (7 * place) for place, byte in enumerate(content)) == number
    assert [byte >= 128 for byte in content] == [True] * (len(content) - 1) + [False]


@settings(deadline=None, max_examples=25)
@given(
    seed=SEEDS,
    rows_a_group=st.sampled_from([50, 200, 600]),
    columns=st.lists(st.integers(0, 8), min_size=1, unique=True).map(sorted),
    ends=st.tuples(st.integers(0, 599), st.integers(0, 599)).map(sorted),
)
def test_pyarrow_reads_what_is_planned_and_both_files_answer_the_same(model, seed, rows_a_group, columns, ends):
    log = model.invented_log(np.random.default_rng(seed), rows=600, columns=9)
    first, last = (model.START + model.MINUTE * end for end in ends)
    asked = model.Asked(first, last, None)
    names = [log.column_names[place] for place in columns]
    content = model.as_parquet(log, rows_a_group=rows_a_group)
    table, reads = model.ask_parquet(content, names, asked)
    groups = range(ends[0] // rows_a_group, ends[1] // rows_a_group + 1)
    assert reads == model.plan(content, sorted({0, *columns}), groups)
    texts, lines = model.ask_csv(model.as_csv(log), names, asked)
    assert model.read_bytes(lines) == len(model.as_csv(log))
    assert table.num_rows == len(texts) == ends[1] - ends[0] + 1
    for place, name in enumerate(names):
        for text, value in zip((row[place] for row in texts), table[name].to_pylist(), strict=True):
            assert type(value)(text) == value


def test_the_csv_is_read_to_the_row_and_no_block_further(model, log):
    content = model.as_csv(log)
    ends = np.cumsum([len(line) + 1 for line in content.splitlines()])
    for row in (0, 5, 300, 599):
        time = model.START + model.MINUTE * row
        found, reads = model.ask_csv(content, ["count1"], model.Asked(time, time, 1))
        assert found == [[str(log["count1"][row])]]
        assert model.read_bytes(reads) == min(len(content), -(-ends[row + 1] // 8192) * 8192)


def test_five_rows_are_those_of_the_first_group(model, log):
    content = model.as_parquet(log, rows_a_group=200)
    table, reads = model.ask_parquet(content, log.column_names, model.Asked(0, 2**62, 5))
    assert table.equals(log.slice(0, 5)) and reads == model.plan(content, range(9), [0])


def test_chunks_lie_side_by_side_and_fill_the_file_up_to_its_footer(model, log):
    content = model.as_parquet(log, rows_a_group=200)
    metadata = pq.ParquetFile(io.BytesIO(content)).metadata
    chunks = [model.chunk(metadata.row_group(group), column) for group in range(3) for column in range(9)]
    assert chunks[0][0] == 4 and content[:4] == content[-4:] == b"PAR1"
    assert [start for start, _ in chunks[1:]] == [start + size for start, size in chunks[:-1]]
    assert sum(chunks[-1]) == len(content) - 8 - int.from_bytes(content[-8:-4], "little")


def test_a_watched_file_reads_as_others_and_notes_where(model):
    content = bytes(range(200))
    file = model.Watched(content)
    file.seek(50)
    assert file.read(20) == content[50:70] and file.read() == content[70:]
    file.seek(195)
    assert file.readinto(bytearray(10)) == 5
    assert file.reads == [(50, 20), (70, 130), (195, 5)]
