"""The real programs: chatdesk-server, and this application under gunicorn or `runserver` before it."""

import atexit
import os
import secrets
import select
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

from tests.visit import Visit

HERE = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("CHATDESK_TEST_SERVER", str(HERE / "../../target/debug/chatdesk-server"))
# Settings that the machine has are not those of the tests.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("CHATDESK_")}

DATABASE = "payflow.sqlite3"

# Within which everything here happens, or does not.
SOON = 5


def eventually(what, condition):
    """Waits until it holds, and gives what it was."""
    end = time.monotonic() + SOON
    pause = threading.Event()
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {SOON} seconds: {what}")
        pause.wait(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """A program that says in so many lines when it is ready."""

    def __init__(self, command, environment, lines):
        self.child = subprocess.Popen(
            command, cwd=HERE, env=ENVIRONMENT | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.said, self.complaints = [], []
        # Read to the end, so that it never waits for a reader.
        threading.Thread(target=self._listen, args=(self.child.stderr, self.complaints), daemon=True).start()
        threading.Thread(target=self._listen, args=(self.child.stdout, self.said), daemon=True).start()
        self.lines = lines

    @staticmethod
    def _listen(pipe, said):
        with pipe:
            said.extend(iter(pipe.readline, ""))

    def ready(self):
        end = time.monotonic() + 30
        pause = threading.Event()
        while len(self.said) < self.lines:
            if self.child.poll() is not None or time.monotonic() > end:
                self.stop()
                raise AssertionError(f"{self.child.args} did not start:\n{''.join(self.complaints)}")
            pause.wait(0.02)
        return self

    def stop(self):
        self.child.terminate()
        self.child.wait(30)


def manage(environment, *arguments):
    """A command of this application; what it said."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=HERE, env=ENVIRONMENT | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@cache
def filled():
    """A database with everybody of the demo; made once, because passwords are slow."""
    folder = Path(tempfile.mkdtemp(prefix="chatdesk-payflow-"))
    atexit.register(shutil.rmtree, folder)
    for command in ("migrate", "demo"):
        manage({"PAYFLOW_DATA": str(folder)}, command)
    return folder / DATABASE


class Place:
    """A data folder with everybody of the demo, a server and a host."""

    def __init__(self, runner="gunicorn", **more):
        self.folder = Path(tempfile.mkdtemp(prefix="chatdesk-payflow-"))
        self.ports = free_port(), free_port()
        self.chat_url = f"http://127.0.0.1:{self.ports[0]}"
        self.url = f"http://127.0.0.1:{self.ports[1]}"
        self.proxy_secret, self.jwt_secret = secrets.token_hex(32), secrets.token_hex(32)
        self.shared = {
            "CHATDESK_AUTH_PROXY_SECRET": self.proxy_secret,
            "CHATDESK_AUTH_JWT_SECRET": self.jwt_secret,
        }
        self.environment = self.shared | {
            "PAYFLOW_DATA": str(self.folder),
            "CHATDESK_URL": self.chat_url,
            "PYTHONUNBUFFERED": "1",
            **more,
        }
        shutil.copy(filled(), self.folder)
        self.chat = self.start_chat().ready()
        self.host = self.start_host(runner)
        try:
            self.host.ready()
        except AssertionError:
            self.chat.stop()
            raise

    def start_chat(self):
        address = f"127.0.0.1:{self.ports[0]}"
        settings = {
            "CHATDESK_AUTH_USER_CLAIM": "user_id",
            "CHATDESK_SERVER_CORS_ORIGINS": self.url,
            "CHATDESK_SERVER_METRICS_TOKEN": "collector-of-the-tests",
            # Tests are faster than people.
            "CHATDESK_LIMITS_OPENS_PER_ACTOR": "0",
            "CHATDESK_LIMITS_SENDS_PER_ACTOR": "0",
            "CHATDESK_LIMITS_READS_PER_ACTOR": "0",
        }
        command = [SERVER, "--addr", address, "--data", str(self.folder / "chatdesk")]
        return Program(command, self.shared | settings, lines=2)

    def start_host(self, runner):
        address = f"127.0.0.1:{self.ports[1]}"
        if runner == "gunicorn":
            return Program([sys.executable, "-m", "gunicorn"], self.environment | {"BIND": address}, lines=1)
        command = [sys.executable, "manage.py", "runserver", "--noreload", address]
        return Program(command, self.environment, lines=4)

    def visit(self, username=None):
        """Somebody with a browser; logged in, where a name is given."""
        visit = Visit(self.url)
        if username:
            visit.log_in(username)
        return visit

    def id_of(self, username):
        """As chatdesk knows them: Django's own number."""
        with sqlite3.connect(self.folder / DATABASE) as database:
            [[pk]] = database.execute("SELECT id FROM auth_user WHERE username = ?", [username])
        return str(pk)

    def shell(self, script):
        """Django's own shell, in which `User` is known."""
        known = "from django.contrib.auth import get_user_model\nUser = get_user_model()\n"
        return manage(self.environment, "shell", "--no-imports", "-c", known + script)

    def streams(self):
        """How many are open at the server."""
        visit = Visit(self.chat_url)
        answer = visit.get("/metrics", Authorization="Bearer collector-of-the-tests")
        lines = answer.text.splitlines()
        return sum(int(float(it.split()[-1])) for it in lines if it.startswith("chatdesk_streams{"))

    def open_databases(self):
        """How many files of the database the host's first process has open."""
        files = Path(f"/proc/{self.host.child.pid}/fd")
        return sum(DATABASE in str(it.readlink()) for it in files.iterdir() if it.is_symlink())

    def stop(self):
        self.host.stop()
        self.chat.stop()
        shutil.rmtree(self.folder)


class Stream:
    """An open stream of events, read from the socket itself: what a library keeps back is not seen as lost here."""

    def __init__(self, visit, path="/support/api/chat/events", **headers):
        host, port = visit.address
        self.socket = socket.create_connection((host, port), SOON)
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Accept: text/event-stream"]
        lines += [f"{name}: {value}" for name, value in ({"Cookie": visit.cookie_header} | headers).items() if value]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.text = ""
        self.has_ended = False

    def _read(self, within):
        if self.has_ended or not select.select([self.socket], [], [], within)[0]:
            return
        bytes_read = self.socket.recv(65536)
        self.has_ended = not bytes_read or bytes_read.endswith(b"0\r\n\r\n")
        self.text += bytes_read.decode()

    def wait_for(self, sign):
        """Reads until this was sent; how many seconds that took."""
        began = time.monotonic()
        while sign not in self.text:
            if self.has_ended or time.monotonic() - began > SOON:
                raise AssertionError(f"no {sign!r} in {self.text!r}")
            self._read(0.1)
        return time.monotonic() - began

    def wait_for_end(self):
        began = time.monotonic()
        while not self.has_ended:
            if time.monotonic() - began > SOON:
                raise AssertionError("the stream goes on")
            self._read(0.1)
        return time.monotonic() - began

    def leave(self):
        self.socket.close()
