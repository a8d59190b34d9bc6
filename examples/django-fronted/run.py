#!/usr/bin/env python3
"""`python3 run.py` runs all of it, `python3 run.py test` its tests. Installs into `.venv` beside this file, once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON = HERE / ".venv/bin/python"


def prepare():
    """A virtual environment of what `requirements.txt` pins, where that has changed since."""
    wanted, installed = HERE / "requirements.txt", HERE / ".venv/installed"
    if installed.exists() and installed.read_text() == wanted.read_text():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", HERE / ".venv"], check=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", wanted], check=True)
    shutil.copy(wanted, installed)


def server():
    """The program given by `CHATDESK_SERVER`, or the one of this repository, built."""
    given = os.environ.get("CHATDESK_SERVER")
    if not given:
        subprocess.run(["cargo", "build", "--package", "chatdesk-server"], check=True)
    return given or HERE / "../../target/debug/chatdesk-server"


def run():
    from payflow import settings
    from payflow import people

    for command in ("migrate", "demo"):
        subprocess.run([PYTHON, "manage.py", command, "--verbosity=0"], check=True)
    address = settings.CHATDESK_URL.removeprefix("http://")
    host = os.environ.get("BIND", "127.0.0.1:8000")
    # It refuses settings of its name that it does not know, and some are the application's.
    others = {name: value for name, value in os.environ.items() if not name.startswith("CHATDESK_")}
    environment = others | {
        "CHATDESK_AUTH_PROXY_SECRET": settings.CHATDESK_PROXY_SECRET,
        "CHATDESK_AUTH_JWT_SECRET": settings.CHATDESK_JWT_SECRET,
        # What simplejwt calls it.
        "CHATDESK_AUTH_USER_CLAIM": "user_id",
        # For the page that asks without Django in between.
        "CHATDESK_SERVER_CORS_ORIGINS": f"http://{host}",
    }
    data = ["--addr", address, "--data", settings.DATA / "chatdesk"]
    chat = subprocess.Popen([server(), *data], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        # It says two lines when it listens; here the way in is Django's.
        if not (chat.stdout.readline() and chat.stdout.readline()):
            sys.exit("chatdesk-server did not start, see above")
        names = ", ".join(username for username, *_, role in people.PEOPLE if role == "user")
        print(f"http://{host}/ : log in as {names}; answer as max (admin) or mia (agent)")
        print(f"The password of all of them is {people.PASSWORD}. Ctrl-C stops.", flush=True)
        subprocess.run([PYTHON, "-m", "gunicorn"], check=False)
    except KeyboardInterrupt:
        pass
    finally:
        chat.terminate()
        chat.wait()


if __name__ == "__main__":
    os.chdir(HERE)
    if Path(sys.prefix) != HERE / ".venv":
        prepare()
        os.execv(PYTHON, [PYTHON, __file__, *sys.argv[1:]])
    if sys.argv[1:] == ["test"]:
        environment = os.environ | {"CHATDESK_TEST_SERVER": str(server())}
        tests = subprocess.run([PYTHON, "manage.py", "test", "tests"], env=environment, check=False)
        sys.exit(tests.returncode)
    run()
