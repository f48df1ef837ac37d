"""A headless front end: runs a notebook in a kernel and moves widgets by the messages a browser would send."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

SECONDS = 600  # for one cell, or one answer, on a busy machine
COLOURS = re.compile(r"\x1b\[[\d;]*m")
SHOWN = ("display_data", "execute_result", "stream", "error", "update_display_data", "clear_output")
INPUTS = {"SelectionSliderModel": "index", "DropdownModel": "index", "CheckboxModel": "value"}  # model: what moves
PICTURE, TEXT = "ImageModel", "HTMLModel"


@dataclass
class Move:
    """What came back when an input was moved: widgets that changed, outputs that appeared, seconds to the last."""

    changed: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)
    opened: int = 0
    seconds: float = 0.0


class Frontend:
    """A kernel of the Python at `program`, and the widgets that it has sent so far: id to state.

    Close it, or use it in a `with` statement. env : the kernel's whole environment; folder : where it starts.
    """

    def __init__(self, program: Path, *, folder: Path, env: dict[str, str], specs: Path):
        spec = {"argv": [str(program), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "language": "python"}
        (specs / "reader").mkdir(parents=True, exist_ok=True)
        (specs / "reader/kernel.json").write_text(json.dumps(spec | {"display_name": "Reader"}), "utf-8")
        known = KernelSpecManager(kernel_dirs=[str(specs)], ensure_native_kernel=False)
        self._kernel = KernelManager(kernel_name="reader", kernel_spec_manager=known)
        self._kernel.start_kernel(cwd=str(folder), env=env)
        self._client = self._kernel.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=SECONDS)
        self.widgets: dict[str, dict] = {}

    def __enter__(self) -> Frontend:
        return self

    def __exit__(self, *_) -> None:
        self._client.stop_channels()
        self._kernel.shutdown_kernel(now=True)

    @property
    def pid(self) -> int:
        """The kernel's process."""
        return self._kernel.provisioner.pid

    def run(self, source: str) -> list[dict]:
        """Run a cell; return the contents of what it shows. Raises RuntimeError, with the traceback, where it fails."""
        shown = []

        def look(message: dict) -> None:
            self._note(message)
            if message["msg_type"] in SHOWN:
                _show(shown, {"kind": message["msg_type"], **message["content"]})

        reply = self._client.execute_interactive(source, output_hook=look, timeout=SECONDS, store_history=True)
        if reply["content"]["status"] != "ok":
            lines = reply["content"].get("traceback", ["The cell did not run."])
            raise RuntimeError(COLOURS.sub("", "\n".join(lines)))
        return shown

    def run_notebook(self, path: Path) -> dict[str, list[dict]]:
        """Run a notebook's code cells in order; return what each shows, by cell id."""
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return {cell["id"]: self.run("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"}

    def panels(self) -> dict[str, list[str]]:
        """Widgets in no other widget's children, each with all that is in it: those that cells have shown."""
        children = {name: _children(state) for name, state in self.widgets.items()}
        inner = {child for names in children.values() for child in names}

        def below(name: str) -> list[str]:
            return [name, *(deeper for child in children.get(name, []) for deeper in below(child))]

        tops = [name for name in children if name not in inner and children[name]]
        return {name: below(name) for name in tops}

    def inputs(self, names: list[str]) -> list[str]:
        """Those of the widgets `names` that a reader moves."""
        return [name for name in names if self.model(name) in INPUTS]

    def model(self, name: str) -> str:
        """Kind of a widget: "ImageModel", "SelectionSliderModel" …"""
        return self.widgets[name].get("_model_name", "")

    def move(self, name: str, value: int | bool) -> Move:
        """Put an input to a position, as dragging it would, and wait until the kernel has answered."""
        content = {"comm_id": name, "data": {"method": "update", "buffer_paths": []}}
        content["data"]["state"] = {INPUTS[self.model(name)]: value}
        message = self._client.session.msg("comm_msg", content)
        begin = time.perf_counter()
        self._client.shell_channel.send(message)
        return self._answer(message["header"]["msg_id"], begin=begin)

    def _answer(self, asked: str, *, begin: float) -> Move:
        move = Move()
        while True:
            try:
                message = self._client.get_iopub_msg(timeout=SECONDS)
            except Empty:
                raise RuntimeError("The kernel does not answer a moved slider.") from None
            if message["parent_header"].get("msg_id") != asked:
                continue
            move.seconds = time.perf_counter() - begin
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return move
            if changed := self._note(message):
                move.changed.add(changed)
            move.opened += message["msg_type"] == "comm_open"
            if message["msg_type"] in SHOWN:
                move.shown.append(str(message["content"]))

    def _note(self, message: dict) -> str | None:
        """Take over a widget's state; return its id if its picture or text has changed."""
        content = message["content"]
        if message["msg_type"] == "comm_open" and content.get("target_name") == "jupyter.widget":
            self.widgets[content["comm_id"]] = _state(message)
        elif message["msg_type"] == "comm_msg" and content["comm_id"] in self.widgets:
            state, known = _state(message), self.widgets[content["comm_id"]]
            changed = "value" in state and state["value"] != known.get("value")
            known.update(state)
            return content["comm_id"] if changed else None
        return None


def _show(shown: list[dict], output: dict) -> None:
    """Add an output; what is printed may come in several messages, and belongs together as in a notebook."""
    last = shown[-1] if shown else {}
    if output["kind"] == "stream" == last.get("kind") and output["name"] == last["name"]:
        last["text"] += output["text"]
    else:
        shown.append(output)


def _children(state: dict) -> list[str]:
    return [child.removeprefix("IPY_MODEL_") for child in state.get("children", ())]


def _state(message: dict) -> dict:
    """A widget's state in a message, buffers at the top level put in their places."""
    data = message["content"]["data"]
    state = dict(data.get("state", {}))
    for path, buffer in zip(data.get("buffer_paths", ()), message["buffers"], strict=False):
        if len(path) == 1:
            state[path[0]] = bytes(buffer)
    return state
