"""The way out: messages that come in under full load go on to a sink, a queue is drained into it, and the memory that a
long queue takes meanwhile.
"""
import contextlib
import threading
import time

import fill
from servers import RUN, Sink, Talk, about, cpu_seconds, peer, settle, smtpload, stolen_ticks, submit

QUIET = 20      # seconds without a message into the sink after which nobody waits for more
DRAINS = 3      # times that a queue is drained


def delivery(bench, turn):
    """One round. Both servers run, each with a sink of its own, and one at a time has work."""
    me = {name: about(name) for name in bench.a.peers}
    with contextlib.ExitStack() as stack:
        sinks = {name: stack.enter_context(Sink(me[name]["sink_port"])) for name in me}
        for name in me:
            stack.callback(bench.stop, name)
            peer(name, "start", "relay")
            # As in the other cells: pools of processes fill, and passwords are remembered where they are.
            smtpload("submit", "--port", me[name]["port"], "--tls", "starttls", "--auth", "plain", "--connections", 50,
                     "--per-connection", 2, "--messages", 300, "--timeout", 20, "--duration", 8)
        for name in bench.a.peers[::-1] if turn % 2 == 0 else bench.a.peers:
            settle(name)
            under_load(bench, name, turn, me[name], sinks[name])


def under_load(bench, name, turn, me, sink):
    """Full load for a while, and then until the sink has all that was accepted."""
    before, stolen, sink_before = cpu_seconds(name), stolen_ticks(), sink.cpu_seconds()
    sink.reset()
    began = time.monotonic()
    with Watch(name, sink, began) as watch:
        got = smtpload("submit", "--port", me["port"], "--tls", "starttls", "--auth", "plain", "--connections", 50,
                       "--per-connection", 20, "--size", 4096, "--messages", 10_000_000, "--max-errors", 3000,
                       "--duration", bench.a.load_seconds, "--timeout", 20)
        at_end, loaded = sink.counts(), time.monotonic() - began
        after = wait_for(sink, got["accepted"])
    settle(name)
    spent, stolen = cpu_seconds(name) - before, [now - then for now, then in zip(stolen_ticks(), stolen)]
    queued = max(0, got["accepted"] - at_end["messages"])
    facts = dict(
        load_s=round(loaded, 3),
        load_per_s=round(at_end["messages"] / (loaded - first(at_end)), 1),
        delivered=after["messages"],
        delivered_per_s=rate(after),
        drain_s=round(max(0, after["since_reset_to_last_s"] - loaded), 3),
        queued_at_half=watch.queued_at(loaded / 2),
        queued_at_end=queued,
        queued_max=max([queued, *(row[1] for row in watch.seen)]),
        sink_connections=after["connections"],
        server_cpu_s=round(spent, 4),
        cpu_s_per_1000=round(spent * 1000 / max(1, after["messages"]), 4),
        sink_cpu_s=round(sink.cpu_seconds() - sink_before, 2),
        stolen=round(stolen[0] / max(1, stolen[1]), 4),
        seen=watch.seen,
    )
    bench.record(kind="delivery", peer=name, round=turn, **facts, **got)
    wrong = sum(got["rejected"].values()) + sum(got["errors"].values())
    bench.say(f"round {turn}  {name:9} delivered under load {facts['load_per_s']:.0f}/s, all in all {facts['delivered_per_s']:.0f}/s; "
              f"accepted {got['per_s']:.0f}/s; {queued} queued at the end, {facts['queued_max']} at most, gone {facts['drain_s']:.1f} s "
              f"later; {facts['cpu_s_per_1000']:.3f} CPU s per 1,000"
              + (f"  ({facts['stolen']:.0%} of the machine was elsewhere)" if facts["stolen"] >= 0.01 else "")
              + (f"  {wrong} refused or failed: {got['rejected']} {got['errors']}" if wrong else "")
              + (f"  the sink has {after['messages']} of {got['accepted']}" if after["messages"] != got["accepted"] else ""))


def drain(bench):
    """How fast a queue of small messages that are due becomes empty."""
    for turn in range(1, DRAINS + 1):
        with due_queue(bench, bench.a.drained, 0) as sink:
            after = wait_for(sink, bench.a.drained)
            settle("gatepost")
            spent, left, peak = cpu_seconds("gatepost"), int(peer("gatepost", "queued")), int(peer("gatepost", "peak"))
            bench.record(kind="drain", round=turn, queued=bench.a.drained, delivered=after["messages"], per_s=rate(after),
                         first_s=first(after), left=left, peak_rss_kib=peak, server_cpu_s=round(spent, 4),
                         cpu_s_per_1000=round(spent * 1000 / max(1, after["messages"]), 4))
            bench.say(f"drain      {after['messages']} of {bench.a.drained} at {rate(after):.0f}/s, the first one after "
                      f"{first(after):.2f} s; {left} left in the queue; {peak / 1024:.0f} MiB at most")


def million(bench):
    """What a queue that is long and due takes in memory, while it is delivered."""
    with due_queue(bench, bench.a.queued, 50) as sink:
        end, pss = time.monotonic() + bench.a.long_seconds, []
        while time.monotonic() < end:
            time.sleep(1)
            pss.append(int(peer("gatepost", "pss")))
        counts, peak = sink.counts(), int(peer("gatepost", "peak"))
        left = int(peer("gatepost", "queued"))
        if not counts["messages"]:
            raise RuntimeError("nothing was delivered")
        bench.record(kind="million", queued=bench.a.queued, left=left, delivered=counts["messages"], per_s=rate(counts),
                     first_s=first(counts), pss_kib=max(pss), peak_rss_kib=peak)
        bench.say(f"million    {bench.a.queued} due, {left} left after {bench.a.long_seconds:g} s at {rate(counts):.0f}/s, the first "
                  f"one after {first(counts):.2f} s; {max(pss) / 1024:.1f} MiB, {peak / 1024:.1f} MiB with shared pages in full")


@contextlib.contextmanager
def due_queue(bench, messages, large_every):
    """Gatepost, just started on a queue of so many messages that are due, and the sink that they go to."""
    me = about("gatepost")
    with Sink(me["sink_port"]) as sink:
        try:
            peer("gatepost", "start", "hold")
            talk = Talk(me["plain_port"])
            talk.say(b"EHLO client.example.test\r\n")
            # One on each side of the limit for bodies in the database.
            for size in (4096, 132 << 10) if large_every else (4096,):
                submit(talk, size)
            talk.close()
            peer("gatepost", "stop")
            bench.make_room()
            began = time.monotonic()
            octets = fill.fill(f"{RUN}/gatepost/data", messages, large_every, due=True)
            bench.say(f"           {messages} messages that are due, {octets >> 20} MiB, made in {time.monotonic() - began:.0f} s")
            sink.reset()
            peer("gatepost", "again", "relay")
            yield sink
        finally:
            bench.stop("gatepost")


class Watch:
    """Looks once a second how long the queue is, and how much the sink has."""

    def __init__(self, name, sink, began):
        self.name, self.sink, self.began = name, sink, began
        self.seen = []      # seconds since the beginning, messages queued, messages in the sink
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def look(self):
        while not self.over.wait(1):
            queued, delivered = int(peer(self.name, "queued")), self.sink.counts()["messages"]
            self.seen.append((round(time.monotonic() - self.began, 2), queued, delivered))

    def queued_at(self, seconds):
        """As it was seen next to this moment."""
        return min(self.seen, key=lambda row: abs(row[0] - seconds))[1] if self.seen else None


def wait_for(sink, messages):
    """Until the sink has so many, or none has come for a while. What it has counted by then."""
    counts, last = sink.counts(), time.monotonic()
    while counts["messages"] < messages and time.monotonic() - last < QUIET:
        time.sleep(0.1)
        before, counts = counts, sink.counts()
        if counts["messages"] > before["messages"]:
            last = time.monotonic()
    return counts


def rate(counts):
    """Messages a second from the first to the last."""
    return round(counts["messages"] / counts["first_to_last_s"], 1) if counts["first_to_last_s"] else 0


def first(counts):
    """Seconds from the reset to the first one."""
    return round(counts["since_reset_to_last_s"] - counts["first_to_last_s"], 3)
