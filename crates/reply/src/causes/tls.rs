//! Causes around TLS.

causes! { TLS:
    TLS_REQUIRED { id: "tls-required", who: User, retry: No,
        en: {
            title: "Encryption required first",
            meaning: "The server takes mail and logins only over an encrypted connection, and this one is not encrypted yet.",
            when: "At AUTH or MAIL on port 587 or 25, when no STARTTLS came before it: 530 \"Must issue a STARTTLS command first\" \
                (Gmail, Amazon SES, Postfix), 530 5.7.7 (Yandex), 451 5.7.3 \"STARTTLS is required to send mail\" (Microsoft 365). \
                Gmail answers 4.7.29 or 5.7.29 to servers that deliver much mail without TLS.",
            steps: [
                "In the mail client, switch encryption on for the outgoing server: STARTTLS for port 587, SSL/TLS for port 465.",
                "In a program, do the same: `EMAIL_USE_TLS = True` (Django), `starttls()` before `login()` (Python), \
                    `mail.smtp.starttls.enable=true` (JavaMail), `EnableSsl = true` (.NET), `SMTPSecure = 'tls'` (PHPMailer).",
                "If you wrote the SMTP part yourself, send EHLO and STARTTLS, start TLS after the 220, send EHLO again, and only \
                    then AUTH and MAIL.",
                "If your mail server delivers to other servers without TLS, its administrator switches it on; in Postfix that is \
                    `smtp_tls_security_level = may`.",
                "If the password was already sent unencrypted on a network where others could listen, change it.",
            ],
            check: "STARTTLS is answered with 220, and after the second EHLO AUTH is answered with 235 or MAIL with 250.",
            retry: "Not without encryption, not even where the code begins with 4. With encryption it works at once.",
        },
        ko: {
            title: "암호화 연결이 먼저 필요",
            meaning: "서버가 암호화 연결에서만 로그인과 메일을 받는데, 이 연결은 아직 암호화되지 않았습니다.",
            when: "587 또는 25 포트에서 STARTTLS 없이 AUTH나 MAIL을 보냈을 때 나옵니다. 530 \"Must issue a STARTTLS command \
                first\"(Gmail, Amazon SES, Postfix), 530 5.7.7(Yandex), 451 5.7.3 \"STARTTLS is required to send mail\"(Microsoft \
                365)이 대표적입니다. TLS 없이 메일을 많이 전달하는 서버에는 Gmail이 4.7.29 또는 5.7.29로 응답합니다.",
            steps: [
                "메일 클라이언트의 발송(SMTP) 서버 설정에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)을 \
                    선택하세요.",
                "프로그램에서 발송한다면 같은 설정을 켜세요. Django는 `EMAIL_USE_TLS = True`, Python은 `login()` 앞의 \
                    `starttls()`, JavaMail은 `mail.smtp.starttls.enable=true`, .NET은 `EnableSsl = true`, PHPMailer는 `SMTPSecure \
                    = 'tls'`입니다.",
                "SMTP 통신을 직접 구현했다면 EHLO와 STARTTLS를 보내고 220을 받은 뒤 TLS를 시작하세요. EHLO를 다시 보낸 다음에야 \
                    AUTH와 MAIL을 보낼 수 있습니다.",
                "메일 서버가 다른 서버로 TLS 없이 메일을 전달하고 있다면 그 관리자가 TLS를 켜야 합니다. Postfix에서는 \
                    `smtp_tls_security_level = may`로 설정하세요.",
                "다른 사람이 엿볼 수 있는 네트워크에서 비밀번호가 이미 암호화되지 않은 채 전송되었다면 비밀번호를 바꾸세요.",
            ],
            check: "STARTTLS에 220이 나오고, 두 번째 EHLO 뒤에 보낸 AUTH에 235 또는 MAIL에 250이 나오면 해결된 것입니다.",
            retry: "4로 시작하는 코드가 나왔더라도 암호화를 켜지 않고 다시 시도해서는 해결되지 않습니다. 암호화를 켜면 바로 \
                발송됩니다.",
        },
        near: [
            AUTH_NEEDS_TLS => "No reply asks for STARTTLS: AUTH is missing from the reply to EHLO, or the client will not send a \
                    password unencrypted.",
                "STARTTLS를 요구하는 응답은 없고, EHLO 응답에 AUTH가 없거나 클라이언트가 암호화되지 않은 비밀번호 전송을 \
                    거부합니다.",
            AUTH_REQUIRED => "530 speaks of authentication, as in 5.7.57 or \"Authentication required\": the login is missing, not \
                    the encryption.",
                "530에 5.7.57이나 \"Authentication required\"처럼 인증에 관한 문구가 있으면 암호화가 아니라 로그인이 빠진 \
                    것입니다.",
            TLS_NOT_OFFERED => "The reply to EHLO has no line STARTTLS, so the client cannot encrypt on this port.",
                "EHLO 응답에 STARTTLS 줄이 없어 이 포트에서는 암호화 연결을 시작할 수 없습니다.",
            MIDDLEBOX => "STARTTLS is answered with 500 or 502 although the server asks for it: something on the way changes the \
                    command.",
                "서버가 STARTTLS를 요구하는데도 STARTTLS를 보내면 500이나 502가 나오는 경우, 중간에서 명령을 바꾸는 것입니다.",
        ],
    }

    TLS_NOT_OFFERED { id: "tls-not-offered", who: User, retry: No,
        en: {
            title: "STARTTLS not offered",
            meaning: "The client wants an encrypted connection, but the server does not offer STARTTLS on this port.",
            when: "After EHLO, when its reply has no line STARTTLS: \"STARTTLS extension not supported by server\" (Python), \
                \"STARTTLS is required but host does not support STARTTLS\" (JavaMail), \"Server does not support secure \
                connections\" (.NET), \"TLS is required, but was not offered by host\" (Postfix). A client that sends STARTTLS all \
                the same gets 500, 502 or 503. Microsoft 365 returns 5.7.321 starttls-not-supported where the recipient's domain \
                demands TLS.",
            steps: [
                "Enter the port that is meant for sending with a login: 587 with STARTTLS, or 465 with SSL/TLS. Port 25 is for \
                    mail between servers.",
                "If the port is 465 already, choose SSL/TLS and switch the option STARTTLS off: inside TLS no server offers it \
                    again.",
                "Connect from another network, such as a mobile phone's. If STARTTLS is offered there, a firewall or an antivirus \
                    program takes it away.",
                "The administrator of the server (after a bounce: of the recipient's server) switches STARTTLS on: in Postfix with \
                    `smtpd_tls_security_level = may` and the certificate in `smtpd_tls_chain_files`.",
                "Switch encryption off in the client only for a server in your own network that asks for no login.",
            ],
            check: "The reply to EHLO lists STARTTLS, and `openssl s_client -starttls smtp -connect mail.example.com:587` shows a \
                certificate.",
            retry: "Not until the port or the server is changed. A mail server keeps the message in its queue and sends it by \
                itself once STARTTLS is offered.",
        },
        ko: {
            title: "서버가 STARTTLS를 제공하지 않음",
            meaning: "클라이언트가 암호화 연결을 요청했지만, 서버가 이 포트에서 STARTTLS를 제공하지 않습니다.",
            when: "EHLO 응답에 STARTTLS 줄이 없을 때 나옵니다. Python의 \"STARTTLS extension not supported by server\", JavaMail의 \
                \"STARTTLS is required but host does not support STARTTLS\", .NET의 \"Server does not support secure \
                connections\", Postfix의 \"TLS is required, but was not offered by host\"가 대표적이며, 그래도 STARTTLS를 보내면 \
                500, 502 또는 503이 나옵니다. 수신자 도메인이 TLS를 요구하면 Microsoft 365는 5.7.321 starttls-not-supported로 \
                반송합니다.",
            steps: [
                "로그인하여 발송하는 포트를 입력하세요. 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)이며, 25 \
                    포트는 서버끼리 메일을 주고받는 포트입니다.",
                "이미 465 포트라면 암시적 SSL(SSL/TLS)을 선택하고 STARTTLS 옵션은 끄세요. TLS로 연결된 뒤에는 어느 서버도 \
                    STARTTLS를 다시 제공하지 않습니다.",
                "휴대전화 테더링처럼 다른 네트워크에서 연결해 보세요. 그곳에서 STARTTLS가 나오면 방화벽이나 백신 프로그램이 없애고 \
                    있는 것입니다.",
                "그 서버의 관리자(반송 메일이라면 수신 서버의 관리자)가 STARTTLS를 켜야 합니다. Postfix에서는 \
                    `smtpd_tls_security_level = may`로 설정하고 `smtpd_tls_chain_files`에 인증서를 지정하세요.",
                "클라이언트에서 암호화를 끄는 것은 로그인을 요구하지 않는 내부 네트워크의 서버일 때만 하세요.",
            ],
            check: "EHLO 응답에 STARTTLS가 나오고, `openssl s_client -starttls smtp -connect mail.example.com:587` 명령에 인증서가 \
                표시되면 해결된 것입니다.",
            retry: "포트나 서버 설정을 바꾸기 전에는 해결되지 않습니다. 메일 서버는 메일을 큐에 보관하다가 STARTTLS가 제공되면 \
                자동으로 발송합니다.",
        },
        near: [
            MIDDLEBOX => "The reply to EHLO has XXXXXXXA in the place of STARTTLS, or the greeting consists of asterisks or names \
                    another host.",
                "EHLO 응답에서 STARTTLS 자리에 XXXXXXXA가 있거나, 인사말이 별표(*)로 되어 있거나 다른 호스트의 이름이 나옵니다.",
            TLS_SERVER_BROKEN => "STARTTLS is listed, but is answered with 454.",
                "STARTTLS가 목록에는 있지만 보내면 454가 나옵니다.",
            AUTH_NOT_OFFERED => "Encryption works, and AUTH is what the reply to EHLO lacks.",
                "암호화 연결은 되었지만 EHLO 응답에 AUTH가 없습니다.",
            WRONG_PORT_PLAIN_ON_TLS => "No greeting comes at all: port 465 waits for TLS, so the client does not get as far as \
                    EHLO.",
                "인사말이 전혀 오지 않으면 465 포트가 TLS를 기다리는 것이며, 클라이언트는 EHLO까지 가지도 못합니다.",
        ],
    }

    TLS_SERVER_BROKEN { id: "tls-server-broken", who: MailAdmin, retry: No,
        en: {
            title: "Server cannot start TLS",
            meaning: "The server offers STARTTLS, but trouble of its own keeps it from starting TLS.",
            when: "Right after STARTTLS: 454 4.7.0 \"TLS not available due to local problem\" (Postfix) or 454 \"TLS currently \
                unavailable\" (Exim). Often the certificate was renewed or moved, or the settings were changed, shortly before.",
            steps: [
                "Leave the client as it is and tell the administrator of the server: all that follows is for them.",
                "Look in the server's mail log at the time of the 454: it names the file that cannot be used, or the error.",
                "Check that the files of certificate and key exist under the names in the settings, and that the mail server may \
                    read them (Exim reads them as its own user).",
                "Check that the two belong together: `openssl x509 -in cert.pem -noout -pubkey` and `openssl pkey -in key.pem \
                    -pubout` have to print the same.",
                "Have the mail server read its files again, in Postfix with `postfix reload`.",
            ],
            check: "STARTTLS is answered with 220, and `openssl s_client -starttls smtp -connect mail.example.com:587` shows the \
                certificate.",
            retry: "Not until the server is repaired, although 454 says that the failure is temporary. A mail server goes on \
                trying by itself; do not send the message a second time.",
        },
        ko: {
            title: "서버가 TLS를 시작하지 못함",
            meaning: "서버가 STARTTLS를 제공하지만, 서버 자체의 문제로 TLS를 시작하지 못했습니다.",
            when: "STARTTLS를 보낸 직후에 454 4.7.0 \"TLS not available due to local problem\"(Postfix)이나 454 \"TLS currently \
                unavailable\"(Exim)이 나옵니다. 인증서를 갱신하거나 옮긴 뒤, 또는 설정을 바꾼 뒤에 자주 발생합니다.",
            steps: [
                "클라이언트의 설정은 그대로 두고 그 서버의 관리자에게 알리세요. 아래의 조치는 모두 서버 관리자가 해야 합니다.",
                "454가 나온 시각의 서버 메일 로그를 보세요. 사용할 수 없는 파일이나 오류 내용이 남아 있습니다.",
                "설정에 적힌 이름으로 인증서와 키 파일이 있는지, 메일 서버가 그 파일을 읽을 수 있는지 확인하세요(Exim은 전용 \
                    사용자 권한으로 읽습니다).",
                "인증서와 키가 서로 짝이 맞는지 확인하세요. `openssl x509 -in cert.pem -noout -pubkey`와 `openssl pkey -in key.pem \
                    -pubout`의 출력이 같아야 합니다.",
                "메일 서버가 파일을 다시 읽게 하세요. Postfix에서는 `postfix reload`를 실행하세요.",
            ],
            check: "STARTTLS에 220이 나오고, `openssl s_client -starttls smtp -connect mail.example.com:587` 명령에 인증서가 \
                표시되면 해결된 것입니다.",
            retry: "454는 일시적인 오류라는 뜻이지만, 서버의 문제가 해결되기 전에는 같은 오류가 발생합니다. 메일 서버가 자동으로 \
                다시 시도하므로 같은 메일을 직접 다시 보내지 마세요.",
        },
        near: [
            TEMP_AUTH_FAILURE => "454 comes after AUTH and not after STARTTLS: the login could not be checked.",
                "STARTTLS가 아니라 AUTH 뒤에 454가 나오면 로그인을 확인하지 못한 것입니다.",
            TLS_VERSION => "STARTTLS gets 220, and TLS fails only after that.",
                "STARTTLS에는 220이 나오고, 그 뒤의 TLS 협상이 실패합니다.",
            TLS_NOT_OFFERED => "STARTTLS is missing from the reply to EHLO, or is answered with 500, 502 or 503.",
                "EHLO 응답에 STARTTLS가 없거나, STARTTLS에 500, 502 또는 503이 나옵니다.",
            TLS_CERT_UNTRUSTED => "The server does show its certificate, and the client refuses it.",
                "서버가 인증서를 제시했지만 클라이언트가 거부합니다.",
        ],
    }

    TLS_VERSION { id: "tls-version", who: MailAdmin, retry: No,
        en: {
            title: "No common TLS version or cipher",
            meaning: "No encrypted connection came about, because the two sides have no TLS version or cipher in common.",
            when: "While TLS is started, on port 465 or after STARTTLS: \"handshake failure\", \"protocol version\" or \"no shared \
                cipher\" (OpenSSL), \"No appropriate protocol\" (Java), \"Cannot start TLS: handshake failure\" (Postfix). \
                Microsoft 365 answers 421 4.7.66 to clients that have only TLS 1.0 or 1.1. Mostly one side is old, such as a \
                printer, an old Java or .NET, or a server that was not updated for years.",
            steps: [
                "See what the server takes: run `openssl s_client -starttls smtp -connect mail.example.com:587 -tls1_2`, and again \
                    with `-tls1_3` (for port 465 leave out `-starttls smtp`).",
                "Update the older side: the program, its TLS library or the operating system; for a printer or scanner, its \
                    firmware.",
                "In an old program, permit TLS 1.2: `mail.smtp.ssl.protocols=TLSv1.2` for JavaMail; a .NET program is built for \
                    .NET Framework 4.7 or newer.",
                "If a device cannot be updated, let it send to a mail server in your own network, which passes the mail on with \
                    current TLS.",
                "The administrator of the server permits TLS 1.2 and 1.3 (in Postfix `smtpd_tls_protocols = >=TLSv1.2`). If it is \
                    the recipient's server that is old, tell its administrator.",
            ],
            check: "The openssl command of the first step prints TLSv1.2 or TLSv1.3 in its line \"Cipher is\", and not (NONE).",
            retry: "Not before one side is changed, not even at 421 4.7.66, whose first digit says temporary.",
        },
        ko: {
            title: "공통 TLS 버전 또는 암호화 알고리즘 없음",
            meaning: "양쪽에서 함께 지원하는 TLS 버전이나 암호화 알고리즘(cipher)이 없어 암호화 연결을 맺지 못했습니다.",
            when: "465 포트에 연결할 때나 STARTTLS 뒤에 TLS를 시작하면서 나옵니다. OpenSSL의 \"handshake failure\", \"protocol \
                version\", \"no shared cipher\", Java의 \"No appropriate protocol\", Postfix의 \"Cannot start TLS: handshake \
                failure\"가 대표적이며, TLS 1.0이나 1.1만 지원하는 클라이언트에는 Microsoft 365가 421 4.7.66으로 응답합니다. \
                프린터, 오래된 Java나 .NET, 여러 해 동안 업데이트하지 않은 서버처럼 한쪽이 오래된 경우가 대부분입니다.",
            steps: [
                "`openssl s_client -starttls smtp -connect mail.example.com:587 -tls1_2`를 실행하고 `-tls1_3`으로도 실행하여 \
                    서버가 받아들이는 버전을 확인하세요(465 포트에서는 `-starttls smtp`를 빼세요).",
                "더 오래된 쪽을 업데이트하세요. 프로그램이라면 프로그램과 TLS 라이브러리나 운영 체제를, 프린터나 스캐너라면 \
                    펌웨어를 업데이트하세요.",
                "오래된 프로그램에서는 TLS 1.2를 사용하게 하세요. JavaMail은 `mail.smtp.ssl.protocols=TLSv1.2`로 설정하고, .NET \
                    프로그램은 .NET Framework 4.7 이상으로 빌드하세요.",
                "업데이트할 수 없는 장비라면 내부 네트워크의 메일 서버로 보내고, 그 서버가 최신 TLS로 메일을 전달하게 하세요.",
                "서버의 관리자는 TLS 1.2와 1.3을 허용하세요(Postfix에서는 `smtpd_tls_protocols = >=TLSv1.2`). 오래된 쪽이 수신 \
                    서버라면 그 관리자에게 알리세요.",
            ],
            check: "첫 번째 단계의 openssl 명령을 실행했을 때 \"Cipher is\" 줄에 (NONE)이 아니라 TLSv1.2나 TLSv1.3이 나오면 해결된 \
                것입니다.",
            retry: "한쪽을 바꾸기 전에는 해결되지 않습니다. 421 4.7.66은 4로 시작하지만 마찬가지입니다.",
        },
        near: [
            WRONG_PORT_TLS_ON_PLAIN => "\"wrong version number\", \"first record does not look like a TLS handshake\" or \
                    \"Unsupported or unrecognized SSL message\": port and encryption do not fit each other, and the versions do \
                    not matter.",
                "\"wrong version number\", \"first record does not look like a TLS handshake\", \"Unsupported or unrecognized SSL \
                    message\"가 나오면 버전이 아니라 포트와 암호화 방식이 맞지 않는 것입니다.",
            TLS_CERT_UNTRUSTED => "The text speaks of a certificate: \"certificate verify failed\", \"unknown ca\", \"bad \
                    certificate\".",
                "\"certificate verify failed\", \"unknown ca\", \"bad certificate\"처럼 인증서에 관한 문구가 나옵니다.",
            TLS_SERVER_BROKEN => "STARTTLS itself is answered with 454, so TLS is not even begun.",
                "STARTTLS 자체에 454가 나와 TLS 협상을 시작하지도 못합니다.",
            MIDDLEBOX => "The same client gets through from another network: something on the way cuts TLS off.",
                "같은 클라이언트가 다른 네트워크에서는 연결되면 중간에서 TLS를 끊는 것입니다.",
        ],
    }

    TLS_CERT_UNTRUSTED { id: "tls-cert-untrusted", who: MailAdmin, retry: No,
        en: {
            title: "Certificate not trusted",
            meaning: "The server's certificate cannot be trusted: its issuer is unknown, its chain is incomplete, it has expired, \
                or it cannot be checked for revocation.",
            when: "While TLS is started: \"certificate verify failed\", \"self-signed certificate\" or \"certificate has expired\" \
                (OpenSSL), \"PKIX path building failed\" (Java), \"certificate signed by unknown authority\" (Go), \"unable to \
                verify the first certificate\" (Node.js). Between mail servers: 4.7.5 with \"Server certificate not trusted\" or \
                \"not verified\" (Postfix), 454 4.7.5 \"Certificate validation failure\" (Exchange), 5.7.322 certificate-expired \
                (Microsoft 365). The server's own log then has \"unknown ca\" or \"bad certificate\".",
            steps: [
                "See what the server shows: run `openssl s_client -starttls smtp -connect mail.example.com:587 -showcerts` (for \
                    port 465 without `-starttls smtp`), and read the issuer and the line \"Verify return code\".",
                "If the issuer is an antivirus program or a proxy, such as Avast Web/Mail Shield, exempt mail from its inspection.",
                "The administrator of the server installs the certificate with its whole chain (with Let's Encrypt \
                    `fullchain.pem`, not `cert.pem`), renews it if it has expired, and reloads the mail server.",
                "If your own organization issued the certificate, add its CA certificate at the sending side: to the system's \
                    trust store, with `keytool -importcert` for Java, with `NODE_EXTRA_CA_CERTS` for Node.js.",
                "If other clients get through, check the clock of this one and update its list of CAs (the package \
                    `ca-certificates` on Linux).",
            ],
            check: "`openssl s_client` prints \"Verify return code: 0 (ok)\", and the client sends without an error.",
            retry: "Not until the certificate or the list of trusted CAs is put right, even at 4.7.5. Leave the check of \
                certificates on: without it, anybody on the way could read the password.",
        },
        ko: {
            title: "신뢰할 수 없는 인증서",
            meaning: "발급 기관을 알 수 없거나, 인증서 체인이 불완전하거나, 인증서가 만료되었거나, 폐기 여부를 확인할 수 없어 \
                서버의 인증서를 신뢰할 수 없습니다.",
            when: "TLS를 시작할 때 나오며, OpenSSL의 \"certificate verify failed\", \"self-signed certificate\", \"certificate has \
                expired\", Java의 \"PKIX path building failed\", Go의 \"certificate signed by unknown authority\", Node.js의 \
                \"unable to verify the first certificate\"가 대표적입니다. 메일 서버 사이에서는 Postfix의 4.7.5 \"Server \
                certificate not trusted\" 또는 \"not verified\", Exchange의 454 4.7.5 \"Certificate validation failure\", \
                Microsoft 365의 5.7.322 certificate-expired로 나타납니다. 이때 서버 쪽 로그에는 \"unknown ca\"나 \"bad \
                certificate\"가 남습니다.",
            steps: [
                "서버가 제시하는 인증서를 확인하세요. `openssl s_client -starttls smtp -connect mail.example.com:587 -showcerts`를 \
                    실행하여(465 포트에서는 `-starttls smtp`를 빼세요) 발급자와 \"Verify return code\" 줄을 보세요.",
                "발급자가 Avast Web/Mail Shield 같은 백신 프로그램이나 프록시라면 메일을 그 검사 대상에서 제외하세요.",
                "서버의 관리자는 인증서를 전체 체인과 함께 설치하고(Let's Encrypt는 `cert.pem`이 아니라 `fullchain.pem`), \
                    만료되었다면 갱신한 다음 메일 서버가 다시 읽게 하세요.",
                "소속 조직에서 직접 발급한 인증서라면 발송하는 쪽에 그 CA 인증서를 추가하세요. 시스템의 신뢰 저장소에 넣거나, \
                    Java는 `keytool -importcert`, Node.js는 `NODE_EXTRA_CA_CERTS`를 사용하세요.",
                "다른 클라이언트에서는 연결된다면 이 장비의 시계가 맞는지 확인하고 CA 목록을 업데이트하세요(Linux에서는 \
                    `ca-certificates` 패키지).",
            ],
            check: "`openssl s_client`에 \"Verify return code: 0 (ok)\"가 나오고, 클라이언트에서 오류 없이 발송되면 해결된 \
                것입니다.",
            retry: "4.7.5처럼 4로 시작하는 코드가 나왔더라도 인증서나 신뢰하는 CA 목록을 바로잡기 전에는 해결되지 않습니다. 인증서 \
                확인을 끄면 중간에서 누구나 비밀번호를 볼 수 있으므로 켜 두세요.",
        },
        near: [
            TLS_CERT_NAME => "The text names a host, or says \"hostname mismatch\" or \"altnames\": the certificate may be good, \
                    but for another name.",
                "호스트 이름이 나오거나 \"hostname mismatch\", \"altnames\"라는 문구가 있으면, 인증서 자체는 유효하더라도 다른 \
                    이름으로 발급된 것입니다.",
            MIDDLEBOX => "The issuer is an antivirus program, a firewall or a proxy, and another certificate comes from another \
                    network.",
                "발급자가 백신 프로그램, 방화벽, 프록시이고, 다른 네트워크에서 연결하면 다른 인증서가 나옵니다.",
            TLS_VERSION => "No certificate is mentioned, only \"handshake failure\" or \"protocol version\".",
                "인증서에 관한 문구 없이 \"handshake failure\"나 \"protocol version\"만 나옵니다.",
            CERTIFICATE_UNKNOWN => "The server refuses the certificate of the client, at a login with a certificate.",
                "인증서로 로그인할 때 서버가 클라이언트의 인증서를 거부한 것입니다.",
        ],
    }

    TLS_CERT_NAME { id: "tls-cert-name", who: User, retry: No,
        en: {
            title: "Certificate for another name",
            meaning: "The server's certificate is for another name than the one that was connected to.",
            when: "While TLS is started: \"Hostname mismatch, certificate is not valid for\" (Python), \"Hostname/IP does not \
                match certificate's altnames\" (Node.js), \"x509: certificate is valid for\" (Go), \"hostname does not match the \
                server certificate\" (Ruby), \"did not match expected CN\" (PHP), 5.7.325 certificate-host-mismatch (Microsoft \
                365). Typical where an IP address, localhost or a name in one's own domain was entered, while the certificate is \
                for the provider's server.",
            steps: [
                "Enter the server by the name that the provider gives for outgoing mail, not by an IP address, localhost or an \
                    alias of your own.",
                "See which names the certificate has: mail clients mostly show it with the warning; else run `openssl s_client \
                    -starttls smtp -connect mail.example.com:587 </dev/null | openssl x509 -noout -subject -ext subjectAltName` (for \
                    port 465 without `-starttls smtp`).",
                "If the name is right, the administrator of the server gets a certificate that includes it.",
                "If you send through a server elsewhere and still get the certificate of your hosting provider, it redirects outgoing \
                    mail: ask it to stop that, or send through its own server.",
                "A program that hands its mail, without a login, to the mail server on the same machine (localhost) may do so \
                    without STARTTLS.",
            ],
            check: "`openssl s_client -starttls smtp -connect mail.example.com:587 -verify_hostname mail.example.com` (for port 465 \
                without `-starttls smtp`) prints \"Verify return code: 0 (ok)\".",
            retry: "Not until the name or the certificate is changed. Leave the check of names on: it proves that this is the \
                right server.",
        },
        ko: {
            title: "인증서의 이름이 서버 이름과 다름",
            meaning: "인증서의 이름이 연결한 서버 이름과 다릅니다.",
            when: "TLS를 시작할 때 나옵니다. Python의 \"Hostname mismatch, certificate is not valid for\", Node.js의 \"Hostname/IP \
                does not match certificate's altnames\", Go의 \"x509: certificate is valid for\", Ruby의 \"hostname does not match \
                the server certificate\", PHP의 \"did not match expected CN\", Microsoft 365의 5.7.325 certificate-host-mismatch가 \
                대표적입니다. 인증서는 서비스 제공업체의 서버 이름으로 되어 있는데 IP 주소, localhost, 자신의 도메인에 속한 이름을 \
                입력했을 때 흔히 발생합니다.",
            steps: [
                "IP 주소, localhost, 직접 만든 별칭이 아니라 서비스 제공업체가 안내하는 발송(SMTP) 서버 이름을 입력하세요.",
                "인증서에 들어 있는 이름을 확인하세요. 메일 클라이언트에서는 대개 경고와 함께 나오며, 나오지 않으면 `openssl s_client \
                    -starttls smtp -connect mail.example.com:587 </dev/null | openssl x509 -noout -subject -ext subjectAltName`을(465 \
                    포트라면 `-starttls smtp` 없이) 실행하세요.",
                "입력한 이름이 맞다면 서버의 관리자가 그 이름이 들어간 인증서를 발급받아야 합니다.",
                "다른 곳의 서버로 발송하는데 호스팅 업체의 인증서가 나온다면 그 업체가 발신 메일을 다른 서버로 돌리는 것입니다. 해제를 \
                    요청하거나 그 업체의 서버로 발송하세요.",
                "같은 장비의 메일 서버(localhost)에 로그인 없이 메일을 넘기는 프로그램이라면 STARTTLS를 쓰지 않아도 됩니다.",
            ],
            check: "`openssl s_client -starttls smtp -connect mail.example.com:587 -verify_hostname mail.example.com` 명령에(465 포트라면 \
                `-starttls smtp` 없이) \"Verify return code: 0 (ok)\"가 나오면 해결된 것입니다.",
            retry: "이름이나 인증서를 바꾸기 전에는 해결되지 않습니다. 이름 확인은 올바른 서버임을 증명하는 절차이므로 켜 두세요.",
        },
        near: [
            TLS_CERT_UNTRUSTED => "No name is at issue, but \"self-signed\", \"unknown authority\", \"expired\" or an incomplete \
                    chain.",
                "이름이 아니라 \"self-signed\", \"unknown authority\", \"expired\"나 불완전한 체인이 문제로 나옵니다.",
            MIDDLEBOX => "The certificate belongs to somebody who has nothing to do with the server: a hosting provider, an \
                    antivirus program, a firewall.",
                "인증서가 호스팅 업체, 백신 프로그램, 방화벽처럼 그 서버와 관계없는 곳의 것입니다.",
            CERTIFICATE_UNKNOWN => "The server refuses the name in the certificate of the client, at a login with a certificate.",
                "인증서로 로그인할 때 서버가 클라이언트 인증서의 이름을 받아들이지 않은 것입니다.",
        ],
    }

    WRONG_PORT_TLS_ON_PLAIN { id: "wrong-port-tls-on-plain", who: User, retry: No,
        en: {
            title: "Implicit TLS on a STARTTLS port",
            meaning: "The client began with TLS at once, on a port where the server speaks first, unencrypted, and waits for \
                STARTTLS.",
            when: "While connecting, mostly with SSL/TLS set for port 587 or 25: \"wrong version number\" (Python, Node.js, PHP, \
                Ruby), \"first record does not look like a TLS handshake\" (Go), \"Unsupported or unrecognized SSL message\" (Java), \
                \"Cannot determine the frame size or a corrupted frame was received\" (.NET). No reply of the server is shown. The \
                server's log has the octets \\026\\003\\001 (Postfix) or \"SMTP protocol synchronization error\" (Exim).",
            steps: [
                "In the mail client, set STARTTLS for port 587; or leave SSL/TLS and change the port to 465.",
                "In a program that uses port 587, set STARTTLS in place of implicit TLS: `secure: false` with `requireTLS: true` \
                    (Nodemailer), `EMAIL_USE_TLS` and not `EMAIL_USE_SSL` (Django), `SMTP` with `starttls()` and not `SMTP_SSL` \
                    (Python), `SMTPSecure = 'tls'` (PHPMailer), `mail.smtp.starttls.enable` and not `mail.smtp.ssl.enable` \
                    (JavaMail).",
                "Mind the words: in many programs SSL means implicit TLS (465), and TLS means STARTTLS (587).",
                "If the error comes on port 465 too, the administrator of the server has to switch implicit TLS on there: \
                    `smtpd_tls_wrappermode = yes` for that service in Postfix, `tls_on_connect_ports = 465` in Exim.",
            ],
            check: "`openssl s_client -starttls smtp -connect mail.example.com:587` shows a certificate, and the client's log \
                begins with 220 and EHLO.",
            retry: "Not with the same port and encryption. With a pair that fits it works at once.",
        },
        ko: {
            title: "STARTTLS 포트에 암시적 SSL로 연결",
            meaning: "서버가 먼저 암호화되지 않은 인사말을 보내고 STARTTLS를 기다리는 포트에서, 클라이언트가 처음부터 TLS를 \
                시작했습니다.",
            when: "587이나 25 포트에 SSL/TLS를 선택하고 연결할 때 주로 나오며, 서버의 응답은 표시되지 않습니다. Python, Node.js, PHP, \
                Ruby의 \"wrong version number\", Go의 \"first record does not look like a TLS handshake\", Java의 \"Unsupported or \
                unrecognized SSL message\", .NET의 \"Cannot determine the frame size or a corrupted frame was received\"가 \
                대표적입니다. 서버 로그를 보면 Postfix에는 \\026\\003\\001이라는 바이트가, Exim에는 \"SMTP protocol synchronization \
                error\"가 남습니다.",
            steps: [
                "메일 클라이언트에서 587 포트에 명시적 SSL(STARTTLS)을 선택하거나, 암시적 SSL(SSL/TLS)은 그대로 두고 포트를 465로 \
                    바꾸세요.",
                "587 포트를 쓰는 프로그램이라면 암시적 SSL 대신 STARTTLS로 설정하세요. Nodemailer는 `secure: false`와 `requireTLS: \
                    true`, Django는 `EMAIL_USE_SSL` 대신 `EMAIL_USE_TLS`, Python은 `SMTP_SSL` 대신 `SMTP`와 `starttls()`, \
                    PHPMailer는 `SMTPSecure = 'tls'`, JavaMail은 `mail.smtp.ssl.enable` 대신 `mail.smtp.starttls.enable`입니다.",
                "용어에 주의하세요. SSL은 암시적 SSL(465), TLS는 STARTTLS(587)를 뜻하는 프로그램이 많습니다.",
                "465 포트에서도 같은 오류가 나오면 서버의 관리자가 그 포트에 암시적 SSL을 켜야 합니다. Postfix는 해당 서비스에 \
                    `smtpd_tls_wrappermode = yes`, Exim은 `tls_on_connect_ports = 465`로 설정하세요.",
            ],
            check: "`openssl s_client -starttls smtp -connect mail.example.com:587` 명령에 인증서가 표시되고, 클라이언트 로그가 \
                220과 EHLO로 시작하면 해결된 것입니다.",
            retry: "포트와 암호화 방식을 그대로 두면 해결되지 않습니다. 서로 맞게 바꾸면 바로 연결됩니다.",
        },
        near: [
            WRONG_PORT_PLAIN_ON_TLS => "The other way round: no TLS error, but silence until the client's time-out, mostly on port \
                    465.",
                "반대의 경우로, TLS 오류가 나오지 않고 클라이언트의 제한 시간이 지날 때까지 아무 응답이 없습니다(대부분 465 포트).",
            TLS_VERSION => "\"handshake failure\" or \"protocol version\": both sides do speak TLS.",
                "\"handshake failure\"나 \"protocol version\"이 나오면 양쪽 모두 TLS로 통신하고 있는 것입니다.",
            MIDDLEBOX => "Port and encryption fit and work from another network: something on the way answers unencrypted.",
                "포트와 암호화 방식이 맞고 다른 네트워크에서는 연결되면, 중간에서 암호화되지 않은 응답을 보내는 것입니다.",
        ],
    }

    WRONG_PORT_PLAIN_ON_TLS { id: "wrong-port-plain-on-tls", who: User, retry: No,
        en: {
            title: "Plain connection to an implicit TLS port",
            meaning: "The client waits for the server's greeting, on a port where the server waits for the client to start TLS.",
            when: "While connecting to port 465 with no encryption or with STARTTLS set: nothing comes, and after a time-out \
                \"Connection unexpectedly closed\" (Python), \"Greeting never received\" (Nodemailer), \"Could not connect to SMTP \
                host\" with \"response: -1\" (JavaMail) or \"The operation has timed out\" (.NET).",
            steps: [
                "In the mail client, choose SSL/TLS for port 465; or change the port to 587 and choose STARTTLS.",
                "In a program that uses port 465, switch implicit TLS on: `secure: true` (Nodemailer), `EMAIL_USE_SSL = True` \
                    (Django), `SMTP_SSL` (Python), `SMTPSecure = 'ssl'` (PHPMailer), `mail.smtp.ssl.enable=true` (JavaMail).",
                "`SmtpClient` of .NET and `smtp.SendMail` of Go know STARTTLS only: use port 587 with them, or for port 465 \
                    another library, such as MailKit for .NET.",
                "If port 587 shows the same and other servers can be reached, implicit TLS may be set there. Then the administrator \
                    of the server takes it away: in Postfix `smtpd_tls_wrappermode = yes` of the service on 587.",
            ],
            check: "`openssl s_client -connect mail.example.com:465` shows a certificate and then 220, and the client's log begins \
                with that 220.",
            retry: "Not with the same port and encryption: each try waits for the time-out and ends the same.",
        },
        ko: {
            title: "암시적 SSL 포트에 암호화 없이 연결",
            meaning: "서버는 클라이언트가 TLS를 시작하기를 기다리는 포트인데, 클라이언트는 서버의 인사말을 기다리고 있습니다.",
            when: "465 포트에 암호화 없음 또는 STARTTLS를 선택하고 연결할 때, 한동안 아무 응답이 없다가 시간 초과로 끝납니다. \
                Python의 \"Connection unexpectedly closed\", Nodemailer의 \"Greeting never received\", \"response: -1\"이 붙는 \
                JavaMail의 \"Could not connect to SMTP host\", .NET의 \"The operation has timed out\"이 대표적입니다.",
            steps: [
                "메일 클라이언트에서 465 포트에 암시적 SSL(SSL/TLS)을 선택하거나, 포트를 587로 바꾸고 명시적 SSL(STARTTLS)을 \
                    선택하세요.",
                "465 포트를 쓰는 프로그램이라면 암시적 SSL을 켜세요. Nodemailer는 `secure: true`, Django는 `EMAIL_USE_SSL = True`, \
                    Python은 `SMTP_SSL`, PHPMailer는 `SMTPSecure = 'ssl'`, JavaMail은 `mail.smtp.ssl.enable=true`입니다.",
                ".NET의 `SmtpClient`와 Go의 `smtp.SendMail`은 STARTTLS만 지원하므로 587 포트로 사용하세요. 465 포트를 쓰려면 다른 \
                    라이브러리(.NET은 MailKit 등)를 사용하세요.",
                "587 포트에서도 같은 오류가 나오고 다른 서버에는 연결된다면 그 포트에 암시적 SSL이 켜져 있을 수 있습니다. 이때는 서버의 \
                    관리자가 이를 꺼야 하며, Postfix에서는 587 서비스의 `smtpd_tls_wrappermode = yes`를 지우면 됩니다.",
            ],
            check: "`openssl s_client -connect mail.example.com:465` 명령에 인증서와 220이 차례로 표시되고, 클라이언트 로그가 그 \
                220으로 시작하면 해결된 것입니다.",
            retry: "포트와 암호화 방식을 그대로 두면 해결되지 않습니다. 시도할 때마다 제한 시간까지 기다리다가 똑같이 끝납니다.",
        },
        near: [
            CONNECT_TIMEOUT => "`openssl s_client -connect` gets no certificate on this port either: the network or a firewall is \
                    at fault.",
                "`openssl s_client -connect` 명령으로 이 포트에 연결해도 인증서가 나오지 않으면 네트워크나 방화벽의 문제입니다.",
            WRONG_PORT_TLS_ON_PLAIN => "The other way round: a TLS error such as \"wrong version number\" comes at once, mostly on \
                    port 587.",
                "반대의 경우로, \"wrong version number\" 같은 TLS 오류가 바로 나옵니다(대부분 587 포트).",
            CONNECTION_DROPPED => "The session had begun: the log has a 220 before the connection ended.",
                "세션이 이미 시작되어, 연결이 끊기기 전의 로그에 220이 있습니다.",
            CONNECTION_REFUSED => "The error comes at once and says \"refused\": no service takes connections on that port.",
                "\"refused\"라는 오류가 바로 나오면 그 포트에서 연결을 받는 서비스가 없는 것입니다.",
        ],
    }

    MIDDLEBOX { id: "middlebox", who: MailAdmin, retry: No,
        en: {
            title: "Something on the way interferes",
            meaning: "A firewall, an antivirus program or a hosting provider between client and server answers in the server's place, \
                or changes what the two say.",
            when: "From the greeting on: 220 followed by asterisks, XXXXXXXA in the place of STARTTLS, the greeting or the \
                certificate of another host, or an answer that is no SMTP reply. Typical are firewalls that inspect SMTP (Cisco \
                ASA), antivirus programs with a mail shield, and hosting providers that redirect outgoing mail to a server of \
                their own. From another network the same settings work.",
            steps: [
                "Run `openssl s_client -starttls smtp -connect mail.example.com:587` here and in another network, such as a mobile \
                    phone's, and compare the certificates.",
                "To send with a login, use port 465 with SSL/TLS: there is no STARTTLS that could be taken away.",
                "On your own computer, exempt mail from the inspection of the antivirus program (in Avast and AVG the Mail \
                    Shield).",
                "The administrator of the network switches the inspection of SMTP off, or exempts this server from it; on a Cisco \
                    ASA with `no inspect esmtp`.",
                "If a hosting provider redirects mail, ask it to stop that (in cPanel the setting is SMTP Restrictions), or send \
                    through its own server.",
            ],
            check: "The greeting names the right server, EHLO lists STARTTLS, and `openssl s_client` prints \"Verify return code: \
                0 (ok)\".",
            retry: "Not from the same network until the cause is removed. Do not accept the foreign certificate to get through: \
                the password would go to whoever answers.",
        },
        ko: {
            title: "중간 장비나 프로그램이 통신에 개입",
            meaning: "중간에 있는 방화벽, 백신 프로그램 또는 호스팅 업체가 서버 대신 응답하거나 주고받는 내용을 바꾸고 있습니다.",
            when: "연결한 직후부터 나타납니다. 220 뒤에 별표(*)가 이어지거나, STARTTLS 자리에 XXXXXXXA가 있거나, 다른 호스트의 \
                인사말이나 인증서가 나오거나, SMTP 응답이 아닌 것이 오며, 다른 네트워크에서는 같은 설정으로 연결됩니다. SMTP를 \
                검사하는 방화벽(Cisco ASA), 메일 검사 기능이 있는 백신 프로그램, 발신 메일을 자사 서버로 돌리는 호스팅 업체가 \
                대표적입니다.",
            steps: [
                "지금 쓰는 네트워크와 휴대전화 테더링처럼 다른 네트워크에서 각각 `openssl s_client -starttls smtp -connect \
                    mail.example.com:587`을 실행하여 인증서를 비교하세요.",
                "로그인하여 발송한다면 465 포트에 암시적 SSL(SSL/TLS)을 사용하세요. 처음부터 암호화되므로 중간에서 STARTTLS를 없앨 수 \
                    없습니다.",
                "자신의 컴퓨터라면 백신 프로그램의 검사 대상에서 메일을 제외하세요(Avast와 AVG에서는 Mail Shield).",
                "네트워크의 관리자는 SMTP 검사를 끄거나 이 서버를 검사 대상에서 제외하세요. Cisco ASA에서는 `no inspect esmtp`로 \
                    설정하세요.",
                "호스팅 업체가 메일을 다른 서버로 돌린다면 해제를 요청하거나(cPanel의 SMTP Restrictions 설정) 그 업체의 서버로 \
                    발송하세요.",
            ],
            check: "인사말에 올바른 서버 이름이 나오고, EHLO 응답에 STARTTLS가 있고, `openssl s_client`에 \"Verify return code: 0 \
                (ok)\"가 나오면 해결된 것입니다.",
            retry: "원인을 없애기 전에는 같은 네트워크에서 다시 시도해도 해결되지 않습니다. 그 서버의 것이 아닌 인증서는 수락하지 \
                마세요. 수락하면 중간에서 응답하는 쪽에 비밀번호가 전송됩니다.",
        },
        near: [
            TLS_NOT_OFFERED => "The reply to EHLO lacks STARTTLS from every network: the server itself does not offer it.",
                "어느 네트워크에서 연결해도 EHLO 응답에 STARTTLS가 없으면 서버 자체가 제공하지 않는 것입니다.",
            TLS_CERT_NAME => "The same certificate comes from every network. It is the server's own, but for another of its names.",
                "어느 네트워크에서나 같은 인증서가 나오고, 그 서버의 다른 이름으로 발급된 것입니다.",
            TLS_CERT_UNTRUSTED => "From every network the same certificate comes, and only its issuer, its chain or its date is at \
                    fault.",
                "어느 네트워크에서나 같은 인증서가 나오고, 발급 기관, 체인, 유효 기간만 문제입니다.",
            CONNECT_TIMEOUT => "Nothing answers at all: the port is blocked, and nobody answers in the server's place.",
                "아무 응답도 없으면 포트가 차단된 것이며, 서버 대신 응답하는 것은 없습니다.",
        ],
    }
}
