// Stryker's side of `make mutation-scripts`: it asks a pytest that stays (server.py) to run tests, one JSON line a question.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const SERVER = ["-m", "pytest", "-p", "server", "-p", "no:cacheprovider", "-q", "-m", "browser"];
const FILES = ["browser/test_calculator_page", "unit/test_calculator", "browser/test_player", "browser/test_touched",
  "browser/test_handles", "browser/test_hostile_pages", "browser/test_powers"]; // the slow ones last
const TESTS = FILES.map((name) => `tests/${name}.py`);

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
    const { tests } = await this.ask({ mutant: activeMutant.id, tests: testFilter ?? null });
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
