//! Causes around TLS.

causes! { TLS:
    TLS_REQUIRED { id: "tls-required", who: User,
        en: "The server wants the connection to be encrypted before anything else."
            => "Choose STARTTLS for port 587 in the client, or TLS for port 465. \
                A program of your own sends EHLO, STARTTLS, starts TLS, sends EHLO again, and only then logs in.",
        ko: "연결이 아직 암호화되지 않아 서버가 명령을 거부했습니다."
            => "메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요. \
                직접 만든 프로그램이라면 EHLO와 STARTTLS를 보내 TLS를 시작하고, EHLO를 다시 보낸 다음 로그인해야 합니다." }
}
