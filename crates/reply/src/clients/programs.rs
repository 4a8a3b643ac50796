//! Clients: mail programs, web applications and devices that show a reply in their own words.

clients! { PROGRAMS:
    THUNDERBIRD_ANDROID { id: "thunderbird-android", name: "Thunderbird for Android, K-9 Mail", kind: MailClient,
        marks: ["net.thunderbird.android", "com.fsck.k9", "negative smtp reply:", "failed to send some messages"],
        en: {
            shows: "A notification \"Failed to send some messages\" with the text of the reply after it, mostly without the three \
                digits. Where there is no text, it says \"Negative SMTP reply: 535\".",
            full: "Settings > General settings > Debugging: switch on \"Enable debug logging\", send again and export the logs there. \
                Leave \"Log sensitive information\" off, so that no password gets into the file.",
            settings: "Settings, the account, Sending mail > Outgoing server: SMTP server, security (SSL/TLS for port 465, STARTTLS for \
                port 587), port, \"Require sign-in\", user name, authentication and password.",
        },
        ko: {
            shows: "\"Failed to send some messages\" 알림이 뜨고, 그 안에 서버 응답의 문구가 나옵니다. 세 자리 숫자는 대개 표시되지 \
                않으며, 응답에 문구가 없으면 \"Negative SMTP reply: 535\"처럼 나옵니다.",
            full: "설정 > 일반 설정 > 디버깅에서 디버그 로그(Enable debug logging)를 켜고 다시 발송한 뒤, 같은 화면에서 로그를 내보내세요. \
                비밀번호가 파일에 남지 않도록 민감한 정보를 기록하는 항목(Log sensitive information)은 꺼 두세요.",
            settings: "설정에서 계정을 선택하고 메일 보내기 > 보내는 메일 서버에서 SMTP 서버, 보안(465 포트는 SSL/TLS, 587 포트는 \
                STARTTLS), 포트, 로그인 필요 여부(Require sign-in), 사용자 이름, 인증 방식, 비밀번호를 확인하세요.",
        },
    }

    THUNDERBIRD { id: "thunderbird", name: "Thunderbird", kind: MailClient,
        marks: [
            "an error occurred while sending mail. the mail server responded", "an error occurred while sending mail: ",
            "unable to authenticate to outgoing server (smtp)", "connecting to outgoing server (smtp)",
            "the connection to outgoing server (smtp)", "secure link with outgoing server (smtp)", "the outgoing server (smtp)",
            "mailnews.smtp", "메일 보내는 중 오류가 발생했습니다. 메일 서버 응답", "메일 보내는 중 오류. 서버 메시지",
            "smtp 서버 인증에 실패했습니다. 비밀번호를 다시 확인",
        ],
        en: {
            shows: "\"An error occurred while sending mail. The mail server responded: …\", then the text of the reply, mostly without the \
                three digits. After a refused login it asks for the password again, or says only \"Unable to authenticate to Outgoing \
                server (SMTP) …\", without the reply.",
            full: "Settings > General > Config Editor: set `mailnews.smtp.loglevel` to `All`, send again and open the error console with \
                Ctrl+Shift+J (on the Mac Cmd+Shift+J). The lines of `mailnews.smtp` are the dialogue with the server: C: is Thunderbird, \
                S: the server.",
            settings: "Account Settings > Outgoing Server (SMTP), the server, Edit: server name, port, connection security (SSL/TLS for \
                port 465, STARTTLS for port 587), authentication method and user name. The password is kept under Settings > Privacy & \
                Security > Saved Passwords: delete it there, and Thunderbird asks anew.",
        },
        ko: {
            shows: "\"메일 보내는 중 오류가 발생했습니다. 메일 서버 응답: …\"(영문은 \"An error occurred while sending mail. The mail \
                server responded: …\") 다음에 응답의 문구가 나옵니다. 세 자리 숫자는 대개 표시되지 않습니다. 로그인이 거부되면 비밀번호를 \
                다시 묻거나, 서버 응답 없이 SMTP 서버 인증에 실패했다는 말만 나옵니다.",
            full: "설정 > 일반 > 설정 편집기(Config Editor)에서 `mailnews.smtp.loglevel`을 `All`로 바꾸고 다시 발송한 뒤, \
                Ctrl+Shift+J(Mac은 Cmd+Shift+J)로 오류 콘솔을 여세요. `mailnews.smtp` 줄이 서버와 주고받은 내용이며, C:는 Thunderbird, \
                S:는 서버가 보낸 것입니다.",
            settings: "계정 설정 > 보내는 서버(SMTP)에서 서버를 선택하고 편집을 눌러 서버 이름, 포트, 연결 보안(465 포트는 SSL/TLS, 587 \
                포트는 STARTTLS), 인증 방식, 사용자 이름을 확인하세요. 비밀번호는 설정 > 개인 정보 및 보안 > 저장된 비밀번호에 있으며, \
                그곳에서 지우면 다음에 발송할 때 다시 묻습니다.",
        },
    }

    OUTLOOK_NEW { id: "outlook-new", name: "Outlook (new, Windows)", kind: MailClient,
        marks: ["new outlook for windows", "olk.exe", "새 outlook"],
        en: {
            shows: "Only a short sentence in Outlook's own words, saying that the message could not be sent or that the account needs \
                attention. The server's reply is mostly missing.",
            full: "There is no log that shows the dialogue with the server. Accounts of other providers run through Microsoft's cloud, so \
                the connection comes from a server of Microsoft and not from your computer. Set the same account up in Thunderbird or \
                classic Outlook to see the reply, or ask the administrator of the mail server for the log.",
            settings: "Settings (gear) > Accounts, then Manage at the account. Server, port and encryption of an IMAP account are asked \
                for when it is added (Show more): if they are wrong, remove the account and add it again.",
        },
        ko: {
            shows: "메일을 보낼 수 없다거나 계정을 확인해야 한다는 짧은 안내만 Outlook의 표현으로 나오고, 서버 응답은 대개 보이지 \
                않습니다.",
            full: "서버와 주고받은 내용을 보여 주는 로그가 없습니다. 다른 서비스의 계정은 Microsoft 클라우드를 거쳐 연결되므로, 내 \
                컴퓨터가 아니라 Microsoft의 서버가 메일 서버에 접속합니다. 응답을 보려면 같은 계정을 Thunderbird나 클래식 Outlook에 \
                설정하거나 메일 서버 관리자에게 로그를 확인해 달라고 요청하세요.",
            settings: "설정(톱니바퀴) > 계정에서 해당 계정의 관리를 누르세요. IMAP 계정의 서버, 포트, 암호화는 계정을 추가할 때(자세히 \
                표시) 입력하므로, 값이 틀렸다면 계정을 제거하고 다시 추가하세요.",
        },
    }

    OUTLOOK_MAC { id: "outlook-mac", name: "Outlook for Mac", kind: MailClient,
        marks: ["outlook for mac", "mac용 outlook", "com.microsoft.outlook"],
        en: {
            shows: "A sentence in Outlook's own words with a negative error number of five digits. The server's reply often does not \
                appear.",
            full: "In legacy Outlook: Window > Sync Errors, the gear, \"Turn on logging for troubleshooting\"; restart Outlook and send \
                again. Where this is missing, set the account up in Apple Mail and use its Connection Doctor.",
            settings: "Outlook > Settings > Accounts, the account: outgoing server, port, \"Override default port\" and \"Use SSL to \
                connect\". The login for the outgoing server is under More Options.",
        },
        ko: {
            shows: "Outlook의 표현으로 된 안내와 음수로 된 다섯 자리 오류 번호가 나옵니다. 서버 응답은 표시되지 않는 경우가 많습니다.",
            full: "레거시 Outlook에서는 창(Window) > 동기화 오류(Sync Errors)의 톱니바퀴에서 문제 해결용 로깅(Turn on logging for \
                troubleshooting)을 켜고 Outlook을 다시 시작한 뒤 다시 발송하세요. 이 메뉴가 없으면 같은 계정을 Apple Mail에 설정하고 연결 \
                진단(Connection Doctor)을 사용하세요.",
            settings: "Outlook > 설정 > 계정에서 해당 계정을 선택하고 보내는 메일 서버, 포트, 기본 포트 변경(Override default port), SSL \
                사용(Use SSL to connect)을 확인하세요. 보내는 메일 서버의 로그인은 추가 옵션(More Options)에 있습니다.",
        },
    }

    OUTLOOK_CLASSIC { id: "outlook-classic", name: "Outlook (classic, Windows)", kind: MailClient,
        marks: [
            "0x800ccc", "0x8004210", "opmlog", "outlook logging", "sending reported error", "your outgoing (smtp) e-mail server",
            "verify the e-mail address in your account properties", "none of the authentication methods supported by this client",
        ],
        en: {
            shows: "\"Sending reported error (0x800CCC…)\" in the send/receive window, a sentence of Outlook's own, and mostly \"The \
                server responded: …\" with the reply. 0x800CCC78 stands for a refused sender or a missing login, 0x800CCC79 for a refused \
                recipient, 0x800CCC0E for no connection and 0x800CCC0F for one that broke off. Windows Live Mail and Outlook Express use \
                the same numbers.",
            full: "File > Options > Advanced > Other: \"Enable troubleshooting logging (requires restarting Outlook)\"; restart Outlook \
                and send again. The dialogue is then in `%temp%\\Outlook Logging\\Opmlog.log`. Switch it off afterwards, since the file \
                grows without end.",
            settings: "File > Account Settings > Account Settings, the account, Change > More Settings: the tab Outgoing Server (\"My \
                outgoing server (SMTP) requires authentication\") and the tab Advanced (port and type of encryption). Accounts connected \
                as Exchange or Microsoft 365 do not send over SMTP and have no such settings.",
        },
        ko: {
            shows: "보내기/받기 창에 오류 번호(0x800CCC…)와 Outlook의 안내가 나오고, 대개 \"The server responded: …\"처럼 서버 응답이 \
                이어집니다. 0x800CCC78은 발신자 거부 또는 로그인 누락, 0x800CCC79는 수신자 거부, 0x800CCC0E는 연결 실패, 0x800CCC0F는 연결 \
                끊김을 뜻합니다. Windows Live Mail과 Outlook Express도 같은 번호를 씁니다.",
            full: "파일 > 옵션 > 고급 > 기타에서 문제 해결 로깅(Enable troubleshooting logging)을 켜고 Outlook을 다시 시작한 뒤 다시 \
                발송하세요. 서버와 주고받은 내용은 `%temp%\\Outlook Logging\\Opmlog.log`에 기록됩니다. 파일이 계속 커지므로 확인한 뒤에는 \
                끄세요.",
            settings: "파일 > 계정 설정 > 계정 설정에서 계정을 선택하고 변경 > 기타 설정을 누르세요. 보내는 메일 서버 탭에 \"보내는 메일 \
                서버(SMTP) 인증 필요\"가, 고급 탭에 포트와 암호화 연결 방식이 있습니다. Exchange나 Microsoft 365 방식으로 연결한 계정은 \
                SMTP로 발송하지 않으므로 이 설정이 없습니다.",
        },
    }

    APPLE_MAIL { id: "apple-mail", name: "Apple Mail (Mac)", kind: MailClient,
        marks: [
            "cannot send message using the server", "all messages will use this server until you quit mail", "com.apple.mail",
            "connection doctor",
        ],
        en: {
            shows: "\"Cannot send message using the server …\", then \"The server response was: …\" with the text of the reply, mostly \
                without the three digits. A refused login shows up as a question for the password.",
            full: "Window > Connection Doctor: tick \"Log Connection Activity\", send again and click \"Show Logs\". In the file, WROTE is \
                what Mail sent and READ what the server answered.",
            settings: "Mail > Settings > Accounts, the account, Server Settings, and there the outgoing mail server. Switch \
                \"Automatically manage connection settings\" off to see port, TLS/SSL and authentication; user name and password of the \
                outgoing server are separate from those for receiving.",
        },
        ko: {
            shows: "\"Cannot send message using the server …\"와 \"The server response was: …\" 다음에 응답의 문구가 나옵니다. 세 자리 \
                숫자는 대개 표시되지 않습니다. 로그인이 거부되면 비밀번호를 다시 묻습니다.",
            full: "윈도우 메뉴의 연결 진단(Connection Doctor)에서 연결 활동 기록(Log Connection Activity)을 켜고 다시 발송한 뒤 로그 \
                보기(Show Logs)를 누르세요. 로그 파일에서 WROTE는 Mail이 보낸 것, READ는 서버가 응답한 것입니다.",
            settings: "Mail > 설정 > 계정에서 계정을 선택하고 서버 설정의 보내는 메일 서버를 확인하세요. 연결 설정을 자동으로 관리하는 \
                항목을 끄면 포트, TLS/SSL, 인증 방식이 보입니다. 보내는 메일 서버의 사용자 이름과 비밀번호는 받는 메일 서버와 따로 \
                저장됩니다.",
        },
    }

    IOS_MAIL { id: "ios-mail", name: "Mail on iPhone and iPad", kind: MailClient,
        marks: [
            "a copy has been placed in your outbox", "was rejected by the server because it does not allow relaying",
            "was rejected by the server because the user is unknown", "was rejected by the server because it is not a valid email address",
            "sending the message failed because you exceeded your sending limit", "mail account settings and enter a password", "ios mail",
        ],
        en: {
            shows: "\"Cannot Send Mail\" with a sentence of Mail's own, such as \"The recipient … was rejected by the server because it \
                does not allow relaying\" or \"The user name or password for … is incorrect\". The reply itself is not shown. The sentence \
                about relaying mostly means that the phone sent without a login.",
            full: "The phone has no log of it. Send the same mail with the same account from a computer, for example with Thunderbird, or \
                ask the administrator of the server for its log.",
            settings: "Settings > Apps > Mail > Mail Accounts (before iOS 18: Settings > Mail > Accounts), the account, SMTP under \
                Outgoing Mail Server, the primary server: host name, user name, password, Use SSL, authentication, server port. User name \
                and password are marked optional there, but most servers need them.",
        },
        ko: {
            shows: "\"Cannot Send Mail\"과 함께 Mail의 표현으로 된 안내가 나옵니다. \"The recipient … was rejected by the server because \
                it does not allow relaying\", \"The user name or password for … is incorrect\" 등이며, 서버 응답 자체는 보이지 않습니다. \
                relaying이라는 말이 나오면 대개 로그인하지 않고 발송한 것입니다.",
            full: "iPhone과 iPad에는 이 내용의 로그가 없습니다. 컴퓨터의 Thunderbird 등에 같은 계정을 설정해 같은 메일을 발송해 \
                보거나, 서버 관리자에게 로그를 확인해 달라고 요청하세요.",
            settings: "설정 > 앱 > Mail > Mail 계정(iOS 18 이전에는 설정 > Mail > 계정)에서 계정을 선택하고 보내는 메일 서버의 SMTP에서 \
                기본 서버를 여세요. 호스트 이름, 사용자 이름, 비밀번호, SSL 사용, 인증, 서버 포트가 있습니다. 사용자 이름과 비밀번호는 \
                선택 사항으로 표시되지만 대부분의 서버에서 필요합니다.",
        },
    }

    GMAIL_SEND_AS { id: "gmail-send-as", name: "Gmail (\"Send mail as\")", kind: MailClient,
        marks: [
            "'send mail as' feature", "your 'send mail as' account", "p=customfromdenied", "sent_second_ehlo", "send mail as",
            "다른 주소에서 메일 보내기",
        ],
        en: {
            shows: "When the address is added, a message in the window with the reply in it. Later, a bounce that says \"The settings for \
                your 'Send mail as' account are misconfigured or out of date\", with the reply behind \"The response was:\" or \"The \
                response from the remote server was:\". The reply comes from the server entered there, not from Gmail.",
            full: "The bounce has all that Gmail knows. More is only in the log of that server, where the connection comes from an address \
                of Google.",
            settings: "Gmail in a browser: Settings > See all settings > Accounts and Import > Send mail as > edit info. The next page has \
                the SMTP server, port, user name, password and TLS (port 587) or SSL (port 465). A new password of that account has to be \
                entered here as well.",
        },
        ko: {
            shows: "주소를 추가할 때는 창 안의 메시지에 서버 응답이 나옵니다. 나중에는 \"The settings for your 'Send mail as' account are \
                misconfigured or out of date\"라는 반송 메일이 오고, \"The response was:\" 또는 \"The response from the remote server \
                was:\" 뒤에 응답이 있습니다. 이 응답은 Gmail이 아니라 거기에 입력한 SMTP 서버가 보낸 것입니다.",
            full: "Gmail이 아는 내용은 반송 메일에 모두 들어 있습니다. 더 자세한 내용은 그 SMTP 서버의 로그에만 있으며, 로그에는 Google의 \
                주소에서 접속한 것으로 나옵니다.",
            settings: "웹 브라우저의 Gmail에서 설정 > 모든 설정 보기 > 계정 및 가져오기 > 다른 주소에서 메일 보내기 > 정보 수정을 \
                누르세요. 다음 화면에 SMTP 서버, 포트, 사용자 이름, 비밀번호, TLS(587 포트)와 SSL(465 포트) 선택이 있습니다. 그 계정의 \
                비밀번호를 바꾸면 여기에도 새로 입력해야 합니다.",
        },
    }

    SAMSUNG_EMAIL { id: "samsung-email", name: "Samsung Email (Galaxy)", kind: MailClient,
        marks: ["com.samsung.android.email", "samsung email", "삼성 이메일"],
        en: {
            shows: "A notification that sending failed, and the mail stays in the Outbox. The server's reply is mostly not shown.",
            full: "The app has no log of the dialogue. Set the same account up in Thunderbird, on a computer or on the phone, to see the \
                reply, or ask the administrator of the server for its log.",
            settings: "In the app: menu > settings (gear), the account, Server settings, and there the outgoing server: SMTP server, \
                security type, port, and whether sending needs a login, with user name and password.",
        },
        ko: {
            shows: "발송하지 못했다는 알림이 뜨고 메일은 보낼 편지함에 남습니다. 서버 응답은 대개 표시되지 않습니다.",
            full: "앱에는 서버와 주고받은 내용의 로그가 없습니다. 응답을 보려면 컴퓨터나 휴대전화의 Thunderbird에 같은 계정을 설정하거나 \
                서버 관리자에게 로그를 확인해 달라고 요청하세요.",
            settings: "앱에서 메뉴 > 설정(톱니바퀴)을 열고 계정을 선택한 뒤 서버 설정의 보내는 메일 서버를 확인하세요. SMTP 서버, 보안 \
                유형, 포트, 발송할 때 로그인이 필요한지 여부, 사용자 이름과 비밀번호가 있습니다.",
        },
    }

    ROUNDCUBE { id: "roundcube", name: "Roundcube (webmail)", kind: Application,
        marks: ["smtp error (", "smtp 오류 (", "rcmail"],
        en: {
            shows: "\"SMTP Error (535): Authentication failed\" or \"SMTP Error (550): Failed to add recipient …\". The number is the code \
                of the last reply, the sentence is Roundcube's; the server's text is in brackets only where a sender or recipient was \
                refused. (-1) means that there was no reply, and (250) at a failed login that no login method fits.",
            full: "The administrator sets `$config['smtp_debug'] = true;` in `config/config.inc.php`, and the dialogue is then in \
                `logs/smtp.log`. Errors are in `logs/errors.log` anyhow.",
            settings: "In `config/config.inc.php`: `smtp_host` with the kind of TLS and the port (`ssl://mail.example.com:465` or \
                `tls://mail.example.com:587`), `smtp_user` and `smtp_pass` (`%u` and `%p` are the user's own). Users cannot change them, \
                only the administrator.",
        },
        ko: {
            shows: "\"SMTP 오류 (535): 인증을 실패했습니다.\"(영문은 \"SMTP Error (535): Authentication failed\")처럼 나옵니다. \
                숫자는 마지막 응답의 코드이고 문장은 Roundcube의 것이며, 발신자나 수신자가 거부된 경우에만 괄호 안에 서버의 문구가 \
                나옵니다. (-1)은 응답이 없었다는 뜻이고, 인증 실패에 (250)이 나오면 서버와 Roundcube가 함께 쓸 수 있는 인증 방식이 \
                없다는 뜻입니다.",
            full: "관리자가 `config/config.inc.php`에 `$config['smtp_debug'] = true;`를 넣으면 서버와 주고받은 내용이 `logs/smtp.log`에 \
                기록됩니다. 오류는 설정과 관계없이 `logs/errors.log`에 남습니다.",
            settings: "`config/config.inc.php`의 `smtp_host`에 TLS 종류와 포트(`ssl://mail.example.com:465` 또는 \
                `tls://mail.example.com:587`)를, `smtp_user`와 `smtp_pass`에 로그인 정보를 넣습니다. `%u`와 `%p`는 로그인한 사용자의 \
                이름과 비밀번호입니다. 사용자는 바꿀 수 없고 관리자만 바꿀 수 있습니다.",
        },
    }

    WORDPRESS { id: "wordpress", name: "WordPress (wp_mail, WP Mail SMTP)", kind: Application,
        marks: [
            "wp_mail", "wp mail smtp", "wp-mail-smtp", "wpms_", "phpmailer_init",
            "your site may not be correctly configured to send emails", "wp-content/plugins", "wp-includes/",
        ],
        en: {
            shows: "WordPress itself says only \"The email could not be sent. Your site may not be correctly configured to send emails.\" \
                `wp_mail()` returns false and hides the reason. WP Mail SMTP shows PHPMailer's text, such as \"SMTP Error: Could not \
                authenticate.\", and below it the debug lines with the reply.",
            full: "In WP Mail SMTP: Tools > Email Test, and on a failure open the full error log below the result. Without that plugin, \
                log the error in the hook `wp_mail_failed`: its `WP_Error` carries PHPMailer's text.",
            settings: "WP Mail SMTP > Settings: mailer \"Other SMTP\", SMTP host, encryption (SSL for port 465, TLS for port 587), port, \
                authentication, user name and password; or the constants `WPMS_…` in `wp-config.php`. Without an SMTP plugin WordPress \
                uses PHP's `mail()`, which does not log in anywhere.",
        },
        ko: {
            shows: "WordPress 자체는 \"The email could not be sent. Your site may not be correctly configured to send emails.\"라고만 \
                표시하고, `wp_mail()`은 이유를 알리지 않고 false를 반환합니다. WP Mail SMTP는 \"SMTP Error: Could not authenticate.\" 같은 \
                PHPMailer의 문구와 그 아래에 서버 응답이 담긴 디버그 내용을 보여 줍니다.",
            full: "WP Mail SMTP의 도구(Tools) > 이메일 테스트(Email Test)를 실행하고, 실패하면 결과 아래의 전체 오류 로그를 펼치세요. \
                플러그인이 없으면 `wp_mail_failed` 훅에서 `WP_Error`의 메시지를 로그에 남기세요. PHPMailer의 오류 문구가 들어 있습니다.",
            settings: "WP Mail SMTP > 설정에서 메일러를 기타 SMTP(Other SMTP)로 선택하고 SMTP 호스트, 암호화(465 포트는 SSL, 587 포트는 \
                TLS), 포트, 인증, 사용자 이름, 비밀번호를 입력하세요. `wp-config.php`의 `WPMS_…` 상수로도 지정할 수 있습니다. SMTP \
                플러그인이 없으면 PHP의 `mail()`을 쓰므로 SMTP 서버에 로그인하지 않습니다.",
        },
    }

    GRAFANA { id: "grafana", name: "Grafana", kind: Application,
        marks: ["gf_smtp_", "grafana.ini", "grafana-server", "logger=ngalert"],
        en: {
            shows: "In the test of a contact point and in the log, mostly behind `gomail: could not send email 1:`, then the reply. \"SMTP \
                not configured, check your grafana.ini config file's [smtp] section\" means that sending is switched off.",
            full: "The log has the whole reply: `/var/log/grafana/grafana.log`, `journalctl -u grafana-server` or `docker logs`. The page \
                often shows less of it.",
            settings: "Section `[smtp]` of `grafana.ini`, or the environment variables `GF_SMTP_…`: `enabled = true`, `host` with the \
                port, `user`, `password`, `from_address`, `startTLS_policy`. A password with # or ; has to stand in triple double quotes. \
                Restart Grafana afterwards.",
        },
        ko: {
            shows: "연락 지점(contact point) 테스트 결과와 로그에 나오며, 대개 `gomail: could not send email 1:` 다음에 서버 응답이 \
                이어집니다. \"SMTP not configured, check your grafana.ini config file's [smtp] section\"은 메일 발송 기능이 꺼져 있다는 \
                뜻입니다.",
            full: "로그에 응답 전체가 있습니다. `/var/log/grafana/grafana.log`, `journalctl -u grafana-server`, `docker logs` 가운데 \
                해당하는 것을 확인하세요. 화면에는 일부만 나오는 경우가 많습니다.",
            settings: "`grafana.ini`의 `[smtp]` 항목이나 환경 변수 `GF_SMTP_…`에서 `enabled = true`, `host`(포트 포함), `user`, \
                `password`, `from_address`, `startTLS_policy`를 설정하세요. 비밀번호에 #이나 ;이 있으면 큰따옴표 세 개로 묶어야 합니다. \
                설정한 뒤에는 Grafana를 다시 시작하세요.",
        },
    }

    GITLAB { id: "gitlab", name: "GitLab", kind: Application,
        marks: ["gitlab_rails[", "gitlab-rails", "/opt/gitlab/", "gitlab.rb"],
        en: {
            shows: "In the log as an exception of Ruby, such as `Net::SMTPAuthenticationError: 535-5.7.8 …`; the pages of GitLab show \
                nothing. Only the first line of a reply of several lines appears.",
            full: "In `gitlab-rails console`, run `Notify.test_email('you@example.com', 'Subject', 'Text').deliver_now`: on a failure it \
                shows the whole exception. For mails that GitLab sends by itself, read `/var/log/gitlab/sidekiq/current`.",
            settings: "`/etc/gitlab/gitlab.rb`: `gitlab_rails['smtp_enable'] = true`, `smtp_address`, `smtp_port`, `smtp_user_name`, \
                `smtp_password`, `smtp_authentication`, and for port 587 `smtp_enable_starttls_auto = true`, for port 465 `smtp_tls = \
                true`. Then `gitlab-ctl reconfigure`.",
        },
        ko: {
            shows: "로그에 `Net::SMTPAuthenticationError: 535-5.7.8 …` 같은 Ruby 예외로 나오며, GitLab 화면에는 표시되지 않습니다. 여러 줄 \
                응답은 첫 줄만 나옵니다.",
            full: "`gitlab-rails console`에서 `Notify.test_email('you@example.com', 'Subject', 'Text').deliver_now`를 실행하면 실패했을 때 \
                예외 전체가 나옵니다. GitLab이 스스로 보내는 메일의 오류는 `/var/log/gitlab/sidekiq/current`에 남습니다.",
            settings: "`/etc/gitlab/gitlab.rb`에서 `gitlab_rails['smtp_enable'] = true`와 `smtp_address`, `smtp_port`, \
                `smtp_user_name`, `smtp_password`, `smtp_authentication`을 같은 `gitlab_rails['…']` 형식으로 설정하세요. 587 포트에는 \
                `smtp_enable_starttls_auto = true`, 465 포트에는 `smtp_tls = true`를 넣고 `gitlab-ctl reconfigure`를 실행하세요.",
        },
    }

    JENKINS { id: "jenkins", name: "Jenkins", kind: Application,
        marks: ["hudson.tasks.mail", "hudson.plugins.emailext", "failed to send out e-mail", "jenkins.model", "email-ext plugin"],
        en: {
            shows: "\"Failed to send out e-mail\" with an exception of JavaMail below it, such as `AuthenticationFailedException: 535 …`. \
                At a build, the exception is in the console output of the build.",
            full: "Manage Jenkins > System > E-mail Notification: \"Test configuration by sending test e-mail\" shows the whole exception \
                with the reply. For the Email Extension plugin, switch on \"Enable Debug Mode\" in its section there; the build log then \
                has the details.",
            settings: "Manage Jenkins > System, sections E-mail Notification and Extended E-mail Notification, which are separate: SMTP \
                server, and under Advanced the login, \"Use SSL\" (port 465), \"Use TLS\" (STARTTLS, port 587) and the port. The sender is \
                \"System Admin e-mail address\" in the section Jenkins Location.",
        },
        ko: {
            shows: "\"Failed to send out e-mail\" 아래에 `AuthenticationFailedException: 535 …` 같은 JavaMail 예외가 나옵니다. 빌드에서 \
                발송했다면 빌드의 콘솔 출력에 예외가 남습니다.",
            full: "Jenkins 관리 > System의 E-mail Notification에서 테스트 메일 발송(Test configuration by sending test e-mail)을 실행하면 \
                서버 응답이 담긴 예외 전체가 나옵니다. Email Extension 플러그인은 같은 화면의 해당 항목에서 \"Enable Debug Mode\"를 켜면 \
                빌드 로그에 자세한 내용이 남습니다.",
            settings: "Jenkins 관리 > System의 E-mail Notification과 Extended E-mail Notification에서 설정하며, 두 항목은 서로 별개입니다. \
                SMTP 서버를 입력하고 고급(Advanced)에서 로그인 정보, \"Use SSL\"(465 포트), \"Use TLS\"(STARTTLS, 587 포트), 포트를 \
                지정하세요. 발신자 주소는 Jenkins Location의 \"System Admin e-mail address\"입니다.",
        },
    }

    NEXTCLOUD { id: "nextcloud", name: "Nextcloud", kind: Application,
        marks: ["mail_smtp", "please revise your settings. (error:", "oc\\mail\\", "nextcloud.log"],
        en: {
            shows: "\"A problem occurred while sending the email. Please revise your settings. (Error: …)\" with the reply in the \
                brackets, in the words of Symfony Mailer; or only \"Email could not be sent. Check your mail server log\".",
            full: "Set `'mail_smtpdebug' => true` and `'loglevel' => 0` in `config/config.php`, send the test mail again and read \
                `data/nextcloud.log`. Undo both afterwards.",
            settings: "Administration settings > Basic settings > Email server: server address, port, encryption (SSL/TLS for port 465, \
                none/STARTTLS for port 587), authentication and credentials. The same is in `config/config.php` as `mail_smtphost`, \
                `mail_smtpport`, `mail_smtpsecure`, `mail_smtpname` and `mail_smtppassword`.",
        },
        ko: {
            shows: "\"A problem occurred while sending the email. Please revise your settings. (Error: …)\"의 괄호 안에 서버 응답이 \
                Symfony Mailer의 형식으로 나옵니다. \"Email could not be sent. Check your mail server log\"라고만 나오기도 합니다.",
            full: "`config/config.php`에 `'mail_smtpdebug' => true`와 `'loglevel' => 0`을 넣고 테스트 메일을 다시 발송한 뒤 \
                `data/nextcloud.log`를 확인하세요. 확인이 끝나면 두 설정을 되돌리세요.",
            settings: "관리 설정 > 기본 설정 > 이메일 서버에서 서버 주소, 포트, 암호화(465 포트는 SSL/TLS, 587 포트는 없음/STARTTLS), \
                인증과 자격 증명을 입력하세요. `config/config.php`의 `mail_smtphost`, `mail_smtpport`, `mail_smtpsecure`, `mail_smtpname`, \
                `mail_smtppassword`와 같은 설정입니다.",
        },
    }

    ODOO { id: "odoo", name: "Odoo", kind: Application,
        marks: [
            "ir_mail_server", "ir.mail_server", "server replied with following exception:", "the server refused the sender address (",
            "the server refused the test recipient (", "connection test failed! here is what we got instead", "odoo.addons",
            "odoo.exceptions",
        ],
        en: {
            shows: "At \"Test Connection\": \"Server replied with following exception: …\", \"The server refused the sender address (…) \
                with error …\" or \"Connection Test Failed! Here is what we got instead: …\", mostly with the text of the reply and \
                without its code. A mail that failed has the reason in the list of mails (Settings > Technical > Emails).",
            full: "Tick Debugging in the outgoing mail server and start Odoo with `--log-level=debug`: the whole dialogue is then in the \
                server's log. It may contain the password, so switch it off again.",
            settings: "Developer mode, Settings > Technical > Outgoing Mail Servers: SMTP server, port, connection security (SSL/TLS for \
                port 465, STARTTLS for port 587), user name, password and, in newer versions, the permitted From addresses (From \
                Filtering).",
        },
        ko: {
            shows: "\"Test Connection\"을 누르면 \"Server replied with following exception: …\", \"The server refused the sender address \
                (…) with error …\", \"Connection Test Failed! Here is what we got instead: …\" 등이 나옵니다. 대개 응답의 문구만 있고 \
                코드는 없습니다. 발송하지 못한 메일의 이유는 설정 > 기술 > 이메일 목록에 있습니다.",
            full: "보내는 메일 서버 설정에서 디버깅(Debugging)을 켜고 Odoo를 `--log-level=debug`로 시작하면 서버와 주고받은 내용이 Odoo의 \
                로그에 모두 남습니다. 비밀번호가 함께 기록될 수 있으니 확인한 뒤에는 끄세요.",
            settings: "개발자 모드에서 설정 > 기술 > 보내는 메일 서버(Outgoing Mail Servers)를 열고 SMTP 서버, 포트, 연결 보안(465 포트는 \
                SSL/TLS, 587 포트는 STARTTLS), 사용자 이름, 비밀번호를 확인하세요. 새 버전에는 허용할 발신자 주소(From Filtering)도 \
                있습니다.",
        },
    }

    SYNOLOGY { id: "synology", name: "Synology DSM", kind: Application,
        marks: ["synology dsm", "synology nas", "diskstation manager"],
        en: {
            shows: "Only a short sentence, such as that the test mail could not be sent. The server's reply does not appear.",
            full: "DSM does not show the dialogue. Enter the same server, port, user name and password in Thunderbird on a computer in the \
                same network, or ask the administrator of the mail server for its log.",
            settings: "Control Panel > Notification > Email: service provider or a server of your own (custom SMTP server) with port, \
                secure connection (SSL/TLS), user name and password, and the sender's address. For Gmail and Outlook it offers a sign-in \
                at the provider instead of a password.",
        },
        ko: {
            shows: "테스트 메일을 보내지 못했다는 짧은 안내만 나오고 서버 응답은 표시되지 않습니다.",
            full: "DSM은 서버와 주고받은 내용을 보여 주지 않습니다. 같은 네트워크의 컴퓨터에서 Thunderbird에 같은 서버, 포트, 사용자 이름, \
                비밀번호를 넣어 확인하거나 메일 서버 관리자에게 로그를 확인해 달라고 요청하세요.",
            settings: "제어판 > 알림 > 이메일에서 서비스 제공업체를 고르거나 사용자 지정 SMTP 서버를 선택하고 포트, 보안 \
                연결(SSL/TLS), 사용자 이름, 비밀번호, 발신자 주소를 입력하세요. Gmail이나 Outlook을 고르면 비밀번호를 입력하지 않고 \
                해당 서비스에 로그인하여 연결할 수 있습니다.",
        },
    }

    PRINTERS { id: "printers", name: "Printers and scanners (scan to email)", kind: Application,
        marks: ["scan to email", "scan to e-mail", "scan-to-email", "스캔 후 이메일", "복합기"],
        en: {
            shows: "Mostly only the maker's error number or a short sentence (\"authentication error\", \"cannot connect to SMTP \
                server\"); the manual of the device says what the number means. The server's reply hardly ever appears.",
            full: "Look into the job log or transmission report of the device, on its panel or its web page. If the reply is not there, \
                ask the administrator of the mail server for its log, with the time of the try and the address of the device.",
            settings: "The web page of the device (its IP address in a browser, as administrator), under Network > SMTP, Email or Scan to \
                Email: server, port, SSL/TLS or STARTTLS, SMTP authentication, user name, password, and the sender's address. Set its \
                clock and bring its firmware up to date first: old devices cannot do TLS 1.2, or reject certificates because the date is \
                wrong.",
        },
        ko: {
            shows: "대개 제조사의 오류 번호나 \"인증 오류\", \"SMTP 서버에 연결할 수 없음\" 같은 짧은 안내만 나옵니다. 번호의 뜻은 기기 \
                설명서에 있습니다. 서버 응답은 거의 표시되지 않습니다.",
            full: "기기의 조작 화면이나 관리 웹 페이지에서 작업 기록 또는 전송 결과를 확인하세요. 응답이 보이지 않으면 시도한 시각과 \
                기기의 IP 주소를 알려 주고 메일 서버 관리자에게 로그를 확인해 달라고 요청하세요.",
            settings: "웹 브라우저에 기기의 IP 주소를 입력하고 관리자로 로그인한 뒤 네트워크 > SMTP 또는 이메일 항목에서 서버, 포트, \
                SSL/TLS 또는 STARTTLS, SMTP 인증, 사용자 이름, 비밀번호, 발신자 주소를 확인하세요. 그 전에 기기의 시계를 맞추고 펌웨어를 \
                업데이트하세요. 오래된 기기는 TLS 1.2를 지원하지 않거나 날짜가 틀려 인증서를 거부할 수 있습니다.",
        },
    }

    APPLIANCES { id: "appliances", name: "NAS, hypervisors and other appliances", kind: Application,
        marks: ["idrac", "middlewared", "proxmox-mail-forward", "pvescheduler", "vpxd", "vcenter server"],
        en: {
            shows: "Mostly one line in an event list, a test window or a log, such as TrueNAS's \"Failed to send email: …\" with the \
                reply. Many appliances use a small mail server inside, such as Postfix on Proxmox; then the reply is in its log or in a \
                bounce.",
            full: "Look into the system log or the event list of the appliance. If it can be reached over SSH, read `/var/log/mail.log` or \
                run `journalctl` and search it for the name of the mail server. Otherwise only the mail server's own log has the reply.",
            settings: "Under Notifications, Alerts, Email or SMTP of the web page: server, port, TLS, user name, password, and the \
                sender's address. Some can do neither TLS nor a login: point those at a relay in your own network that permits their \
                address only and itself logs in at the provider.",
        },
        ko: {
            shows: "대개 이벤트 목록, 테스트 창, 로그에 한 줄로 나옵니다. TrueNAS의 \"Failed to send email: …\"처럼 응답이 함께 나오기도 \
                합니다. Proxmox의 Postfix처럼 장비 안에서 작은 메일 서버를 쓰는 경우에는 그 로그나 반송 메일에 응답이 있습니다.",
            full: "장비의 시스템 로그나 이벤트 목록을 확인하세요. SSH로 접속할 수 있으면 `/var/log/mail.log`를 보거나 `journalctl`을 \
                실행해 메일 서버의 이름이 있는 줄을 찾으세요. 그래도 없으면 메일 서버의 로그에만 응답이 있습니다.",
            settings: "관리 웹 페이지의 알림, 이메일 또는 SMTP 항목에서 서버, 포트, TLS, 사용자 이름, 비밀번호, 발신자 주소를 \
                확인하세요. TLS나 로그인을 지원하지 않는 장비라면 내부 네트워크의 릴레이 서버를 거치게 하세요. 릴레이 서버는 그 \
                장비의 IP 주소만 허용하고, 메일 서비스에는 릴레이 서버가 로그인하게 설정합니다.",
        },
    }
}
