"""Asks a server everything that its document offers, as an admin and as a user.

    python run.py PROGRAM EXAMPLES

Starts the program with an empty folder, runs schemathesis with so many examples for each operation, and fails on an
answer that is 5xx or is not in the document: its status, media type, headers, schema.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
]
LIMITS = ["SENDS_PER_ACTOR", "OPENS_PER_ACTOR", "READS_PER_ACTOR", "STREAMS_PER_ACTOR", "VISITORS_PER_ADDRESS", "TICKETS_PER_ADDRESS"]
N_SESSIONS = 20
N_TICKETS = 10


def main(program, n_examples):
    with tempfile.TemporaryDirectory(prefix="chatdesk-openapi-") as folder:
        own = {name: value for name, value in os.environ.items() if not name.startswith("CHATDESK_")}
        env = own | {f"CHATDESK_LIMITS_{limit}": "0" for limit in LIMITS}
        server = subprocess.Popen(
            [program, "--addr", "127.0.0.1:0", "--data", folder],
            env=env | {"CHATDESK_LOG": "warn"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            base = server.stdout.readline().split()[-1] + "api"
            roles = {"admin": token(program, folder, "root", "admin"), "user": token(program, folder, "42", "user")}
            sessions = [ask(base, "/chat/sessions", roles["user"], {"message": "x", "another": True})["id"] for _ in range(N_SESSIONS)]
            env["CHATDESK_TEST_SESSIONS"] = ",".join(sessions)
            tickets = [ask(base, f"/admin/chat/session/{session}/ticket", roles["admin"], {"priority": "HIGH"})["id"] for session in sessions[:N_TICKETS]]
            env["CHATDESK_TEST_TICKETS"] = ",".join(map(str, tickets))
            env["SCHEMATHESIS_HOOKS"] = str(HERE / "hooks.py")
            left_out = excluded(ask(base, "/openapi.json"))
            failed = [role for role, shown in roles.items() if not fuzz(base, role, shown, n_examples, left_out, env, folder)]
        finally:
            server.terminate()
            server.wait(10)
    sys.exit(f"as {' and '.join(failed)}: see above" if failed else 0)


def token(program, folder, sub, role):
    command = [program, "token", "--sub", sub, "--role", role, "--ttl", "12h", "--data", folder]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def ask(base, path, shown=None, body=None):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {shown}"} if shown else {})
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(base + path, data, headers), timeout=10) as answer:
        return json.load(answer)


def excluded(document):
    """Paths that are not asked, each with the reason."""
    paths = {"/chat/ws": "it answers with frames, not with a body"}
    answers = document["paths"]["/chat/events"]["get"]["responses"]["200"]["content"]
    if "application/json" not in answers:
        paths["/chat/events"] = "it never ends, and has no form that does"
    return {path: why for path, why in paths.items() if path in document["paths"]}


def fuzz(base, role, shown, n_examples, left_out, env, folder):
    print(f"as {role}: {n_examples} examples for each operation", *(f"; {path} left out: {why}" for path, why in left_out.items()))
    command = [str(Path(sys.executable).parent / "schemathesis"), "run", f"{base}/openapi.json", "--url", base]
    command += ["--max-examples", str(n_examples), "--phases", "examples,coverage,fuzzing", "--checks", ",".join(CHECKS)]
    command += ["--header", f"Authorization: Bearer {shown}", "--continue-on-failure", "--warnings", "off"]
    command += ["--suppress-health-check", "all", "--request-timeout", "15", "--max-redirects", "0", "--no-color"]
    for path in left_out:
        command += ["--exclude-path", path]
    # Not before the server has ended is its folder gone, and what schemathesis leaves goes with it.
    return subprocess.run(command, env=env, cwd=folder).returncode == 0


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), int(sys.argv[2]))
