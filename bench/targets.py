#!/usr/bin/env python3
"""Measures Gatepost beside Postfix, in one run, and says of each demand whether it is met.

    targets.py                          everything: half an hour on two cores
    targets.py --parts cells --rounds 2 --seconds 1.5
    targets.py --table FILE             the table of an earlier run

As root, with nothing else running. README.md says what it needs, and what is measured how. The raw figures go to
results/DATE.jsonl, one JSON object a line; a table goes to standard output. Everything is on loopback, everything
ends by itself, and only what was started here is stopped.
"""
import argparse
import fcntl
import gc
import json
import math
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import delivery
import fill
import logins
from servers import (GATEPOST, HERE, RUN, SMTPLOAD, TMP, Talk, about, cpu_seconds, first_greeting, peer, pss_kib, settle, smtpload,
                     stolen_ticks, submit)
from table import PEERS, Table

TLS_PORT, SINK_PORT = 2465, 2466        # what the machine allows: a TLS server and a sink that do nothing else

REST = 75       # seconds after a removal of many files until ext4 makes new ones as fast as before

# name: what is asked of smtpload. `plain` goes to the port without TLS and without a login.
CELLS = {
    "starttls-50": dict(mode="submit", connections=50, per=20, size=4096),
    "starttls-10": dict(mode="submit", connections=10, per=20, size=4096),
    "starttls-new-50": dict(mode="submit", connections=50, per=1, size=4096),
    "plain-1": dict(mode="submit", connections=1, per=20, size=4096, plain=True),
    "mib-10": dict(mode="submit", connections=10, per=20, size=1 << 20),
    "logins-50": dict(mode="auth", connections=50),
}


def percentiles(seconds):
    """p50, p99 and the largest (nearest rank), in milliseconds."""
    values = sorted(seconds)
    rank = lambda p: round(values[max(0, math.ceil(len(values) * p) - 1)] * 1000, 4)
    return {"n": len(values), "p50": rank(0.5), "p99": rank(0.99), "max": rank(1.0)}


def dot_times(port, seconds):
    """One connection: from the final dot to the 250, again and again."""
    talk = Talk(port)
    talk.say(b"EHLO client.example.test\r\n")
    took = []
    gc.disable()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        took.append(submit(talk, 4096))
    gc.enable()
    talk.close()
    return percentiles(took)


class Bench:
    def __init__(self, a):
        self.a = a
        os.makedirs(os.path.dirname(os.path.abspath(a.out)), exist_ok=True)
        self.file = open(a.out, "a")

    def record(self, **facts):
        facts["at"] = round(time.time(), 1)
        self.file.write(json.dumps(facts) + "\n")
        self.file.flush()

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def stop(self, name):
        """Stops a server and moves what it has left out of the way."""
        peer(name, "stop", check=False)
        peer(name, "aside", check=False)
        if self.a.remove_between:
            remove_aside()

    def machine(self):
        """Where and of what this run is."""
        models = {line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")}
        commit = subprocess.run(["git", "-C", HERE, "describe", "--always", "--dirty"], capture_output=True, text=True)
        self.record(kind="machine", cores=os.cpu_count(), cpu=sorted(models), kernel=platform.release(),
                    memory_mib=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20, load=os.getloadavg()[0],
                    commit=commit.stdout.strip(), rounds=self.a.rounds, seconds=self.a.seconds, load_seconds=self.a.load_seconds,
                    removed_between=self.a.remove_between,
                    versions={name: about(name)["version"] for name in self.a.peers})

    def limits(self, turn):
        """What the disk, TLS and loopback allow when nobody does anything else with them."""
        # smtpload adds 300 octets, for a header, to the size of a raw write.
        for writers in (1, 50):
            raw = smtpload("rawdisk", "--dir", RUN, "--writers", writers, "--batch", 1, "--size", 3796, "--duration", 1.5)
            self.record(kind="limit", name=f"append-{writers}", round=turn, **raw)
        server = subprocess.Popen([SMTPLOAD, "tlsserve", "--port", str(TLS_PORT), "--cert", f"{RUN}/tls/cert.pem",
                                   "--key", f"{RUN}/tls/key.pem"])
        sink = subprocess.Popen([SMTPLOAD, "sink", "--port", str(SINK_PORT)], stderr=subprocess.DEVNULL)
        try:
            time.sleep(0.3)
            tls = smtpload("auth", "--port", TLS_PORT, "--tls", "implicit", "--auth", "plain", "--connections", 50,
                           "--messages", 10_000_000, "--duration", 1.5)
            some = smtpload("submit", "--port", SINK_PORT, "--connections", 50, "--per-connection", 20, "--size", 4096,
                            "--messages", 10_000_000, "--duration", 1.5)
            talk, took = Talk(SINK_PORT), []
            for _ in range(3000):
                began = time.perf_counter()
                talk.say(b"NOOP\r\n")
                took.append(time.perf_counter() - began)
            talk.close()
        finally:
            server.kill()
            usage = os.wait4(server.pid, 0)[2]
            server.returncode = 0
            sink.kill()
            sink.wait()
        spent = (usage.ru_utime + usage.ru_stime) * 1000 / max(1, tls["accepted"])
        self.record(kind="limit", name="tls-session", round=turn, server_cpu_ms=round(spent, 4), **tls)
        self.record(kind="limit", name="sink", round=turn, **some)
        self.record(kind="limit", name="round-trip", round=turn, latency_ms=percentiles(took))
        self.say(f"round {turn}  the machine alone: {tls['per_s']:.0f} TLS sessions/s, {spent:.2f} ms of CPU each; "
                 f"{some['per_s']:.0f} messages/s into a sink")

    def cells(self, turn):
        """One round. All servers run, one at a time has work: what a cell of one and the same cell of the other have in
        common is the machine as it is in these seconds, and that changes within a minute."""
        me = {name: about(name) for name in self.a.peers}
        try:
            for name in self.a.peers:
                peer(name, "start", "hold")
                # Pools of processes fill, and passwords are remembered where they are, before anything is counted.
                smtpload("submit", "--port", me[name]["port"], "--tls", "starttls", "--auth", "plain", "--connections", 50,
                         "--per-connection", 2, "--messages", 300, "--timeout", 20, "--duration", 8)
            for n, (cell, asked) in enumerate([*CELLS.items(), ("dot", {})]):
                # By turns the first one, so that nobody always has the machine that the other has warmed or worn out.
                for name in self.a.peers[::-1] if (turn + n) % 2 == 0 else self.a.peers:
                    settle(name)
                    if cell == "dot":
                        self.dot(name, turn, me[name])
                    else:
                        self.cell(name, turn, cell, me[name], **asked)
        finally:
            for name in self.a.peers:
                self.stop(name)

    def dot(self, name, turn, me):
        raw = smtpload("rawdisk", "--dir", RUN, "--writers", 1, "--batch", 1, "--size", 3796, "--duration", 1.5)
        self.record(kind="raw", beside=name, round=turn, **raw)
        took = dot_times(me["plain_port"], self.a.seconds)
        self.record(kind="dot", peer=name, round=turn, dot_ms=took)
        self.say(f"round {turn}  {name:9} final dot to 250: p50 {took['p50']:.2f} p99 {took['p99']:.2f} ms; append and "
                 f"fdatasync: p50 {raw['write_sync_ms']['p50']:.2f} p99 {raw['write_sync_ms']['p99']:.2f} ms")

    def cell(self, name, turn, cell, me, mode, connections, per=0, size=0, plain=False):
        way = ["--port", me["plain_port"]] if plain else ["--port", me["port"], "--tls", "starttls", "--auth", "plain"]
        what = ["--per-connection", per, "--size", size] if mode == "submit" else []
        before, (stolen, passed) = cpu_seconds(name), stolen_ticks()
        got = smtpload(mode, *way, *what, "--connections", connections, "--messages", 10_000_000, "--max-errors", 3000,
                       "--duration", self.a.seconds, "--timeout", 20)
        spent = cpu_seconds(name) - before
        after = stolen_ticks()
        stolen = round((after[0] - stolen) / max(1, after[1] - passed), 4)
        each = spent * 1000 / max(1, got["accepted"])
        self.record(kind="cell", peer=name, round=turn, name=cell, server_cpu_s=round(spent, 4),
                    cpu_s_per_1000=round(each, 4), stolen=stolen, **got)
        wrong = sum(got["rejected"].values()) + sum(got["errors"].values())
        self.say(f"round {turn}  {name:9} {cell:16} {got['per_s']:8.0f}/s  {each:.3f} CPU s per 1,000"
                 + (f"  ({stolen:.0%} of the machine was elsewhere)" if stolen >= 0.01 else "")
                 + (f"  {wrong} refused or failed: {got['rejected']} {got['errors']}" if wrong else ""))

    def idle(self, name):
        """Memory with connections that have done STARTTLS and wait: a fresh server, then the same with logins."""
        if name == "postfix" and available_mib() < 2.2 * self.a.idle:
            self.say(f"idle       {name}: skipped, for want of memory (a process for each connection)")
            return
        me = about(name)
        for auth in ("none", "plain") if name == "gatepost" else ("none",):
            try:
                peer(name, "start", "hold", "idle")
                time.sleep(1)
                base = int(peer(name, "pss"))
                client = subprocess.Popen([SMTPLOAD, "idle", "--port", me["port"], "--tls", "starttls", "--auth", auth,
                                           "--connections", str(self.a.idle), "--hold", "30", "--src-ips", "50",
                                           "--timeout", "150", "--rate", "64"],
                                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                enough = threading.Timer(240, client.kill)
                enough.start()
                try:
                    line = client.stderr.readline()     # one line, when all have been tried
                    opened = json.loads(line.removeprefix("READY ")) if line.startswith("READY ") else {"open": 0}
                    time.sleep(1)
                    pss, processes = int(peer(name, "pss")), int(peer(name, "procs"))
                finally:
                    enough.cancel()
                    client.kill()
                    client.wait()
                self.record(kind="idle", peer=name, auth=auth, asked=self.a.idle, base_pss_kib=base, pss_kib=pss, processes=processes,
                            open=opened["open"], open_wall_s=opened.get("open_wall_s"))
                self.say(f"idle       {name:9} auth {auth}: {opened['open']} open, {pss / 1024:.1f} MiB in {processes} process{'es' if processes > 1 else ''} "
                         f"({base / 1024:.1f} MiB without)")
            finally:
                self.stop(name)

    def queue(self):
        """From the start of the program to its first 220, with a long queue and nothing of it in memory."""
        me = about("gatepost")
        home = f"{RUN}/gatepost"
        try:
            peer("gatepost", "start", "hold")
            talk = Talk(me["plain_port"])
            talk.say(b"EHLO client.example.test\r\n")
            for size in (4096, 132 << 10):      # one on each side of the limit for bodies in the database
                submit(talk, size)
            talk.close()
            peer("gatepost", "stop")
            began = time.monotonic()
            octets = fill.fill(f"{home}/data", self.a.queued, 50)
            self.say(f"queue      {self.a.queued} messages, {octets >> 20} MiB, made in {time.monotonic() - began:.0f} s")
            for turn in range(1, 4):
                cold = drop_caches()
                with open(f"{home}/stdout.log", "a") as log:
                    began = time.perf_counter()
                    server = subprocess.Popen([GATEPOST, "--config", f"{home}/gatepost.toml", "serve"], stdin=subprocess.DEVNULL,
                                              stdout=log, stderr=log, start_new_session=True)
                try:
                    greeted = first_greeting(int(me["port"]), server, began + 120)
                    first = pss_kib(server.pid)
                    time.sleep(3)
                    later = pss_kib(server.pid)
                finally:
                    server.terminate()
                    try:
                        server.wait(30)
                    except subprocess.TimeoutExpired:
                        server.kill()
                        server.wait()
                self.record(kind="queue", round=turn, queued=self.a.queued, octets=octets, cold=cold, greeting_s=round(greeted - began, 4),
                            pss_kib=first, later_pss_kib=later)
                self.say(f"queue      {'cold' if cold else 'WARM'} start: 220 after {greeted - began:.3f} s, {first / 1024:.1f} MiB then, "
                         f"{later / 1024:.1f} MiB 3 s later")
        finally:
            self.stop("gatepost")

    def run(self):
        began = time.monotonic()
        self.machine()
        for turn in range(1, self.a.rounds + 1) if "cells" in self.a.parts else ():
            self.make_room()
            self.guard("limits", self.limits, turn)
            self.guard("cells", self.cells, turn)
        if "logins" in self.a.parts:
            self.guard("logins", logins.logins, self)
        for name in self.a.peers if "idle" in self.a.parts else ():
            self.guard(name, self.idle, name)
        if "queue" in self.a.parts and "gatepost" in self.a.peers:
            self.guard("queue", self.queue)
        # After the cells: Postfix removes a file for each message that it has delivered.
        for turn in range(1, self.a.rounds + 1) if "delivery" in self.a.parts else ():
            self.make_room()
            self.guard("delivery", delivery.delivery, self, turn)
        for part, job in (("drain", delivery.drain), ("million", delivery.million)):
            if part in self.a.parts and "gatepost" in self.a.peers:
                self.guard(part, job, self)
        self.say(f"done in {time.monotonic() - began:.0f} s")

    def make_room(self):
        """Removes what the servers have left, if the disk fills up, and waits until the file system has forgotten it."""
        if shutil.disk_usage(TMP).free < 0.15 * shutil.disk_usage(TMP).total:
            self.say("the disk fills up: what the rounds have left is removed, and forgotten by the file system")
            remove_aside()
            wait_for_inodes()

    def guard(self, what, job, *arguments):
        """One thing that fails is a line, and not the end of the run."""
        try:
            job(*arguments)
        except (RuntimeError, OSError, ValueError, KeyError, sqlite3.Error, subprocess.SubprocessError) as error:
            # Without what a path of this machine could stand in: these lines are kept.
            self.record(kind="failed", what=what, why=type(error).__name__)
            self.say(f"{what}: FAILED: {error}")


def remove_aside():
    """Removes what servers have left, and notes when."""
    if os.path.isdir(f"{RUN}/aside"):
        shutil.rmtree(f"{RUN}/aside")
        os.sync()
        with open(f"{TMP}/removed", "w"):
            pass


def wait_for_inodes():
    """Waits until the last removal is REST seconds ago. README.md says what happens otherwise."""
    try:
        left = os.stat(f"{TMP}/removed").st_mtime + REST - time.time()
    except FileNotFoundError:
        return
    if left > 0:
        print(f"waiting {left:.0f} s: thousands of files were removed a moment ago", file=sys.stderr, flush=True)
        time.sleep(left)


def available_mib():
    with open("/proc/meminfo") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("MemAvailable:")) // 1024


def drop_caches():
    """Forgets what the system holds of the disk. False where that is not allowed."""
    os.sync()
    try:
        with open("/proc/sys/vm/drop_caches", "w") as file:
            file.write("3\n")
        return True
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each cell (3)")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--parts", default="cells,logins,idle,queue,delivery,drain,million", help="all of these: %(default)s")
    parser.add_argument("--idle", type=int, default=5000, help="idle connections (5000)")
    parser.add_argument("--queued", type=int, default=1_000_000, help="messages in the queue, for queue and million (1000000)")
    parser.add_argument("--load-seconds", type=float, default=10.0, help="of full load, for delivery (10)")
    parser.add_argument("--drained", type=int, default=100_000, help="messages in the queue, for drain (100000)")
    parser.add_argument("--long-seconds", type=float, default=60.0, help="of delivery from the long queue, for million (60)")
    parser.add_argument("--remove-between", action="store_true",
                        help="remove what a server has left before the next round, which slows down the next server that makes many files")
    parser.add_argument("--out", default=f"{HERE}/results/{time.strftime('%Y-%m-%d')}.jsonl")
    parser.add_argument("--table", metavar="FILE", help="only print the table of this file")
    a = parser.parse_args()
    if a.table:
        return print(Table(a.table).render())
    a.peers, a.parts = a.peers.split(","), a.parts.split(",")
    if os.path.exists(a.out):
        sys.exit(f"{a.out} is there: remove it, or name another file with --out")
    needed = [(SMTPLOAD, "build it: README.md says how")]
    needed += [(GATEPOST, "cargo build --release, or name it with GATEPOST_BIN")] if "gatepost" in a.peers else []
    needed += [(f"{TMP}/peers/pkg/postfix", "run peers/install.sh")] if "postfix" in a.peers else []
    for path, remedy in needed:
        if not os.path.exists(path):
            sys.exit(f"{path} is not there: {remedy}")
    if os.geteuid() != 0:
        sys.exit("run this as root: control groups, mount namespaces and the system's cache ask for it")
    os.makedirs(RUN, exist_ok=True)
    lock = open(f"{TMP}/lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    # So that what runs is stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    subprocess.run(["bash", "-c", f'NAME=none; . "{HERE}/peers/lib.sh"; mk_cert'], check=True)
    # What a run that was cut off has left.
    for name in [*a.peers, logins.HASHING]:
        peer(name, "stop", check=False)
        peer(name, "aside", check=False)
    remove_aside()
    if not a.remove_between:
        wait_for_inodes()
    if os.getloadavg()[0] > 1:
        print(f"others use this machine (load {os.getloadavg()[0]:.1f}): do not trust this run", file=sys.stderr)
    try:
        Bench(a).run()
    finally:
        remove_aside()
    table = Table(a.out)
    print(table.render())
    if any(row["kind"] == "failed" for row in table.rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
