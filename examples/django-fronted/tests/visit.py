"""Somebody's browser, as far as HTTP goes: cookies, forms, answers."""

import json
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from urllib3 import HTTPHeaderDict, PoolManager

from payflow.people import PASSWORD


@dataclass
class Answer:
    status: int
    headers: HTTPHeaderDict
    text: str

    @property
    def json(self):
        return json.loads(self.text)


class Visit:
    def __init__(self, url):
        self.url = url
        self.cookies = {}
        self.pool = PoolManager(retries=False, timeout=10)

    @property
    def address(self):
        at = urlsplit(self.url)
        return at.hostname, at.port

    @property
    def cookie_header(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def send(self, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            headers["Cookie"] = self.cookie_header
        answer = self.pool.request(method, self.url + path, body=body, headers=headers, redirect=False)
        for line in answer.headers.getlist("Set-Cookie"):
            self.cookies |= {name: it.value for name, it in SimpleCookie(line).items() if it.value}
        return Answer(answer.status, answer.headers, answer.data.decode("utf-8", "replace"))

    def get(self, path, **headers):
        return self.send("GET", path, **headers)

    def ask(self, method, path, body=None, **headers):
        """A call of the API, through the mount."""
        text = None if body is None else json.dumps(body)
        return self.send(method, f"/support/api{path}", text, Content_Type="application/json", **headers)

    def submit(self, path, fields, shown_at=None):
        """A form of Django's, and the page that it leads to."""
        page = self.get(shown_at or path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token, f"no form at {shown_at or path}: {page.status}"
        body = urlencode(fields | {"csrfmiddlewaretoken": token[1]}, doseq=True)
        answer = self.send("POST", path, body, Content_Type="application/x-www-form-urlencoded")
        if answer.status == 302:
            return self.get(answer.headers["Location"])
        return answer

    def log_in(self, username, password=PASSWORD):
        self.submit("/login/", {"username": username, "password": password})
        assert "sessionid" in self.cookies, f"{username} cannot log in"

    def log_out(self):
        self.submit("/logout/", {}, shown_at="/")

    def writes(self, text):
        """Into the open chat, or a new one; its id."""
        answer = self.ask("POST", "/chat/sessions", {"message": text})
        assert answer.status in (200, 201), answer
        return answer.json["id"]

    def name_tag(self):
        return self.get("/support/who").json["token"]
