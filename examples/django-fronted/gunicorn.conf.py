"""`gunicorn` reads this by itself: every chat that listens takes a thread, so there are many."""

import os

# How many of a worker's threads chats may hold; the others answer pages, also when everybody chats.
os.environ.setdefault("SUPPORT_STREAMS", "48")

wsgi_app = "payflow.wsgi:application"
bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ["SUPPORT_STREAMS"]) + 16
# A stream is open for hours: what must not take long here is the answer of the worker itself, which other threads give.
timeout = 30
# Streams do not end by themselves; browsers resume them.
graceful_timeout = 2
control_socket_disable = True


def when_ready(server):
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    print(f"http://{host}:{port}/", flush=True)
