"""What a run has shown, beside what was asked."""
import json
import math
import statistics

PEERS = ("gatepost", "postfix")
DELIVERED_MOST = 3000   # messages a second on the way out: more is not asked, however fast Postfix is

# Of logins: what it is called, whose it is, the name of the cell, and Postfix's cell that it stands beside.
LOGINS = (
    ("none: connect, STARTTLS, EHLO, QUIT", "postfix", "session", "session"),
    ("none: connect, STARTTLS, EHLO, QUIT", "gatepost", "session", "session"),
    ("PLAIN, a hash each time (SHA512-CRYPT)", "postfix", "plain", "plain"),
    ("PLAIN, a password that is remembered", "gatepost", "plain", "plain"),
    ("PLAIN, a hash each time (Argon2id)", "gatepost", "plain-not-remembered", "plain"),
    ("PLAIN, an app password", "gatepost", "app-password", "plain"),
    ("SCRAM-SHA-256", "postfix", "scram-sha-256", "scram-sha-256"),
    ("SCRAM-SHA-256", "gatepost", "scram-sha-256", "scram-sha-256"),
)


class Table:
    """What a run has shown, beside what was asked."""

    def __init__(self, path):
        with open(path) as file:
            self.rows = [json.loads(line) for line in file]

    def all(self, key, **which):
        """The values of `key` ("dot_ms.p99") in the lines where all this holds."""
        found = []
        for row in self.rows:
            if all(row.get(name) == value for name, value in which.items()):
                value = row
                for part in key.split("."):
                    value = value.get(part) if value else None
                if value is not None:
                    found.append(value)
        return found

    def median(self, key, **which):
        values = self.all(key, **which)
        return statistics.median(values) if values else None

    def ratios(self, key, **which):
        """Gatepost's rate divided by Postfix's, round by round."""
        return self.ratios_to(key, {"peer": "gatepost", **which}, {"peer": "postfix", **which})

    def ratios_to(self, key, one, other):
        """The rate of the one divided by that of the other, round by round."""
        ours, theirs = (dict(zip(self.all("round", **which), self.all(key, **which))) for which in (one, other))
        return [ours[turn] / rate for turn, rate in theirs.items() if rate and turn in ours]

    def rate(self, key, **which):
        """Median [best], and the median alone."""
        values = self.all(key, **which)
        if not values:
            return "–", None
        failed = sum(sum(v.values()) for name in ("rejected", "errors") for v in self.all(name, **which))
        return f"{statistics.median(values):,.0f}/s [{max(values):,.0f}]" + (f", {failed} failed" if failed else ""), statistics.median(values)

    def render(self):
        out = []
        for row in self.rows:
            if row["kind"] == "machine":
                out.append(f"{row['cores']} cores ({', '.join(row['cpu'])}), Linux {row['kernel']}, {row['memory_mib']:,} MiB; "
                           + ", ".join(row["versions"].values()).strip()
                           + f"; commit {row['commit']}; {row['rounds']} rounds of {row['seconds']:g} s a cell"
                           + (", with files removed between rounds" if row["removed_between"] else "") + "\n")
        if any(row["kind"] not in ("machine", "limit", "login", "failed") for row in self.rows):
            self.demands(out)
        self.logins(out)
        if any(row["kind"] == "limit" for row in self.rows):
            self.limits(out)
        for row in self.rows:
            if row["kind"] == "failed":
                out.append(f"\nFailed: {row['what']} ({row['why']})")
        return "\n".join(out)

    def demands(self, out):
        """What was asked, and what was reached."""
        out += ["| what | Postfix, median [best] | Gatepost, median [best] | to reach | verdict |", "| --- | --- | --- | --- | --- |"]

        def line(what, postfix, gatepost, wanted, met):
            out.append(f"| {what} | {postfix} | {gatepost} | {wanted} | {'–' if met is None else 'met' if met else '**missed**'} |")

        def compared(what, times, most, key, **which):
            """A line for a rate that has to be so many times Postfix's, or `most`. Returns what is to reach."""
            (p_text, p), (g_text, g) = (self.rate(key, peer=peer, **which) for peer in ("postfix", "gatepost"))
            ratios = self.ratios(key, **which)
            wanted = None if p is None else min(times * p, most or math.inf)
            text = (f"the lesser of {times} × Postfix and {most:,}/s" if most else f"{times} × Postfix") + (f": {wanted:,.0f}/s" if wanted else "")
            line(what, p_text, g_text + (f": {g / p:.1f} × ({min(ratios):.1f} to {max(ratios):.1f})" if ratios else ""), text, None if g is None or p is None else g >= wanted)
            return wanted

        for cell, what, times, most in (
            ("starttls-50", "STARTTLS + AUTH, 50 connections, 20 messages each", 8, 6000),
            ("starttls-10", "STARTTLS + AUTH, 10 connections, 20 messages each", 6, None),
            ("starttls-new-50", "STARTTLS + AUTH, a new connection for each message, 50", 4, None),
            ("plain-1", "plain, `relay_from` network, 1 connection", 2, None),
            ("mib-10", "1 MiB, STARTTLS + AUTH, 10 connections", 1.5, None),
            ("logins-50", "logins (connect, STARTTLS, AUTH, QUIT), 50", 4, None),
        ):
            compared(what, times, most, "per_s", kind="cell", name=cell)
            if cell == "starttls-50":
                p, g = (self.all("cpu_s_per_1000", kind="cell", peer=name, name=cell) for name in ("postfix", "gatepost"))
                show = lambda v: f"{statistics.median(v):.2f} s [{min(v):.2f}]" if v else "–"
                wanted = statistics.median(p) / 8 if p else None
                line("– its CPU, user and system, of all processes, for 1,000 messages", show(p), show(g),
                     "an eighth of Postfix's" + (f": {wanted:.3f} s" if p else ""), statistics.median(g) <= wanted if p and g else None)
            if cell == "plain-1":
                p, g = (self.median("dot_ms.p99", kind="dot", peer=name) for name in ("postfix", "gatepost"))
                raw = self.median("write_sync_ms.p99", kind="raw", beside="gatepost")
                show = lambda v: "–" if v is None else f"{v:.2f} ms"
                line("– its p99 from the final dot to 250", show(p), show(g), "1 ms above append + fdatasync"
                     + (f" ({raw:.2f} ms): {raw + 1:.2f} ms" if raw else ""), g <= raw + 1 if g and raw else None)
        idle = {name: [row for row in self.rows if row["kind"] == "idle" and row["peer"] == name and row["auth"] == "none"] for name in PEERS}
        show = lambda rows: f"{rows[-1]['pss_kib'] / 1024:,.0f} MiB ({rows[-1]['open']:,} open)" if rows else "–"
        met = all(r["pss_kib"] <= 100 * 1024 and r["open"] == r["asked"] for r in idle["gatepost"]) if idle["gatepost"] else None
        asked = idle["gatepost"][-1]["asked"] if idle["gatepost"] else 5000
        line(f"memory of {asked:,} idle STARTTLS connections", show(idle["postfix"]), show(idle["gatepost"]), "100 MiB", met)
        cold = [row for row in self.rows if row["kind"] == "queue"]
        if cold:
            seconds = statistics.median(row["greeting_s"] for row in cold)
            pss = max(max(row["pss_kib"], row["later_pss_kib"]) for row in cold) / 1024
            line(f"{cold[0]['queued']:,} queued messages (2 % large), {'cold' if all(r['cold'] for r in cold) else 'WARM'} cache: start to first 220",
                 "–", f"{seconds:.2f} s [{min(row['greeting_s'] for row in cold):.2f}], {pss:.0f} MiB", "1 s, under 200 MiB",
                 seconds <= 1 and pss < 200)
        self.delivered(line, compared)
        extra = [row for row in self.rows if row["kind"] == "idle" and row["auth"] == "plain"]
        if extra:
            out.append(f"\nWith a login, {extra[-1]['open']:,} idle connections take {extra[-1]['pss_kib'] / 1024:,.0f} MiB.")

    def limits(self, out):
        """What bounds every server on this machine."""
        out.append("\nWhat the machine allows, with nothing else to do (medians):\n")
        out += ["| what | a second | p50 / p99 ms |", "| --- | --- | --- |"]
        for writers in (1, 50):
            one = {"kind": "limit", "name": f"append-{writers}"}
            if self.all("per_s", **one):
                key = "write_sync_ms" if writers == 1 else "latency_ms"
                out.append(f"| append 4 KiB to one file, fdatasync, {writers} writer{'s, one sync for all that wait' if writers > 1 else ''} | "
                           f"{self.median('per_s', **one):,.0f} | {self.median(key + '.p50', **one):.2f} / {self.median(key + '.p99', **one):.2f} |")
        one = {"kind": "limit", "name": "tls-session"}
        if self.all("per_s", **one):
            out.append(f"| TLS sessions with a server that does nothing, 50 connections; {self.median('server_cpu_ms', **one):.2f} ms of its CPU each | "
                       f"{self.median('per_s', **one):,.0f} | {self.median('setup_ms.p50', **one):.1f} / {self.median('setup_ms.p99', **one):.1f} |")
        one = {"kind": "limit", "name": "sink"}
        if self.all("per_s", **one):
            out.append(f"| plain messages into a sink that keeps nothing, 50 connections, 20 each | {self.median('per_s', **one):,.0f} | "
                       f"{self.median('latency_ms.p50', **one):.2f} / {self.median('latency_ms.p99', **one):.2f} |")
        one = {"kind": "limit", "name": "round-trip"}
        if self.all("latency_ms.p50", **one):
            out.append(f"| one command and its reply over loopback (the client in Python) | – | "
                       f"{self.median('latency_ms.p50', **one):.3f} / {self.median('latency_ms.p99', **one):.3f} |")

    def logins(self, out):
        """What each way to log in costs."""
        logins = [row for row in self.rows if row["kind"] == "login"]
        if not logins:
            return
        out.append("\nLogins, each on a connection of its own, 50 at once (medians):\n")
        out += ["| login | server | a second, median [best] | beside Postfix, round by round | CPU s for 1,000 [least] "
                "| – of it for the login | AUTH alone, p50 / p99 ms |", "| --- | --- | --- | --- | --- | --- | --- |"]
        for what, peer, name, beside in LOGINS:
            one = {"kind": "login", "peer": peer, "name": name}
            text, _ = self.rate("per_s", **one)
            cpu, bare = self.all("cpu_s_per_1000", **one), self.median("cpu_s_per_1000", kind="login", peer=peer, name="session")
            ms = [self.median(f"auth_ms.{p}", **one) for p in ("p50", "p99")]
            ratios = self.ratios_to("per_s", one, {"kind": "login", "peer": "postfix", "name": beside})
            out.append("| " + " | ".join((
                what, peer.capitalize(), text,
                f"{statistics.median(ratios):.1f} × ({min(ratios):.1f} to {max(ratios):.1f})" if ratios and peer != "postfix" else "–",
                f"{statistics.median(cpu):.3f} [{min(cpu):.3f}]" if cpu else "–",
                f"{statistics.median(cpu) - bare:.3f}" if cpu and bare is not None and name != "session" else "–",
                f"{ms[0]:.2f} / {ms[1]:.2f}" if None not in ms else "–",
            )) + " |")

    def delivered(self, line, compared):
        """The lines about the way out."""
        wanted = DELIVERED_MOST
        if self.all("delivered", kind="delivery"):
            way = "STARTTLS + AUTH in, 50 connections, 20 messages each; delivered to a sink"
            reached = [compared(what, 8, DELIVERED_MOST, key, kind="delivery") for key, what in (
                ("load_per_s", f"{way}, while the load lasts"),
                ("delivered_per_s", "– from the first to the last one delivered"),
            )]
            wanted = max(filter(None, reached), default=DELIVERED_MOST)
            for what, show in (
                ("– CPU, user and system, of all processes, for 1,000 messages in and out", self.spent),
                ("– messages queued: at half time, at the end of the load, at most; seconds until none is", self.queued),
                ("– messages accepted and not in the sink, or in it more than once", self.astray),
            ):
                line(what, show("postfix"), show("gatepost"), "–", None)
        drains = [row for row in self.rows if row["kind"] == "drain"]
        if drains:
            per_s = statistics.median(row["per_s"] for row in drains)
            cpu = statistics.median(row["cpu_s_per_1000"] for row in drains)
            whole = all(row["delivered"] == row["queued"] and row["left"] == 0 for row in drains)
            line(f"{drains[0]['queued']:,} queued messages, to the sink", "–",
                 f"{per_s:,.0f}/s [{max(row['per_s'] for row in drains):,.0f}], {cpu:.2f} s of CPU for 1,000"
                 + ("" if whole else ", **not all, or some twice**"), f"as above: {wanted:,.0f}/s", whole and per_s >= wanted)
        for row in self.rows:
            if row["kind"] == "million":
                line(f"memory with {row['queued']:,} queued messages that are due (2 % large), while it delivers them", "–",
                     f"{row['pss_kib'] / 1024:,.0f} MiB, {row['peak_rss_kib'] / 1024:,.0f} MiB with shared pages in full "
                     f"({row['delivered']:,} delivered, {row['per_s']:,.0f}/s, {row['left']:,} left)", "under 300 MiB", row["peak_rss_kib"] < 300 * 1024 and row["left"] > 0)

    def spent(self, peer):
        values = self.all("cpu_s_per_1000", kind="delivery", peer=peer)
        return f"{statistics.median(values):.2f} s [{min(values):.2f}]" if values else "–"

    def queued(self, peer):
        """Medians."""
        half, end, most, seconds = (self.median(key, kind="delivery", peer=peer)
                                    for key in ("queued_at_half", "queued_at_end", "queued_max", "drain_s"))
        return "–" if end is None else f"{half or 0:,.0f}, {end:,.0f}, {most:,.0f}; {seconds:.1f} s"

    def astray(self, peer):
        accepted, delivered = (self.all(key, kind="delivery", peer=peer) for key in ("accepted", "delivered"))
        return f"{sum(abs(a - d) for a, d in zip(accepted, delivered)):,}" if accepted else "–"
