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
}
