//! Clients: mail servers that pass on another server's reply in logs and bounces.

clients! { SERVERS:
    POSTFIX { id: "postfix", name: "Postfix", kind: Server,
        marks: [
            "postfix/", "status=deferred (", "status=bounced (", "(in reply to ", "noqueue: reject:", "this is the mail system at host",
            "x-postfix-", "postconf", "transcript of session follows.",
        ],
        en: {
            shows: "In the log `status=bounced (host mail.example.com[192.0.2.1] said: 550 5.7.1 … (in reply to RCPT TO command))`, \
                or `status=deferred (…)` for what it tries again; the same words are in its bounces. What follows \"said:\" comes \
                from the other server; without \"said:\" it is Postfix's own finding, such as \"Connection timed out\". As the \
                receiving server it writes `NOQUEUE: reject: RCPT from …`.",
            full: "`/var/log/mail.log` or `/var/log/maillog`, or `journalctl -t postfix/smtp`; `postqueue -p` shows the reason for each \
                waiting mail. For the dialogue with one server, set `debug_peer_list = mail.example.com` in `main.cf` and run `postfix \
                reload`.",
            settings: "`/etc/postfix/main.cf`, for sending through a relay: `relayhost = [mail.example.com]:587`, `smtp_sasl_auth_enable = \
                yes`, `smtp_sasl_password_maps`, `smtp_tls_security_level = encrypt`, for port 465 also `smtp_tls_wrappermode = yes`. What \
                begins with `smtpd_` is for receiving, and the ports are in `master.cf`. `postconf -n` shows what is set; after a change \
                run `postmap` for the password file and `postfix reload`.",
        },
        ko: {
            shows: "로그에 `status=bounced (host mail.example.com[192.0.2.1] said: 550 5.7.1 … (in reply to RCPT TO command))`로 나오고 \
                다시 시도할 메일은 `status=deferred (…)`로 나오며, 반송 메일에도 같은 문구가 있습니다. \"said:\" 뒤의 문구가 상대 서버의 \
                응답이고, \"Connection timed out\"처럼 \"said:\"가 없으면 Postfix가 스스로 판단한 것입니다. 메일을 받는 쪽일 때는 \
                `NOQUEUE: reject: RCPT from …`으로 남습니다.",
            full: "`/var/log/mail.log`나 `/var/log/maillog`, 또는 `journalctl -t postfix/smtp`를 확인하세요. `postqueue -p`는 대기 \
                중인 메일마다 이유를 보여 줍니다. 특정 서버와 주고받은 내용을 보려면 `main.cf`에 `debug_peer_list = \
                mail.example.com`을 넣고 `postfix reload`를 실행하세요.",
            settings: "릴레이를 거쳐 발송한다면 `/etc/postfix/main.cf`의 `relayhost = [mail.example.com]:587`, `smtp_sasl_auth_enable = \
                yes`, `smtp_sasl_password_maps`, `smtp_tls_security_level = encrypt`이고, 465 포트에는 `smtp_tls_wrappermode = yes`도 \
                필요합니다. `smtpd_`로 시작하는 설정은 메일을 받을 때 쓰이며, 포트는 `master.cf`에 있습니다. 설정한 값은 `postconf -n`으로 \
                확인하고, 바꾼 뒤에는 비밀번호 파일에 `postmap`을 실행하고 `postfix reload`를 실행하세요.",
        },
    }

    EXIM { id: "exim", name: "Exim", kind: Server,
        marks: [
            "smtp error from remote mail server", "t=remote_smtp", "r=dnslookup", "r=smarthost", "remote_smtp defer", "exim_mainlog",
            "exim4", "exim[", "rejected rcpt <", "retry time not reached for any host", "retry timeout exceeded",
            "a message that you sent could not be delivered to one or more of its",
        ],
        en: {
            shows: "In the log and in bounces: `** user@example.com R=dnslookup T=remote_smtp H=mail.example.com [192.0.2.1]: SMTP error \
                from remote mail server after RCPT TO:<…>: 550 5.7.1 …`; `==` instead of `**` marks what is tried again. As the receiving \
                server it writes `H=… F=<…> rejected RCPT <…>: relay not permitted`.",
            full: "`/var/log/exim4/mainlog` (Debian), `/var/log/exim/main.log` (Red Hat) or `/var/log/exim_mainlog` (cPanel). `exim -bp` \
                lists the waiting mails, `exim -Mvl ID` shows the log of one, `exim -v -M ID` tries it at once and shows the dialogue.",
            settings: "`exim -bV` names the configuration file; the relay is in a router (`route_list`), port, TLS and login in its \
                transport and in the authenticators. On Debian: `dpkg-reconfigure exim4-config` for the smarthost \
                (`mail.example.com::587`), and `/etc/exim4/passwd.client` for user name and password.",
        },
        ko: {
            shows: "로그와 반송 메일에 `** user@example.com R=dnslookup T=remote_smtp H=mail.example.com [192.0.2.1]: SMTP error from \
                remote mail server after RCPT TO:<…>: 550 5.7.1 …`처럼 나옵니다. `**` 대신 `==`이면 다시 시도하는 메일입니다. 메일을 받는 \
                쪽일 때는 `H=… F=<…> rejected RCPT <…>: relay not permitted`로 남습니다.",
            full: "`/var/log/exim4/mainlog`(Debian), `/var/log/exim/main.log`(Red Hat), `/var/log/exim_mainlog`(cPanel)를 확인하세요. \
                `exim -bp`는 대기 중인 메일 목록, `exim -Mvl ID`는 메일 한 통의 로그를 보여 주고, `exim -v -M ID`는 바로 다시 \
                시도하면서 주고받은 내용을 보여 줍니다.",
            settings: "`exim -bV`를 실행하면 설정 파일의 위치가 나옵니다. 릴레이는 라우터(`route_list`)에, 포트와 TLS와 로그인은 \
                전송(transport)과 인증기(authenticator)에 있습니다. Debian에서는 `dpkg-reconfigure exim4-config`로 스마트 \
                호스트(`mail.example.com::587`)를 지정하고, 사용자 이름과 비밀번호는 `/etc/exim4/passwd.client`에 넣으세요.",
        },
    }

    SENDMAIL { id: "sendmail", name: "Sendmail", kind: Server,
        marks: [
            "sm-mta[", "sendmail[", ", stat=", "mailer=esmtp", "... while talking to", "----- transcript of session follows -----",
            "sm-mta",
        ],
        en: {
            shows: "In the log `to=<…>, …, mailer=esmtp, …, relay=mail.example.com. [192.0.2.1], dsn=5.1.1, stat=User unknown`; the \
                text after `stat=` is mostly Sendmail's own. The bounce has the dialogue under \"Transcript of session follows\": \
                `... while talking to mail.example.com.:`, `>>> RCPT To:<…>`, `<<< 550 5.1.1 …`.",
            full: "`mailq` shows the reason for each waiting mail, and `sendmail -v -qIQUEUEID` tries one at once and shows the dialogue. \
                The log is `/var/log/maillog` or `/var/log/mail.log`.",
            settings: "`/etc/mail/sendmail.mc`: `SMART_HOST`, `RELAY_MAILER_ARGS` for the port, `FEATURE(authinfo)` for the login; then \
                build `sendmail.cf` with `make -C /etc/mail` and restart. User name and password are in `/etc/mail/authinfo`, made into a \
                database with `makemap hash`.",
        },
        ko: {
            shows: "로그에 `to=<…>, …, mailer=esmtp, …, relay=mail.example.com. [192.0.2.1], dsn=5.1.1, stat=User unknown`처럼 나오며, \
                `stat=` 뒤의 문구는 대개 Sendmail의 것입니다. 반송 메일의 \"Transcript of session follows\" 아래에는 `... while talking to \
                mail.example.com.:`, `>>> RCPT To:<…>`, `<<< 550 5.1.1 …`처럼 주고받은 내용이 있습니다.",
            full: "`mailq`는 대기 중인 메일마다 이유를 보여 주고, `sendmail -v -qIQUEUEID`는 그 메일만 바로 다시 시도하면서 주고받은 \
                내용을 보여 줍니다. 로그는 `/var/log/maillog` 또는 `/var/log/mail.log`입니다.",
            settings: "`/etc/mail/sendmail.mc`의 `SMART_HOST`, 포트를 정하는 `RELAY_MAILER_ARGS`, 로그인을 위한 `FEATURE(authinfo)`입니다. \
                바꾼 뒤에는 `make -C /etc/mail`로 `sendmail.cf`를 만들고 다시 시작하세요. 사용자 이름과 비밀번호는 `/etc/mail/authinfo`에 \
                넣고 `makemap hash`로 데이터베이스를 만듭니다.",
        },
    }

    OPENSMTPD { id: "opensmtpd", name: "OpenSMTPD", kind: Server,
        marks: [
            "opensmtpd", "smtp failed-command", "mta delivery evpid=", "event=failed-command", "result=\"permfail\"", "result=\"tempfail\"",
            "smtpctl",
        ],
        en: {
            shows: "In the log `mta delivery evpid=… from=<…> to=<…> … relay=\"192.0.2.1 (mail.example.com)\" … result=\"PermFail\" \
                stat=\"550 5.7.1 …\"` (TempFail is tried again): the reply is in `stat=`. As the receiving server it writes `smtp \
                failed-command command=\"RCPT TO:<…>\" result=\"550 …\"`.",
            full: "`smtpctl show queue` shows the reason for each waiting mail. `smtpctl trace mta` writes the outgoing sessions to the \
                log, `smtpctl trace smtp` the incoming ones; `untrace` ends it. The log is `/var/log/maillog` or `journalctl -u \
                opensmtpd`.",
            settings: "`smtpd.conf` (`/etc/mail/smtpd.conf` on OpenBSD): `action \"out\" relay host smtp+tls://label@mail.example.com:587 \
                auth <secrets>`, for port 465 `smtps://`; the table `secrets` has lines of the form `label name:password`. `smtpd -n` \
                checks the file.",
        },
        ko: {
            shows: "로그에 `mta delivery evpid=… from=<…> to=<…> … relay=\"192.0.2.1 (mail.example.com)\" … result=\"PermFail\" stat=\"550 \
                5.7.1 …\"`처럼 나오며, 응답은 `stat=`에 있습니다(TempFail은 다시 시도합니다). 메일을 받는 쪽일 때는 `smtp failed-command \
                command=\"RCPT TO:<…>\" result=\"550 …\"`로 남습니다.",
            full: "`smtpctl show queue`는 대기 중인 메일마다 이유를 보여 줍니다. `smtpctl trace mta`는 나가는 세션을, `smtpctl trace \
                smtp`는 들어오는 세션을 로그에 기록하게 하며 `untrace`로 끝냅니다. 로그는 `/var/log/maillog` 또는 `journalctl -u \
                opensmtpd`입니다.",
            settings: "`smtpd.conf`(OpenBSD는 `/etc/mail/smtpd.conf`)에 `action \"out\" relay host smtp+tls://label@mail.example.com:587 \
                auth <secrets>`를 쓰고, 465 포트에는 `smtps://`를 쓰세요. `secrets` 테이블에는 `label name:password` 형식으로 적습니다. \
                `smtpd -n`으로 파일을 검사할 수 있습니다.",
        },
    }

    QMAIL { id: "qmail", name: "qmail", kind: Server,
        marks: [
            "remote_host_said:", "remote host said:", "qmail-send", "qmail-smtpd", "qmail-remote", "qmail-inject",
            "_but_sender_was_rejected", "_but_greeting_failed", "i'm not going to try again; this message has been in the queue too long",
        ],
        en: {
            shows: "In the log with `_` instead of blanks: `delivery 1: failure: \
                192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_…/Giving_up_on_192.0.2.1./`; `deferral` is tried again. The \
                bounce (\"Hi. This is the qmail-send program at …\") has the same as text behind \"Remote host said:\".",
            full: "The log of `qmail-send`, mostly `/var/log/qmail/qmail-send/current`, made readable with `tai64nlocal`. `qmail-qread` \
                lists the waiting mails. For the dialogue, put `recordio` before `qmail-smtpd`; for outgoing mail, test with `swaks`.",
            settings: "Files in `/var/qmail/control`: `smtproutes` (`:mail.example.com:587`) for the relay, `me` and `helohost` for the \
                EHLO name, `rcpthosts` for the domains taken. qmail itself knows neither TLS nor a login; both come with patches.",
        },
        ko: {
            shows: "로그에는 공백 대신 `_`를 써서 `delivery 1: failure: \
                192.0.2.1_does_not_like_recipient./Remote_host_said:_550_5.1.1_…/Giving_up_on_192.0.2.1./`처럼 나오며, `deferral`은 다시 \
                시도합니다. 반송 메일(\"Hi. This is the qmail-send program at …\")에는 같은 내용이 \"Remote host said:\" 뒤에 나옵니다.",
            full: "대개 `/var/log/qmail/qmail-send/current`에 있는 `qmail-send`의 로그를 `tai64nlocal`로 읽기 쉽게 바꿔 확인하세요. \
                `qmail-qread`는 대기 중인 메일 목록을 보여 줍니다. 받는 쪽에서 주고받은 내용은 `qmail-smtpd` 앞에 `recordio`를 넣어 보고, \
                나가는 쪽은 `swaks`로 확인하세요.",
            settings: "`/var/qmail/control`의 `smtproutes`(릴레이, `:mail.example.com:587`), `me`와 `helohost`(EHLO 이름), \
                `rcpthosts`(받는 도메인)입니다. 원래의 qmail은 TLS와 로그인을 지원하지 않으며, 둘 다 패치를 적용해야 쓸 수 있습니다.",
        },
    }

    EXCHANGE { id: "exchange", name: "Microsoft Exchange Server", kind: Server,
        marks: [
            "diagnostic information for administrators", "generating server:", "remote server returned '", "[{lrt=", "{led=",
            "get-messagetrackinglog", "get-queue",
        ],
        en: {
            shows: "In the bounce under \"Diagnostic information for administrators\": \"Generating server: …\", the recipient and `Remote \
                Server returned '550 5.7.1 …'` or `#550 5.1.1 …##`. \"Generating server\" names the server that gave up, which may be \
                one's own or the recipient's. In the queue, `LastError` has `{LED=…}` with the reply.",
            full: "Exchange Management Shell: `Get-Queue | Format-List Identity,LastError` and `Get-MessageTrackingLog -Recipients \
                user@example.com`. For the dialogue, set `Set-SendConnector NAME -ProtocolLoggingLevel Verbose` (or \
                `Set-ReceiveConnector`): the files are under `TransportRoles\\Logs\\Hub\\ProtocolLog` and \
                `TransportRoles\\Logs\\FrontEnd\\ProtocolLog` of the installation.",
            settings: "Exchange admin center > Mail flow > Send connectors: smart host, port (`Set-SendConnector -Port`) and its login \
                (`-SmartHostAuthMechanism BasicAuthRequireTLS`, `-AuthenticationCredential`). Who may send in is under Receive connectors; \
                for clients there is the connector \"Client Frontend\" on port 587.",
        },
        ko: {
            shows: "반송 메일의 \"Diagnostic information for administrators\" 아래에 \"Generating server: …\", 수신자, `Remote Server \
                returned '550 5.7.1 …'` 또는 `#550 5.1.1 …##`이 나옵니다. \"Generating server\"는 발송을 포기한 서버이며, 내 서버일 수도 \
                있고 수신측 서버일 수도 있습니다. 큐에서는 `LastError`의 `{LED=…}`에 응답이 있습니다.",
            full: "Exchange 관리 셸에서 `Get-Queue | Format-List Identity,LastError`와 `Get-MessageTrackingLog -Recipients \
                user@example.com`을 실행하세요. 주고받은 내용을 보려면 `Set-SendConnector NAME -ProtocolLoggingLevel Verbose`(또는 \
                `Set-ReceiveConnector`)로 설정하세요. 파일은 설치 폴더의 `TransportRoles\\Logs\\Hub\\ProtocolLog`와 \
                `TransportRoles\\Logs\\FrontEnd\\ProtocolLog` 아래에 있습니다.",
            settings: "Exchange 관리 센터 > 메일 흐름 > 송신 커넥터에서 스마트 호스트, 포트(`Set-SendConnector -Port`), \
                로그인(`-SmartHostAuthMechanism BasicAuthRequireTLS`, `-AuthenticationCredential`)을 설정하세요. 누가 메일을 보내올 수 \
                있는지는 수신 커넥터에서 정하며, 클라이언트는 587 포트의 \"Client Frontend\" 커넥터를 씁니다.",
        },
    }

    HMAILSERVER { id: "hmailserver", name: "hMailServer", kind: Server,
        marks: ["hmailserver", "\"smtpc\"", "\"smtpd\"", "remote server replied:"],
        en: {
            shows: "In the log one line for each command: `\"SMTPC\" … \"RECEIVED: 550 5.7.1 …\"` for outgoing, `\"SMTPD\" …` for incoming \
                mail, `\"SENT: …\"` for its own side. Its bounce has \"Remote server (…) issued an error. hMailServer sent: RCPT TO:<…>\" \
                and \"Remote server replied: 550 …\".",
            full: "hMailServer Administrator > Settings > Logging: switch logging and SMTP on; the files are in the folder `Logs` of the \
                installation. The log holds the dialogue in full.",
            settings: "Settings > Protocols > SMTP > Delivery of e-mail: the relayer with host name, port, login and connection security \
                (STARTTLS for port 587, SSL/TLS for port 465). Who may send without a login is under Settings > Advanced > IP Ranges, \
                ports and certificates under Advanced > TCP/IP ports.",
        },
        ko: {
            shows: "로그에 명령마다 한 줄씩 나옵니다. 나가는 메일은 `\"SMTPC\" … \"RECEIVED: 550 5.7.1 …\"`, 들어오는 메일은 `\"SMTPD\" \
                …`이며 hMailServer가 보낸 것은 `\"SENT: …\"`입니다. 반송 메일에는 \"Remote server (…) issued an error. hMailServer sent: \
                RCPT TO:<…>\"와 \"Remote server replied: 550 …\"이 있습니다.",
            full: "hMailServer Administrator > Settings > Logging에서 로그와 SMTP 항목을 켜세요. 파일은 설치 폴더의 `Logs`에 있으며, \
                주고받은 내용이 모두 기록됩니다.",
            settings: "Settings > Protocols > SMTP > Delivery of e-mail에서 릴레이의 호스트 이름, 포트, 로그인, 연결 보안(587 포트는 \
                STARTTLS, 465 포트는 SSL/TLS)을 설정하세요. 로그인 없이 발송할 수 있는 주소는 Settings > Advanced > IP Ranges에서, 포트와 \
                인증서는 Advanced > TCP/IP ports에서 정합니다.",
        },
    }

    HARAKA { id: "haraka", name: "Haraka", kind: Server,
        marks: ["haraka"],
        en: {
            shows: "In a bounce \"Hi. This is the Haraka Mailer program at …\" with the reply behind the recipient; in the log lines with \
                `[outbound]` for mail that leaves and with the name of a plugin for what a plugin decided. Replies to clients often come \
                from a plugin, not from Haraka itself.",
            full: "The log goes to the standard output or to syslog. Write `PROTOCOL` into the file `config/loglevel` and restart to have \
                the dialogue (`C:` the client, `S:` the server); `haraka -c PATH --qlist` lists the waiting mails.",
            settings: "Files in `config/` of the instance: `plugins` for what is switched on, `smtp.ini` for ports, `tls.ini`, \
                `auth_flat_file.ini` for logins, `outbound.ini`, and `smtp_forward.ini` for a relay with `host`, `port`, `enable_tls`, \
                `auth_type`, `auth_user` and `auth_pass`.",
        },
        ko: {
            shows: "반송 메일에는 \"Hi. This is the Haraka Mailer program at …\"이 있고 수신자 뒤에 응답이 나옵니다. 로그에서는 나가는 \
                메일이 `[outbound]`로, 플러그인이 판단한 것은 플러그인 이름으로 표시됩니다. 클라이언트가 받은 응답은 Haraka 자체가 아니라 \
                플러그인이 보낸 경우가 많습니다.",
            full: "로그는 표준 출력이나 syslog에 남습니다. `config/loglevel` 파일에 `PROTOCOL`을 적고 다시 시작하면 주고받은 내용(`C:`는 \
                클라이언트, `S:`는 서버)이 기록됩니다. `haraka -c PATH --qlist`는 대기 중인 메일 목록을 보여 줍니다.",
            settings: "인스턴스의 `config/`에 있는 파일입니다. `plugins`는 사용할 플러그인, `smtp.ini`는 포트, `tls.ini`는 TLS, \
                `auth_flat_file.ini`는 로그인, `outbound.ini`는 발송 설정이고, 릴레이는 `smtp_forward.ini`의 `host`, `port`, `enable_tls`, \
                `auth_type`, `auth_user`, `auth_pass`로 정합니다.",
        },
    }

    DMA { id: "dma", name: "dma (DragonFly Mail Agent)", kind: Server,
        marks: [
            "dma[", "dma:", "smarthost authentication:", "remote delivery deferred:", "remote delivery to ", "did not like our rcpt to",
            "did not like our mail from", "did not like our final dot",
        ],
        en: {
            shows: "In the log `remote delivery deferred: …` (tried again) or `remote delivery to mail.example.com [192.0.2.1] failed \
                after RCPT TO: 550 5.7.1 …`, and in the bounce \"did not like our RCPT TO:\" with the reply below it. `smarthost \
                authentication: AUTH cram-md5 not available: …` and `AUTH login failed: …` carry the reply to the login.",
            full: "The mail log (`/var/log/mail.log`, `/var/log/maillog` or `journalctl -t dma`) has the replies; `mailq` lists the \
                waiting mails. dma does not log the dialogue: use `swaks` with the same values.",
            settings: "`/etc/dma/dma.conf`: `SMARTHOST`, `PORT`, `AUTHPATH /etc/dma/auth.conf`, `SECURETRANSFER` (TLS, port 465), with \
                `STARTTLS` added for port 587, and `MASQUERADE` for the sender's address. `auth.conf` has lines of the form \
                `name|mail.example.com:password`, with the very name that stands in `SMARTHOST`.",
        },
        ko: {
            shows: "로그에 `remote delivery deferred: …`(다시 시도함) 또는 `remote delivery to mail.example.com [192.0.2.1] failed after \
                RCPT TO: 550 5.7.1 …`로 나오고, 반송 메일에는 \"did not like our RCPT TO:\" 아래에 응답이 있습니다. `smarthost \
                authentication: AUTH cram-md5 not available: …`와 `AUTH login failed: …`에는 로그인에 대한 응답이 들어 있습니다.",
            full: "메일 로그(`/var/log/mail.log`, `/var/log/maillog` 또는 `journalctl -t dma`)에 응답이 있으며, `mailq`는 대기 중인 \
                메일 목록을 보여 줍니다. dma는 주고받은 내용을 기록하지 않으므로 필요하면 같은 서버, 포트, 사용자 이름으로 `swaks`를 \
                실행하세요.",
            settings: "`/etc/dma/dma.conf`의 `SMARTHOST`, `PORT`, `AUTHPATH /etc/dma/auth.conf`, `SECURETRANSFER`(TLS, 465 포트), 587 \
                포트에 함께 쓰는 `STARTTLS`, 발신자 주소를 바꾸는 `MASQUERADE`입니다. `auth.conf`에는 `name|mail.example.com:password` \
                형식으로 적으며, 서버 이름은 `SMARTHOST`에 쓴 것과 똑같아야 합니다.",
        },
    }
}
