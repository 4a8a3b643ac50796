#!/usr/bin/env python3
"""Runs a program as systemd runs a service with sockets: they are open already, from descriptor 3 on (sd_listen_fds(3)).

Run by crates/gatepost/tests/operate.rs, which may not do this itself: between fork and exec only unsafe code can.

    activate.py 127.0.0.1:587 127.0.0.1:465 -- gatepost serve …
"""

import os
import socket
import sys

FIRST = 3


def listen(text):
    host, port = text.rsplit(":", 1)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, int(port)))
    listener.listen(16)
    return listener


def main():
    end = sys.argv.index("--")
    listeners = [listen(text) for text in sys.argv[1:end]]
    # Moved out of the way first: one may lie where another is to go. dup2 makes them inheritable.
    high = [os.dup(listener.fileno()) for listener in listeners]
    while min(high) < FIRST + len(high):
        high = [os.dup(descriptor) for descriptor in high]
    for number, descriptor in enumerate(high):
        os.dup2(descriptor, FIRST + number)
    os.environ["LISTEN_FDS"] = str(len(high))
    os.environ["LISTEN_FDNAMES"] = ":".join(f"test-{number}" for number in range(len(high)))
    # exec keeps the number of the process.
    os.environ["LISTEN_PID"] = str(os.getpid())
    os.execvp(sys.argv[end + 1], sys.argv[end + 1:])


if __name__ == "__main__":
    main()
