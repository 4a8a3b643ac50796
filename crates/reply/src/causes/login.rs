//! Causes around the login.

causes! { LOGIN:
    AUTH_OK { id: "auth-ok", who: Nobody, retry: Unneeded,
        en: {
            title: "Login succeeded",
            meaning: "The login worked, and from here on the session may send mail.",
            when: "After AUTH: 235, mostly as 235 2.7.0 with words such as \"Authentication successful\", \"Authentication succeeded\" \
                or \"Accepted\".",
            steps: [
                "Leave user name and password as they are: both are right.",
                "If the mail still does not go out, find the first reply after the 235 that begins with 4 or 5, and look that one up \
                    instead.",
                "A program of your own goes on with MAIL in the same connection, without a second AUTH.",
            ],
            check: "MAIL and RCPT are answered with 250, DATA with 354, and the end of the message with 250.",
            retry: "Nothing failed, so there is nothing to repeat.",
        },
        ko: {
            title: "로그인 성공",
            meaning: "로그인에 성공했으며, 이제 이 세션에서 메일을 발송할 수 있습니다.",
            when: "AUTH 다음에 235가 나옵니다. 보통 235 2.7.0에 \"Authentication successful\", \"Authentication succeeded\", \
                \"Accepted\" 같은 문구가 붙습니다.",
            steps: [
                "사용자 이름과 비밀번호는 둘 다 맞으니 그대로 두세요.",
                "그래도 메일이 발송되지 않으면 235 뒤에 나온 응답 가운데 4나 5로 시작하는 첫 번째 응답을 찾아 그 응답의 원인을 \
                    확인하세요.",
                "직접 만든 프로그램이라면 AUTH를 다시 보내지 말고 같은 연결에서 MAIL로 이어 가세요.",
            ],
            check: "MAIL과 RCPT에는 250, DATA에는 354, 메일 내용을 모두 보낸 뒤에는 250 응답이 옵니다.",
            retry: "실패한 것이 없으므로 다시 시도할 필요가 없습니다.",
        },
        near: [
            AUTH_ALREADY_DONE => "503 to a second AUTH: the session is logged in already.",
                "두 번째 AUTH에 503이 나왔다면 이미 로그인한 세션에서 다시 로그인한 것입니다.",
            AUTH_REQUIRED => "530 although the log has a 235: the two belong to different connections, and a login holds for one \
                connection only.",
                "로그에 235가 있는데도 530이 나왔다면 서로 다른 연결입니다. 로그인은 그 연결에서만 유효합니다.",
            SENDER_NOT_OWNED => "550 or 553 after the 235 that names the sender: the login counts, but this sender address does not \
                belong to it.",
                "235 뒤에 발신자 주소를 지적하는 550이나 553이 나왔다면, 로그인은 되었지만 그 계정으로 쓸 수 없는 발신자 주소입니다.",
        ],
    }

    AUTH_REQUIRED { id: "auth-required", who: User, retry: No,
        en: {
            title: "Login required, but none was made",
            meaning: "The server takes mail only from those who log in, and this session did not.",
            when: "At MAIL, at some servers only at RCPT: 530 5.7.0 \"Authentication required\", Gmail's 530-5.5.1 \"Authentication \
                Required\", Microsoft's 530 5.7.57 \"Client not authenticated to send mail\". On port 587, Postfix may say 554 5.7.1 \
                \"Client host rejected: Access denied\" instead. .NET puts the reply behind \"The SMTP server requires a secure \
                connection or the client was not authenticated\".",
            steps: [
                "In a mail client, open the settings of the outgoing server (SMTP), switch authentication on, and enter user name and \
                    password. In classic Outlook the box is called \"My outgoing server (SMTP) requires authentication\".",
                "Set port 587 with STARTTLS, or port 465 with TLS: many servers offer the login only on an encrypted connection, and \
                    some clients then send without a login instead of complaining.",
                "In a program, make sure that user name and password reach the library: many libraries skip the login silently if they \
                    are empty. JavaMail also needs `mail.smtp.auth=true`, and Postfix as the sender `smtp_sasl_auth_enable = yes` with \
                    `smtp_sasl_password_maps`.",
                "Look into the client's log: AUTH has to come before MAIL, in the same connection.",
                "If a device cannot log in at all, ask the administrator of the server whether it may send without a login from its \
                    IP address.",
            ],
            check: "In the log, AUTH is answered with 235 and the MAIL after it with 250.",
            retry: "It does not help: without a login the reply stays the same.",
        },
        ko: {
            title: "인증 필요(로그인하지 않음)",
            meaning: "서버는 로그인한 사용자의 메일만 받는데, 이 세션에서는 로그인하지 않았습니다.",
            when: "MAIL에서 나오며, 서버에 따라 RCPT에서 나오기도 합니다. 530 5.7.0 \"Authentication required\", Gmail의 530-5.5.1 \
                \"Authentication Required\", Microsoft의 530 5.7.57 \"Client not authenticated to send mail\"이 대표적이고, Postfix는 \
                587 포트에서 554 5.7.1 \"Client host rejected: Access denied\"로 응답하기도 합니다. .NET에서는 \"The SMTP server \
                requires a secure connection or the client was not authenticated\" 뒤에 서버 응답이 나옵니다.",
            steps: [
                "메일 클라이언트의 발송(SMTP) 설정에서 인증을 켜고 사용자 이름과 비밀번호를 입력하세요. 클래식 Outlook에서는 \"보내는 \
                    메일 서버(SMTP) 인증 필요\" 항목입니다.",
                "587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요. 암호화 연결에서만 로그인을 받는 서버가 \
                    많고, 이때 오류를 알리지 않고 로그인 없이 발송하는 클라이언트도 있습니다.",
                "직접 만든 프로그램이라면 사용자 이름과 비밀번호가 라이브러리에 제대로 전달되는지 확인하세요. 값이 비어 있으면 로그인을 \
                    건너뛰는 라이브러리가 많습니다. JavaMail에는 `mail.smtp.auth=true`도 필요하고, 발송하는 Postfix에는 \
                    `smtp_sasl_auth_enable = yes`와 `smtp_sasl_password_maps`가 필요합니다.",
                "클라이언트의 로그에서 같은 연결 안에 AUTH가 MAIL보다 먼저 나오는지 확인하세요.",
                "로그인 기능이 없는 장비라면 그 장비의 IP 주소에서 로그인 없이 발송할 수 있는지 서버 관리자에게 문의하세요.",
            ],
            check: "로그를 보면 AUTH에는 235, 그다음 MAIL에는 250 응답이 나옵니다.",
            retry: "로그인하지 않으면 몇 번을 다시 시도해도 같은 응답이 옵니다.",
        },
        near: [
            TLS_REQUIRED => "530 with the word STARTTLS: encryption is missing first, the login comes after it.",
                "530에 STARTTLS라는 말이 있으면 로그인보다 먼저 암호화가 필요한 것입니다.",
            CREDENTIALS_WRONG => "535 after AUTH: the client did try to log in, and was refused.",
                "AUTH 다음에 535가 나왔다면 로그인을 시도했지만 거부된 것입니다.",
            RELAY_DENIED => "The refusal comes at RCPT and speaks of relaying: the server takes mail for its own domains without a \
                login, but not for others.",
                "RCPT에서 relay라는 말과 함께 거부되었다면, 로그인 없이는 그 서버의 도메인으로 가는 메일만 받는다는 뜻입니다.",
            RECIPIENT_RESTRICTED => "A bounce with RESOLVER.RST.AuthRequired: the recipient takes mail from certain senders only; it is \
                not about your login.",
                "반송 메일에 RESOLVER.RST.AuthRequired가 있으면 수신자가 정해진 발신자의 메일만 받는 것이며, 로그인과는 관계가 \
                    없습니다.",
        ],
    }

    AUTH_NEEDS_TLS { id: "auth-needs-tls", who: User, retry: No,
        en: {
            title: "Login only over an encrypted connection",
            meaning: "Login is possible only over an encrypted connection, and this one is not encrypted.",
            when: "At AUTH without TLS: 538 5.7.11 or, from Postfix, 504 5.5.4 \"Encryption required for requested authentication \
                mechanism\". Many servers just leave AUTH out of the EHLO reply until TLS is on; programs then say \"SMTP AUTH \
                extension not supported by server\" (Python) or \"No compatible authentication mechanism was found\" (lettre). Other \
                programs refuse by themselves to send a password in the clear: \"unencrypted connection\" (Go), \"cannot use a secure \
                authentication method\" (msmtp).",
            steps: [
                "In a mail client, set STARTTLS for port 587, or SSL/TLS for port 465.",
                "In a program, start TLS before the login: `starttls()` before `login()` or `SMTP_SSL` with port 465 in Python, \
                    `SMTPSecure = 'tls'` with port 587 in PHPMailer, `mail.smtp.starttls.enable=true` in JavaMail.",
                "A program that speaks SMTP itself sends EHLO, STARTTLS, starts TLS, sends EHLO again, and only then AUTH.",
                "The client may have sent the password unprotected already: if others could listen on that network, change it.",
            ],
            check: "Inside TLS the EHLO reply lists AUTH: enter `EHLO test.example` after `openssl s_client -quiet -crlf -starttls smtp \
                -connect HOST:587`. In the client's log AUTH is then answered with 235.",
            retry: "It does not help until encryption is on. Each try may show the password to whoever listens on the network.",
        },
        ko: {
            title: "암호화 연결에서만 로그인 가능",
            meaning: "로그인은 암호화 연결에서만 할 수 있는데, 이 연결은 암호화되지 않았습니다.",
            when: "TLS 없이 AUTH를 보내면 538 5.7.11 또는 504 5.5.4(Postfix)와 함께 \"Encryption required for requested authentication \
                mechanism\"이 나옵니다. TLS를 시작하기 전에는 EHLO 응답에 AUTH를 아예 보여 주지 않는 서버도 많으며, 이때 프로그램에는 \
                \"SMTP AUTH extension not supported by server\"(Python)나 \"No compatible authentication mechanism was \
                found\"(lettre)가 표시됩니다. 암호화되지 않은 연결로 비밀번호를 보내지 않으려고 클라이언트가 스스로 멈추면 \
                \"unencrypted connection\"(Go)이나 \"cannot use a secure authentication method\"(msmtp)가 표시됩니다.",
            steps: [
                "메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요.",
                "프로그램이라면 로그인하기 전에 TLS를 시작하게 하세요. Python은 `login()` 전에 `starttls()`를 호출하거나 465 포트에 \
                    `SMTP_SSL`을, PHPMailer는 587 포트에 `SMTPSecure = 'tls'`를, JavaMail은 `mail.smtp.starttls.enable=true`를 \
                    사용합니다.",
                "SMTP를 직접 구현한 프로그램이라면 EHLO와 STARTTLS를 보내 TLS를 시작하고, EHLO를 다시 보낸 다음 AUTH를 보내게 하세요.",
                "비밀번호가 이미 암호화되지 않은 채 전송되었을 수 있으니, 다른 사람이 엿볼 수 있는 네트워크였다면 비밀번호를 바꾸세요.",
            ],
            check: "암호화 연결의 EHLO 응답에 AUTH가 나옵니다. `openssl s_client -quiet -crlf -starttls smtp -connect HOST:587`로 \
                연결한 뒤 `EHLO test.example`을 입력하면 볼 수 있고, 클라이언트 로그에서는 AUTH에 235 응답이 옵니다.",
            retry: "암호화를 켜기 전에는 다시 시도해도 해결되지 않습니다. 시도할 때마다 네트워크를 엿보는 사람에게 비밀번호가 드러날 수 \
                있습니다.",
        },
        near: [
            TLS_REQUIRED => "530 with the word STARTTLS: the server wants encryption before any command, not only before the login.",
                "530에 STARTTLS라는 말이 있으면 로그인만이 아니라 다른 명령도 암호화한 뒤에 보내야 합니다.",
            AUTH_NOT_OFFERED => "The EHLO reply lists no AUTH inside TLS either.",
                "암호화 연결의 EHLO 응답에도 AUTH가 없는 경우입니다.",
            TLS_NOT_OFFERED => "The EHLO reply lists no STARTTLS, so the client cannot encrypt on this port.",
                "EHLO 응답에 STARTTLS가 없어 이 포트에서는 암호화할 수 없는 경우입니다.",
            MECHANISM_UNSUPPORTED => "504 although TLS is on: the login itself is offered, but not by this mechanism.",
                "암호화 연결인데도 504가 나왔다면 로그인은 할 수 있지만 그 인증 메커니즘을 지원하지 않는 것입니다.",
        ],
    }

    AUTH_NOT_OFFERED { id: "auth-not-offered", who: User, retry: No,
        en: {
            title: "The server offers no login here",
            meaning: "The client wanted to log in, but the server offers no login in this session.",
            when: "The EHLO reply has no AUTH line, and the client stops there, or sends AUTH all the same: 503 \"AUTH command used \
                when not advertised\" (Exim), 503 5.5.1 \"Error: authentication not enabled\" (Postfix), 500 or 502 elsewhere. Programs \
                say \"SMTP AUTH extension not supported by server\" (Python), \"smtp: server doesn't support AUTH\" (Go) or \"No \
                compatible authentication mechanism was found\" (lettre).",
            steps: [
                "If the connection is not encrypted yet, set STARTTLS for port 587 or SSL/TLS for port 465: most servers offer the \
                    login only then.",
                "Check the server name: it has to be the provider's server for outgoing mail. The servers that receive mail for a \
                    domain (its MX, on port 25) take no logins.",
                "If this server needs no login, such as a relay in your own network, switch authentication off and take user name and \
                    password out; in a program, leave the setting out altogether instead of making it empty.",
                "A program that speaks SMTP itself has to send EHLO, not HELO, and EHLO once more after STARTTLS.",
                "If people are meant to log in there, the administrator of the server enables it on this port: \
                    `smtpd_sasl_auth_enable = yes` with `smtpd_tls_auth_only = yes` in Postfix, an authenticator and \
                    `auth_advertise_hosts` in Exim.",
            ],
            check: "After `openssl s_client -quiet -crlf -starttls smtp -connect HOST:587` and `EHLO test.example` the reply has a line \
                that begins with 250-AUTH or 250 AUTH.",
            retry: "It does not help without a change at the client or the server.",
        },
        ko: {
            title: "서버가 인증을 제공하지 않음",
            meaning: "클라이언트가 로그인하려고 했지만, 서버가 이 세션에서 인증을 제공하지 않습니다.",
            when: "EHLO 응답에 AUTH 줄이 없어 클라이언트가 그대로 멈추거나, 그래도 AUTH를 보내면 503 \"AUTH command used when not \
                advertised\"(Exim), 503 5.5.1 \"Error: authentication not enabled\"(Postfix), 그 밖의 서버에서는 500이나 502가 \
                나옵니다. 프로그램에는 \"SMTP AUTH extension not supported by server\"(Python), \"smtp: server doesn't support \
                AUTH\"(Go), \"No compatible authentication mechanism was found\"(lettre) 등이 표시됩니다.",
            steps: [
                "연결이 아직 암호화되지 않았다면 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요. 대부분의 \
                    서버는 암호화 연결에서만 인증을 제공합니다.",
                "서비스 제공업체가 안내하는 발송(SMTP) 서버의 이름이 맞는지 확인하세요. 도메인의 메일을 받는 서버(MX, 25 포트)에는 \
                    로그인할 수 없습니다.",
                "내부 네트워크의 릴레이처럼 로그인이 필요 없는 서버라면 인증을 끄고 사용자 이름과 비밀번호를 지우세요. 프로그램에서는 \
                    값을 비워 두지 말고 설정 항목 자체를 빼세요.",
                "SMTP를 직접 구현한 프로그램이라면 HELO 대신 EHLO를 보내고, STARTTLS 뒤에 EHLO를 다시 보내게 하세요.",
                "로그인해야 하는 서버라면 서버 관리자에게 이 포트의 인증을 켜 달라고 요청하세요. Postfix는 `smtpd_sasl_auth_enable = \
                    yes`와 `smtpd_tls_auth_only = yes`로, Exim은 인증기(authenticator)와 `auth_advertise_hosts`로 설정합니다.",
            ],
            check: "`openssl s_client -quiet -crlf -starttls smtp -connect HOST:587`로 연결한 뒤 `EHLO test.example`을 입력하면 \
                250-AUTH 또는 250 AUTH로 시작하는 줄이 나옵니다.",
            retry: "클라이언트나 서버의 설정을 바꾸지 않으면 다시 시도해도 해결되지 않습니다.",
        },
        near: [
            AUTH_NEEDS_TLS => "AUTH is missing before STARTTLS and listed after it.",
                "STARTTLS 전에는 AUTH가 없다가 암호화한 뒤에 나타나는 경우입니다.",
            MIDDLEBOX => "The greeting has asterisks or another host's name, or the EHLO reply has odd words such as XXXXXXXA: \
                something on the way changes it.",
                "인사말에 별표(*)나 다른 서버의 이름이 있거나 EHLO 응답에 XXXXXXXA 같은 이상한 말이 있으면 중간 장비가 응답을 바꾼 \
                    것입니다.",
            MECHANISM_UNSUPPORTED => "AUTH is listed, and the server answers 504 to the method that the client chose.",
                "AUTH는 나오지만 클라이언트가 선택한 방식에 서버가 504로 응답하는 경우입니다.",
            CLIENT_LACKS_MECHANISM => "AUTH is listed, but only with methods that the client does not have.",
                "AUTH는 나오지만 클라이언트가 지원하지 않는 방식만 나열된 경우입니다.",
        ],
    }

    CLIENT_NO_CREDENTIALS { id: "client-no-credentials", who: User, retry: No,
        en: {
            title: "No user name or password in the client",
            meaning: "The client was told to log in, but it has no user name or no password to do so.",
            when: "Before any AUTH, so without a reply of the server: `Missing credentials for \"PLAIN\"` with EAUTH (nodemailer), \
                \"failed to connect, no password specified?\" (JavaMail). Mostly an environment variable was not loaded, a setting has \
                another name than expected, or the client no longer has the stored password.",
            steps: [
                "In a mail client, enter user name and password in the settings of the outgoing server (SMTP): they are separate from \
                    those for receiving.",
                "In a program, print the user name and the length of the password (not the password itself) just before the login. If \
                    one is empty, load the environment file (`.env`) before the mail settings are read, and compare the names of the \
                    variables.",
                "Check the names of the settings: nodemailer wants `auth: { user, pass }` and does not know `password`; Spring wants \
                    `spring.mail.username` and `spring.mail.password`.",
                "In a container or at a hosting service, set the variables there as well, since the `.env` file of your computer does \
                    not get there by itself; then restart the program.",
                "If the server needs no login, take the whole setting for it out (`auth` in nodemailer) instead of leaving it empty.",
            ],
            check: "The client's log now has AUTH. The reply 235 means that the login works, 535 that the values arrive but are wrong.",
            retry: "It does not help: the client does not even ask the server until both values are there.",
        },
        ko: {
            title: "클라이언트에 사용자 이름이나 비밀번호가 없음",
            meaning: "클라이언트가 로그인하도록 설정되어 있지만, 로그인에 쓸 사용자 이름이나 비밀번호가 없습니다.",
            when: "AUTH를 보내기 전에 나오므로 서버 응답이 없습니다. Nodemailer에서는 `Missing credentials for \"PLAIN\"`과 EAUTH, \
                JavaMail에서는 \"failed to connect, no password specified?\"가 표시됩니다. 환경 변수를 불러오지 않았거나, 설정 이름이 \
                다르거나, 저장해 둔 비밀번호가 지워진 경우가 많습니다.",
            steps: [
                "메일 클라이언트의 발송(SMTP) 설정에 사용자 이름과 비밀번호를 입력하세요. 받는 메일 서버의 설정과는 따로 저장됩니다.",
                "프로그램이라면 로그인 직전에 사용자 이름과 비밀번호의 길이를 출력해 보세요(비밀번호 자체는 출력하지 마세요). 비어 \
                    있다면 메일 설정을 읽기 전에 환경 변수 파일(`.env`)을 불러오는지, 변수 이름이 같은지 확인하세요.",
                "설정 이름이 맞는지 확인하세요. Nodemailer는 `auth: { user, pass }`를 쓰며 `password`는 인식하지 않습니다. Spring은 \
                    `spring.mail.username`과 `spring.mail.password`를 씁니다.",
                "컨테이너나 호스팅 서비스에서 실행한다면 그곳에도 환경 변수를 설정하고 프로그램을 다시 시작하세요. 내 컴퓨터의 `.env` \
                    파일은 자동으로 옮겨지지 않습니다.",
                "로그인이 필요 없는 서버라면 값을 비워 두지 말고 로그인 설정 전체(Nodemailer에서는 `auth`)를 빼세요.",
            ],
            check: "클라이언트 로그에 AUTH가 나옵니다. 응답이 235이면 로그인에 성공한 것이고, 535이면 값은 전달되었지만 틀린 것입니다.",
            retry: "두 값을 채우기 전에는 클라이언트가 서버에 묻지도 않으므로 다시 시도해도 해결되지 않습니다.",
        },
        near: [
            AUTH_REQUIRED => "530 from the server: a client without user name and password went on to MAIL without a login.",
                "서버가 530으로 응답했다면 사용자 이름과 비밀번호가 없는 클라이언트가 로그인하지 않고 MAIL을 보낸 것입니다.",
            CREDENTIALS_WRONG => "535 from the server: it got a user name and a password, and refused them.",
                "서버가 535로 응답했다면 사용자 이름과 비밀번호가 전달되었지만 거부된 것입니다.",
            AUTH_EXCHANGE_BAD => "The client sent AUTH, and then an empty or malformed value: 501, or 535 with \"Invalid format\".",
                "클라이언트가 AUTH를 보낸 뒤 빈 값이나 형식이 잘못된 값을 보낸 경우로, 501이나 \"Invalid format\"이 붙은 535가 \
                    나옵니다.",
            CLIENT_LACKS_MECHANISM => "\"no mechanism available\" or \"No worthy mechs\": user name and password are there, but no \
                method to send them.",
                "\"no mechanism available\"이나 \"No worthy mechs\"가 나오면 사용자 이름과 비밀번호는 있지만 쓸 수 있는 인증 방식이 \
                    없는 것입니다.",
        ],
    }

    CREDENTIALS_WRONG { id: "credentials-wrong", who: User, retry: No,
        en: {
            title: "Wrong user name or password",
            meaning: "The server does not know this user name, or the password does not fit it; the reply does not tell which.",
            when: "Right after AUTH, mostly as 535 5.7.8: \"Username and Password not accepted\" (Gmail), \"Error: authentication \
                failed\" (Postfix), 535 \"Incorrect authentication data\" (Exim), 535 5.7.3 \"Authentication unsuccessful\" \
                (Microsoft). Programs show EAUTH \"Invalid login\" (nodemailer), SMTPAuthenticationError (Python), \
                AuthenticationFailedException (Java). Where a provider wants an app password, it often says no more than this either.",
            steps: [
                "Check the user name: many servers want the whole address, some only the part before the @. Sending services have names of \
                    their own: the word `apikey` at SendGrid, the one in the SMTP credentials of the region at Amazon SES, the AppKey at \
                    NHN Cloud.",
                "Type the password anew: a copied one often carries a blank or a line break. In a configuration file, characters such \
                    as # and $ may cut it off or change it; put it in single quotes where the file permits that.",
                "If the account uses two-step verification, or the provider has app passwords, make one and enter it instead.",
                "Sign in on the provider's web page with the same values, except at sending services, whose SMTP names and keys do \
                    not work there. If they fail there too, reset the password, and enter the new one in all devices.",
                "If all of it is right, ask the administrator of the server: its log mostly says more than the reply.",
            ],
            check: "The log shows 235 after AUTH, and the next reply, to MAIL, is 250. By hand: `swaks --server HOST:587 --tls \
                --tls-verify --auth-user NAME --protect-prompt --auth-hide-password --quit-after AUTH` asks for the password and ends \
                after the login.",
            retry: "Not with the same values; each further try may lock the account or block the IP address.",
        },
        ko: {
            title: "사용자 이름 또는 비밀번호 오류",
            meaning: "서버에 없는 사용자 이름이거나 비밀번호가 맞지 않으며, 어느 쪽인지는 응답에 나오지 않습니다.",
            when: "AUTH 바로 다음에 보통 535 5.7.8로 나옵니다. 문구는 \"Username and Password not accepted\"(Gmail), \"Error: \
                authentication failed\"(Postfix), 535 \"Incorrect authentication data\"(Exim), 535 5.7.3 \"Authentication \
                unsuccessful\"(Microsoft) 등이고, 프로그램에는 EAUTH \"Invalid login\"(Nodemailer), SMTPAuthenticationError(Python), \
                AuthenticationFailedException(Java)이 표시됩니다. 앱 비밀번호가 필요한 서비스도 그렇다고 알려 주지 않고 이렇게만 \
                응답하는 경우가 많습니다.",
            steps: [
                "사용자 이름을 확인하세요. 메일 주소 전체를 요구하는 서버가 많고, @ 앞부분만 받는 서버도 있습니다. 발송 서비스는 \
                    사용자 이름이 따로 있어, SendGrid는 `apikey`라는 단어, Amazon SES는 해당 리전의 SMTP 자격 증명에 나온 사용자 \
                    이름, NHN Cloud는 AppKey를 사용합니다.",
                "비밀번호를 직접 다시 입력하세요. 복사한 값에는 공백이나 줄 바꿈이 섞이기 쉽습니다. 설정 파일에서는 #이나 $ 같은 문자 \
                    때문에 값이 잘리거나 바뀔 수 있으니, 가능하면 작은따옴표로 묶으세요.",
                "2단계 인증을 쓰는 계정이거나 앱 비밀번호가 있는 서비스라면 앱 비밀번호를 만들어 대신 입력하세요.",
                "서비스의 웹 페이지에 같은 값으로 로그인해 보세요. 다만 발송 서비스의 SMTP용 사용자 이름과 키로는 웹에 로그인할 수 \
                    없습니다. 웹에서도 안 되면 비밀번호를 재설정하고 모든 장비에서 새 비밀번호로 바꾸세요.",
                "모두 맞다면 서버 관리자에게 문의하세요. 서버의 로그에는 대개 응답보다 자세한 이유가 남습니다.",
            ],
            check: "로그를 보면 AUTH에는 235, 그다음 MAIL에는 250 응답이 나옵니다. 직접 확인하려면 `swaks --server HOST:587 --tls \
                --tls-verify --auth-user NAME --protect-prompt --auth-hide-password --quit-after AUTH`를 실행하세요. 비밀번호를 물어본 뒤 \
                로그인까지만 하고 끝납니다.",
            retry: "같은 값으로 다시 시도해도 해결되지 않으며, 계속 시도하면 계정이 잠기거나 IP 주소가 차단될 수 있습니다.",
        },
        near: [
            APP_PASSWORD_NEEDED => "The provider takes no normal password at all: its reply mentions an app password, an authorization \
                code or AUTH005, or the web page takes what AUTH refuses.",
                "서비스가 일반 비밀번호를 아예 받지 않는 경우로, 응답에 앱 비밀번호, 인증 코드 또는 AUTH005가 나오거나, 웹에서는 되는 \
                    비밀번호가 AUTH에서는 거부됩니다.",
            BASIC_AUTH_DISABLED => "Microsoft: 5.7.139 with \"disabled\", \"criteria\" or \"security defaults\", or 5.7.30. No password \
                helps there.",
                "Microsoft의 5.7.139에 \"disabled\", \"criteria\", \"security defaults\"가 있거나 5.7.30이면 어떤 비밀번호로도 해결되지 \
                    않습니다.",
            ACCOUNT_LOCKED => "525, 534 5.7.14 or words such as locked or disabled: the password may be right, but the account is held.",
                "525, 534 5.7.14 또는 locked, disabled 같은 말이 나오면 비밀번호가 맞더라도 계정이 잠겼거나 중지된 것입니다.",
            TEMP_AUTH_FAILURE => "454 or another code that begins with 4: the server could not check the password.",
                "454처럼 4로 시작하는 응답이면 서버가 비밀번호를 확인하지 못한 것입니다.",
        ],
    }

    LOGIN_EXPIRED { id: "login-expired", who: MailAdmin, retry: No,
        en: {
            title: "Account or app password has expired",
            meaning: "The password is right, but the account or the app password was made for a time that is over.",
            when: "At AUTH. The client hears 535 5.7.8, as for a wrong password; `gatepost sessions --refused` shows the cause \
                login-expired with the detail \"expired\", and so does the log. If the time ends while a session is open, its next MAIL \
                gets 421 4.7.0 \"Account has changed since the login\".",
            steps: [
                "The mail administrator looks at what has ended: `gatepost account show NAME` and `gatepost account app-password show \
                    NAME LABEL` have EXPIRED in the line Expires.",
                "If it is to go on, give it a later end: `gatepost account set NAME --expires 90d`, or `gatepost account app-password \
                    set NAME LABEL --expires 90d`. A date is possible too; with `never` it has no end.",
                "If the account comes from another source, such as PostgreSQL, change its end there.",
                "If only the app password was meant to end, make another one with `gatepost account app-password add NAME NEWLABEL` and \
                    enter it in the program.",
                "Whoever logs in cannot mend this, and another password does not help: ask the mail administrator.",
            ],
            check: "`gatepost account show NAME` no longer says EXPIRED, and the next AUTH is answered with 235.",
            retry: "It does not help until the end is moved. Each further try counts as a failed login, and too many of them ban the \
                network.",
        },
        ko: {
            title: "계정 또는 앱 비밀번호의 사용 기한 만료",
            meaning: "비밀번호는 맞지만, 계정 또는 앱 비밀번호의 사용 기한이 지났습니다.",
            when: "AUTH에서 나옵니다. 클라이언트에는 비밀번호가 틀렸을 때와 같은 535 5.7.8이 가고, `gatepost sessions --refused`와 \
                로그에는 원인(Cause) login-expired와 상세 내용(Detail) \"expired\"가 표시됩니다. 세션이 열려 있는 동안 기한이 지나면 \
                다음 MAIL에서 421 4.7.0 \"Account has changed since the login\"이 나옵니다.",
            steps: [
                "메일 관리자는 무엇이 만료되었는지 확인하세요. `gatepost account show NAME`과 `gatepost account app-password show NAME \
                    LABEL`의 Expires 줄에 EXPIRED가 표시됩니다.",
                "계속 사용하려면 `gatepost account set NAME --expires 90d` 또는 `gatepost account app-password set NAME LABEL --expires \
                    90d`로 기한을 늘리세요. 날짜로도 정할 수 있고, `never`는 기한을 없앱니다.",
                "PostgreSQL처럼 다른 곳에서 가져오는 계정이라면 그곳에서 기한을 바꾸세요.",
                "예정대로 앱 비밀번호만 만료된 것이라면 `gatepost account app-password add NAME NEWLABEL`로 새로 만들어 프로그램에 \
                    입력하세요.",
                "로그인하는 사용자는 직접 해결할 수 없고 비밀번호를 바꾸어도 소용이 없으니, 메일 관리자에게 문의하세요.",
            ],
            check: "`gatepost account show NAME`에 EXPIRED가 더 이상 나오지 않고, 다음 AUTH에 235 응답이 옵니다.",
            retry: "기한을 늘리기 전에는 다시 시도해도 해결되지 않습니다. 시도할 때마다 로그인 실패로 집계되며, 실패가 많아지면 그 \
                네트워크가 차단됩니다.",
        },
        near: [
            CREDENTIALS_WRONG => "The same 535, but the detail is \"wrong password\" or \"unknown account\".",
                "같은 535이지만 상세 내용이 \"wrong password\" 또는 \"unknown account\"입니다.",
            LOGIN_NETWORK => "The same 535, but the detail is \"wrong network\": the time is not over, the address is not permitted.",
                "같은 535이지만 상세 내용이 \"wrong network\"입니다. 기한이 아니라 접속한 주소가 허용되지 않은 것입니다.",
            ACCOUNT_LOCKED => "525 5.7.13 instead of 535: the account is disabled, and the client hears that.",
                "535가 아니라 525 5.7.13이면 계정이 사용 중지된 것이며, 클라이언트에도 그렇게 표시됩니다.",
        ],
    }

    LOGIN_NETWORK { id: "login-network", who: MailAdmin, retry: No,
        en: {
            title: "Login from a network that is not permitted",
            meaning: "The password is right, but this account or app password may not log in from that address.",
            when: "At AUTH. The client hears 535 5.7.8, as for a wrong password; `gatepost sessions --refused` shows the cause \
                login-network with the detail \"wrong network\", and so does the log. One sees it after a move to another network, or \
                when somebody has got hold of the password.",
            steps: [
                "The mail administrator looks up the address in `gatepost sessions --refused`, and asks the owner of the account \
                    whether it was them.",
                "If it was not the owner, somebody else knows the password: change it with `gatepost account passwd NAME`, or end the \
                    app password with `gatepost account app-password revoke NAME LABEL`.",
                "If it was, permit the network: `gatepost account set NAME --network 192.0.2.0/24`, or `gatepost account app-password \
                    set NAME LABEL --network 192.0.2.0/24`. The option replaces the whole list, so give it once for each network that \
                    is to stay.",
                "An app password is bound to the networks of its account as well: compare `gatepost account show NAME` and `gatepost \
                    account app-password show NAME LABEL`. For an account of another source, change the list there.",
                "If the address is that of your own proxy or load balancer, have it send the PROXY header, and name it in `proxy_from` \
                    of the listener.",
            ],
            check: "The next AUTH from there is answered with 235, and `gatepost account show NAME` shows that login with its address.",
            retry: "Not from the same address: each try there counts as a failed login, and too many of them ban the network. From a \
                permitted network the same password works at once.",
        },
        ko: {
            title: "허용되지 않은 네트워크에서 로그인",
            meaning: "비밀번호는 맞지만, 이 계정 또는 앱 비밀번호는 그 주소에서 로그인할 수 없습니다.",
            when: "AUTH에서 나옵니다. 클라이언트에는 비밀번호가 틀렸을 때와 같은 535 5.7.8이 가고, `gatepost sessions --refused`와 \
                로그에는 원인(Cause) login-network와 상세 내용(Detail) \"wrong network\"가 표시됩니다. 다른 네트워크로 옮겼거나, 다른 \
                사람이 비밀번호를 알아냈을 때 나옵니다.",
            steps: [
                "메일 관리자는 `gatepost sessions --refused`에서 접속한 주소를 찾아, 계정 소유자에게 본인이 로그인했는지 확인하세요.",
                "본인이 아니라면 다른 사람이 비밀번호를 알고 있는 것이니, `gatepost account passwd NAME`으로 비밀번호를 바꾸거나 \
                    `gatepost account app-password revoke NAME LABEL`로 앱 비밀번호를 폐기하세요.",
                "본인이라면 `gatepost account set NAME --network 192.0.2.0/24` 또는 `gatepost account app-password set NAME LABEL \
                    --network 192.0.2.0/24`로 그 네트워크를 허용하세요. 이 옵션은 목록 전체를 바꾸므로, 계속 허용할 네트워크마다 한 \
                    번씩 적으세요.",
                "앱 비밀번호에는 계정의 네트워크 제한도 함께 적용되니, `gatepost account show NAME`과 `gatepost account app-password \
                    show NAME LABEL`을 모두 확인하세요. 다른 곳에서 가져오는 계정이라면 그곳에서 목록을 바꾸세요.",
                "표시된 주소가 직접 운영하는 프록시나 로드 밸런서의 주소라면, 그 장비가 PROXY 헤더를 보내게 하고, 그 장비의 주소를 \
                    설정 파일에 있는 리스너의 `proxy_from`에 적으세요.",
            ],
            check: "그 네트워크에서 다시 로그인하면 AUTH에 235 응답이 오고, `gatepost account show NAME`에 그 로그인이 주소와 함께 \
                표시됩니다.",
            retry: "같은 주소에서는 다시 시도해도 해결되지 않습니다. 시도할 때마다 로그인 실패로 집계되며, 실패가 많아지면 그 \
                네트워크가 차단됩니다. 허용된 네트워크에서는 같은 비밀번호로 바로 로그인됩니다.",
        },
        near: [
            CREDENTIALS_WRONG => "The same 535, but the detail is \"wrong password\" or \"unknown account\": the network does not \
                matter there.",
                "같은 535이지만 상세 내용이 \"wrong password\" 또는 \"unknown account\"이며, 이때는 네트워크와 관계가 없습니다.",
            LOGIN_EXPIRED => "The same 535, but the detail is \"expired\".",
                "같은 535이지만 상세 내용이 \"expired\"입니다.",
            AUTH_RATE_LIMIT => "421 4.7.0 \"Too many failed logins\": the network is banned for a while, whatever the password.",
                "421 4.7.0 \"Too many failed logins\"이면 비밀번호와 관계없이 그 네트워크가 당분간 차단된 것입니다.",
            IP_BLOCKED => "421 4.7.0 \"Your network is blocked here\" in place of the greeting: an administrator has blocked the \
                network.",
                "인사말 대신 421 4.7.0 \"Your network is blocked here\"가 나오면 관리자가 그 네트워크를 차단한 것입니다.",
        ],
    }

    LOGIN_AS_ANOTHER { id: "login-as-another", who: User, retry: No,
        en: {
            title: "Login asks to act as another account",
            meaning: "The login is right, but it asks to act as another account, which nobody may here.",
            when: "At AUTH, where the client sends two names: who logs in, and as whom it wants to act. The client hears 535 5.7.8, as \
                for a wrong password; `gatepost sessions --refused` shows the cause login-as-another with the detail \"wants to act as \
                another account\". Mostly one name is written in two different ways.",
            steps: [
                "In the client's settings, empty the field for the second user name (authorization identity; in JavaMail \
                    `mail.smtp.sasl.authorizationid`), or write the account that logs in there, to the letter.",
                "A program that builds the PLAIN response itself leaves the first of its three parts empty: `\\0user\\0password` (`\\0` is \
                    the NUL character), in base64.",
                "With XOAUTH2, `user=` has to be the account that the access token was made for.",
                "To send as another address, log in as yourself; the mail administrator permits the address: `gatepost account set \
                    NAME --sender OWN-ADDRESS --sender OTHER-ADDRESS`. The list replaces the one before, so name every address that \
                    is to stay, the account's own as well.",
            ],
            check: "AUTH is answered with 235, and `gatepost sessions` shows the account that logged in.",
            retry: "It does not help until the setting is changed. Each further try counts as a failed login, and too many of them ban \
                the network.",
        },
        ko: {
            title: "다른 계정으로 작업하려는 로그인",
            meaning: "로그인 정보는 맞지만 다른 계정으로 작업하겠다고 요청했으며, 이 서버에서는 허용되지 않습니다.",
            when: "클라이언트가 AUTH에서 로그인하는 계정의 이름과 작업할 계정의 이름을 함께 보냈는데, 두 이름이 서로 다를 때 \
                나옵니다. 클라이언트에는 비밀번호가 틀렸을 때와 같은 535 5.7.8이 가고, `gatepost sessions --refused`에는 원인(Cause) \
                login-as-another와 상세 내용(Detail) \"wants to act as another account\"가 표시됩니다. 같은 이름을 서로 다르게 적은 \
                경우가 많습니다.",
            steps: [
                "클라이언트 설정에서 두 번째 사용자 이름(authorization identity, JavaMail에서는 `mail.smtp.sasl.authorizationid`)을 \
                    지우거나, 로그인하는 계정과 한 글자도 다르지 않게 적으세요.",
                "PLAIN 응답을 직접 만드는 프로그램이라면 세 부분 중 첫 번째를 비우고 `\\0user\\0password`(`\\0`은 NUL 문자)를 \
                    base64로 인코딩하여 보내게 하세요.",
                "XOAUTH2라면 `user=`에 액세스 토큰을 발급받은 계정을 적으세요.",
                "다른 발신자 주소로 발송하려면 자신의 계정으로 로그인하고, 메일 관리자에게 `gatepost account set NAME --sender OWN-ADDRESS \
                    --sender OTHER-ADDRESS`로 그 주소를 허용해 달라고 요청하세요. 목록 전체가 바뀌므로 계정 자신의 주소를 비롯하여 계속 쓸 \
                    주소를 모두 적어야 합니다.",
            ],
            check: "AUTH에 235 응답이 오고, `gatepost sessions`에 로그인한 계정이 표시됩니다.",
            retry: "설정을 바꾸기 전에는 다시 시도해도 해결되지 않습니다. 시도할 때마다 로그인 실패로 집계되며, 실패가 많아지면 그 \
                네트워크가 차단됩니다.",
        },
        near: [
            SENDER_NOT_OWNED => "AUTH got 235, and 550 5.7.1 comes later: the login is taken, only the sender address is not.",
                "AUTH에는 235가 왔고 그 뒤에 550 5.7.1이 나왔다면, 로그인은 되었지만 발신자 주소만 거부된 것입니다.",
            CREDENTIALS_WRONG => "The same 535, but the detail is \"wrong password\" or \"unknown account\".",
                "같은 535이지만 상세 내용이 \"wrong password\" 또는 \"unknown account\"입니다.",
            OAUTH_TOKEN_BAD => "The same 535, but the detail begins with \"bad token\".",
                "같은 535이지만 상세 내용이 \"bad token\"으로 시작합니다.",
        ],
    }

    CERTIFICATE_UNKNOWN { id: "client-certificate-unknown", who: MailAdmin, retry: No,
        en: {
            title: "Client certificate missing or unknown",
            meaning: "The client wanted to log in with its certificate, but showed none, or one that belongs to no account.",
            when: "At AUTH EXTERNAL. The client hears 535 5.7.8; `gatepost sessions --refused` shows the cause \
                client-certificate-unknown, and the detail says which it is: \"the client showed no certificate\", \"the client's \
                certificate does not count\", \"unknown certificate\" or \"unknown account\".",
            steps: [
                "If the client showed none (\"showed no certificate\"), set the certificate and its private key in the client. Without \
                    them it can still log in with a password, by PLAIN for instance.",
                "If it \"does not count\", the mail administrator has a new one issued: by an authority that `client_ca` of the listener \
                    names, not expired, and made for clients.",
                "If it is an \"unknown certificate\", add a `[[client_certificate]]` section to the configuration file. Its `account` is \
                    the account to log in to. Its `name` is a DNS name or mail address among the alternative names of the certificate (the \
                    common name does not count), or `sha256:` with the fingerprint behind it, from `openssl x509 -noout -fingerprint \
                    -sha256 -in client.pem`.",
                "If it is an \"unknown account\", correct `account` in that section, or add the account with `gatepost account add NAME`.",
                "Run `gatepost check`, then `systemctl reload gatepost`.",
            ],
            check: "After `openssl s_client -quiet -crlf -starttls smtp -cert client.pem -key client.key -connect HOST:587` and `EHLO \
                test.example` the AUTH line lists EXTERNAL. The next login gets 235, and `gatepost sessions` shows its account with \
                EXTERNAL.",
            retry: "It does not help with the same certificate. Each further try counts as a failed login, and too many of them ban the \
                network.",
        },
        ko: {
            title: "클라이언트 인증서가 없거나 알 수 없음",
            meaning: "클라이언트가 인증서로 로그인하려고 했지만, 인증서를 제시하지 않았거나 어느 계정에도 연결되지 않은 인증서입니다.",
            when: "AUTH EXTERNAL에서 나옵니다. 클라이언트에는 535 5.7.8이 가고, `gatepost sessions --refused`에는 원인(Cause) \
                client-certificate-unknown과 상세 내용(Detail)이 표시됩니다. 상세 내용은 \"the client showed no certificate\", \"the \
                client's certificate does not count\", \"unknown certificate\", \"unknown account\" 중 하나입니다.",
            steps: [
                "인증서를 제시하지 않았다면(\"showed no certificate\") 클라이언트에 인증서와 개인 키를 설정하세요. 인증서가 없어도 \
                    PLAIN 같은 방식을 쓰면 비밀번호로 로그인할 수 있습니다.",
                "인정되지 않는 인증서라면(\"does not count\") 메일 관리자가 새로 발급받으세요. 리스너의 `client_ca`에 있는 인증 \
                    기관이 클라이언트용으로 발급했고 만료되지 않은 인증서여야 합니다.",
                "알 수 없는 인증서라면(\"unknown certificate\") 설정 파일에 `[[client_certificate]]` 섹션을 추가하여 `account`에 로그인할 \
                    계정을, `name`에 인증서를 적으세요. `name`은 인증서의 주체 대체 이름(SAN)에 있는 DNS 이름이나 메일 주소, 또는 \
                    `sha256:` 뒤에 `openssl x509 -noout -fingerprint -sha256 -in client.pem`으로 얻은 지문을 붙인 값입니다. 일반 \
                    이름(CN)은 인정되지 않습니다.",
                "알 수 없는 계정이라면(\"unknown account\") 그 섹션의 `account`를 고치거나 `gatepost account add NAME`으로 계정을 \
                    추가하세요.",
                "`gatepost check`로 설정을 확인한 다음 `systemctl reload gatepost`를 실행하세요.",
            ],
            check: "`openssl s_client -quiet -crlf -starttls smtp -cert client.pem -key client.key -connect HOST:587`로 연결한 뒤 `EHLO \
                test.example`을 입력하면 AUTH 줄에 EXTERNAL이 나옵니다. 다음 로그인에 235 응답이 오고, `gatepost sessions`에 그 계정과 \
                EXTERNAL이 표시됩니다.",
            retry: "같은 인증서로는 다시 시도해도 해결되지 않습니다. 시도할 때마다 로그인 실패로 집계되며, 실패가 많아지면 그 \
                네트워크가 차단됩니다.",
        },
        near: [
            TLS_CERT_UNTRUSTED => "It is the client that complains about the server's certificate, not the server about the client's.",
                "서버가 클라이언트의 인증서를 거부한 것이 아니라 클라이언트가 서버의 인증서를 신뢰하지 않는 경우입니다.",
            MECHANISM_UNSUPPORTED => "504 to AUTH EXTERNAL: the listener takes no logins by certificate, mostly because `client_ca` is \
                missing.",
                "AUTH EXTERNAL에 504가 나왔다면 그 리스너가 인증서 로그인을 받지 않는 것이며, 대개 `client_ca` 설정이 없기 때문입니다.",
            ACCOUNT_LOCKED => "525 5.7.13: the certificate is right, but its account is disabled.",
                "525 5.7.13이면 인증서는 맞지만 그 계정이 사용 중지된 것입니다.",
            LOGIN_AS_ANOTHER => "The detail is \"wants to act as another account\": the certificate is known, but belongs to another \
                account than the one asked for.",
                "상세 내용이 \"wants to act as another account\"이면 인증서는 알려져 있지만 요청한 계정의 것이 아닙니다.",
        ],
    }

    APP_PASSWORD_NEEDED { id: "app-password-needed", who: User, retry: No,
        en: {
            title: "App password needed",
            meaning: "The server takes only a password made for mail programs, such as an app password or an authorization code, and \
                not the normal password of the account.",
            when: "At AUTH, although the web page takes the same password: 534 5.7.9 \"Application-specific password required\" \
                (Gmail), 535 5.7.0 \"(#AUTH005) Too many bad auth attempts\" (Yahoo, even at the first try), 535 5.7.0 \"Application \
                password is REQUIRED\" (Mail.ru), 535 \"Please enter your authorization code to login\" (QQ). Gmail, iCloud, Naver and \
                others often answer 535 as for any wrong password.",
            steps: [
                "Sign in to the account in a browser, and switch two-step verification on: Gmail, iCloud and Naver give app passwords \
                    only then.",
                "Make the app password. Gmail: `https://myaccount.google.com/apppasswords`. iCloud: `https://account.apple.com`, under \
                    Sign-In and Security. Naver: the page for two-step verification in the security settings of the Naver ID. Yahoo: \
                    the security page of the account. QQ and 163: the webmail settings, where SMTP is switched on (there it is called \
                    authorization code).",
                "Enter it in place of the normal password for the outgoing server (SMTP), without the blanks with which it may be \
                    shown. The user name stays the same.",
                "Do the same in every other program and device that still has the normal password, since their tries go on failing.",
                "If the page is missing in an account of a company or a school, ask its mail administrator to permit app passwords, or \
                    use a client that signs in by OAuth.",
            ],
            check: "AUTH is answered with 235.",
            retry: "Not with the normal password: it is refused even where it is right, and further tries may lock the account.",
        },
        ko: {
            title: "앱 비밀번호 필요",
            meaning: "서버가 계정의 일반 비밀번호는 받지 않고, 앱 비밀번호나 인증 코드처럼 메일 프로그램용으로 따로 발급받은 비밀번호만 \
                받습니다.",
            when: "웹에서는 로그인되는 비밀번호가 AUTH에서 거부됩니다. 534 5.7.9 \"Application-specific password required\"(Gmail), 535 \
                5.7.0 \"(#AUTH005) Too many bad auth attempts\"(Yahoo, 처음 시도해도 나옴), 535 5.7.0 \"Application password is \
                REQUIRED\"(Mail.ru), 535 \"Please enter your authorization code to login\"(QQ) 등이 나옵니다. Gmail, iCloud, Naver 등은 \
                비밀번호가 틀렸을 때와 같은 535로만 응답하는 경우도 많습니다.",
            steps: [
                "웹에서 계정에 로그인하여 2단계 인증을 켜세요. Gmail, iCloud, Naver는 2단계 인증을 켜야 앱 비밀번호를 만들 수 있습니다.",
                "앱 비밀번호를 만드세요. Gmail은 `https://myaccount.google.com/apppasswords`에서, iCloud는 \
                    `https://account.apple.com`의 로그인 및 보안(앱 암호)에서, Naver는 네이버ID 보안 설정의 2단계 인증 관리 \
                    화면(애플리케이션 비밀번호)에서, Yahoo는 계정 보안 화면에서 만듭니다. QQ와 163은 웹메일 설정에서 SMTP를 켤 때 인증 \
                    코드를 발급합니다.",
                "메일 클라이언트의 발송(SMTP) 설정에 일반 비밀번호 대신 그 값을 입력하세요. 화면에 공백이 섞여 보이면 공백은 빼고, \
                    사용자 이름은 그대로 두세요.",
                "일반 비밀번호가 남아 있는 다른 프로그램과 장비도 똑같이 바꾸세요. 그대로 두면 로그인 실패가 계속 쌓입니다.",
                "회사나 학교의 계정에 그런 화면이 없으면 메일 관리자에게 앱 비밀번호를 허용해 달라고 요청하거나, OAuth로 로그인하는 \
                    클라이언트를 사용하세요.",
            ],
            check: "AUTH에 235 응답이 옵니다.",
            retry: "일반 비밀번호는 맞아도 거부되므로 다시 시도해도 해결되지 않으며, 계속 시도하면 계정이 잠길 수 있습니다.",
        },
        near: [
            CREDENTIALS_WRONG => "The web page refuses the same password too, or a fresh app password is refused: then user name or \
                password is wrong.",
                "같은 비밀번호가 웹에서도 거부되거나 새로 만든 앱 비밀번호까지 거부되면 사용자 이름이나 비밀번호가 틀린 것입니다.",
            BASIC_AUTH_DISABLED => "Microsoft 365 and Outlook.com, 5.7.139: app passwords are refused there as well.",
                "Microsoft 365와 Outlook.com의 5.7.139라면 앱 비밀번호도 거부됩니다.",
            SMTP_ACCESS_DISABLED => "The reply says that the user has no permission, or SMTP is still switched off in the webmail \
                settings.",
                "사용자에게 권한이 없다는 응답이 오거나, 웹메일 설정에서 SMTP 사용이 아직 꺼져 있는 경우입니다.",
            ACCOUNT_LOCKED => "534 5.7.14 or WebLoginRequired: the provider wants you to sign in by browser first.",
                "534 5.7.14 또는 WebLoginRequired가 나오면 먼저 웹에서 로그인해야 합니다.",
        ],
    }

    BASIC_AUTH_DISABLED { id: "basic-auth-disabled", who: MailAdmin, retry: No,
        en: {
            title: "Login with a password is switched off",
            meaning: "Login with a password is switched off for this mailbox, for its whole organization or for the service.",
            when: "At AUTH, at Microsoft 365 and Outlook.com: 535 5.7.139 \"Authentication unsuccessful\" with \
                \"SmtpClientAuthentication is disabled for the Tenant\" (or \"for the Mailbox\"), \"basic authentication is disabled\", \
                \"did not meet the criteria to be authenticated successfully\" or \"security defaults policy\"; also 550 5.7.30 \"Basic \
                authentication is not supported for Client Submission\". .NET and others show 5.7.57 in front of the 535.",
            steps: [
                "If the reply says that SmtpClientAuthentication is disabled, the mail administrator switches it on for this mailbox: \
                    in the Microsoft 365 admin center under Users, Active users, the user, Mail, Manage email apps, Authenticated SMTP; \
                    or with `Set-CASMailbox -Identity USER -SmtpClientAuthenticationDisabled $false`.",
                "If it speaks of basic authentication, of criteria or of security defaults, a policy of the organization or the service \
                    itself refuses passwords, and that switch alone does not help: move the client to OAuth.",
                "For OAuth, choose OAuth2 as the authentication method in the mail client and sign in by browser. A program of your own \
                    needs an access token with the permission SMTP.Send. Authenticated SMTP has to be on for the mailbox all the same: \
                    where it is off, OAuth is refused too.",
                "A private Outlook.com or Hotmail address has no administrator: use a mail client that signs in by OAuth. App passwords \
                    are refused as well.",
                "A device or program that cannot do OAuth sends through another server: a relay of your own organization, or a sending \
                    service that takes passwords.",
            ],
            check: "AUTH is answered with 235. Where the switch of the mailbox was the reason, `Get-CASMailbox USER | Format-List \
                SmtpClientAuthenticationDisabled` shows False.",
            retry: "Not by itself, nor with another password. After the administrator has changed a switch, it takes some minutes, at \
                times hours, to take effect; then try again.",
        },
        ko: {
            title: "비밀번호 로그인이 꺼져 있음",
            meaning: "이 사서함이나 조직 전체 또는 서비스에서 비밀번호를 사용한 로그인이 꺼져 있습니다.",
            when: "Microsoft 365와 Outlook.com의 AUTH에서 나옵니다. 535 5.7.139 \"Authentication unsuccessful\"에 \
                \"SmtpClientAuthentication is disabled for the Tenant\"(또는 \"for the Mailbox\"), \"basic authentication is \
                disabled\", \"did not meet the criteria to be authenticated successfully\", \"security defaults policy\" 중 하나가 \
                붙으며, 550 5.7.30 \"Basic authentication is not supported for Client Submission\"도 있습니다. .NET 등에서는 535 앞에 \
                5.7.57이 표시됩니다.",
            steps: [
                "SmtpClientAuthentication이 꺼져 있다는 응답이라면 메일 관리자가 이 사서함에서 켜세요. Microsoft 365 관리 센터의 사용자 \
                    > 활성 사용자 > 해당 사용자 > 메일 > 전자 메일 앱 관리에서 인증된 SMTP(Authenticated SMTP)를 선택하거나, \
                    `Set-CASMailbox -Identity USER -SmtpClientAuthenticationDisabled $false`를 실행하면 됩니다.",
                "basic authentication, criteria, security defaults가 나오면 조직의 정책이나 서비스 자체가 비밀번호를 거부하는 것이어서 \
                    위의 설정만으로는 해결되지 않으니, 클라이언트를 OAuth 방식으로 바꾸세요.",
                "OAuth를 쓰려면 메일 클라이언트의 인증 방식을 OAuth2로 바꾸고 웹 로그인 창에서 로그인하세요. 직접 만든 프로그램에는 \
                    SMTP.Send 권한이 있는 액세스 토큰이 필요합니다. 이때도 사서함의 인증된 SMTP는 켜져 있어야 하며, 꺼져 있으면 OAuth도 \
                    거부됩니다.",
                "개인용 Outlook.com이나 Hotmail 주소에는 관리자가 없으니 OAuth로 로그인하는 메일 클라이언트를 사용하세요. 앱 비밀번호도 \
                    거부됩니다.",
                "OAuth를 지원하지 않는 장비나 프로그램은 조직의 릴레이 서버나 비밀번호를 받는 발송 서비스처럼 다른 서버를 거쳐 발송하게 \
                    하세요.",
            ],
            check: "AUTH에 235 응답이 옵니다. 사서함 설정이 원인이었다면 `Get-CASMailbox USER | Format-List \
                SmtpClientAuthenticationDisabled`에 False가 나옵니다.",
            retry: "저절로 해결되지 않으며 비밀번호를 바꾸어도 마찬가지입니다. 관리자가 설정을 바꾼 뒤에도 적용되기까지 몇 분, 때로는 몇 \
                시간이 걸리므로 그 뒤에 다시 시도하세요.",
        },
        near: [
            CREDENTIALS_WRONG => "535 5.7.3, or 5.7.139 with \"the user credentials were incorrect\": there mostly the user name or \
                the password is wrong.",
                "535 5.7.3이거나 5.7.139에 \"the user credentials were incorrect\"가 붙으면 대개 사용자 이름이나 비밀번호가 틀린 \
                    것입니다.",
            OAUTH_TOKEN_BAD => "The client logs in by XOAUTH2 already, and the reply has no word such as disabled.",
                "클라이언트가 이미 XOAUTH2로 로그인하고 있고, 응답에 disabled 같은 말이 없는 경우입니다.",
            AUTH_REQUIRED => "5.7.57 with no 535 behind it: the client sent no login at all.",
                "5.7.57 뒤에 535가 없으면 클라이언트가 아예 로그인하지 않은 것입니다.",
            APP_PASSWORD_NEEDED => "Gmail, Yahoo, iCloud and others: there an app password is enough.",
                "Gmail, Yahoo, iCloud 등에서는 앱 비밀번호만 있으면 됩니다.",
        ],
    }

    OAUTH_TOKEN_BAD { id: "oauth-token-bad", who: User, retry: No,
        en: {
            title: "OAuth token refused",
            meaning: "The OAuth token is missing, expired, for another user, or without the permission to send by SMTP.",
            when: "After AUTH XOAUTH2 or AUTH OAUTHBEARER: Gmail sends a 334 with JSON in base64 (status 400 and the scope that it wants) \
                and then 535 5.7.8; Microsoft 365 says 535 5.7.3. A program that cannot renew its token stops before that, with \
                invalid_grant, invalid_request or \"no access token\".",
            steps: [
                "In a mail client, sign in to the provider again in the browser window that the client opens; if none opens, remove the \
                    account from the client and add it anew.",
                "Check that the user name sent with AUTH is the whole address of the account that signed in; a token of another account is \
                    refused unless that account has rights to the mailbox.",
                "A program of your own has to ask for the scope for SMTP: https://mail.google.com/ at Gmail, \
                    https://outlook.office.com/SMTP.Send at Microsoft. SMTP servers take neither the scope gmail.send nor tokens for \
                    Microsoft Graph.",
                "Have the program renew the access token with the refresh token before it logs in, since an access token lasts about an \
                    hour. If that fails with invalid_grant, a person has to sign in again; at Google, refresh tokens end after 7 days as \
                    long as the app's consent screen is in testing.",
                "At Microsoft 365, the administrator checks that SMTP AUTH is on for the mailbox. An app that logs in without a person \
                    also needs the permission SMTP.SendAsApp, a service principal in Exchange Online and rights to the mailbox.",
            ],
            check: "The reply to AUTH is 235. If it is refused again, decode the text after 334 with base64 -d: at Gmail it names the \
                status and the scope.",
            retry: "Not with the same token. With a new token, the login works at once.",
        },
        ko: {
            title: "OAuth 토큰 거부",
            meaning: "OAuth 토큰이 없거나 만료되었거나, 다른 사용자의 토큰이거나, SMTP 발송 권한이 없는 토큰입니다.",
            when: "AUTH XOAUTH2 또는 AUTH OAUTHBEARER 다음에 나옵니다. Gmail은 base64로 인코딩한 JSON(status 400과 필요한 권한 범위)을 \
                334로 보낸 다음 535 5.7.8로 거부하고, Microsoft 365는 535 5.7.3으로 거부합니다. 토큰을 갱신하지 못한 프로그램은 \
                로그인하기도 전에 invalid_grant, invalid_request 또는 \"no access token\" 오류를 내고 멈춥니다.",
            steps: [
                "메일 클라이언트라면 클라이언트가 여는 브라우저 창에서 서비스에 다시 로그인하세요. 창이 열리지 않으면 클라이언트에서 \
                    계정을 삭제한 뒤 다시 추가하세요.",
                "AUTH로 보내는 사용자 이름이 토큰을 받을 때 로그인한 계정의 전체 메일 주소인지 확인하세요. 다른 계정의 토큰을 보내면, \
                    그 계정에 이 사서함의 권한이 없는 한 거부됩니다.",
                "직접 만든 프로그램이라면 SMTP용 권한 범위(scope)를 요청하세요. Gmail은 https://mail.google.com/ 이고 Microsoft는 \
                    https://outlook.office.com/SMTP.Send 입니다. gmail.send 권한 범위의 토큰이나 Microsoft Graph용 토큰은 SMTP 서버가 받지 \
                    않습니다.",
                "액세스 토큰은 한 시간쯤 지나면 만료되므로, 프로그램이 로그인하기 전에 리프레시 토큰으로 갱신하게 하세요. 갱신할 때 \
                    invalid_grant 오류가 나면 사용자가 다시 로그인해야 합니다. Google에서는 앱의 동의 화면이 테스트 상태이면 리프레시 \
                    토큰도 7일 뒤에 만료됩니다.",
                "Microsoft 365에서는 관리자가 사서함의 SMTP AUTH가 켜져 있는지 확인해야 합니다. 사용자 없이 로그인하는 앱에는 \
                    SMTP.SendAsApp 권한, Exchange Online에 등록한 서비스 주체(service principal), 사서함 권한도 필요합니다.",
            ],
            check: "AUTH에 대한 응답이 235입니다. 다시 거부되면 334 뒤의 값을 `base64 -d`로 풀어 보세요(Gmail에서는 상태와 필요한 권한 \
                범위가 나옵니다).",
            retry: "같은 토큰으로는 다시 시도해도 거부됩니다. 새 토큰을 받으면 바로 로그인할 수 있습니다.",
        },
        near: [
            BASIC_AUTH_DISABLED => "5.7.139 with \"SmtpClientAuthentication is disabled\": sending with a login is switched off as a \
                whole, and a good token is refused too.",
                "5.7.139와 함께 \"SmtpClientAuthentication is disabled\"가 나오면 로그인하여 발송하는 기능 자체가 꺼진 것이며, 토큰이 \
                    올바르더라도 거부됩니다.",
            CREDENTIALS_WRONG => "The log shows AUTH PLAIN or AUTH LOGIN: a password was refused, not a token.",
                "로그에 AUTH PLAIN이나 AUTH LOGIN이 있으면 토큰이 아니라 비밀번호가 거부된 것입니다.",
            MECHANISM_UNSUPPORTED => "504, or no XOAUTH2 and no OAUTHBEARER in the AUTH line of the EHLO reply: the server takes no tokens \
                at all.",
                "504가 나오거나 EHLO 응답의 AUTH 줄에 XOAUTH2도 OAUTHBEARER도 없으면 서버가 토큰을 아예 받지 않는 것입니다.",
            TEMP_AUTH_FAILURE => "454, or no answer from the token server: no token was judged yet, and a later try helps.",
                "454가 나오거나 토큰 서버가 응답하지 않으면 토큰을 아직 확인하지 못한 것이므로, 나중에 다시 시도하면 됩니다.",
        ],
    }

    SMTP_ACCESS_DISABLED { id: "smtp-access-disabled", who: User, retry: No,
        en: {
            title: "SMTP is switched off for this mailbox",
            meaning: "Sending from mail programs by SMTP is not switched on for this mailbox.",
            when: "At AUTH, although user name and password are right: 550 \"User has no permission\" (163, 126) or 535 5.7.8 \"This user \
                does not have access rights to this service\" (Yandex). QQ names it as one of several reasons (\"service is not open\"). \
                Naver and GMX say only 535, as for a wrong password.",
            steps: [
                "Sign in to the mailbox in a browser and open its settings for mail programs; at Naver, Daum, GMX and web.de it is \
                    the page about POP3 and IMAP.",
                "Switch on IMAP/SMTP or POP3/SMTP and save; most of these providers have no separate switch for SMTP.",
                "If the page gives out a password or an authorization code for mail programs, enter it in the client instead of the normal \
                    password.",
                "If the page lacks the switch, as it may with an account of a company or a school, ask the mail administrator to permit \
                    it.",
            ],
            check: "The reply to AUTH is 235; with some providers it takes a few minutes after the change.",
            retry: "Not before it is switched on: until then every password is refused.",
        },
        ko: {
            title: "사서함의 SMTP 사용이 꺼져 있음",
            meaning: "이 사서함에는 메일 프로그램에서 SMTP로 발송하는 기능이 켜져 있지 않습니다.",
            when: "사용자 이름과 비밀번호가 맞는데도 AUTH에서 거부됩니다. 163과 126은 550 \"User has no permission\", Yandex는 535 5.7.8 \
                \"This user does not have access rights to this service\"로 응답하고, QQ는 여러 원인 가운데 하나로 \"service is not \
                open\"을 표시합니다. Naver와 GMX는 비밀번호가 틀렸을 때와 똑같이 535로만 응답합니다.",
            steps: [
                "웹에서 사서함에 로그인하여 메일 프로그램용 설정을 여세요. Naver, Daum, GMX, web.de에서는 POP3와 IMAP을 설정하는 \
                    화면입니다.",
                "IMAP/SMTP 또는 POP3/SMTP를 사용함으로 바꾸고 저장하세요. 대부분 SMTP만 따로 켜는 설정은 없습니다.",
                "그 화면에서 메일 프로그램용 비밀번호나 인증 코드가 발급되면, 클라이언트에 일반 비밀번호 대신 그 값을 입력하세요.",
                "회사나 학교의 계정이어서 이 설정이 보이지 않으면 메일 관리자에게 허용해 달라고 요청하세요.",
            ],
            check: "AUTH에 대한 응답이 235입니다. 설정을 바꾼 뒤 몇 분이 지나야 적용되는 서비스도 있습니다.",
            retry: "기능을 켜기 전에는 어떤 비밀번호를 입력해도 거부됩니다.",
        },
        near: [
            APP_PASSWORD_NEEDED => "SMTP is on already: the reply speaks of an app password, an authorization code or two-step \
                verification.",
                "SMTP가 이미 켜져 있고, 응답에 앱 비밀번호, 인증 코드 또는 2단계 인증에 관한 말이 나옵니다.",
            CREDENTIALS_WRONG => "The same user name and password are refused in the browser as well.",
                "같은 사용자 이름과 비밀번호가 웹 로그인에서도 거부됩니다.",
            BASIC_AUTH_DISABLED => "Microsoft 365 with 5.7.139: there the administrator has the switch, not the owner of the mailbox.",
                "Microsoft 365에서 5.7.139가 나오는 경우이며, 이 설정은 사서함 사용자가 아니라 관리자가 바꿀 수 있습니다.",
            ACCOUNT_LOCKED => "The reply says locked, disabled or web browser, and the browser shows a warning after the sign-in.",
                "응답에 locked, disabled 또는 web browser가 있고, 웹에서 로그인하면 경고가 표시됩니다.",
        ],
    }

    ACCOUNT_LOCKED { id: "account-locked", who: User, retry: No,
        en: {
            title: "Account locked or disabled",
            meaning: "The account is locked, disabled or held until its owner signs in by browser, or it was changed after the login.",
            when: "At AUTH, mostly with the right password: 525 5.7.13, or 534 from Gmail with \"log in via your web browser\" (5.7.14) or \
                WebLoginRequired (5.7.9), often at the first login from a new place such as a cloud host. Many servers say only 535. At \
                MAIL, Gatepost says 421 if the account was changed in the middle of a session.",
            steps: [
                "Sign in to the account in a browser and confirm what the page asks, such as a security alert; then log in once more \
                    from the client.",
                "If Gmail asks for the browser again and again, enter an app password in the client or let it sign in with OAuth.",
                "If the sign-in by browser is refused too, or the account has no web page, ask the mail administrator or the \
                    provider's support to enable the account.",
                "The administrator finds out why it was locked (failed logins, signs of misuse, an unpaid bill, a person who has left) and \
                    enables it once that is settled.",
                "If failed logins locked it, first correct the old password in every client and device, or it is locked again.",
            ],
            check: "Signing in by browser works, and the reply to AUTH is 235.",
            retry: "Not before somebody unlocks it, and further tries can make the lock longer. After 421 at MAIL, one new login shows \
                whether the account was only changed.",
        },
        ko: {
            title: "계정 잠금 또는 사용 중지",
            meaning: "계정이 잠겼거나 사용 중지되었거나, 본인이 웹에서 로그인할 때까지 막혀 있거나, 로그인한 뒤에 변경되었습니다.",
            when: "대개 비밀번호가 맞는데도 AUTH에서 525 5.7.13이 나오거나, Gmail의 534에 \"log in via your web browser\"(5.7.14) 또는 \
                WebLoginRequired(5.7.9)가 나옵니다. 클라우드 서버처럼 새로운 곳에서 처음 로그인할 때 자주 나오며, 535로만 응답하는 서버도 \
                많습니다. Gatepost는 세션 도중에 계정이 변경되면 MAIL에 421로 응답합니다.",
            steps: [
                "계정의 사용자는 웹에서 로그인하여 보안 알림 등 본인 확인 요청에 답한 다음, 클라이언트에서 다시 로그인하세요.",
                "Gmail에서 웹 로그인을 계속 요구하면 클라이언트에 앱 비밀번호를 입력하거나 OAuth 방식으로 로그인하게 하세요.",
                "웹 로그인도 거부되거나 웹 로그인 화면이 없는 계정이라면, 메일 관리자나 서비스 고객센터에 계정 사용을 다시 허용해 달라고 \
                    요청하세요.",
                "관리자는 계정이 잠긴 이유(로그인 실패, 악용 의심, 요금 미납, 퇴사 등)를 확인하고, 문제가 해결되면 계정 사용을 다시 \
                    허용해야 합니다.",
                "로그인 실패가 쌓여 잠겼다면 먼저 모든 클라이언트와 장비에 남아 있는 예전 비밀번호를 고치세요. 그러지 않으면 다시 \
                    잠깁니다.",
            ],
            check: "웹에서 로그인할 수 있고, AUTH에 대한 응답이 235입니다.",
            retry: "잠금이 풀리기 전에는 소용이 없으며, 계속 시도하면 더 오래 잠길 수 있습니다. MAIL에서 421이 나왔다면 한 번 다시 \
                로그인하여, 계정이 변경되기만 한 것인지 확인하세요.",
        },
        near: [
            AUTH_RATE_LIMIT => "\"Too many\" in the reply, mostly with a code that begins with 4: it passes by itself after a pause.",
                "응답에 \"Too many\"가 있으면(코드는 대개 4로 시작) 로그인을 멈추고 기다리면 풀립니다.",
            APP_PASSWORD_NEEDED => "Gmail's 534 5.7.9 with \"Application-specific password required\": the account is in order.",
                "Gmail의 534 5.7.9에 \"Application-specific password required\"가 있으면 계정에는 문제가 없습니다.",
            BASIC_AUTH_DISABLED => "\"user is locked by your organization's security defaults policy\" (5.7.139): logins with a password \
                are barred for the whole organization.",
                "\"user is locked by your organization's security defaults policy\"(5.7.139)는 계정이 잠긴 것이 아니라 조직 전체에서 \
                    비밀번호 로그인이 막힌 것입니다.",
            ACCOUNT_SUSPENDED => "AUTH ends with 235, and the refusal comes later, at MAIL, RCPT or after the message.",
                "AUTH에는 235가 나오고, 그 뒤 MAIL이나 RCPT에서 또는 메일 내용을 모두 보낸 뒤에 거부됩니다.",
        ],
    }

    AUTH_RATE_LIMIT { id: "auth-rate-limit", who: User, retry: Yes,
        en: {
            title: "Too many logins in a short time",
            meaning: "Too many logins, mostly failed ones, came in a short time, so the server takes no more from this account or network \
                for a while.",
            when: "At AUTH, or already at the greeting: 454 4.7.0 \"Too many login attempts\" from Gmail, also with the right password \
                where a program logs in for each message; 450 4.7.1 \"too many AUTH commands\" from Postfix; 421 from Gatepost. Where \
                fail2ban is at work, the connection is refused or stays without an answer.",
            steps: [
                "Stop the client or job that keeps logging in, and do not try again for at least 15 minutes; the server decides how \
                    long it takes.",
                "Find the client, phone, printer or script that still has an old password, and correct it there.",
                "Have a program of your own log in once and send its messages one after the other in that session, with few connections at \
                    a time (Nodemailer: pool: true).",
                "If the ban cannot wait, ask the mail administrator to lift it; with fail2ban it is: fail2ban-client set JAIL unbanip \
                    ADDRESS.",
                "The administrator looks in the log for the IP address and the user name that failed: where many people share one IP \
                    address, the wrong passwords of one ban all.",
            ],
            check: "A single login after the pause is answered with 235.",
            retry: "Yes, after a pause without any login. Tries during the pause make it longer on many servers, and can lock the account.",
        },
        ko: {
            title: "짧은 시간에 로그인이 너무 많음",
            meaning: "짧은 시간에 로그인이 너무 많았거나 너무 많이 실패하여, 서버가 이 계정이나 네트워크의 로그인을 당분간 받지 않습니다.",
            when: "AUTH에서, 또는 연결하자마자 인사말 대신 나옵니다. Gmail은 454 4.7.0 \"Too many login attempts\"(메일마다 로그인하는 \
                프로그램이라면 비밀번호가 맞아도 나옵니다), Postfix는 450 4.7.1 \"too many AUTH commands\", Gatepost는 421로 응답합니다. \
                fail2ban을 쓰는 서버에서는 연결이 거부되거나 아무 응답이 없습니다.",
            steps: [
                "로그인을 반복하는 클라이언트나 작업을 멈추고 15분 이상 시도하지 마세요. 얼마나 걸리는지는 서버에 따라 다릅니다.",
                "예전 비밀번호가 남아 있는 클라이언트, 휴대전화, 프린터, 스크립트를 찾아 올바른 비밀번호를 입력하세요.",
                "직접 만든 프로그램이라면 한 번 로그인한 세션에서 메일을 차례로 발송하고, 동시에 여는 연결 수를 줄이세요. \
                    Nodemailer에서는 `pool: true`로 설정하면 됩니다.",
                "급하면 메일 관리자에게 차단 해제를 요청하세요. fail2ban에서는 `fail2ban-client set JAIL unbanip ADDRESS` 명령으로 \
                    해제합니다.",
                "관리자는 로그에서 로그인에 실패한 IP 주소와 사용자 이름을 확인해야 합니다. 여러 사람이 한 IP 주소를 함께 쓰면 다른 사람의 \
                    로그인 실패 때문에 모두 차단될 수 있습니다.",
            ],
            check: "기다린 뒤 한 번 로그인하면 235로 응답합니다.",
            retry: "로그인을 멈추고 기다린 뒤 다시 시도하면 됩니다. 기다리는 동안 계속 시도하면 차단이 길어지는 서버가 많고, 계정이 잠길 \
                수도 있습니다.",
        },
        near: [
            APP_PASSWORD_NEEDED => "Yahoo's 535 5.7.0 (#AUTH005) \"Too many bad auth attempts\" comes at the first try already: an app \
                password is missing.",
                "Yahoo의 535 5.7.0 (#AUTH005) \"Too many bad auth attempts\"는 처음 시도할 때도 나오며, 앱 비밀번호가 필요하다는 뜻입니다.",
            TEMP_AUTH_FAILURE => "454 \"Temporary authentication failure\" without \"too many\": the server itself is in trouble.",
                "454에 \"too many\"가 없고 \"Temporary authentication failure\"가 있으면 서버 자체에 문제가 있는 것입니다.",
            ACCOUNT_LOCKED => "The reply says locked, disabled or web browser, and a pause does not help.",
                "응답에 locked, disabled 또는 web browser가 있으며, 기다려도 풀리지 않습니다.",
            RATE_LIMIT => "The login works (235): the reply comes at MAIL or later, and speaks of messages or connections.",
                "로그인은 되고(235) MAIL이나 그 뒤에서 거부되며, 응답에 메일이나 연결의 수에 관한 말이 나옵니다.",
        ],
    }

    TEMP_AUTH_FAILURE { id: "temp-auth-failure", who: MailAdmin, retry: Yes,
        en: {
            title: "Login cannot be checked just now",
            meaning: "The server could not check the login just now, which says nothing about the password.",
            when: "At AUTH: 454 4.7.0 \"Temporary authentication failure\" (Postfix with Dovecot adds \"Connection lost to authentication \
                server\"), 435 \"Unable to authenticate at present\" (Exim), or 451. A client whose OAuth token server does not answer \
                ends here too.",
            steps: [
                "Leave the password as it is and try again in a few minutes.",
                "If it goes on, tell the server's administrator the time, the user name and the whole reply.",
                "The administrator checks that the account store answers (Dovecot, LDAP, database); with Dovecot: doveadm auth test USER. \
                    The log of that minute names the reason; with Exim the line with 435 does, often an error in the configuration.",
                "If many failed logins slow the login service down, the administrator limits them (fail2ban) and gives the service more \
                    processes; behind a proxy, Dovecot has to see the clients' own addresses.",
                "Between Exchange servers, the administrator compares the clocks (at most 5 minutes apart), the service principal names \
                    and the ports for Kerberos.",
            ],
            check: "The same password gets 235, and doveadm auth test or a login by browser succeeds on that server.",
            retry: "Yes, after a few minutes and with the same password. If it lasts for an hour, somebody has to repair the server.",
        },
        ko: {
            title: "일시적으로 로그인을 확인할 수 없음",
            meaning: "서버의 일시적인 오류로 로그인을 확인하지 못했으며, 비밀번호가 틀렸다는 뜻은 아닙니다.",
            when: "AUTH에서 454 4.7.0 \"Temporary authentication failure\"(Postfix와 Dovecot을 함께 쓰는 서버에서는 \"Connection lost to \
                authentication server\"가 붙습니다), 435 \"Unable to authenticate at present\"(Exim) 또는 451이 나옵니다. 클라이언트가 \
                OAuth 토큰 서버의 응답을 받지 못할 때도 여기에 해당합니다.",
            steps: [
                "비밀번호를 바꾸지 말고 몇 분 뒤에 다시 시도하세요.",
                "계속되면 발생 시각, 사용자 이름, 응답 전체를 그 서버의 관리자에게 알리세요.",
                "관리자는 계정 저장소(Dovecot, LDAP, 데이터베이스)가 응답하는지 확인해야 합니다. Dovecot에서는 `doveadm auth test \
                    USER`로 확인합니다. 원인은 그 시각의 로그에 있으며, Exim에서는 435가 있는 줄에 나오고 설정 오류인 경우가 많습니다.",
                "로그인 실패가 많아 인증 서비스가 느려졌다면 관리자가 fail2ban 등으로 제한하고 인증 서비스의 프로세스 수를 늘려야 합니다. \
                    프록시 뒤에 있다면 Dovecot에 클라이언트의 실제 IP 주소가 전달되게 해야 합니다.",
                "Exchange 서버끼리 주고받을 때 나온다면 관리자가 서버 시각의 차이(5분 이내), 서비스 주체 이름(SPN), Kerberos 포트를 \
                    확인해야 합니다.",
            ],
            check: "같은 비밀번호로 235가 나오고, 그 서버에서 `doveadm auth test`를 실행하거나 웹에서 로그인하면 성공합니다.",
            retry: "몇 분 뒤에 같은 비밀번호로 다시 시도하면 됩니다. 한 시간 넘게 계속되면 서버의 문제를 해결해야 합니다.",
        },
        near: [
            AUTH_RATE_LIMIT => "454 4.7.0 with \"Too many login attempts\" (Gmail): the server works, and wants a pause.",
                "454 4.7.0에 \"Too many login attempts\"가 있으면(Gmail) 서버에는 문제가 없으며, 로그인을 멈추고 기다려야 합니다.",
            TLS_SERVER_BROKEN => "454 after STARTTLS, with \"TLS not available\": it is not about the login.",
                "STARTTLS 다음에 \"TLS not available\"과 함께 나오는 454는 로그인과 관계가 없습니다.",
            CREDENTIALS_WRONG => "535: the server did check the login, and refused it.",
                "535이면 서버가 로그인을 확인했고 거부한 것입니다.",
            QUOTA => "451 at AUTH with \"credits exceeded\" (SendGrid): the amount of the plan is used up.",
                "AUTH에서 451과 함께 \"credits exceeded\"가 나오면(SendGrid) 요금제의 발송 한도를 모두 사용한 것입니다.",
        ],
    }

    AUTH_ALREADY_DONE { id: "auth-already-done", who: User, retry: No,
        en: {
            title: "Second login in one session",
            meaning: "The client logged in again in a session that is logged in already.",
            when: "At a second AUTH in the same connection: 503 5.5.1 \"Error: already authenticated\" (Postfix) or 503 \"already \
                authenticated\" (Exim). It comes from programs that keep the connection open for several messages and log in before each \
                of them, such as CodeIgniter with smtp_keepalive.",
            steps: [
                "Have the program send AUTH only once, right after it has connected; the next message begins with MAIL.",
                "If a library logs in by itself, update it, or switch off its keep-alive so that each message gets a connection of its own \
                    (CodeIgniter: smtp_keepalive = FALSE).",
                "To log in as somebody else, send QUIT and open a new connection; RSET does not end a login.",
                "In a mail client this is an error of the program: update it, and report it to its makers.",
            ],
            check: "The log shows one AUTH for each connection, and 250 after each MAIL.",
            retry: "A second AUTH is refused every time. The session stays logged in, so that MAIL works without it.",
        },
        ko: {
            title: "한 세션에서 두 번 로그인함",
            meaning: "이미 로그인한 세션에서 클라이언트가 다시 로그인하려고 했습니다.",
            when: "같은 연결에서 AUTH를 두 번째로 보낼 때 503 5.5.1 \"Error: already authenticated\"(Postfix) 또는 503 \"already \
                authenticated\"(Exim)가 나옵니다. smtp_keepalive를 켠 CodeIgniter처럼, 연결을 유지하며 메일을 여러 통 보내면서 메일마다 \
                로그인하는 프로그램에서 발생합니다.",
            steps: [
                "프로그램이 연결한 직후에 AUTH를 한 번만 보내고, 다음 메일부터는 바로 MAIL을 보내게 하세요.",
                "라이브러리가 스스로 로그인한다면 업데이트하거나, 연결 유지 기능을 꺼서 메일마다 새로 연결하게 하세요. \
                    CodeIgniter에서는 `smtp_keepalive = FALSE`로 설정합니다.",
                "다른 계정으로 로그인하려면 QUIT을 보내고 새로 연결하세요. RSET을 보내도 로그아웃되지 않습니다.",
                "메일 클라이언트에서 나온다면 프로그램의 오류입니다. 업데이트하고 개발사에 알리세요.",
            ],
            check: "로그를 보면 연결마다 AUTH가 한 번만 있고, MAIL마다 250이 나옵니다.",
            retry: "두 번째 AUTH는 매번 거부됩니다. 세션은 로그인된 상태로 남아 있으므로, AUTH 없이 MAIL을 보내면 됩니다.",
        },
        near: [
            AUTH_NOT_OFFERED => "503 with \"AUTH command used when not advertised\": no login came before it.",
                "503에 \"AUTH command used when not advertised\"가 있으면 그 전에 로그인한 적이 없는 것입니다.",
            BAD_SEQUENCE => "503 to another command, or to an AUTH before EHLO or between MAIL and the end of the message.",
                "AUTH가 아닌 다른 명령에 503이 나오거나, EHLO를 보내기 전이나 메일을 보내는 도중(MAIL부터 메일 내용이 끝날 때까지)에 \
                    보낸 AUTH에 503이 나옵니다.",
        ],
    }

    AUTH_EXCHANGE_BAD { id: "auth-exchange-bad", who: User, retry: No,
        en: {
            title: "Login malformed or cancelled",
            meaning: "What the client sent for its login was malformed, empty or too long, or the client gave the login up.",
            when: "After AUTH or after a 334: 501 5.5.2 with \"cannot decode\" or \"Invalid base64 data\", 500 5.5.6 for too long a line, \
                535 5.7.8 \"Invalid format\" for an empty password (Yandex). 501 with \"cancelled\" or \"aborted\" means that the client \
                sent a line with only *; a client does so when somebody clicks Cancel or when it cannot use the server's challenge.",
            steps: [
                "Enter user name and password again, since an empty one is a frequent reason; in a web application or a container, check \
                    that the value really arrives in the program.",
                "If it stays, update the client or choose another authentication method, such as the normal password (PLAIN) over TLS.",
                "A program of your own sends the base64 in one line. On Linux this makes the value for AUTH PLAIN: printf '\\0%s\\0%s' \
                    'USER' 'PASSWORD' | base64 -w0 (echo adds a line break, and base64 without -w0 breaks long lines).",
                "Keep to the order: PLAIN sends all in one value, LOGIN sends user name and password in two lines, each after its own 334, \
                    and CRAM-MD5 sends nothing but the AUTH command before the first 334.",
            ],
            check: "The log shows base64 without a break after AUTH or 334, and 235 as the answer.",
            retry: "Not with the same data, which are read the same way each time. If the login was only cancelled, log in once more.",
        },
        ko: {
            title: "로그인 형식 오류 또는 취소",
            meaning: "클라이언트가 로그인할 때 보낸 값이 형식에 맞지 않거나 비어 있거나 너무 길었거나, 클라이언트가 로그인을 취소했습니다.",
            when: "AUTH나 334 다음에 501 5.5.2와 함께 \"cannot decode\" 또는 \"Invalid base64 data\"가 나오거나, 줄이 너무 길면 500 \
                5.5.6, 비밀번호가 비어 있으면 535 5.7.8 \"Invalid format\"(Yandex)이 나옵니다. 501에 \"cancelled\"나 \"aborted\"가 \
                있으면 클라이언트가 `*`만 있는 줄을 보낸 것입니다. 사용자가 취소를 누르거나, 서버가 보낸 챌린지를 클라이언트가 \
                처리하지 못할 때 그렇게 합니다.",
            steps: [
                "값이 비어 있는 경우가 많으니 사용자 이름과 비밀번호를 다시 입력하세요. 웹 애플리케이션이나 컨테이너라면 그 값이 \
                    프로그램에 실제로 전달되는지 확인하세요.",
                "계속되면 클라이언트를 업데이트하거나, TLS 연결에서 일반 비밀번호(PLAIN)와 같은 다른 인증 방식을 선택하세요.",
                "직접 만든 프로그램이라면 base64 값을 한 줄로 보내세요. Linux에서 AUTH PLAIN의 값은 `printf '\\0%s\\0%s' 'USER' \
                    'PASSWORD' | base64 -w0` 명령으로 만들 수 있습니다. `echo`를 쓰면 줄 바꿈이 붙고, `-w0` 없이 `base64`를 쓰면 긴 \
                    줄이 나뉩니다.",
                "순서를 지키세요. PLAIN은 모든 값을 한 번에 보내고, LOGIN은 334를 받을 때마다 사용자 이름과 비밀번호를 차례로 보내며, \
                    CRAM-MD5는 첫 334를 받기 전에 AUTH 명령 말고는 아무것도 보내지 않습니다.",
            ],
            check: "로그를 보면 AUTH나 334 다음에 줄 바꿈 없는 base64 값이 있고, 235로 응답합니다.",
            retry: "같은 값을 다시 보내면 같은 오류가 발생합니다. 취소된 것이라면 다시 로그인하면 됩니다.",
        },
        near: [
            CREDENTIALS_WRONG => "535 5.7.8 that says nothing of format or base64: the data could be read, and are wrong.",
                "535 5.7.8에 형식이나 base64에 관한 말이 없으면, 값을 읽을 수는 있었지만 틀린 것입니다.",
            CLIENT_NO_CREDENTIALS => "The client says by itself that user name or password is missing, and sends no AUTH.",
                "클라이언트가 AUTH를 보내지 않고, 사용자 이름이나 비밀번호가 없다는 오류를 스스로 표시합니다.",
            MECHANISM_UNSUPPORTED => "504, or a text about the mechanism or authentication type.",
                "504이거나, 응답에 메커니즘(mechanism)이나 인증 방식(authentication type)에 관한 말이 있습니다.",
            SYNTAX => "500 or 501 to another command than AUTH.",
                "AUTH가 아닌 다른 명령에 500이나 501이 나옵니다.",
        ],
    }

    MECHANISM_UNSUPPORTED { id: "mechanism-unsupported", who: User, retry: No,
        en: {
            title: "Authentication method not supported",
            meaning: "The server does not have the authentication mechanism that the client chose.",
            when: "At AUTH: 504 5.5.4 or 5.7.4 \"Unrecognized authentication type\" (Gmail, Exchange, Microsoft 365), or 535 5.7.8 \
                \"Invalid authentication mechanism\" (Postfix with Dovecot). Thunderbird says that the server does not support the \
                selected authentication method. Typical are CRAM-MD5 (\"encrypted password\") where only PLAIN and LOGIN exist, PLAIN at \
                Microsoft and LOGIN where only PLAIN exists.",
            steps: [
                "In a mail client, choose STARTTLS or SSL/TLS and set the authentication method to the normal password; in Outlook, switch \
                    off Secure Password Authentication (SPA). If the provider takes no passwords, choose OAuth2.",
                "See what the server has: run openssl s_client -quiet -crlf -starttls smtp -connect HOST:587, then type EHLO \
                    test.example and read the line with AUTH.",
                "Name a mechanism of that line in the program. Nodemailer: authMethod: 'LOGIN'. PHPMailer: AuthType = 'LOGIN'. JavaMail: \
                    mail.smtp.auth.mechanisms. lettre: authentication(vec![Mechanism::Login]).",
                "If a device knows only a mechanism that is missing, the server's administrator can add it; with Dovecot: auth_mechanisms \
                    = plain login.",
            ],
            check: "The mechanism in the client's AUTH command stands in the AUTH line of the EHLO reply too, and the reply to AUTH is \
                235.",
            retry: "Not with the same mechanism. The password need not be changed.",
        },
        ko: {
            title: "지원하지 않는 인증 방식",
            meaning: "클라이언트가 선택한 인증 메커니즘을 서버가 지원하지 않습니다.",
            when: "AUTH에서 504 5.5.4나 5.7.4 \"Unrecognized authentication type\"(Gmail, Exchange, Microsoft 365) 또는 535 5.7.8 \
                \"Invalid authentication mechanism\"(Postfix와 Dovecot)이 나오며, Thunderbird는 선택한 인증 방식을 서버가 지원하지 \
                않는다고 표시합니다. PLAIN과 LOGIN만 있는 서버에 CRAM-MD5(암호화된 비밀번호)를, Microsoft에 PLAIN을, PLAIN만 있는 서버에 \
                LOGIN을 쓸 때 흔히 발생합니다.",
            steps: [
                "메일 클라이언트에서 명시적 SSL(STARTTLS) 또는 암시적 SSL(SSL/TLS)을 선택하고 인증 방식을 일반 비밀번호로 설정하세요. \
                    Outlook에서는 SPA(보안 암호 인증)를 끄세요. 비밀번호를 받지 않는 서비스라면 OAuth2를 선택하세요.",
                "서버가 지원하는 메커니즘을 확인하세요. `openssl s_client -quiet -crlf -starttls smtp -connect HOST:587` 명령으로 \
                    연결한 다음 `EHLO test.example`을 입력하고 AUTH 줄을 보면 됩니다.",
                "프로그램에서는 그 줄에 있는 메커니즘을 지정하세요. Nodemailer는 `authMethod: 'LOGIN'`, PHPMailer는 `AuthType = \
                    'LOGIN'`, JavaMail은 `mail.smtp.auth.mechanisms`, lettre는 `authentication(vec![Mechanism::Login])`으로 \
                    지정합니다.",
                "서버에 없는 메커니즘만 지원하는 장비라면 서버 관리자에게 추가를 요청하세요. Dovecot에서는 `auth_mechanisms = plain \
                    login`과 같이 설정합니다.",
            ],
            check: "클라이언트가 AUTH로 보낸 메커니즘이 EHLO 응답의 AUTH 줄에도 있고, AUTH에 대한 응답이 235입니다.",
            retry: "같은 메커니즘으로는 다시 시도해도 거부됩니다. 비밀번호는 바꾸지 않아도 됩니다.",
        },
        near: [
            AUTH_NEEDS_TLS => "The connection is not encrypted: many servers have the mechanism only after STARTTLS or on port 465.",
                "연결이 암호화되어 있지 않은 경우로, STARTTLS 다음이나 465 포트에서만 그 메커니즘을 제공하는 서버가 많습니다.",
            MECHANISM_TOO_WEAK => "534, \"too weak\" or \"may not\": the server knows the mechanism and forbids it.",
                "534이거나 \"too weak\" 또는 \"may not\"이 있으면, 서버가 그 메커니즘을 알지만 허용하지 않는 것입니다.",
            CLIENT_LACKS_MECHANISM => "The client gives up without sending AUTH: \"no mechanism available\" in its own log.",
                "클라이언트가 AUTH를 보내지 않고 포기하며, 클라이언트 자신의 로그에 \"no mechanism available\"이 있습니다.",
            AUTH_NOT_OFFERED => "The EHLO reply has no line with AUTH at all, also inside TLS.",
                "TLS 연결에서도 EHLO 응답에 AUTH 줄이 아예 없습니다.",
        ],
    }

    MECHANISM_TOO_WEAK { id: "mechanism-too-weak", who: User, retry: No,
        en: {
            title: "Authentication method not allowed",
            meaning: "The authentication mechanism that the client chose is too weak here, or this account may not use it.",
            when: "At AUTH: 534 5.7.9 \"Authentication mechanism is too weak\", or at Gatepost 534 5.7.9 with \"may not log in with this \
                mechanism\". Gmail means other things by 534 5.7.9: an app password or a sign-in by browser.",
            steps: [
                "If the connection is not encrypted, encrypt it first: STARTTLS for port 587, TLS for port 465.",
                "Choose another mechanism of the AUTH line in the EHLO reply, such as SCRAM-SHA-256 or OAuth, or PLAIN over TLS. In a mail \
                    client, take another entry of the authentication method: \"normal password\" or OAuth2 instead of \"encrypted \
                    password\" (CRAM-MD5) or NTLM.",
                "If the client has none of them, update it; an old device may need the administrator's help.",
                "If all are refused, ask the mail administrator which mechanisms this account may use; only the administrator can change \
                    that.",
            ],
            check: "The reply to AUTH with the other mechanism is 235.",
            retry: "Not with the same mechanism. Another password does not help; with another mechanism the same password works.",
        },
        ko: {
            title: "허용되지 않는 인증 방식",
            meaning: "클라이언트가 선택한 인증 메커니즘은 보안 수준이 낮아 허용되지 않거나, 이 계정에서 사용할 수 없는 메커니즘입니다.",
            when: "AUTH에서 534 5.7.9 \"Authentication mechanism is too weak\"가 나오거나, Gatepost에서는 534 5.7.9와 함께 \"may not log \
                in with this mechanism\"이 나옵니다. Gmail의 534 5.7.9는 뜻이 다르며, 앱 비밀번호나 웹 로그인이 필요할 때 나옵니다.",
            steps: [
                "연결이 암호화되어 있지 않다면 먼저 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요.",
                "EHLO 응답의 AUTH 줄에서 SCRAM-SHA-256이나 OAuth, 또는 TLS 연결의 PLAIN과 같은 다른 메커니즘을 선택하세요. 메일 \
                    클라이언트에서는 인증 방식을 암호화된 비밀번호(CRAM-MD5)나 NTLM 대신 일반 비밀번호 또는 OAuth2로 바꾸세요.",
                "클라이언트가 그중 어느 것도 지원하지 않으면 클라이언트를 업데이트하세요. 오래된 장비라면 관리자의 도움이 필요할 수 \
                    있습니다.",
                "모두 거부되면 이 계정에 허용된 메커니즘을 메일 관리자에게 문의하세요. 이 설정은 관리자만 바꿀 수 있습니다.",
            ],
            check: "다른 메커니즘으로 보낸 AUTH에 대한 응답이 235입니다.",
            retry: "같은 메커니즘으로는 다시 시도해도 거부됩니다. 비밀번호를 바꾸어도 해결되지 않으며, 다른 메커니즘을 선택하면 같은 \
                비밀번호를 쓸 수 있습니다.",
        },
        near: [
            APP_PASSWORD_NEEDED => "Gmail's 534 5.7.9 with \"Application-specific password required\".",
                "Gmail의 534 5.7.9에 \"Application-specific password required\"가 있습니다.",
            ACCOUNT_LOCKED => "Gmail's 534 5.7.9 with WebLoginRequired, or 534 5.7.14.",
                "Gmail의 534 5.7.9에 WebLoginRequired가 있거나, 코드가 534 5.7.14입니다.",
            MECHANISM_UNSUPPORTED => "504, or the mechanism does not stand in the AUTH line of the EHLO reply: the server does not have \
                it.",
                "504이거나 EHLO 응답의 AUTH 줄에 그 메커니즘이 없으면, 서버가 지원하지 않는 것입니다.",
            AUTH_NEEDS_TLS => "538 5.7.11: the mechanism is allowed as soon as the connection is encrypted.",
                "538 5.7.11이면 연결을 암호화하는 것만으로 그 메커니즘을 사용할 수 있습니다.",
        ],
    }

    TRANSITION_NEEDED { id: "transition-needed", who: User, retry: No,
        en: {
            title: "One login with PLAIN needed first",
            meaning: "The server has the password, but not yet in the form that this authentication mechanism needs.",
            when: "At AUTH with a mechanism that does not send the password itself, such as SCRAM or CRAM-MD5: 432 4.7.12. It is typical \
                after accounts were moved to another server, or when the mechanism is new there. Servers that do not want to tell who has \
                an account say 535 instead.",
            steps: [
                "Check that the connection is encrypted: STARTTLS for port 587, TLS for port 465.",
                "Log in once with PLAIN: in a mail client, set the authentication method to the normal password and send a message. \
                    The server then stores what the other mechanism needs.",
                "Set the authentication method back if you want to; the mechanism works from the next login on.",
                "If a login with PLAIN changes nothing, the administrator sets the password of the account anew, or lets the server make \
                    the missing form (Cyrus SASL: auto_transition: yes).",
            ],
            check: "After the login with PLAIN, AUTH with the first mechanism gets 235.",
            retry: "Not with the same mechanism, although the code begins with 4. It helps at once after one login with PLAIN; the \
                password is right and need not be changed.",
        },
        ko: {
            title: "먼저 PLAIN으로 한 번 로그인 필요",
            meaning: "서버에 비밀번호는 있지만, 이 인증 메커니즘에 필요한 형태로는 아직 저장되어 있지 않습니다.",
            when: "SCRAM이나 CRAM-MD5처럼 비밀번호를 그대로 보내지 않는 메커니즘을 쓸 때 AUTH에서 432 4.7.12가 나옵니다. 계정을 다른 \
                서버로 옮긴 뒤나 서버에 그 메커니즘을 새로 도입했을 때 흔히 발생합니다. 어떤 계정이 있는지 드러내지 않으려고 535로 \
                응답하는 서버도 있습니다.",
            steps: [
                "연결이 암호화되어 있는지 확인하세요. 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)입니다.",
                "PLAIN으로 한 번 로그인하세요. 메일 클라이언트에서는 인증 방식을 일반 비밀번호로 설정하고 메일을 한 통 보내면 됩니다. \
                    그러면 서버가 필요한 값을 만들어 둡니다.",
                "원하면 인증 방식을 원래대로 되돌리세요. 다음 로그인부터 그 메커니즘을 사용할 수 있습니다.",
                "PLAIN으로 로그인해도 달라지지 않으면, 관리자가 계정의 비밀번호를 다시 설정하거나 서버가 필요한 값을 자동으로 만들게 \
                    해야 합니다. Cyrus SASL에서는 `auto_transition: yes`로 설정합니다.",
            ],
            check: "PLAIN으로 로그인한 뒤에는 처음의 메커니즘으로 보낸 AUTH에도 235로 응답합니다.",
            retry: "코드가 4로 시작하지만, 같은 메커니즘으로는 다시 시도해도 거부됩니다. PLAIN으로 한 번 로그인하면 바로 해결되며, \
                비밀번호는 바꾸지 않아도 됩니다.",
        },
        near: [
            CREDENTIALS_WRONG => "535, and a login with PLAIN over TLS is refused too.",
                "535가 나오고, TLS 연결에서 PLAIN으로 로그인해도 거부됩니다.",
            RATE_LIMIT => "432 4.3.2 \"sender thread limit exceeded\" (Microsoft 365): it is about connections at the same time, not about \
                the login.",
                "432 4.3.2 \"sender thread limit exceeded\"(Microsoft 365)는 로그인이 아니라 동시에 연 연결이 너무 많다는 뜻입니다.",
            TEMP_AUTH_FAILURE => "454 or 435: the server could not check the login, and the same login works later.",
                "454나 435이면 서버가 로그인을 확인하지 못한 것이며, 나중에 같은 방식으로 로그인됩니다.",
        ],
    }

    SERVER_UNPROVEN { id: "server-unproven", who: MailAdmin, retry: No,
        en: {
            title: "Server did not prove that it knows the password",
            meaning: "The server did not prove that it knows the password, so it may not be the server that you meant.",
            when: "At the end of a login with SCRAM: the server's signature is missing or wrong, and the client breaks off, even if the \
                server says 235. It stands in the log of the client or the sending server, not in a reply; Cyrus SASL says \"server failed \
                mutual authentication step\".",
            steps: [
                "Check the server's host name and port in the settings of the client or the sending server.",
                "Verify its certificate: openssl s_client -starttls smtp -connect HOST:587 -verify_hostname HOST -verify_return_error. It \
                    has to be the server's own, and not that of a firewall or an antivirus program.",
                "If something on the way answers in its place, the administrator of that network exempts mail from it.",
                "If it is the right server, tell its administrator that its SCRAM is faulty. Until that is mended, use PLAIN or another \
                    mechanism, but only with the certificate verified: PLAIN hands the password to whoever answers.",
            ],
            check: "A login with SCRAM ends with 235, and the client goes on with MAIL.",
            retry: "Not before the cause is found. Mail that waits in the queue goes out as soon as a login works.",
        },
        ko: {
            title: "서버가 비밀번호를 아는지 확인되지 않음",
            meaning: "상대 서버가 비밀번호를 알고 있음을 증명하지 못했으므로, 다른 서버가 대신 응답했을 수 있습니다.",
            when: "SCRAM으로 로그인할 때 마지막 단계에서 서버의 서명이 없거나 틀린 경우이며, 서버가 235로 응답해도 클라이언트가 로그인을 \
                중단합니다. 서버의 응답이 아니라 클라이언트나 발송 서버의 로그에 나오며, Cyrus SASL에서는 \"server failed mutual \
                authentication step\"으로 표시됩니다.",
            steps: [
                "클라이언트나 발송 서버의 설정에서 서버의 호스트 이름과 포트가 맞는지 확인하세요.",
                "`openssl s_client -starttls smtp -connect HOST:587 -verify_hostname HOST -verify_return_error` 명령으로 인증서를 \
                    검증하세요. 방화벽이나 백신 프로그램의 인증서가 아니라 그 서버의 인증서여야 합니다.",
                "중간에 있는 장비가 대신 응답한다면 그 네트워크의 관리자가 메일을 검사 대상에서 제외해야 합니다.",
                "올바른 서버라면 SCRAM에 문제가 있다고 그 서버의 관리자에게 알리세요. 해결될 때까지 PLAIN과 같은 다른 메커니즘을 쓰되, \
                    인증서를 검증하는 연결에서만 쓰세요. PLAIN을 쓰면 응답하는 상대에게 비밀번호가 그대로 전달됩니다.",
            ],
            check: "SCRAM 로그인이 235로 끝나고, 클라이언트가 이어서 MAIL을 보냅니다.",
            retry: "원인을 찾기 전에는 다시 시도해도 해결되지 않습니다. 큐에서 기다리는 메일은 로그인에 성공하면 바로 발송됩니다.",
        },
        near: [
            CREDENTIALS_WRONG => "The server refuses, with 535: then the client's proof is wrong, not the server's.",
                "서버가 535로 거부했다면 서버가 아니라 클라이언트가 보낸 증명이 틀린 것입니다.",
            MIDDLEBOX => "The greeting, the EHLO reply or the certificate shows another name than the server's.",
                "인사말, EHLO 응답 또는 인증서에 그 서버와 다른 이름이 나옵니다.",
            TLS_CERT_NAME => "The client breaks off during TLS already, because of the name in the certificate, and no AUTH follows.",
                "인증서의 이름이 달라 TLS 단계에서 이미 중단되며, AUTH까지 가지 않습니다.",
            AUTH_EXCHANGE_BAD => "The client cannot read the server's challenge at all, and cancels with * and 501.",
                "클라이언트가 서버의 챌린지를 아예 읽지 못하여 `*`를 보내 취소하고 501을 받습니다.",
        ],
    }

    CLIENT_LACKS_MECHANISM { id: "client-lacks-mechanism", who: MailAdmin, retry: No,
        en: {
            title: "Client has no usable authentication method",
            meaning: "The sending side has none of the authentication mechanisms that the server offers, or its settings forbid those \
                it has.",
            when: "After EHLO, in the log of the sending side; the server has refused nothing. Postfix says \"no mechanism available\" or \
                \"No worthy mechs found\" where a plug-in is missing, and \"offered no compatible authentication mechanisms for this type \
                of connection security\" where PLAIN is not permitted. Python says \"No suitable authentication method found\", JavaMail \
                \"No authentication mechanisms supported by both server and client\".",
            steps: [
                "The administrator of the sending host installs the SASL plug-ins, in a container in its image: libsasl2-modules on Debian \
                    and Ubuntu, cyrus-sasl-plain on Red Hat and Fedora.",
                "With a Postfix that sends all mail through one relay, permit PLAIN inside TLS only: smtp_sasl_tls_security_options = \
                    noanonymous, with smtp_tls_security_level = secure and smtp_tls_CAfile (encrypt alone does not check the \
                    certificate). Check that smtp_sasl_mechanism_filter does not exclude what the server has.",
                "In a program, switch STARTTLS or TLS on, since many libraries hold PLAIN and LOGIN back without it, and permit a \
                    mechanism that the server lists.",
                "Compare both lists: the AUTH line of the EHLO reply inside TLS, and what the host has (saslpluginviewer -c, elsewhere \
                    pluginviewer -c).",
            ],
            check: "After postqueue -f the log shows status=sent; with a program, AUTH is sent and answered with 235.",
            retry: "Not before the mechanism is there. Mail that waits in the queue then goes out with the next attempt; another password \
                does not help.",
        },
        ko: {
            title: "클라이언트에 쓸 수 있는 인증 방식 없음",
            meaning: "발송하는 쪽이 서버의 인증 메커니즘을 하나도 지원하지 않거나, 지원하더라도 사용할 수 없게 설정되어 있습니다.",
            when: "EHLO 다음에 발송하는 쪽의 로그에 나오며, 서버가 거부한 것은 아닙니다. Postfix에서는 플러그인이 없으면 \"no mechanism \
                available\"이나 \"No worthy mechs found\"가, PLAIN을 쓸 수 없게 설정되어 있으면 \"offered no compatible authentication \
                mechanisms for this type of connection security\"가 나옵니다. Python은 \"No suitable authentication method found\", \
                JavaMail은 \"No authentication mechanisms supported by both server and client\"를 표시합니다.",
            steps: [
                "발송하는 서버의 관리자가 SASL 플러그인을 설치해야 합니다. 컨테이너라면 이미지에 설치하세요. Debian과 Ubuntu에서는 \
                    libsasl2-modules, Red Hat과 Fedora에서는 cyrus-sasl-plain입니다.",
                "모든 메일을 한 릴레이 서버로 보내는 Postfix에서는 `smtp_sasl_tls_security_options = noanonymous`를 설정하여 TLS \
                    연결에서만 PLAIN을 허용하고, `smtp_tls_security_level = secure`와 `smtp_tls_CAfile`도 설정하세요. \
                    `smtp_tls_security_level`이 `encrypt`이면 인증서를 확인하지 않습니다. `smtp_sasl_mechanism_filter`가 서버의 메커니즘을 \
                    제외하지 않는지도 확인하세요.",
                "프로그램에서는 명시적 SSL(STARTTLS)이나 암시적 SSL(SSL/TLS)을 켜고, 서버가 제공하는 메커니즘을 허용하세요. 암호화되지 \
                    않은 연결에서는 PLAIN과 LOGIN을 쓰지 않는 라이브러리가 많습니다.",
                "TLS 연결에서 받은 EHLO 응답의 AUTH 줄과 발송하는 서버에 있는 메커니즘을 비교하세요. 발송하는 서버의 메커니즘은 \
                    `saslpluginviewer -c`(배포판에 따라 `pluginviewer -c`)로 확인합니다.",
            ],
            check: "`postqueue -f`를 실행하면 로그에 status=sent가 나옵니다. 프로그램이라면 AUTH를 보내고 235를 받습니다.",
            retry: "메커니즘을 갖추기 전에는 다시 시도해도 해결되지 않습니다. 갖춘 뒤에는 큐에서 기다리는 메일이 다음 시도에서 \
                발송됩니다. 비밀번호를 바꾸는 것은 도움이 되지 않습니다.",
        },
        near: [
            MECHANISM_UNSUPPORTED => "The client did send AUTH, and the server refused it with 504 or 535.",
                "클라이언트가 AUTH를 보냈고, 서버가 504나 535로 거부했습니다.",
            AUTH_NEEDS_TLS => "The connection is not encrypted, and the AUTH line appears only after STARTTLS or on port 465.",
                "연결이 암호화되어 있지 않으며, AUTH 줄이 STARTTLS 다음이나 465 포트에서만 나옵니다.",
            AUTH_NOT_OFFERED => "The EHLO reply has no line with AUTH, also inside TLS: the server offers no login here.",
                "TLS 연결에서도 EHLO 응답에 AUTH 줄이 없으면, 서버가 이 포트에서 인증을 제공하지 않는 것입니다.",
        ],
    }
}
