// Stryker's side of `make mutation-scripts`: it asks a pytest that stays (server.py) to run tests, one JSON line a question.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { createInterface } from "node:readline";

const SERVER = ["-m", "pytest", "-p", "server", "-p", "no:cacheprovider", "-q", "-m", "browser"];
// Which tests are a script's own: what they do not notice counts as not noticed.
const TOUCHED = ["browser/test_touched", "browser/test_handles"];
const PAGES = ["browser/test_player", "browser/test_hostile_pages"];
const OWN = {
  "calculator.js": ["browser/test_calculator_page", "unit/test_calculator"],
  "controls.js": PAGES,
  "handles.js": [...TOUCHED, ...PAGES],
  "links.js": [...PAGES, "browser/test_addresses"],
  "paper.js": TOUCHED,
  "payload.js": ["browser/test_payload"],
  "play.js": TOUCHED,
  "player.js": PAGES,
  "predict.js": TOUCHED,
  "quantities.js": PAGES,
  "shared.js": TOUCHED,
  "tables.js": PAGES,
  "take.js": TOUCHED,
};
const pathOf = (name) => `tests/${name}.py`;
const TESTS = [...new Set(Object.values(OWN).flat())].map(pathOf);

class PytestRunner {
  capabilities() {
    return { reloadEnvironment: true }; // each test opens pages of its own
  }

  /** Start pytest in the sandbox, with the Python that PYTEST_PYTHON names and the engine of the sandbox. */
  async init() {
    this.server = spawn(process.env.PYTEST_PYTHON, [...SERVER, ...TESTS], {
      env: { ...process.env, PYTHONPATH: "src:tests/mutants:tests/browser" },
      stdio: ["ignore", "ignore", "inherit", "pipe", "pipe"],
    });
    this.answers = createInterface({ input: this.server.stdio[4] })[Symbol.asyncIterator]();
    this.gone = once(this.server, "exit").then(([code]) => Promise.reject(new Error(`pytest ended with ${code}.`)));
    this.gone.catch(() => undefined);
  }

  async ask(question) {
    this.server.stdio[3].write(JSON.stringify(question) + "\n");
    const answer = await Promise.race([this.answers.next(), this.gone]);
    return JSON.parse(answer.value);
  }

  async dryRun() {
    const { tests, reached } = await this.ask({ mutant: null, tests: null });
    const found = tests.map(({ id, seconds, failure }) => ({
      id,
      name: id,
      timeSpentMs: 1000 * seconds,
      ...(failure ? { status: 1, failureMessage: failure } : { status: 0 }),
    }));
    return { status: "complete", tests: found, mutantCoverage: { static: {}, perTest: reached } };
  }

  async mutantRun({ activeMutant, testFilter }) {
    const own = OWN[basename(activeMutant.fileName)].map(pathOf);
    const chosen = testFilter.filter((name) => own.includes(name.split("::")[0]));
    if (!chosen.length) return { status: "survived", nrOfTests: 0 };
    const { tests } = await this.ask({ mutant: activeMutant.id, tests: chosen });
    const failed = tests.filter(({ failure }) => failure);
    if (!failed.length) return { status: "survived", nrOfTests: tests.length };
    const [{ id, failure }] = failed;
    return { status: "killed", killedBy: [id], failureMessage: failure, nrOfTests: tests.length };
  }

  async dispose() {
    this.server?.kill("SIGKILL");
  }
}

export const strykerPlugins = [{ kind: "TestRunner", name: "pytest", injectableClass: PytestRunner }];
