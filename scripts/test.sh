#!/usr/bin/env bash
# Passes all tests of the workspace. What they need of Debian is installed first; GATEPOST_SKIP_TOOLS=1 leaves that out, and
# tests whose client is not there then say so and are skipped. Arguments go to `cargo test`.
set -euo pipefail

cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/.." >/dev/null

if [ "${GATEPOST_SKIP_TOOLS:-}" != 1 ]; then
    scripts/install-test-tools.sh || {
        printf '%s\n' "test: to run the tests with what is here: GATEPOST_SKIP_TOOLS=1 $0" >&2
        exit 1
    }
fi

exec cargo test --workspace --locked "$@"
