# What the scripts of the peers share (bash). Such a script sets NAME, PORT, PLAIN_PORT and SINK_PORT, defines peer_conf,
# peer_run, peer_queued and peer_version, and ends with `main "$@"`.
#
# usage: NAME.sh start|again [hold|relay] [idle] | stop | aside | info | cpu | pss | peak | procs | queued
#   again  starts it on what it has left when it was stopped, perhaps in the other mode (Gatepost only)
#   hold   what is accepted stays in the queue: the way in is measured, and nothing else
#   relay  it goes on to 127.0.0.1:$SINK_PORT
#   idle   with room for thousands of connections, where that is a setting
#   aside  moves what a stopped server has left to $ROOT/aside: to remove it now would slow down what runs next
#   cpu    nanoseconds of processor time since the start, user and system, of all its processes, those that ended too
#   pss    memory of all its processes in KiB, shared pages in parts (the sum of PSS)
#   peak   the most that each of them ever had in memory, shared pages in full, together in KiB (the sum of VmHWM)
#   queued messages that are to go on and have not gone yet
#
# On PORT: STARTTLS, and AUTH PLAIN for $USERNAME with $PASSWORD. On PLAIN_PORT: no TLS and no login; who comes from
# 127.0.0.0/8 may send anywhere.
BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BENCH_TMP=${BENCH_TMP:-/var/tmp/gatepost-bench}  # on the disk that is to be measured, so not on a tmpfs
PKG=$BENCH_TMP/peers/pkg                         # where install.sh unpacked packages
ROOT=$BENCH_TMP/run                              # configurations and queues
USERNAME=alice@example.test
PASSWORD='correct horse'
TLSDIR=$ROOT/tls
CERT=$TLSDIR/cert.pem
KEY=$TLSDIR/key.pem
B=$ROOT/$NAME

# Each server runs in a control group of its own, so that nothing that it started is forgotten when time is counted.
if [ -d /sys/fs/cgroup/cpuacct ]; then
  CG=/sys/fs/cgroup/cpuacct/gatepost-bench.$NAME
  cg_nanoseconds() { cat "$CG/cpuacct.usage"; }
else
  CG=${CGROUP_ROOT:-/sys/fs/cgroup}/gatepost-bench.$NAME
  cg_nanoseconds() { awk '$1 == "usage_usec" { print $2 "000" }' "$CG/cpu.stat"; }
fi
cg_pids() { cat "$CG/cgroup.procs" 2> /dev/null; }

# The same certificate for all: ECDSA, P-256.
mk_cert() {
  [ -s "$CERT" ] && return
  mkdir -p "$TLSDIR"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=mail.example.test \
    -addext subjectAltName=DNS:mail.example.test -keyout "$KEY" -out "$CERT" 2> /dev/null
  chmod 755 "$TLSDIR"; chmod 644 "$CERT"; chmod 600 "$KEY"
}

# Runs a command in the peer's control group, in a mount namespace of its own. What lies below $OVER (etc/, usr/lib/ ...)
# lies over the system's there.
spawn() {
  mkdir -p "$CG" "$B"
  ulimit -n 65536 2> /dev/null || ulimit -n "$(ulimit -Hn)"
  ulimit -u unlimited 2> /dev/null
  ( echo "$BASHPID" > "$CG/cgroup.procs"
    exec setsid unshare -m bash -c '
      over=$1; shift
      if [ -n "$over" ]; then
        for d in etc usr/bin usr/lib; do
          [ -d "$over/$d" ] && mount -t overlay overlay -o "lowerdir=$over/$d:/$d" "/$d"
        done
      fi
      exec "$@"' spawn "${OVER:-}" "$@" ) >> "$B/stdout.log" 2>&1 < /dev/null &
}

wait_port() {
  for _ in $(seq 1 200); do
    (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null && return 0
    sleep 0.05
  done
  echo "$NAME: nothing listens on $1" >&2
  tail -5 "$B/stdout.log" >&2
  return 1
}

main() {
  case "${1:-}" in
    start | again)
      MODE=${2:-hold}; IDLE=${3:-}
      [ -z "$(cg_pids)" ] || { echo "$NAME: is running" >&2; exit 1; }
      rmdir "$CG" 2> /dev/null  # so that time is counted from nothing
      [ "$1" = again ] || [ ! -e "$B" ] || { echo "$NAME: $B is there: $NAME.sh aside" >&2; exit 1; }
      mkdir -p "$B"; chmod 755 "$ROOT" "$B"; mk_cert
      peer_conf && peer_run && wait_port "$PORT" && wait_port "$PLAIN_PORT" ;;
    stop)
      # Only what was started here: whoever is in the peer's control group.
      for signal in TERM TERM KILL KILL; do
        pids=$(cg_pids); [ -z "$pids" ] && break
        kill -$signal $pids 2> /dev/null
        for _ in $(seq 1 60); do [ -z "$(cg_pids)" ] && break; sleep 0.05; done
      done
      [ -z "$(cg_pids)" ] ;;
    aside)
      [ -z "$(cg_pids)" ] || { echo "$NAME: is running" >&2; exit 1; }
      rmdir "$CG" 2> /dev/null
      mkdir -p "$ROOT/aside"
      [ ! -e "$B" ] || mv "$B" "$(mktemp -d "$ROOT/aside/$NAME.XXXXXX")" ;;
    info) printf '%s\n' "port=$PORT" "plain_port=$PLAIN_PORT" "sink_port=$SINK_PORT" "version=$(peer_version)" ;;
    cpu) cg_nanoseconds ;;
    # A process may end while it is looked at.
    pss) cat /dev/null $(cg_pids | sed 's,.*,/proc/&/smaps_rollup,') 2> /dev/null | awk '/^Pss:/ { s += $2 } END { printf "%d\n", s }' ;;
    peak) cat /dev/null $(cg_pids | sed 's,.*,/proc/&/status,') 2> /dev/null | awk '/^VmHWM:/ { s += $2 } END { printf "%d\n", s }' ;;
    procs) cg_pids | wc -l ;;
    queued) peer_queued ;;
    *) sed -n '4,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2 ;;
  esac
}
