"""How the servers and the load generator are driven, and what is seen of them from outside."""
import json
import os
import socket
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TMP = os.environ.setdefault("BENCH_TMP", "/var/tmp/gatepost-bench")
SMTPLOAD = os.environ.setdefault("SMTPLOAD", f"{TMP}/target/release/smtpload")
GATEPOST = os.environ.setdefault("GATEPOST_BIN", os.path.join(HERE, "..", "target", "release", "gatepost"))
RUN = f"{TMP}/run"


def peer(name, *arguments, timeout=120, check=True, **settings):
    """Runs peers/NAME.sh, with `settings` in its environment. Files and not pipes are what its server inherits, so nothing here
    waits for that."""
    done = subprocess.run([f"{HERE}/peers/{name}.sh", *arguments], capture_output=True, text=True, timeout=timeout,
                          env=os.environ | settings)
    if check and done.returncode:
        raise RuntimeError(f"{name} {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def about(name):
    """What a peer says of itself: port, plain_port, version."""
    return dict(line.split("=", 1) for line in peer(name, "info").splitlines())


def cpu_seconds(name):
    return int(peer(name, "cpu")) / 1e9


def smtpload(*arguments, timeout=150):
    done = subprocess.run([SMTPLOAD, *map(str, arguments)], capture_output=True, text=True, timeout=timeout)
    if not done.stdout.strip():
        raise RuntimeError(f"smtpload {arguments[0]}: {done.stderr[-300:]}")
    return json.loads(done.stdout)


def settle(name):
    """Writes back what the last cell left, and waits until the server has no work left over from it (3 s at most)."""
    os.sync()
    for _ in range(10):
        before = cpu_seconds(name)
        time.sleep(0.3)
        if cpu_seconds(name) - before < 0.03:
            return


class Sink:
    """A server that takes every message, keeps none, and counts them. It says when the last of them came."""

    def __init__(self, port):
        self.port = port
        self.process = subprocess.Popen([SMTPLOAD, "sink", "--port", str(port)], stderr=subprocess.PIPE, text=True)
        if not self.process.stderr.readline().startswith("sink on"):
            raise RuntimeError(f"no sink on {port}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def reset(self):
        smtpload("stat", "--port", self.port, "--reset")

    def counts(self):
        """`messages`, `connections`, `since_reset_to_last_s`, `first_to_last_s`: of what came since the reset."""
        return smtpload("stat", "--port", self.port)

    def cpu_seconds(self):
        """User and system, to a hundredth."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            ticks = file.read().rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


class Talk:
    """One SMTP client without TLS, for what is timed command by command."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", int(port)), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.expect(b"2")

    def expect(self, digit):
        """Reads one reply, which must be of this class."""
        while True:
            end = self.buffer.find(b"\n")
            if end < 0:
                more = self.socket.recv(4096)
                if not more:
                    raise RuntimeError("the server has closed the connection")
                self.buffer += more
                continue
            line, self.buffer = self.buffer[:end], self.buffer[end + 1:]
            if line[3:4] == b"-":
                continue
            if line[:1] != digit:
                raise RuntimeError(f"the server says {line!r}")
            return

    def say(self, text, digit=b"2"):
        self.socket.sendall(text)
        self.expect(digit)

    def close(self):
        self.say(b"QUIT\r\n")
        self.socket.close()


def message(size):
    """A message with a header and a body of about `size` octets."""
    line = b"a line of text as it stands in a great many letters, of seventy octets.\r\n"
    head = b"From: <alice@example.test>\r\nTo: <bob@sink.test>\r\nDate: Mon, 01 Jun 2026 12:00:00 +0000\r\n" \
           b"Message-ID: <%d@example.test>\r\nSubject: load\r\n\r\n" % time.monotonic_ns()
    return head + line * (size // len(line)) + b".\r\n"


def submit(talk, size):
    """Hands over one message, and returns the seconds from its last octets with the final dot to the 250."""
    talk.say(b"MAIL FROM:<alice@example.test>\r\n")
    talk.say(b"RCPT TO:<bob@sink.test>\r\n")
    talk.say(b"DATA\r\n", b"3")
    text = message(size)
    began = time.perf_counter()
    talk.say(text)
    return time.perf_counter() - began


def first_greeting(port, server, until):
    """The moment at which a client has read the first 220."""
    while time.perf_counter() < until:
        if server.poll() is not None:
            raise RuntimeError(f"gatepost ended with {server.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
                if client.recv(512).startswith(b"220"):
                    return time.perf_counter()
        except ConnectionError:
            pass
        time.sleep(0.001)
    raise RuntimeError("no greeting")


def pss_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


def stolen_ticks():
    """The time that the host gave to others while we wanted it, and all time."""
    with open("/proc/stat") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return ticks[7], sum(ticks)
