"""Plays Google: gives a token for an assertion that its own library verifies, and takes a push with that token.

It prints the JSON of a service account, on one line.
"""

import json
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import exceptions, jwt

EMAIL = "push@demo-shop.iam.gserviceaccount.com"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
)


def granted(form, audiences):
    [assertion] = form["assertion"]
    # By the id of the key, as Google publishes them.
    claims = jwt.decode(assertion, certs={"k1": PUBLIC}, audience=audiences)
    assert form["grant_type"] == [GRANT] and claims["iss"] == EMAIL and claims["scope"] == SCOPE
    assert claims["exp"] - claims["iat"] == 3600


class Google(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path != "/token":
            taken = self.headers["authorization"] == "Bearer t0ken"
            self.answer(200 if taken else 401, {"name": "projects/demo-shop/messages/0:1"})
            return
        # Google's library names this one whatever the account says; ours the account's own.
        audiences = ["https://oauth2.googleapis.com/token", token_uri()]
        try:
            granted(urllib.parse.parse_qs(body.decode()), audiences)
        except (exceptions.GoogleAuthError, ValueError, KeyError, AssertionError) as error:
            self.answer(400, {"error": "invalid_grant", "error_description": repr(error)})
            return
        self.answer(200, {"access_token": "t0ken", "expires_in": 3599, "token_type": "Bearer"})

    def answer(self, status, body):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def token_uri():
    return f"http://127.0.0.1:{server.server_port}/token"


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Google)
    account = {
        "type": "service_account",
        "project_id": "demo-shop",
        "private_key_id": "k1",
        "private_key": PRIVATE.decode(),
        "client_email": EMAIL,
        "token_uri": token_uri(),
    }
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps(account), flush=True)
    # Until whoever started this is gone.
    sys.stdin.read()
