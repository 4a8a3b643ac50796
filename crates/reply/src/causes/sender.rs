//! Causes around the sender and what it may do.

causes! { SENDER:
    SENDER_NOT_OWNED { id: "sender-not-owned", who: User,
        en: "The login worked, but the sender address is not one that this account may use."
            => "Set the sender and the From address to the address of the account that logs in. \
                If you have to send as somebody else, ask the mail administrator to add that address to the account.",
        ko: "로그인은 되었지만, 이 계정으로는 사용할 수 없는 발신자 주소입니다."
            => "발신자와 From 주소를 로그인한 계정의 주소로 설정하세요. \
                다른 발신자 주소를 써야 한다면 메일 관리자에게 그 주소를 계정에 추가해 달라고 요청하세요." }

    SENDER_INVALID { id: "sender-invalid", who: User,
        en: "The sender address is empty, incomplete or malformed, or its domain does not exist."
            => "Enter a whole address such as user@example.com as the sender; a display name alone is not enough. \
                For a program or a device, check its From setting and the mail domain of its host.",
        ko: "발신자 주소가 비어 있거나 불완전하거나 형식이 잘못되었거나, 그 도메인이 존재하지 않습니다."
            => "발신자를 user@example.com처럼 전체 주소로 입력하세요. 표시 이름만으로는 발송할 수 없습니다. \
                프로그램이나 장비라면 From 설정과 호스트의 메일 도메인을 확인하세요." }

    RELAY_DENIED { id: "relay-denied", who: User,
        en: "The server does not pass mail on to this recipient for a client that has not logged in."
            => "Switch authentication on for outgoing mail in the client, and use port 587 or 465. \
                A server or device without a login needs its network named by the administrator of this server. \
                If you expected this server to receive for that domain, its administrator has to name the domain.",
        ko: "로그인하지 않은 클라이언트가 보낸 메일이므로, 서버가 이 수신자에게 릴레이하지 않고 거부했습니다."
            => "메일 클라이언트의 발송(SMTP) 설정에서 인증을 켜고 587 또는 465 포트를 사용하세요. \
                로그인할 수 없는 서버나 장비라면 이 서버의 관리자에게 그 네트워크의 릴레이를 허용해 달라고 요청하세요. \
                이 서버가 메일을 받아 주어야 하는 도메인이라면 관리자가 설정에 그 도메인을 추가해야 합니다." }
}
