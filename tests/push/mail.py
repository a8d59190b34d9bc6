"""A mail server with a password. It prints its port, then each letter as Python's own parser reads it, one a line.

    python mail.py USER PASSWORD
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Letters:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        read = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in letter.items()},
            "text": letter.get_content(),
            "defects": [repr(it) for part in letter.walk() for it in part.defects]
            + [repr(it) for value in letter.values() for it in value.defects],
        }
        print(json.dumps(read), flush=True)
        return "250 OK"


def signs_in(server, session, envelope, mechanism, credentials):
    user, password = sys.argv[1:3]
    known = (credentials.login, credentials.password) == (user.encode(), password.encode())
    return AuthResult(success=known, handled=known)


async def main():
    settings = {"authenticator": signs_in, "auth_required": True, "auth_require_tls": False}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Letters(), **settings), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Until whoever started this is gone.
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
