"""`make audit` asks for every pin whether a vulnerability is known; it fails when one is, or without an answer."""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from served import serving

TOP = Path(__file__).resolve().parents[2]
PINS = dict(re.findall(r"^([\w.-]+)==(\S+)", (TOP / "requirements.txt").read_text("utf-8"), re.MULTILINE))


def advisory(name: str, version: str) -> dict:
    """What OSV's database answers about a package with one vulnerability, in the fields of its schema that are read."""
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "versions": [version]}
    return {"vulns": [{"id": "TEST-2026-1", "summary": "A vulnerability made for a test.", "affected": [affected]}]}


@contextmanager
def advisories(holes: dict[str, str]):
    """A database that knows vulnerabilities (package to version); yields its address and the list of requests."""
    asked = []

    class Database(BaseHTTPRequestHandler):
        def do_POST(self):
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, version = query["package"]["name"], query["version"]
            asked.append(name)
            body = json.dumps(advisory(name, version) if holes.get(name) == version else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    with serving(Database) as address:
        yield address, asked


def audit(address: str) -> subprocess.CompletedProcess:
    """`make audit`, with the database at an address."""
    flags = f"AUDIT_FLAGS=--vulnerability-service osv --osv-url {address} --timeout 5"
    return subprocess.run(["make", "audit", flags], cwd=TOP, capture_output=True, text=True, timeout=120)


@pytest.mark.process
def test_pins_without_known_vulnerabilities_pass_and_each_is_checked():
    with advisories({"jinja2": "0.1"}) as (address, asked):
        done = audit(address)
    assert done.returncode == 0, done.stderr
    assert sorted(asked) == sorted(re.sub(r"[-_.]+", "-", name).lower() for name in PINS)


@pytest.mark.process
def test_a_pin_with_a_vulnerability_fails_by_name():
    with advisories({"pillow": PINS["pillow"]}) as (address, _):
        done = audit(address)
    assert done.returncode != 0
    assert re.search(rf"^pillow +{re.escape(PINS['pillow'])} +TEST-2026-1", done.stdout, re.MULTILINE), done.stdout


@pytest.mark.process
def test_an_audit_without_an_answer_fails():
    with advisories({}) as (address, _):
        pass
    assert audit(address).returncode != 0
