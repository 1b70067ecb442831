"""Holds the running server to its own description, in the name of each role, with schemathesis.

Usage: check.py WELLMET. The program is started with demo data in a folder of its own and ended again.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
DESCRIPTION = HERE.parent.parent / "web/src/api/openapi.json"
ROLES = ["prescriber", "link-worker", "facilitator", "administrator"]
# Streams that do not end, and what would end the caller or shut the caller out.
LEFT_OUT = ["/api/live", "/api/door/live", "/api/sign-out", "/api/sign-in"]
PATIENCE = 60


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def demo(program):
    """The address of a running demo."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"127.0.0.1:{free_port()}"
        settings = {
            "WELLMET_DATA": folder,
            "WELLMET_LISTEN": address,
            "WELLMET_PUBLIC_URL": f"http://{address}",
            "WELLMET_MEDIA_LISTEN": f"127.0.0.1:{free_port()}",
            "WELLMET_MEDIA_THREADS": "1",
        }
        server = subprocess.Popen(
            [program, "demo"], env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            await_answer(f"http://{address}", server)
            yield f"http://{address}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE)


def await_answer(origin, server):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            sys.exit("the server ended by itself")
        try:
            sign_in(origin, ROLES[0])
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("the server did not answer")


def sign_in(origin, role):
    """The cookie of the demo's person with `role`."""
    credentials = {"email": f"{role}@example.org", "password": f"demo-{role}"}
    request = urllib.request.Request(
        f"{origin}/api/sign-in",
        json.dumps(credentials).encode(),
        {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        given = answer.headers["Set-Cookie"]
    return re.match(r"[^;]*", given).group()


def check(origin, role):
    """Whether the server kept to its description before somebody with `role`."""
    program = Path(sys.executable).with_name("schemathesis")
    words = [str(program), f"--config-file={HERE / 'schemathesis.toml'}", "run", str(DESCRIPTION)]
    words += ["--url", origin, "--header", f"Cookie: {sign_in(origin, role)}"]
    words += ["--header", "Sec-Fetch-Site: same-origin"]
    for path in LEFT_OUT:
        words += ["--exclude-path", path]
    print(f"-- {role}", flush=True)
    # What it found it also writes down where it runs.
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(words, check=False, cwd=folder).returncode == 0


def main():
    with demo(sys.argv[1]) as origin:
        kept = [check(origin, role) for role in ROLES]
    sys.exit(0 if all(kept) else 1)


main()
