#!/bin/bash
# Postfix, with logins checked by Dovecot's auth service: a file of users, SHA512-CRYPT with 5,000 rounds, which is what
# `openssl passwd -6` and doveadm make. POSTFIX_AUTH=plain keeps the password as clear text: what is left then is the
# price of Postfix and of the way to Dovecot and back. POSTFIX_LOGINS names a directory with more accounts: `users`, as that file
# has them, and `scram`, their keys for SCRAM-SHA-256, which is offered then.
#
# On the way out each message has a connection of its own: with connections that are kept for others (Debian's setting) it
# is slower where the destination is this near. README.md has the figures.
NAME=postfix; PORT=${POSTFIX_PORT:-2601}; PLAIN_PORT=${POSTFIX_PLAIN_PORT:-2602}; SINK_PORT=${POSTFIX_SINK_PORT:-2603}
. "$(dirname "$0")/lib.sh"

peer_conf() {
  R=$PKG/postfix; D=$PKG/dovecot-core
  export OVER=$B/over
  mkdir -p "$OVER/usr/lib" "$OVER/usr/bin" "$B"/{etc,queue,data,log,dovecot}
  cp -rs "$R/usr/lib/postfix" "$OVER/usr/lib/postfix"
  cp -rs "$D/usr/lib/dovecot" "$OVER/usr/lib/dovecot"
  cp -s "$D/usr/bin/doveconf" "$OVER/usr/bin/"
  (cd "$B/queue"; mkdir -p active bounce corrupt defer deferred flush hold incoming private saved trace pid public maildrop
   chown postfix active bounce corrupt defer deferred flush hold incoming private saved trace public maildrop
   chmod 700 active bounce corrupt defer deferred flush hold incoming private saved trace
   chgrp postdrop public maildrop; chmod 710 public; chmod 730 maildrop)
  chown postfix "$B/data"
  hold=
  [ "$MODE" = hold ] && hold="check_client_access static:HOLD,"
  cat > "$B/etc/main.cf" << C
compatibility_level = 3.6
myhostname = mail.example.test
mydestination =
mynetworks = 127.0.0.0/8
queue_directory = $B/queue
data_directory = $B/data
command_directory = $R/usr/sbin
daemon_directory = $R/usr/lib/postfix/sbin
shlib_directory = $R/usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file_prefixes = /var, /dev/stdout, /tmp, $B
maillog_file = $B/log/mail.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
smtputf8_enable = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = $hold permit_sasl_authenticated, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_security_options = noanonymous
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_tls_chain_files = $KEY, $CERT
smtpd_tls_session_cache_database = btree:\${data_directory}/smtpd_scache
tls_random_source = dev:/dev/urandom
relayhost = [127.0.0.1]:$SINK_PORT
smtp_tls_security_level = none
smtp_connection_cache_on_demand = no
default_process_limit = 300
smtpd_client_connection_count_limit = 0
notify_classes =
C
  [ "$MODE" = hold ] && echo "in_flow_delay = 0" >> "$B/etc/main.cf"
  [ -n "$IDLE" ] && sed -i 's/^default_process_limit.*/default_process_limit = 6000/' "$B/etc/main.cf"
  cat > "$B/etc/master.cf" << C
127.0.0.1:$PORT       inet n - n - - smtpd
127.0.0.1:$PLAIN_PORT inet n - n - - smtpd
  -o smtpd_tls_security_level=none
  -o smtpd_sasl_auth_enable=no
  -o { smtpd_relay_restrictions = permit_mynetworks, reject }
  -o { smtpd_recipient_restrictions = $hold permit_mynetworks, reject }
pickup     unix n - n 60    1 pickup
cleanup    unix n - n -     0 cleanup
qmgr       unix n - n 300   1 qmgr
tlsmgr     unix - - n 1000? 1 tlsmgr
rewrite    unix - - n -     - trivial-rewrite
bounce     unix - - n -     0 bounce
defer      unix - - n -     0 bounce
trace      unix - - n -     0 bounce
verify     unix - - n -     1 verify
flush      unix n - n 1000? 0 flush
proxymap   unix - - n -     - proxymap
proxywrite unix - - n -     1 proxymap
smtp       unix - - n -     - smtp
relay      unix - - n -     - smtp
showq      unix n - n -     - showq
error      unix - - n -     - error
retry      unix - - n -     - error
discard    unix - - n -     - discard
local      unix - n n -     - local
anvil      unix - - n -     1 anvil
scache     unix - - n -     1 scache
postlog    unix-dgram n - n - 1 postlogd
C
  case "${POSTFIX_AUTH:-sha512}" in
    sha512) hash="{SHA512-CRYPT}$(openssl passwd -6 -salt benchsaltbenchsa "$PASSWORD")" ;;
    plain) hash="{PLAIN}$PASSWORD" ;;
    *) echo "POSTFIX_AUTH: sha512 or plain" >&2; return 2 ;;
  esac
  echo "$USERNAME:$hash::::::" > "$B/dovecot/users"
  chown root:dovecot "$B/dovecot/users"; chmod 640 "$B/dovecot/users"
  cat > "$B/dovecot/dovecot.conf" << C
base_dir = $B/dovecot/run
state_dir = $B/dovecot/state
libexec_dir = /usr/lib/dovecot
mail_plugin_dir = /usr/lib/dovecot/modules
log_path = $B/log/dovecot.log
protocols =
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = username_format=%u $B/dovecot/users
  mechanisms = plain login
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}
service auth {
  client_limit = 20000
  unix_listener $B/queue/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service anvil {
  client_limit = 20000
}
C
  if [ -n "${POSTFIX_LOGINS:-}" ]; then
    cat "$POSTFIX_LOGINS/users" >> "$B/dovecot/users"
    cp "$POSTFIX_LOGINS/scram" "$B/dovecot/scram"
    chown root:dovecot "$B/dovecot/scram"; chmod 640 "$B/dovecot/scram"
    # With the hash alone Dovecot would have no keys, and with a password in clear text it would make them at each login.
    cat >> "$B/dovecot/dovecot.conf" << C
auth_mechanisms = plain login scram-sha-256
passdb {
  driver = passwd-file
  args = username_format=%u $B/dovecot/scram
  mechanisms = scram-sha-256
}
C
  fi
  chmod 755 "$B"/{etc,queue,dovecot}
}
peer_run() {
  spawn "$PKG/dovecot-core/usr/sbin/dovecot" -F -c "$B/dovecot/dovecot.conf"
  for _ in $(seq 1 100); do [ -S "$B/queue/private/auth" ] && break; sleep 0.05; done
  export MAIL_CONFIG=$B/etc
  spawn "$PKG/postfix/usr/lib/postfix/sbin/master" -c "$B/etc"
}
# Files come and go while they are counted.
peer_queued() { find "$B"/queue/{maildrop,incoming,active,deferred} -type f 2> /dev/null | wc -l; }
peer_version() {
  for package in postfix dovecot-core; do dpkg-deb -W --showformat='${Package} ${Version} ' "$BENCH_TMP/peers/debs/$package"_*.deb; done
}
main "$@"
