#!/bin/sh
# Installs what building and testing Gatepost need besides Rust: a C compiler, the mail programs that the tests in
# crates/gatepost/tests/interop*.rs run, what those in operate.rs and desk.rs need of the system, the servers to which mail is
# delivered in peers.rs, and those that are asked for accounts in sources_*.rs. Only what is missing is installed; a second run
# changes nothing.
#
# Debian's Postfix would become the mail server of this machine. Here it is only a client under test, with a
# configuration of its own in a temporary directory: it is installed without one, and never started.
#
# Exim cannot be installed beside Postfix, and Dovecot, unbound and slapd would be started as services of this machine. They
# are only unpacked, into target/test-tools (below CARGO_TARGET_DIR, if that is set), which git ignores and `cargo clean`
# removes; of theirs, only the libraries are installed. The tests lay that folder over /usr, where the programs look for their
# parts, in a mount namespace that nobody else sees.
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
s-nail s-nail
mutt mutt
gsasl gsasl
postfix postfix
/usr/lib/*/sasl2/libplain.so* libsasl2-modules
/etc/ssl/certs/ca-certificates.crt ca-certificates
bash bash
man man-db
mount mount
unshare util-linux
LIST
}

# What is unpacked, in the same way: a file below the folder, and the package that has it.
unpacked() {
    cat <<'LIST'
usr/sbin/exim4 exim4-daemon-light
usr/sbin/exiqgrep exim4-base
usr/sbin/dovecot dovecot-core
usr/lib/dovecot/lmtp dovecot-lmtpd
usr/sbin/unbound unbound
usr/sbin/slapd slapd
LIST
    is_there '/usr/lib/postgresql/*/bin/postgres' ||
        printf 'usr/lib/postgresql/%s/bin/postgres postgresql-%s\n' "$(postgresql_version)" "$(postgresql_version)"
}

root_directory=$(cd -P -- "$(dirname -- "$0")/.." && pwd)
case ${CARGO_TARGET_DIR:-target} in
    /*) tools=$CARGO_TARGET_DIR/test-tools ;;
    *) tools=$root_directory/${CARGO_TARGET_DIR:-target}/test-tools ;;
esac

# The version of PostgreSQL that this system has, which stands in the names of its package and of its folder. Until APT knows
# its packages: the one that was unpacked, or that of Debian 12.
postgresql_version() {
    version=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/^  Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1)
    [ -n "$version" ] || version=$(ls "$tools/usr/lib/postgresql" 2>/dev/null | tail -n 1)
    printf '%s\n' "${version:-15}"
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

# All or none, so that they fit together.
unpack=
if unpacked | while read -r file package; do [ -e "$tools/$file" ] || echo "$file"; done | grep -q .; then
    unpack=$(unpacked | while read -r file package; do printf '%s ' "$package"; done)
    unpack=${unpack% }
fi

if [ -z "$missing$unpack" ]; then
    say "everything is there"
    exit 0
fi

command -v apt-get >/dev/null 2>&1 ||
    fail "apt-get is not here, so this is neither Debian nor Ubuntu; install by hand: $missing $unpack"

if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    sudo -n true 2>/dev/null ||
        fail "sudo wants a password; run this as root: it installs $missing $unpack"
    as_root="sudo -n"
else
    fail "installing needs root, and sudo is not here; run this as root: it installs $missing $unpack"
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

root apt-get -q update || fail "apt-get update failed: check the network and /etc/apt/sources.list"

# Only now APT surely knows the version of PostgreSQL.
if [ -n "$unpack" ]; then
    unpack=$(unpacked | while read -r file package; do printf '%s ' "$package"; done)
    unpack=${unpack% }
fi

# The libraries that these packages depend on, as far as they are not installed. Not quoted here and below: lists of packages.
libraries() {
    apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$@" |
        sed -n 's/^  Depends: \(lib.*\)$/\1/p' | sort -u |
        while read -r library; do
            state=$(dpkg-query -W -f '${db:Status-Status}' "$library" 2>/dev/null) || state=
            [ "$state" = installed ] || printf '%s ' "$library"
        done
}
[ -z "$unpack" ] || missing="$missing $(libraries $unpack)"

case $missing in
    *[!\ ]*)
        say "installing:" $missing
        root apt-get -q -y --no-install-recommends install $missing ||
            fail "apt-get install failed: its messages stand above"
        ;;
esac

if [ -n "$unpack" ]; then
    say "unpacking into $tools: $unpack"
    part=$tools.part
    rm -rf "$part"
    mkdir -p "$part/packages"
    # APT would download as a user who may not write there.
    (cd "$part/packages" && apt-get -q -o APT::Sandbox::User=root download $unpack) ||
        fail "apt-get download failed: its messages stand above"
    for package in "$part"/packages/*.deb; do
        dpkg-deb -x "$package" "$part" || fail "cannot unpack $package"
    done
    rm -rf "$part/packages"
    # Nobody will bring security updates to this copy, so it must not give anybody the rights of root.
    find "$part" -perm /6000 -exec chmod ug-s {} +

    # Dovecot and slapd bring libraries of their own.
    own=$(printf '%s:' "$part/usr/lib/dovecot" "$part"/usr/lib/*-linux-gnu*)
    lost=$(unpacked | while read -r file package; do
        LD_LIBRARY_PATH=${own%:} ldd "$part/$file" 2>/dev/null |
            sed -n "s|^[[:space:]]*\([^ ]*\) => not found.*|\1 ($package) |p"
    done)
    [ -z "$lost" ] || fail "libraries are still missing:" $lost

    rm -rf "$tools"
    mv "$part" "$tools"
fi

left=$(needed | while read -r file package; do
    is_there "$file" || printf '%s (%s) ' "$file" "$package"
done)
[ -z "$left" ] || fail "still missing after the installation: $left"
say "done"
