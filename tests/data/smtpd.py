"""A mail server that answers by the name it is asked for: accept, later, never, cut. Prints its port, then what it took.

With `sign-in` among its wishes it wants a user and the right password first; with `tell-caller` it prints the port of
whoever brought a mail as well; with `keep=FOLDER` it leaves the bytes of each mail there, named by its recipient."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Answers:
    seen = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "never":
            return "550 5.1.1 no such mailbox"
        if name == "later" and name not in self.seen:
            self.seen.add(name)
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        lines = envelope.content.decode("utf-8", "replace").splitlines()
        if "MIME-Version: 1.0" not in lines[: lines.index("")]:
            return "554 5.6.0 a text whose encoding nobody can be sure of"
        message = next(line for line in lines if line.lower().startswith("message-id:"))
        for wish in sys.argv[2:]:
            if wish.startswith("keep="):
                with open(f"{wish[5:]}/{envelope.rcpt_tos[0]}.eml", "wb") as file:
                    file.write(envelope.original_content)
        caller = [session.peer[1]] if "tell-caller" in sys.argv[2:] else []
        print(envelope.rcpt_tos[0], message.split(":", 1)[1].strip(), *caller, flush=True)
        if envelope.rcpt_tos[0].startswith("cut"):
            server.transport.abort()
        return "250 OK"


def sign_in(server, session, envelope, mechanism, data):
    # Not handled here: the server then says 535 by itself, where it would say nothing at all.
    return AuthResult(success=data.password == b"the right password", handled=False)


def connected():
    wanted = "sign-in" in sys.argv[2:]
    return SMTP(Answers(), authenticator=sign_in, auth_required=wanted, auth_require_tls=False)


async def main():
    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", int(sys.argv[1]))
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
