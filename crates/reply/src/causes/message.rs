//! Causes in the message and its recipients.

causes! { MESSAGE:
    RECIPIENT_DOMAIN_BAD { id: "recipient-domain-bad", who: User,
        en: "The domain of the recipient is incomplete, does not exist, or takes no mail."
            => "Check what stands behind the @ for typing errors, and write it in full, such as user@example.com. \
                If it is right, ask the recipient for another address.",
        ko: "수신자 주소의 도메인이 불완전하거나 존재하지 않거나, 메일을 받지 않는 도메인입니다."
            => "@ 뒤에 오타가 없는지 확인하고 user@example.com처럼 도메인 전체를 입력하세요. \
                주소가 맞다면 받는 사람에게 다른 주소를 물어보세요." }

    HEADER_BAD { id: "header-bad", who: User,
        en: "A header field of the message is missing, doubled or malformed, or there are too many of them."
            => "Have the program write From, To, Date and Subject once each, and Bcc once at most. \
                If the program is not yours, update it, and tell its makers which field the reply names.",
        ko: "메일의 헤더 필드가 빠졌거나 중복되었거나 형식이 잘못되었거나, 너무 많습니다."
            => "프로그램이 From, To, Date, Subject를 한 번씩만 쓰고 Bcc는 많아야 한 번 쓰도록 수정하세요. \
                직접 만든 프로그램이 아니라면 업데이트하고, 응답에 나온 필드 이름을 개발사에 알려 주세요." }
}
