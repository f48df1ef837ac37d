"""JupyterLab and Notebook 7 in a real browser: run all cells, drag a slider, and see what a reader sees."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from places import NOTEBOOKS, ROOT, bare

PYTHON = ROOT / ".venv" / "lab" / "bin" / "python"
JUPYTER_FOLDERS = ("JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
OPEN = {"lab": "lab/tree", "notebook": "notebooks"}  # front end: where it opens a file
SETTINGS = ("ServerApp.token=", "ServerApp.password=", "ServerApp.allow_root=True", "ServerApp.open_browser=False")
QUIET = ("LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "LabApp.news_url=None")
PANEL = ".jp-OutputArea-child:has(img.widget-image)"  # what a cell with an explorable has put out
SECONDS = 600

# Watch a panel while it is moved: the image element and its height in every frame.
WATCH = """(panel) => {
  const image = panel.querySelector("img.widget-image");
  const seen = (window.seen = { image, heights: new Set(), sources: new Set(), lost: 0 });
  const look = () => {
    if (!image.isConnected) seen.lost += 1;
    seen.heights.add(Math.round(image.getBoundingClientRect().height));
    seen.sources.add(image.src);
    seen.frame = requestAnimationFrame(look);
  };
  look();
}"""
SEEN = """(panel) => {
  cancelAnimationFrame(window.seen.frame);
  const image = panel.querySelector("img.widget-image");
  const { heights, lost } = window.seen;
  return { kept: image === window.seen.image, heights: [...heights], lost };
}"""
STARTED = """async () => {
  const answer = await fetch("/api/kernels");  // an error, not a list, while a kernel is just going
  const kernels = answer.ok ? await answer.json() : [];
  return kernels.some((kernel) => kernel.execution_state === "idle" && kernel.connections > 0);
}"""
END = """async () => {
  const headers = { "X-XSRFToken": document.cookie.match(/_xsrf=([^;]+)/)[1] };
  for (const kernel of await (await fetch("/api/kernels")).json())
    await fetch(`/api/kernels/${kernel.id}`, { method: "DELETE", headers });
}"""
NUMBERED = """() => {
  const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map((one) => one.textContent);
  return prompts.length > 2 && prompts.every((prompt) => /\\d/.test(prompt));
}"""
OUTPUTS = "(panel) => panel.closest('.jp-OutputArea').children.length"
READOUT = "(panel) => [...panel.querySelectorAll('.widget-html-content')].map((one) => one.textContent).join(' | ')"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(address: str) -> None:
    """Until the server answers; raises TimeoutError."""
    for _ in range(240):
        try:
            return urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"nothing answers at {address}")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Address of a Jupyter server, with copies of the notebooks and the kernel of .venv."""
    if not PYTHON.exists():
        pytest.fail("JupyterLab is not installed: run `make lab`.", pytrace=False)
    top = tmp_path_factory.mktemp("server")
    for path in NOTEBOOKS:
        (top / "home").mkdir(exist_ok=True)
        shutil.copy(path, top / "home")
    kernel = {"argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], "language": "python"}
    (top / "data/kernels/python3").mkdir(parents=True)
    (top / "data/kernels/python3/kernel.json").write_text(json.dumps(kernel | {"display_name": "Python 3"}), "utf-8")
    port = free_port()
    options = [f"--{setting}" for setting in (*SETTINGS, *QUIET)]
    options += [f"--ServerApp.port={port}", f"--ServerApp.root_dir={top / 'home'}"]
    options += ["--KernelSpecManager.ensure_native_kernel=False"]
    places = {name: str(top / "data") for name in JUPYTER_FOLDERS}
    with (top / "log").open("w") as log:
        environment = bare(**places, PYTHONPATH=str(ROOT / "src"))
        process = subprocess.Popen([PYTHON, "-m", "jupyterlab", *options], env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(params=OPEN)
def front_end(request, server, browser):
    """A function that opens a notebook; its kernel ends with the test."""
    context = browser.new_context(viewport={"width": 1400, "height": 1100})
    page = context.new_page()
    page.set_default_timeout(180_000)

    def open_notebook(name: str):
        page.goto(f"{server}/{OPEN[request.param]}/{name}?reset")  # without the notebooks of earlier tests
        return page

    yield open_notebook
    page.evaluate(END)
    context.close()


def run_all(page) -> None:
    """Choose Run → Run All Cells, and wait until every cell has its number."""
    while not page.evaluate(STARTED):
        page.wait_for_timeout(300)
    page.wait_for_timeout(1000)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    page.wait_for_function(NUMBERED, timeout=1000 * SECONDS)


def panel_of(page):
    """The first panel with a picture, scrolled into view: a front end draws only the cells that are near."""
    page.locator(".jp-Notebook").first.focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.locator(".jp-WindowedPanel-outer, .jp-Notebook").first.hover()
    for _ in range(200):
        if page.locator(PANEL).count():
            break
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(60)
    panel = page.locator(PANEL).first
    panel.scroll_into_view_if_needed()
    page.wait_for_function(
        "(image) => image.complete && image.naturalWidth", arg=panel.locator("img").first.element_handle()
    )
    return panel


def drag(page, handle) -> None:
    """Drag a slider's handle to the other half of its track, in small steps as a hand does."""
    handle.scroll_into_view_if_needed()
    track = handle.locator("xpath=ancestor::*[contains(@class,'noUi-target')]").bounding_box()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    middle = track["x"] + track["width"] / 2
    target = track["x"] + track["width"] * (0.15 if x > middle else 0.85)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(target, y, steps=12)
    page.mouse.up()


def drag_until_it_moves(page, panel) -> bool:
    """Drag every slider; where they change no picture, such as ranks of the only match, again from each preset."""
    for preset in (None, *panel.get_by_role("button").all()):
        if preset:
            preset.click()
            page.wait_for_timeout(1500)
        before = page.evaluate("window.seen.sources.size")
        for handle in panel.locator(".noUi-handle:visible").all():
            drag(page, handle)
            page.wait_for_timeout(1500)
        if page.evaluate("window.seen.sources.size") > before:
            return True
    return False


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_dragged_slider_redraws_in_place(front_end, path):
    page = front_end(path.name)
    run_all(page)
    panel = panel_of(page)
    outputs, before = panel.evaluate(OUTPUTS), panel.evaluate(READOUT)
    panel.evaluate(WATCH)
    moved = drag_until_it_moves(page, panel)
    seen = panel.evaluate(SEEN)
    assert seen["kept"] and seen["lost"] == 0, "the image element was taken away"
    assert moved, "the picture stays as it was"
    assert len(seen["heights"]) == 1 and seen["heights"][0] > 100, f"the picture flickers: heights {seen['heights']}"
    assert panel.evaluate(READOUT) != before, "the readout stays as it was"
    assert panel.evaluate(OUTPUTS) == outputs, "the output grows"
    complaints = ".jp-RenderedText[data-mime-type*=stderr], .jp-RenderedText[data-mime-type*=error]"
    assert page.locator(complaints).all_text_contents() == []
