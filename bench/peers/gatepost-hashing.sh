#!/bin/bash
# Gatepost again, but it remembers no password: each login with one costs a whole hash.
export GATEPOST_NAME=gatepost-hashing GATEPOST_REMEMBERED=0
export GATEPOST_PORT=${HASHING_PORT:-2612} GATEPOST_PLAIN_PORT=${HASHING_PLAIN_PORT:-2613} GATEPOST_SINK_PORT=${HASHING_SINK_PORT:-2614}
exec "$(dirname "$0")/gatepost.sh" "$@"
