//! Causes around the trust in the host that sends.

causes! { TRUST:
    HELO_BAD { id: "helo-bad", who: MailAdmin,
        en: "The name that the client gave in EHLO or HELO is missing or not acceptable."
            => "Set the EHLO name of the client to its full host name, such as host.example.com, \
                or to its address in brackets, such as [192.0.2.1]. \
                In a container, give the container a full host name.",
        ko: "클라이언트가 EHLO 또는 HELO에 이름을 넣지 않았거나 허용되지 않는 이름을 넣었습니다."
            => "클라이언트의 EHLO 이름을 host.example.com 같은 전체 호스트 이름(FQDN)이나 \
                [192.0.2.1]처럼 대괄호로 묶은 주소로 설정하세요. \
                컨테이너에서 실행한다면 컨테이너에 전체 호스트 이름을 지정하세요." }
}
