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
}
