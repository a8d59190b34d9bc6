"""Telegram as others read it: a Bot API that reads texts with Telegram's own library, and updates by python-telegram-bot.

    python bot_api.py api LIBRARY            listens, says its port, then a line of JSON for each text that it was sent
    python bot_api.py judge LIBRARY BODY...  a line of JSON for each of these bodies
    python bot_api.py updates FILE           a line of JSON for each update of the file: what is read of it, or null
"""

import ctypes
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from telegram import Message, Update

KINDS = {
    "photo": "image",
    "animation": "video",
    "video": "video",
    "voice": "audio",
    "document": "file",
    "sticker": "sticker",
    "venue": "location",
    "location": "location",
    "contact": "contacts",
}


class Library:
    """TDLib, on which the Bot API itself stands; these calls need no network."""

    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        self.library.td_execute.restype = ctypes.c_char_p
        self.library.td_execute.argtypes = [ctypes.c_char_p]
        self.execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})

    def execute(self, query):
        return json.loads(self.library.td_execute(json.dumps(query).encode()))

    def judge(self, text, entities):
        """What is wrong with the entities of a text, or None."""
        types = {"bold": "textEntityTypeBold", "text_link": "textEntityTypeTextUrl"}
        given = [
            {
                "@type": "textEntity",
                "offset": entity["offset"],
                "length": entity["length"],
                "type": {"@type": types[entity["type"]], "url": entity.get("url", "")},
            }
            for entity in entities
        ]
        formatted = {"@type": "formattedText", "text": text, "entities": given}
        answer = self.execute({"@type": "getMarkdownText", "text": formatted})
        return answer["message"] if answer["@type"] == "error" else None

    def parse(self, html):
        """A text of HTML: what people see, and where it is what."""
        mode = {"@type": "textParseModeHTML"}
        answer = self.execute({"@type": "parseTextEntities", "text": html, "parse_mode": mode})
        if answer["@type"] == "error":
            return {"error": answer["message"]}
        units = answer["text"].encode("utf-16-le")
        seen = []
        for entity in answer["entities"]:
            begin, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
            kind, url = entity["type"]["@type"], entity["type"].get("url")
            seen.append([kind, units[begin:end].decode("utf-16-le"), entity["offset"], url])
        return {"text": answer["text"], "seen": seen}


def read(library, body):
    """A text and its entities, written as HTML by one library and read by Telegram's."""
    text, entities = body["text"], body.get("entities", [])
    wrong = library.judge(text, entities)
    if wrong:
        return {"error": wrong}
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 1, "type": "private"},
        "text": text,
        "entities": entities,
    }
    return library.parse(Message.de_json(message, None).text_html)


def serve(path):
    library = Library(path)

    class Api(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            found = read(library, body)
            print(json.dumps(found), flush=True)
            answer = {"ok": True, "result": {"message_id": 7}}
            if "error" in found:
                description = f"Bad Request: {found['error']}"
                answer = {"ok": False, "error_code": 400, "description": description}
            payload = json.dumps(answer).encode()
            self.send_response(200 if answer["ok"] else 400)
            self.send_header("content-length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # Whoever started this is gone.
    sys.stdin.read()


def judge(path, *bodies):
    library = Library(path)
    for body in bodies:
        print(json.dumps(read(library, json.loads(body))))


def where(message):
    """Of a message or of one that is too old to be shown."""
    chat = message.chat
    if chat.type not in ("private", "group", "supergroup"):
        return None
    told = {"chat": str(chat.id), "private": chat.type == "private"}
    if getattr(message, "is_topic_message", None):
        told["thread"] = str(message.message_thread_id)
    return told


def told_of(update):
    """What of an update somebody wrote, in the words of our file."""
    user, query, message = update.effective_user, update.callback_query, update.message
    if user is None or user.is_bot:
        return None
    told = {"by": str(user.id), "name": user.full_name}
    if query is not None:
        if query.message is None or query.data is None:
            return None
        place = where(query.message)
        reply = f"{place['chat']}:{query.message.message_id}"
        told |= place | {"reply_to": reply, "id": f"callback:{query.id}", "button": query.data}
        return told
    if message is None or message.is_automatic_forward or where(message) is None:
        return None
    told |= where(message) | {"id": f"{message.chat.id}:{message.message_id}"}
    told["at"] = int(message.date.timestamp())
    reply = message.reply_to_message
    if reply is not None and reply.forum_topic_created is None:
        told["reply_to"] = f"{reply.chat.id}:{reply.message_id}"
    if message.text is not None:
        return told | {"text": message.text}
    kind = next((kind for kind in KINDS if getattr(message, kind)), None)
    return told | {"media": media(message, kind)} if kind else None


def media(message, kind):
    thing = getattr(message, kind)
    thing = thing[-1] if kind == "photo" else thing
    words = {
        "sticker": lambda: thing.emoji,
        "venue": lambda: f"{thing.title} {thing.address}",
        "location": lambda: f"{thing.latitude}, {thing.longitude}",
        "contact": lambda: f"{thing.first_name} {thing.phone_number}",
    }
    caption = words[kind]() if kind in words else message.caption or ""
    told = {"kind": KINDS[kind], "caption": caption}
    for ours, theirs in [("mime_type", "mime_type"), ("name", "file_name"), ("provider_id", "file_id")]:
        if getattr(thing, theirs, None):
            told[ours] = getattr(thing, theirs)
    return told


def read_updates(path):
    with open(path, encoding="utf-8") as file:
        for row in json.load(file):
            update = Update.de_json(row["update"], None)
            query = update.callback_query
            answer = {"answer": query.id} if query else {}
            told = told_of(update)
            print(json.dumps(({"chatted": told} if told else {}) | answer))


if __name__ == "__main__":
    {"api": serve, "judge": judge, "updates": read_updates}[sys.argv[1]](*sys.argv[2:])
