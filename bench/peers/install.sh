#!/bin/bash
# Puts Postfix and Dovecot (its login service) beside the system: Debian's packages, unpacked and not installed, under
# $BENCH_TMP/peers/pkg. Nothing is started and nothing in /etc changes; only the libraries that they need, the tools of
# the benchmark, and the users that they insist on come into the system itself. For Debian 12, as root.
set -euo pipefail
BENCH_TMP=${BENCH_TMP:-/var/tmp/gatepost-bench}

# Libraries of Postfix and Dovecot, then what the scripts call.
LIBRARIES="libdb5.3 libicu72 libnsl2 libsasl2-2 libexttextcat-2.0-0 liblua5.4-0 libsodium23 libstemmer0d libtirpc3 libunwind8
  libwrap0 libapparmor1 libpam0g"
TOOLS="netbase openssl python3 util-linux"
PEERS="postfix dovecot-core"

[ "$(id -u)" -eq 0 ] || { echo "install.sh: run this as root" >&2; exit 1; }
mkdir -p "$BENCH_TMP/peers/debs" "$BENCH_TMP/peers/pkg"
exec 9> "$BENCH_TMP/apt.lock"
flock 9

export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# Not quoted: lists of packages.
apt-get -qq -y --no-install-recommends install $LIBRARIES $TOOLS > /dev/null
cd "$BENCH_TMP/peers/debs"
chown _apt . 2> /dev/null || true
rm -f ./*.deb
apt-get -qq download $PEERS
for package in $PEERS; do
  rm -rf "../pkg/$package"
  mkdir "../pkg/$package"
  dpkg -x "$package"_*.deb "../pkg/$package"
done

for user in postfix dovecot dovenull; do
  id "$user" > /dev/null 2>&1 || useradd -r -M -s /usr/sbin/nologin "$user"
done
getent group postdrop > /dev/null || groupadd -r postdrop

missing=$(find ../pkg -type f \( -name smtpd -o -name cleanup -o -name master -o -name auth -o -name dovecot \) -print0 |
  LD_LIBRARY_PATH=../pkg/postfix/usr/lib/postfix:../pkg/dovecot-core/usr/lib/dovecot xargs -0 ldd 2> /dev/null |
  awk '/not found/ { print $1 }' | sort -u)
[ -z "$missing" ] || { echo "install.sh: libraries are missing:" $missing >&2; exit 1; }
ls -- *.deb
