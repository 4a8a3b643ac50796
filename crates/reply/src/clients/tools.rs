//! Clients: command line tools that speak SMTP.

clients! { TOOLS:
    CURL { id: "curl", name: "curl", kind: Tool,
        marks: ["curl: (", "libcurl", "curl_easy_perform"],
        en: {
            shows: "A number and a short sentence: `curl: (67) Login denied`, `curl: (55) MAIL failed: 530`, `curl: (55) RCPT failed: \
                550`, `curl: (8) Weird server reply` for a refused message, `curl: (64)` for missing TLS. The text of the reply is not \
                shown.",
            full: "Add `-v`: lines that begin with > are sent by curl, lines that begin with < are the replies. The lines after AUTH \
                contain the password in base64.",
            settings: "`curl --url smtps://mail.example.com:465/MYHOST --user NAME --mail-from FROM --mail-rcpt TO --upload-file \
                mail.txt`; with port 587 `smtp://mail.example.com:587/MYHOST --ssl-reqd`. Without `--ssl-reqd` the password may go over \
                the line unencrypted. `MYHOST` is the EHLO name; if it is missing, curl may take the name of the file for it.",
        },
        ko: {
            shows: "`curl: (67) Login denied`, `curl: (55) MAIL failed: 530`, `curl: (55) RCPT failed: 550`처럼 번호와 짧은 문구로 \
                나옵니다. 메일 내용이 거부되면 `curl: (8) Weird server reply`, TLS가 없으면 `curl: (64)`가 나옵니다. 응답의 문구는 \
                표시되지 않습니다.",
            full: "`-v`를 붙이세요. >로 시작하는 줄은 curl이 보낸 것, <로 시작하는 줄은 서버의 응답입니다. AUTH 다음 줄에는 base64로 바꾼 \
                비밀번호가 있습니다.",
            settings: "`curl --url smtps://mail.example.com:465/MYHOST --user NAME --mail-from FROM --mail-rcpt TO --upload-file \
                mail.txt`로 실행하고, 587 포트에는 `smtp://mail.example.com:587/MYHOST --ssl-reqd`를 쓰세요. `--ssl-reqd`가 없으면 \
                비밀번호가 암호화되지 않은 채 전송될 수 있습니다. `MYHOST`는 EHLO 이름이며, 빠뜨리면 파일 이름이 대신 쓰일 수 있습니다.",
        },
    }

    SWAKS { id: "swaks", name: "swaks", kind: Tool,
        marks: [
            "swaks", "<** ", "<~* ", "*** no authentication type succeeded", "*** host did not advertise authentication",
            "*** error connecting", "=== connected to", "=== trying ",
        ],
        en: {
            shows: "The whole dialogue: `->` is sent, `<-` is a reply, `<**` a reply that was not expected; inside TLS `~>`, `<~` and \
                `<~*`. Lines with `===` are remarks of swaks, and `***` names the failure, such as `*** No authentication type succeeded`.",
            full: "Nothing is hidden: read the first line with `<**` or `<~*`. The AUTH lines contain the password in base64; \
                `--auth-hide-password` replaces it.",
            settings: "`--server HOST:587 --tls` (STARTTLS) or `--server HOST:465 --tlsc` (TLS from the start), `--auth-user NAME` (the \
                password is asked for), `--auth LOGIN` for one mechanism only, `--from`, `--to`, `--quit-after AUTH` to stop after the \
                login.",
        },
        ko: {
            shows: "주고받은 내용이 모두 나옵니다. `->`는 보낸 것, `<-`는 응답, `<**`는 예상과 다른 응답이며, TLS 안에서는 `~>`, `<~`, \
                `<~*`로 표시됩니다. `===`로 시작하는 줄은 swaks의 안내이고, `***`는 `*** No authentication type succeeded`처럼 실패한 \
                이유입니다.",
            full: "숨기는 내용이 없으니 `<**`나 `<~*`가 처음 나오는 줄을 보세요. AUTH 줄에는 base64로 바꾼 비밀번호가 있으며, \
                `--auth-hide-password`를 쓰면 가려집니다.",
            settings: "`--server HOST:587 --tls`(STARTTLS) 또는 `--server HOST:465 --tlsc`(암시적 SSL)에 `--auth-user \
                NAME`(비밀번호는 물어봄), `--from`, `--to`를 붙이세요. `--auth LOGIN`은 한 가지 방식만 시도하고, `--quit-after \
                AUTH`는 로그인까지만 하고 끝냅니다.",
        },
    }

    MSMTP { id: "msmtp", name: "msmtp", kind: Tool,
        marks: ["msmtp:", "msmtprc"],
        en: {
            shows: "Two or more lines: what failed, then the reply after `msmtp: server message:`, line by line, for example `msmtp: \
                authentication failed (method PLAIN)` and `msmtp: server message: 535 5.7.8 …`; at the end `msmtp: could not send \
                mail (account default from /home/me/.msmtprc)`.",
            full: "`msmtp --debug` shows the dialogue, with the password in base64. `msmtp --serverinfo --host=mail.example.com --port=587 \
                --tls` shows what the server offers. With `logfile` in the configuration, each try leaves a line with the code and the \
                text.",
            settings: "`~/.msmtprc` or `/etc/msmtprc`: `host`, `port`, `tls on`, `tls_starttls on` for port 587 or `off` for port 465, \
                `auth on`, `user`, `passwordeval` (or `password`), `from`.",
        },
        ko: {
            shows: "무엇이 실패했는지 알려 주는 줄 다음에 응답이 `msmtp: server message:` 뒤에 한 줄씩 나옵니다. 예를 들면 `msmtp: \
                authentication failed (method PLAIN)`과 `msmtp: server message: 535 5.7.8 …`입니다. 끝에는 `msmtp: could not send mail \
                (account default from /home/me/.msmtprc)`가 나옵니다.",
            full: "`msmtp --debug`를 실행하면 주고받은 내용이 나오며, base64로 바꾼 비밀번호도 들어 있습니다. `msmtp --serverinfo \
                --host=mail.example.com --port=587 --tls`는 서버가 제공하는 기능을 보여 줍니다. 설정에 `logfile`을 지정하면 발송할 때마다 \
                코드와 문구가 한 줄씩 기록됩니다.",
            settings: "`~/.msmtprc` 또는 `/etc/msmtprc`에서 `host`, `port`, `tls on`, `tls_starttls`(587 포트는 `on`, 465 포트는 `off`), \
                `auth on`, `user`, `passwordeval`(또는 `password`), `from`을 설정하세요.",
        },
    }

    SSMTP { id: "ssmtp", name: "sSMTP", kind: Tool,
        marks: [
            "ssmtp:", "ssmtp[", "ssmtp.conf", "sendmail: authorization failed (", "send-mail: authorization failed (",
            "send-mail: cannot open ",
        ],
        en: {
            shows: "`ssmtp: Authorization failed (535 5.7.8 …)` or `ssmtp: Cannot open mail.example.com:587`; called as `sendmail` or \
                `mail`, the line begins with `sendmail:` or `send-mail:`. Of a reply of several lines only the last one appears.",
            full: "`ssmtp -v you@example.com < mail.txt`: `[->]` is sent, `[<-]` is a reply; the line with the password is not shown. With \
                `Debug=YES` in the configuration the dialogue goes to the mail log, with the password in base64.",
            settings: "`/etc/ssmtp/ssmtp.conf`: `mailhub=mail.example.com:587`, `UseSTARTTLS=YES` (and `UseTLS=YES`; for port 465 only \
                `UseTLS=YES`), `AuthUser`, `AuthPass`, `FromLineOverride=YES`, `rewriteDomain`; the sender in `/etc/ssmtp/revaliases`. \
                sSMTP is no longer maintained: msmtp does the same and checks certificates.",
        },
        ko: {
            shows: "`ssmtp: Authorization failed (535 5.7.8 …)`, `ssmtp: Cannot open mail.example.com:587`처럼 나옵니다. `sendmail`이나 \
                `mail`로 불렀을 때는 줄이 `sendmail:` 또는 `send-mail:`로 시작합니다. 여러 줄 응답은 마지막 줄만 나옵니다.",
            full: "`ssmtp -v you@example.com < mail.txt`를 실행하면 `[->]`(보낸 것)와 `[<-]`(응답) 줄이 나옵니다. 이때 비밀번호 줄은 \
                나오지 않습니다. 설정에 `Debug=YES`를 넣으면 주고받은 내용이 메일 로그에 남으며, 여기에는 base64로 바꾼 비밀번호도 \
                들어 있습니다.",
            settings: "`/etc/ssmtp/ssmtp.conf`에서 `mailhub=mail.example.com:587`, `UseSTARTTLS=YES`(`UseTLS=YES`도 함께, 465 포트에는 \
                `UseTLS=YES`만), `AuthUser`, `AuthPass`, `FromLineOverride=YES`, `rewriteDomain`을 설정하고, 발신자는 \
                `/etc/ssmtp/revaliases`에 지정하세요. sSMTP는 더 이상 관리되지 않으며, msmtp는 같은 일을 하면서 인증서도 확인합니다.",
        },
    }

    MUTT { id: "mutt", name: "Mutt, NeoMutt", kind: MailClient,
        marks: [
            "smtp session failed:", "sasl authentication failed.", "smtp authentication requires sasl",
            "smtp server does not support authentication", "muttrc", "muttdebug", "neomutt",
        ],
        en: {
            shows: "One line at the bottom: `SMTP session failed: 550 5.7.1 …` with the last line of the reply, or only \"SASL \
                authentication failed.\" without it. \"No authenticators available\" means that no login method fits or that the SASL \
                plug-ins are missing.",
            full: "`mutt -d 2` writes `~/.muttdebug0`, `neomutt -d 2 -l ~/neomutt.log` the file named. There the dialogue is in full.",
            settings: "`~/.muttrc`: `set smtp_url = \"smtps://name@mail.example.com:465\"`, or `\"smtp://name@mail.example.com:587\"` with \
                `set ssl_force_tls = yes`, `set smtp_pass`, `set smtp_authenticators`, `set from`. If `smtp_url` is missing, the program \
                in `sendmail` sends, and the reply is in its log.",
        },
        ko: {
            shows: "화면 아래에 `SMTP session failed: 550 5.7.1 …`처럼 응답의 마지막 줄과 함께 나오거나, 응답 없이 \"SASL \
                authentication failed.\"라고만 나옵니다. \"No authenticators available\"은 서버와 함께 쓸 수 있는 인증 방식이 없거나 \
                SASL 플러그인이 없다는 뜻입니다.",
            full: "`mutt -d 2`로 실행하면 `~/.muttdebug0`에, `neomutt -d 2 -l ~/neomutt.log`로 실행하면 지정한 파일에 주고받은 내용이 모두 \
                기록됩니다.",
            settings: "`~/.muttrc`에서 `set smtp_url = \"smtps://name@mail.example.com:465\"`를 쓰거나 \
                `\"smtp://name@mail.example.com:587\"`과 `set ssl_force_tls = yes`를 함께 쓰고, `set smtp_pass`, `set \
                smtp_authenticators`, `set from`을 설정하세요. `smtp_url`이 없으면 `sendmail`에 지정한 프로그램이 발송하므로 응답은 그 \
                프로그램의 로그에 있습니다.",
        },
    }

    S_NAIL { id: "s-nail", name: "s-nail, mailx", kind: Tool,
        marks: ["s-nail:", "smtp-server: 4", "smtp-server: 5", "mail.rc", "mailx:", ". . . message not sent", "dead.letter"],
        en: {
            shows: "`s-nail: SMTP server: 535 5.7.8 …`, in older mailx `smtp-server: 535 5.7.8 …`, then \". . . message not sent.\" and \
                the mail in `~/dead.letter`.",
            full: "`mailx -v` shows the dialogue, and `-d` what would be sent, without sending. Both may show the password in base64.",
            settings: "In `~/.mailrc`, `/etc/mail.rc` or `/etc/s-nail.rc`, for s-nail: `set v15-compat`, `set \
                mta=smtps://NAME:PASSWORD@mail.example.com:465` (or `smtp://…:587` with `set smtp-use-starttls`), `set smtp-auth=login`, \
                `set from=…`, with @ in the name written as `%40`. Older mailx has `smtp`, `smtp-auth-user` and `smtp-auth-password`. \
                Without them the local `sendmail` sends, and the reply is in its log.",
        },
        ko: {
            shows: "`s-nail: SMTP server: 535 5.7.8 …`, 오래된 mailx에서는 `smtp-server: 535 5.7.8 …`이 나오고, 이어서 \". . . message not \
                sent.\"가 나오며 메일은 `~/dead.letter`에 남습니다.",
            full: "`mailx -v`를 실행하면 주고받은 내용이 나오고, `-d`는 실제로 보내지 않고 보낼 내용만 보여 줍니다. 둘 다 base64로 바꾼 \
                비밀번호가 보일 수 있습니다.",
            settings: "`~/.mailrc`, `/etc/mail.rc` 또는 `/etc/s-nail.rc`에서 설정하며, s-nail은 `set v15-compat`, `set \
                mta=smtps://NAME:PASSWORD@mail.example.com:465`(또는 `smtp://…:587`과 `set smtp-use-starttls`), `set smtp-auth=login`, \
                `set from=…`을 쓰고 이름의 @는 `%40`으로 적습니다. 오래된 mailx는 `smtp`, `smtp-auth-user`, `smtp-auth-password`를 씁니다. \
                이 설정이 없으면 로컬의 `sendmail`이 발송하므로 응답은 그 로그에 있습니다.",
        },
    }

    GIT_SEND_EMAIL { id: "git-send-email", name: "git send-email", kind: Tool,
        marks: [
            "git send-email", "git-send-email", "sendemail.", "unable to initialize smtp properly", "server does not support starttls!",
            "starttls failed!", "(mbox) adding ",
        ],
        en: {
            shows: "The text of the reply alone, without the code: `5.7.8 Username and Password not accepted. …`. \"Unable to initialize \
                SMTP properly. Check config and use --smtp-debug. VALUES: server=… encryption=… hello=… port=…\" means that no connection \
                came about; it names the values that were used.",
            full: "`git send-email --smtp-debug=1 …` shows the dialogue (`>>>` sent, `<<<` reply) with the codes, and the password in \
                base64.",
            settings: "`git config --global`: `sendemail.smtpServer`, `sendemail.smtpServerPort`, `sendemail.smtpEncryption` (`ssl` for \
                port 465, `tls` for port 587), `sendemail.smtpUser`, `sendemail.from`. The password comes from git's credential helper or \
                is asked for; the login needs the Perl module Authen::SASL.",
        },
        ko: {
            shows: "코드 없이 `5.7.8 Username and Password not accepted. …`처럼 응답의 문구만 나옵니다. \"Unable to initialize SMTP \
                properly. Check config and use --smtp-debug. VALUES: server=… encryption=… hello=… port=…\"는 연결하지 못했다는 뜻이며, \
                사용한 값이 함께 나옵니다.",
            full: "`git send-email --smtp-debug=1 …`을 실행하면 주고받은 내용(`>>>`는 보낸 것, `<<<`는 응답)이 코드와 함께 나옵니다. \
                base64로 바꾼 비밀번호도 들어 있습니다.",
            settings: "`git config --global`로 `sendemail.smtpServer`, `sendemail.smtpServerPort`, `sendemail.smtpEncryption`(465 포트는 \
                `ssl`, 587 포트는 `tls`), `sendemail.smtpUser`, `sendemail.from`을 설정하세요. 비밀번호는 git의 자격 증명 도우미에서 \
                가져오거나 물어보며, 로그인에는 Perl 모듈 Authen::SASL이 필요합니다.",
        },
    }

    OPENSSL_S_CLIENT { id: "openssl-s-client", name: "openssl s_client", kind: Tool,
        marks: [
            "connected(0000000", "verify return code:", "verify error:num=", "no peer certificate available",
            "didn't find starttls in server response", "connect:errno=", "s_client", "renegotiating",
        ],
        en: {
            shows: "First the certificate chain, then \"Verify return code: 0 (ok)\" or the reason why the certificate is not trusted, \
                such as \"20 (unable to get local issuer certificate)\". \"wrong version number\" with \"no peer certificate available\" \
                means that the port does not speak TLS from the start; \"Didn't find STARTTLS in server response\" that the server does \
                not offer STARTTLS.",
            full: "It shows all that the server says. With `-quiet` the certificates are left out; without it, a line that begins with R \
                makes a renegotiation (RENEGOTIATING) and one that begins with Q ends the connection, so add `-quiet` or write `rcpt to:` \
                in lower case.",
            settings: "`openssl s_client -connect HOST:465 -crlf` or `openssl s_client -starttls smtp -connect HOST:587 -crlf`; add \
                `-verify_hostname HOST -verify_return_error` to have the name and the chain checked. Then enter `EHLO test.example`.",
        },
        ko: {
            shows: "인증서 체인이 먼저 나오고, 이어서 인증서를 확인한 결과가 나옵니다. \"Verify return code: 0 (ok)\"는 정상이고, \
                \"20 (unable to get local issuer certificate)\"처럼 0이 아니면 인증서를 신뢰하지 않는 이유입니다. \"wrong version \
                number\"와 \"no peer certificate available\"은 암시적 SSL 포트가 아니라는 뜻이고, \"Didn't find STARTTLS in server \
                response\"는 서버가 STARTTLS를 제공하지 않는다는 뜻입니다.",
            full: "서버가 보낸 내용은 모두 나옵니다. `-quiet`를 붙이면 인증서 내용이 빠집니다. `-quiet`가 없으면 R로 시작하는 줄은 \
                재협상(RENEGOTIATING)을 일으키고 Q로 시작하는 줄은 연결을 끝내므로, `-quiet`를 쓰거나 `rcpt to:`처럼 소문자로 입력하세요.",
            settings: "`openssl s_client -connect HOST:465 -crlf` 또는 `openssl s_client -starttls smtp -connect HOST:587 -crlf`를 \
                실행하세요. 이름과 체인까지 확인하려면 `-verify_hostname HOST -verify_return_error`를 붙이세요. 연결되면 `EHLO \
                test.example`을 입력하세요.",
        },
    }

    TELNET_NC { id: "telnet-nc", name: "telnet, nc", kind: Tool,
        marks: [
            "escape character is '^]'", "connection closed by foreign host", "telnet:", "nc: connect to", "ncat:",
            "could not open connection to the host, on port",
        ],
        en: {
            shows: "\"Connected to …\", \"Escape character is '^]'.\" and then the greeting (220) and the replies as they are. \
                \"Connection refused\" means a closed port, no answer at all a firewall on the way, and an empty screen on port 465 that \
                the server waits for TLS.",
            full: "All replies appear in full. What comes after STARTTLS cannot be seen, since these programs cannot do TLS: use `openssl \
                s_client -quiet -crlf -starttls smtp -connect HOST:587`.",
            settings: "`telnet HOST 25`, or `nc -C HOST 25` (`-C` sends CRLF at the end of lines). On Windows, the Telnet client has to be \
                switched on under Windows features; `Test-NetConnection HOST -Port 587` in PowerShell tests the port alone. Do not enter a \
                password here: it would go over the line unencrypted.",
        },
        ko: {
            shows: "\"Connected to …\"와 \"Escape character is '^]'.\" 다음에 인사말(220)과 응답이 그대로 나옵니다. \"Connection \
                refused\"는 포트가 닫혀 있다는 뜻이고, 아무 반응이 없으면 방화벽에 막힌 것이며, 465 포트에서 빈 화면만 나오면 서버가 TLS를 \
                기다리는 것입니다.",
            full: "응답은 모두 그대로 나옵니다. 이 프로그램들은 TLS를 지원하지 않아 STARTTLS 뒤의 내용은 볼 수 없으니 `openssl s_client \
                -quiet -crlf -starttls smtp -connect HOST:587`을 사용하세요.",
            settings: "`telnet HOST 25` 또는 `nc -C HOST 25`를 실행하세요(`-C`는 줄 끝에 CRLF를 보냅니다). Windows에서는 Windows 기능에서 \
                텔넷 클라이언트를 켜야 하며, PowerShell의 `Test-NetConnection HOST -Port 587`로 포트만 확인할 수도 있습니다. 여기서는 \
                비밀번호가 암호화되지 않은 채 전송되므로 입력하지 마세요.",
        },
    }

    POWERSHELL { id: "powershell", name: "PowerShell Send-MailMessage", kind: Tool,
        marks: ["send-mailmessage", "exception calling \"send\" with \"1\" argument", "exception calling \"send\" with \"4\" argument"],
        en: {
            shows: "In the form of .NET's SmtpClient, which it uses: \"Send-MailMessage : The SMTP server requires a secure connection or \
                the client was not authenticated. The server response was: 5.7.57 …\". The code is missing, and the first sentence is a \
                guess; with `New-Object Net.Mail.SmtpClient` it begins with `Exception calling \"Send\" with \"1\" argument(s)`.",
            full: "Right after the failure: `$Error[0].Exception | Format-List * -Force` shows `StatusCode`, and \
                `$Error[0].Exception.InnerException` the reason of \"Failure sending mail.\"",
            settings: "`Send-MailMessage -SmtpServer HOST -Port 587 -UseSsl -Credential (Get-Credential) -From … -To … -Subject … -Body \
                …`. `-UseSsl` means STARTTLS, so port 465 does not work; without `-Port` it uses 25. Microsoft calls the command obsolete: \
                it knows no OAuth; MailKit does.",
        },
        ko: {
            shows: "안에서 쓰는 .NET SmtpClient와 같은 형식으로 \"Send-MailMessage : The SMTP server requires a secure connection or the \
                client was not authenticated. The server response was: 5.7.57 …\"처럼 나옵니다. 코드는 빠져 있고 앞 문장은 추측입니다. \
                `New-Object Net.Mail.SmtpClient`를 쓰면 `Exception calling \"Send\" with \"1\" argument(s)`로 시작합니다.",
            full: "실패한 직후에 `$Error[0].Exception | Format-List * -Force`를 실행하면 `StatusCode`가 나옵니다. \"Failure sending \
                mail.\"이면 `$Error[0].Exception.InnerException`에서 이유를 확인하세요.",
            settings: "`Send-MailMessage -SmtpServer HOST -Port 587 -UseSsl -Credential (Get-Credential) -From … -To … -Subject … -Body \
                …`로 실행하세요. `-UseSsl`은 STARTTLS를 뜻하므로 465 포트는 쓸 수 없고, `-Port`를 빼면 25 포트를 씁니다. Microsoft는 이 \
                명령을 더 이상 권장하지 않으며, OAuth를 쓰려면 MailKit이 필요합니다.",
        },
    }
}
