//! Causes around TLS.

causes! { TLS:
    TLS_REQUIRED { id: "tls-required", who: User,
        en: "The server wants the connection to be encrypted before anything else."
            => "Choose STARTTLS for port 587 in the client, or TLS for port 465. \
                A program of your own sends EHLO, STARTTLS, starts TLS, sends EHLO again, and only then logs in.",
        ko: "연결이 아직 암호화되지 않아 서버가 명령을 거부했습니다."
            => "메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요. \
                직접 만든 프로그램이라면 EHLO와 STARTTLS를 보내 TLS를 시작하고, EHLO를 다시 보낸 다음 로그인해야 합니다." }

    TLS_NOT_OFFERED { id: "tls-not-offered", who: User,
        en: "The client wants an encrypted connection, and the server has none on this port."
            => "Use port 587 with STARTTLS or port 465 with TLS instead, where people log in. \
                If this port is meant to be used without encryption, switch it off in the client, \
                but only for a server in your own network.",
        ko: "클라이언트가 암호화 연결을 요청했지만, 이 포트에서는 암호화 연결을 제공하지 않습니다."
            => "로그인하여 발송하는 587 포트에 명시적 SSL(STARTTLS)을, 또는 465 포트에 암시적 SSL(SSL/TLS)을 사용하세요. \
                암호화 없이 쓰도록 정해진 포트라면 클라이언트에서 암호화를 끄되, 내부 네트워크에 있는 서버일 때만 그렇게 하세요." }

    TLS_SERVER_BROKEN { id: "tls-server-broken", who: MailAdmin,
        en: "The server offers STARTTLS, but trouble of its own keeps it from starting TLS."
            => "Its administrator should check in its log whether certificate and key can be read and belong together. \
                At the sending side nothing has to change. Sending again helps once the server is repaired.",
        ko: "서버가 STARTTLS를 제공하지만, 서버 자체의 문제로 TLS를 시작하지 못했습니다."
            => "그 서버의 관리자가 로그를 보고 인증서와 키를 읽을 수 있는지, 서로 짝이 맞는지 확인해야 합니다. \
                발송하는 쪽에서 바꿀 것은 없습니다. 서버의 문제가 해결된 다음 다시 발송하세요." }

    TLS_VERSION { id: "tls-version", who: MailAdmin,
        en: "No encrypted connection came about, because the two sides have no TLS version or cipher in common."
            => "Update the older side, which often lacks TLS 1.2. \
                If that is the recipient's server, tell its administrator; \
                if it is a program of your own, update it or its TLS library. \
                Sending again before that does not help.",
        ko: "양쪽에서 함께 지원하는 TLS 버전이나 암호화 알고리즘(cipher)이 없어 암호화 연결을 맺지 못했습니다."
            => "더 오래된 쪽을 업데이트하세요(TLS 1.2를 지원하지 않는 경우가 많습니다). \
                수신 서버가 오래되었다면 그 관리자에게 알리고, \
                직접 만든 프로그램이 오래되었다면 프로그램이나 TLS 라이브러리를 업데이트하세요. \
                그 전에는 다시 발송해도 해결되지 않습니다." }

    TLS_CERT_UNTRUSTED { id: "tls-cert-untrusted", who: MailAdmin,
        en: "The server's certificate cannot be trusted: its issuer is unknown, its chain is incomplete, \
            it has expired, or it cannot be checked for revocation."
            => "The administrator of that server should install a valid certificate with its whole chain. \
                If your own organization issued it, add its CA certificate at the sending side; \
                if an antivirus program or a proxy put its own in place, exempt mail from that. \
                Sending again before that does not help, and the check should stay on.",
        ko: "발급 기관을 알 수 없거나, 인증서 체인이 불완전하거나, 인증서가 만료되었거나, \
            폐기 여부를 확인할 수 없어 서버의 인증서를 신뢰할 수 없습니다."
            => "그 서버의 관리자가 유효한 인증서를 전체 체인과 함께 설치해야 합니다. \
                소속 조직에서 직접 발급한 인증서라면 발송하는 쪽에 그 CA 인증서를 추가하고, \
                백신 프로그램이나 프록시가 인증서를 바꾸었다면 메일을 검사 대상에서 제외하세요. \
                그 전에는 다시 발송해도 해결되지 않으며, 인증서 확인은 켜 두어야 합니다." }

    TLS_CERT_NAME { id: "tls-cert-name", who: User,
        en: "The server's certificate is for another name than the one that was connected to."
            => "Connect by a name that stands in the certificate, and not by an address or an alias. \
                If the name is right, the server's administrator has to get a certificate for it; \
                if the certificate is your hosting provider's, ask the provider to stop redirecting outgoing mail. \
                Sending again before that does not help.",
        ko: "인증서의 이름이 연결한 서버 이름과 다릅니다."
            => "IP 주소나 별칭이 아니라 인증서에 들어 있는 이름으로 연결하세요. \
                이름이 맞다면 서버의 관리자가 그 이름으로 인증서를 발급받아야 하고, \
                호스팅 업체의 인증서라면 그 업체에 발신 메일을 다른 서버로 돌리지 말아 달라고 요청하세요. \
                그 전에는 다시 발송해도 해결되지 않습니다." }

    MIDDLEBOX { id: "middlebox", who: MailAdmin,
        en: "A firewall, an antivirus program or a hosting provider on the way answers for the server, \
            or changes what is said."
            => "The administrator of that network should switch off the inspection of SMTP there, \
                or exempt mail from it. If a hosting provider redirects mail, ask the provider to stop that; \
                to send with a login, try port 587 or 465 as well. \
                Sending again from the same network before that does not help.",
        ko: "중간에 있는 방화벽, 백신 프로그램 또는 호스팅 업체가 서버 대신 응답하거나 주고받는 내용을 바꾸고 있습니다."
            => "그 네트워크의 관리자가 SMTP 검사를 끄거나 메일을 검사 대상에서 제외해야 합니다. \
                호스팅 업체가 메일을 다른 서버로 돌린다면 해제를 요청하고, 로그인하여 발송한다면 587 또는 465 포트도 시도해 \
                보세요. 그 전에는 같은 네트워크에서 다시 발송해도 해결되지 않습니다." }
}
