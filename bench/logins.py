"""Logins: what each way to prove who somebody is costs, beside Postfix with Dovecot's logins. A connection for each, as SMTP wants
it, and so beside the same connection without a login.
"""
import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import shutil
import subprocess

from servers import GATEPOST, RUN, SMTPLOAD, TMP, about, cpu_seconds, peer, settle, smtpload, stolen_ticks

HASHING = "gatepost-hashing"    # Gatepost that remembers no password
HOME = f"{TMP}/logins"
ACCOUNTS = 20
ITERATIONS = 10_000             # of PBKDF2, as Gatepost has them; only the client has to do with them

# What is called how, which server has it, what is asked of smtpload, and which file has the accounts.
CELLS = (
    ("session", ("gatepost", "postfix"), "none", "passwords"),
    ("plain", ("gatepost", "postfix"), "plain", "passwords"),
    ("plain-not-remembered", (HASHING,), "plain", "passwords"),
    ("app-password", ("gatepost",), "plain", "tokens"),
    ("scram-sha-256", ("gatepost", "postfix"), "scram-sha-256", "passwords"),
)


def logins(bench):
    """All rounds. The servers run all the time, one of them at a time has work."""
    usage = subprocess.run([SMTPLOAD, "--help"], capture_output=True, text=True, timeout=10).stdout
    if "--accounts" not in usage:
        raise RuntimeError("smtpload is an old one: build it again")
    names = [*bench.a.peers, *([HASHING] if "gatepost" in bench.a.peers else [])]
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, HOME, ignore_errors=True)
        people = make_files()
        for name in names:
            stack.callback(bench.stop, name)
            peer(name, "start", "hold", POSTFIX_LOGINS=HOME)
            if name != "postfix":
                make_accounts(name, people)
        me = {name: about(name) for name in names}
        for name in names:
            # Pools of processes fill.
            smtpload("auth", *way(me[name]), "--auth", "none", "--connections", 50, "--messages", 300, "--timeout", 20, "--duration", 8)
        for turn in range(1, bench.a.rounds + 1):
            bench.limits(turn)
            for n, (what, servers, mechanism, accounts) in enumerate(CELLS):
                these = [name for name in names if name in servers]
                # By turns the first one, as with the other cells.
                for name in these[::-1] if (turn + n) % 2 == 0 else these:
                    settle(name)
                    cell(bench, turn, what, name, me[name], mechanism, accounts)


def cell(bench, turn, what, name, me, mechanism, accounts):
    warm = ["--warm"] if mechanism != "none" else []
    before, (stolen, passed) = cpu_seconds(name), stolen_ticks()
    got = smtpload("auth", *way(me), "--auth", mechanism, "--accounts", f"{HOME}/{accounts}", *warm, "--connections", 50,
                   "--messages", 10_000_000, "--max-errors", 3000, "--duration", bench.a.seconds, "--finish", "--timeout", 20)
    spent, after = cpu_seconds(name) - before, stolen_ticks()
    stolen = round((after[0] - stolen) / max(1, after[1] - passed), 4)
    each = spent * 1000 / max(1, got["accepted"] + got.get("warmed", 0))
    bench.record(kind="login", peer="postfix" if name == "postfix" else "gatepost", round=turn, name=what,
                 server_cpu_s=round(spent, 4), cpu_s_per_1000=round(each, 4), stolen=stolen, **got)
    wrong = sum(got["rejected"].values()) + sum(got["errors"].values())
    bench.say(f"round {turn}  {name:16} {what:20} {got['per_s']:8.0f}/s  {each:.3f} CPU s per 1,000"
              + (f"  AUTH {got['auth_ms']['p50']:.2f} ms" if got["auth_ms"] else "")
              + (f"  ({stolen:.0%} of the machine was elsewhere)" if stolen >= 0.01 else "")
              + (f"  {wrong} refused or failed: {got['rejected']} {got['errors']} {got['reject_text']}" if wrong else ""))


def way(me):
    return "--port", me["port"], "--tls", "starttls"


def make_files():
    """Names and passwords, for smtpload, and in the forms of a passwd-file of Dovecot; returned as pairs, too."""
    shutil.rmtree(HOME, ignore_errors=True)
    os.makedirs(HOME, mode=0o700)
    people = [(f"login{n:02}@example.test", secrets.token_urlsafe(12)) for n in range(ACCOUNTS)]
    write("passwords", (f"{login}\t{password}" for login, password in people))
    write("users", (f"{login}:{crypt(password)}::::::" for login, password in people))
    write("scram", (f"{login}:{scram(password)}::::::" for login, password in people))
    return people


def make_accounts(name, people):
    """In a Gatepost that runs. The app passwords belong to others: with SCRAM one is tried beside its account's password."""
    for login, password in people:
        account(name, "add", login, "--password-stdin", given=password)
    if name == HASHING:
        return
    tokens = []
    for login, password in people:
        login = f"app-{login}"
        account(name, "add", login, "--password-stdin", given=password)
        made = account(name, "app-password", "add", login, "bench", "--json")
        tokens.append(f"{login}\t{json.loads(made)['password']}")
    write("tokens", tokens)


def account(name, *arguments, given=""):
    """Runs `gatepost account`, and returns what it prints."""
    done = subprocess.run([GATEPOST, "--config", f"{RUN}/{name}/gatepost.toml", "account", *arguments], input=given + "\n",
                          capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise RuntimeError(f"gatepost account {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def crypt(password):
    """As peers/postfix.sh has it for its own account."""
    if os.environ.get("POSTFIX_AUTH") == "plain":
        return "{PLAIN}" + password
    done = subprocess.run(["openssl", "passwd", "-6", "-stdin"], input=password + "\n", capture_output=True, text=True, timeout=10,
                          check=True)
    return "{SHA512-CRYPT}" + done.stdout.strip()


def scram(password):
    """Iterations, salt, StoredKey and ServerKey (RFC 5802 §3), as `doveadm pw -s SCRAM-SHA-256` prints them."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    return f"{{SCRAM-SHA-256}}{ITERATIONS}," + ",".join(base64.b64encode(octets).decode() for octets in (salt, stored, server))


def write(name, lines):
    with open(f"{HOME}/{name}", "w") as file:
        file.writelines(line + "\n" for line in lines)
