#!/bin/bash
# Gatepost, as one would run it: the defaults but for its listeners, its certificate, and a log at `info` in a file.
# GATEPOST_BIN: the program, target/release/gatepost of this tree if it is not set. GATEPOST_REMEMBERED: how many passwords
# are remembered, if not the default.
NAME=${GATEPOST_NAME:-gatepost}; PORT=${GATEPOST_PORT:-2609}; PLAIN_PORT=${GATEPOST_PLAIN_PORT:-2610}; SINK_PORT=${GATEPOST_SINK_PORT:-2611}
. "$(dirname "$0")/lib.sh"
GATEPOST_BIN=${GATEPOST_BIN:-$BENCH/../target/release/gatepost}

peer_conf() {
  # Idle connections need no setting.
  case "$MODE" in
    hold) route='via = "hold"' ;;
    # As many connections as Postfix opens to one destination.
    relay) route="via = \"smarthost\"
host = \"127.0.0.1\"
port = $SINK_PORT
tls = \"opportunistic\"
connections = 20" ;;
  esac
  cat > "$B/gatepost.toml" << C
hostname = "mail.example.test"
data = "$B/data"

[[listener]]
address = "127.0.0.1:$PORT"
service = "submission"
tls = "starttls"

[[listener]]
address = "127.0.0.1:$PLAIN_PORT"
service = "relay"
tls = "none"
relay_from = ["127.0.0.0/8"]

[[route]]
$route

[tls]
certificate = "$CERT"
key = "$KEY"

[log]
level = "info"
file = "$B/gatepost.log"
C
  [ -z "${GATEPOST_REMEMBERED:-}" ] || printf '\n[passwords]\nremembered = %s\n' "$GATEPOST_REMEMBERED" >> "$B/gatepost.toml"
  [ ! -d "$B/data" ] || return 0
  mkdir -m 700 "$B/data"
  printf '%s\n' "$PASSWORD" |
    "$GATEPOST_BIN" --config "$B/gatepost.toml" account add "$USERNAME" --password-stdin > "$B/account.log" 2>&1 ||
    { cat "$B/account.log" >&2; return 1; }
}
peer_run() { spawn "$GATEPOST_BIN" --config "$B/gatepost.toml" serve; }
peer_queued() { "$GATEPOST_BIN" --config "$B/gatepost.toml" status --json | grep -o '"ready": *[0-9]*' | grep -o '[0-9]*'; }
peer_version() { "$GATEPOST_BIN" --version; }
main "$@"
