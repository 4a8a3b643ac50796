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

    IP_BLOCKED { id: "ip-blocked", who: MailAdmin,
        en: "The server takes nothing from this address or network, because it is on a block list or was banned by hand."
            => "Ask the administrator of that server why, and to lift the block once the reason is gone. \
                Look first whether a device in the network sends spam or guesses passwords.",
        ko: "이 IP 주소나 네트워크는 차단 목록에 있거나 관리자가 직접 차단한 것이어서, 서버가 연결이나 메일을 받지 않습니다."
            => "네트워크 안에 스팸을 보내거나 비밀번호를 추측하는 장비가 없는지 먼저 확인하세요. \
                원인을 없앤 다음 그 서버의 관리자에게 차단 사유를 묻고 해제를 요청하세요." }
}
