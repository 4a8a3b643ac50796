#!/bin/sh
# Installs what building and testing Gatepost need besides Rust: a C compiler, the mail programs that the tests in
# crates/gatepost/tests/interop.rs run, and what those in operate.rs and desk.rs need of the system. Only what is missing is
# installed; a second run changes nothing.
#
# Debian's Postfix would become the mail server of this machine. Here it is only a client under test, with a
# configuration of its own in a temporary directory: it is installed without one, and never started.
set -eu

say() {
    printf '%s\n' "install-test-tools: $*"
}

fail() {
    printf '%s\n' "install-test-tools: $*" >&2
    exit 1
}

# What is needed: a file that must be there (a program's name, or a path where a pattern may stand) and the package
# that has it.
needed() {
    cat <<'LIST'
gcc gcc
/usr/include/stdio.h libc6-dev
curl curl
openssl openssl
python3 python3
/usr/lib/python3/dist-packages/dkim/__init__.py python3-dkim
/usr/lib/python3/dist-packages/nacl/__init__.py python3-nacl
sqlite3 sqlite3
swaks swaks
/usr/lib/*/perl5/*/Net/SSLeay.pm libnet-ssleay-perl
msmtp msmtp
postfix postfix
/usr/lib/*/sasl2/libplain.so* libsasl2-modules
/etc/ssl/certs/ca-certificates.crt ca-certificates
bash bash
man man-db
mount mount
LIST
}

is_there() {
    case $1 in
        # Not quoted: the pattern is to be expanded.
        /*) for file in $1; do [ -e "$file" ] && return 0; done; return 1 ;;
        # Programs of administrators are not in everybody's PATH.
        *) PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 ;;
    esac
}

missing=$(needed | while read -r file package; do
    is_there "$file" || printf '%s ' "$package"
done)
missing=${missing% }

if [ -z "$missing" ]; then
    say "everything is there"
    exit 0
fi

command -v apt-get >/dev/null 2>&1 ||
    fail "apt-get is not here, so this is neither Debian nor Ubuntu; install by hand: $missing"

if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    sudo -n true 2>/dev/null ||
        fail "sudo wants a password; run this as root: it installs $missing"
    as_root="sudo -n"
else
    fail "installing needs root, and sudo is not here; run this as root: it installs $missing"
fi

# Runs a program as root that must ask nothing.
root() {
    $as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l "$@"
}

case " $missing " in
    *" postfix "*)
        say "Postfix is installed without a configuration, and is not started"
        printf 'postfix postfix/main_mailer_type select No configuration\n' | root debconf-set-selections

        # Packages ask this program whether they may start a service; 101 is "no" (invoke-rc.d, Debian policy §9.3.3).
        # One that is here already belongs to somebody, and without a configuration Postfix does not start anyway.
        policy=/usr/sbin/policy-rc.d
        if [ ! -e "$policy" ]; then
            trap 'root rm -f "$policy"' EXIT
            trap 'exit 1' HUP INT TERM
            printf '#!/bin/sh\nexit 101\n' | root tee "$policy" >/dev/null
            root chmod 755 "$policy"
        fi
        ;;
esac

say "installing: $missing"
root apt-get -q update || fail "apt-get update failed: check the network and /etc/apt/sources.list"
# Not quoted: a list of packages.
root apt-get -q -y --no-install-recommends install $missing || fail "apt-get install failed: its messages stand above"

left=$(needed | while read -r file package; do
    is_there "$file" || printf '%s (%s) ' "$file" "$package"
done)
[ -z "$left" ] || fail "still missing after the installation: $left"
say "done"
