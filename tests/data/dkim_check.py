"""Whether the signature of a mail is whole: FILE NAME RECORD, the last two as the DNS would give them."""

import sys

import dkim

_, file, name, record = sys.argv
asked = []


def dns(wanted, timeout=5):
    asked.append(wanted.decode().rstrip("."))
    return record.encode() if asked[-1] == name else None


with open(file, "rb") as mail:
    print(dkim.verify(mail.read(), dnsfunc=dns), *asked)
