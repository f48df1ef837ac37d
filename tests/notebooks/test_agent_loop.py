"""Properties of the model cells of book/language/agent-loop.ipynb."""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MOVES = ("AB", "AC", "BA", "BC", "CA", "CB")
FEEDBACK = ("nothing", "refusals", "the board")
READS = ["src/helpers/plots/*"]  # the imports that the cells need draw with it
BOARDS = st.integers(1, 6).flatmap(lambda n: st.text("ABC", min_size=n, max_size=n))
CHANCES = st.floats(0.5, 1)
PARTS = st.floats(0, 1)


@pytest.fixture(scope="module")
def model(model_cells, slug):
    return model_cells(slug)


def piles(board: str) -> dict[str, list[int]]:
    """The board in other words: the disks on each peg, the top one last."""
    return {peg: [disk for disk in reversed(range(len(board))) if board[disk] == peg] for peg in "ABC"}


def moved(board: str, move: str) -> str | None:
    """A move made with stacks."""
    pegs = piles(board)
    if not pegs[move[0]] or (pegs[move[1]] and pegs[move[1]][-1] < pegs[move[0]][-1]):
        return None
    pegs[move[1]].append(pegs[move[0]].pop())
    return "".join(next(peg for peg in "ABC" if disk in pegs[peg]) for disk in range(len(board)))


def distances(goal: str) -> dict[str, int]:
    """Moves to the goal from every board, by breadth-first search with stacks."""
    found, edge = {goal: 0}, [goal]
    for board in edge:
        for near in {moved(board, move) for move in MOVES} - {None, *found}:
            found[near] = found[board] + 1
            edge.append(near)
    return found


def hanoi(disks: int, start: str, goal: str) -> list[str]:
    """The recursive solution of the textbooks."""
    if not disks:
        return []
    [spare] = set("ABC") - {start, goal}
    return [*hanoi(disks - 1, start, spare), start + goal, *hanoi(disks - 1, spare, goal)]


def reference(disks: int, turns: int, *, right: float, undone: float) -> tuple[float, float]:
    """Shares finished, and turns taken, of the loop that sees the board: a dictionary of boards, turn by turn."""
    goal, boards, finished, taken, lost = "C" * disks, {"A" * disks: 1.0}, 0.0, 0.0, 0.0
    left = distances(goal)
    for _ in range(turns):
        taken += sum(boards.values()) + lost
        new: dict[str, float] = {}
        for board, chance in boards.items():
            near = {other for other in (moved(board, move) for move in MOVES) if other}
            best = min(near, key=left.__getitem__)
            for other in near:
                slips = (1 - right) / (len(near) - 1)
                share = chance * (right if other == best else slips * undone)
                lost += 0 if other == best else chance * slips * (1 - undone)
                new[other] = new.get(other, 0) + share
        finished += new.pop(goal, 0)
        boards = new
    return finished, taken


@given(board=BOARDS, move=st.sampled_from(MOVES))
def test_the_tool_moves_the_top_disk_or_refuses(model, board, move):
    assert model.after(board, move) == moved(board, move)


@pytest.mark.parametrize("disks", range(1, 7))
def test_the_planner_takes_a_shortest_way_from_every_board(model, disks):
    left = distances("C" * disks)
    assert len(left) == 3**disks
    for board in map("".join, product("ABC", repeat=disks)):
        move = model.think(board)
        assert (move is None) == (left[board] == 0)
        assert move is None or left[moved(board, move)] == left[board] - 1


@pytest.mark.parametrize("feedback", FEEDBACK)
@pytest.mark.parametrize("disks", range(1, 6))
def test_without_slips_the_agent_plays_the_textbook_solution(model, disks, feedback):
    turns = model.agent(disks, feedback, lambda _, picture: model.think(picture), line=99)
    assert [turn.sent for turn in turns] == hanoi(disks, "A", "C")


@given(seed=st.integers(0, 10**6), feedback=st.sampled_from(FEEDBACK), lasting=st.booleans())
def test_what_the_agent_sees_and_when_it_stops(model, seed, feedback, lasting):
    rng = np.random.default_rng(seed)

    def predictor(_, picture):
        wrong = model.others(picture)
        return model.think(picture) if rng.random() < 0.7 else wrong[rng.integers(len(wrong))]

    turns = model.agent(3, feedback, predictor, line=20, lasting=lasting)
    assert len(turns) == 20 or turns[-1].picture == "CCC"
    assert all(turn.picture != "CCC" for turn in turns[:-1])
    for before, turn in zip([SimpleNamespace(board="AAA", stuck=False), *turns], turns, strict=False):
        possible = moved(before.board, turn.sent)
        assert turn.refused == (before.stuck or possible is None)
        assert turn.board == (before.board if turn.refused else possible)
        if feedback == "the board" or (feedback == "refusals" and turn.refused):
            assert turn.picture == turn.board
    if not lasting:
        assert not any(turn.stuck for turn in turns)


@settings(deadline=None, max_examples=25)
@given(disks=st.integers(1, 4), right=CHANCES, undone=PARTS, feedback=st.sampled_from(FEEDBACK))
def test_after_the_moves_needed_exactly_the_runs_without_a_slip_have_finished(model, disks, right, undone, feedback):
    needed = 2**disks - 1
    rows = model.outcomes(disks, feedback, needed, right=right, undone=undone)
    assert rows[needed, 0] == pytest.approx(right**needed, abs=1e-12)
    assert (rows[:needed, 0] == 0).all()


@settings(deadline=None, max_examples=25)
@given(disks=st.integers(1, 4), right=CHANCES, undone=PARTS, turns=st.integers(1, 40))
def test_the_loop_that_sees_the_board_agrees_with_a_sum_over_boards(model, disks, right, undone, turns):
    done, mistaken, taken, _ = model.outcomes(disks, "the board", turns, right=right, undone=undone)[-1]
    assert (done, taken) == pytest.approx(reference(disks, turns, right=right, undone=undone), abs=1e-9)
    assert mistaken == 0


@settings(deadline=None, max_examples=25)
@given(right=CHANCES, undone=PARTS)
def test_shares_only_grow_and_never_exceed_one(model, right, undone):
    for feedback in FEEDBACK:
        rows = model.outcomes(3, feedback, 30, right=right, undone=undone)
        assert (np.diff(rows, axis=0) > -1e-12).all()
        assert rows[-1, :2].sum() < 1 + 1e-9


@pytest.mark.parametrize("feedback", FEEDBACK)
def test_each_turn_keeps_all_runs(model, feedback):
    states, steps = model.chain(3, feedback)
    running = np.array([picture != "CCC" for _, picture, _ in states])
    for step in steps:
        sums = step.sum(axis=0)
        assert sums[running] == pytest.approx(1)
        assert sums[~running] == pytest.approx(0)


@settings(deadline=None, max_examples=10)
@given(right=CHANCES, less=PARTS)
def test_undoing_more_slips_never_hurts_the_loop_that_sees(model, right, less):
    some = model.outcomes(3, "the board", 21, right=right, undone=less)[-1, 0]
    assert some <= model.outcomes(3, "the board", 21, right=right, undone=1.0)[-1, 0] + 1e-12
