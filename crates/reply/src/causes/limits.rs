//! Causes around limits.

causes! { LIMITS:
    TOO_MANY_RECIPIENTS { id: "too-many-recipients", who: User,
        en: "There are more recipients than the server takes at once."
            => "Split the recipients over several messages; those that were accepted need no second one. \
                To write to many people regularly, use a mailing list.",
        ko: "수신자 수가 서버에서 한 번에 받을 수 있는 한도를 넘었습니다."
            => "수신자를 여러 메일로 나누어 발송하세요. 이미 접수된 수신자에게는 다시 발송하지 않아도 됩니다. \
                많은 사람에게 정기적으로 발송한다면 메일링 리스트를 이용하세요." }

    SIZE_LIMIT { id: "size-limit", who: User,
        en: "The message is larger than the server takes."
            => "Make the attachments smaller, or send a link to the files instead. \
                Encoding makes a file about a third larger in the message; \
                the server's limit is the number behind SIZE in its reply to EHLO.",
        ko: "메일이 서버에서 허용하는 크기보다 큽니다."
            => "첨부 파일을 줄이거나 파일 대신 링크를 보내세요. \
                첨부 파일은 인코딩하면 크기가 약 3분의 1 늘어납니다. \
                서버의 한도는 EHLO 응답의 SIZE 뒤에 나오는 숫자입니다." }

    RATE_LIMIT { id: "rate-limit", who: User,
        en: "The client did more at once, or in one session, than the server allows: connections, errors or idle commands."
            => "Close connections that are not in use, wait a few minutes, and go on with fewer at a time. \
                If a session ended after errors, read the refusals before it, because they say what was wrong. \
                For a program that has to send much, ask the mail administrator about the limits.",
        ko: "클라이언트의 동시 연결 수, 또는 한 세션의 오류나 메일 발송으로 이어지지 않는 명령의 수가 서버의 한도를 넘었습니다."
            => "사용하지 않는 연결을 닫고 몇 분 뒤에 연결 수를 줄여 다시 시도하세요. \
                오류 때문에 세션이 끝났다면 그 앞에 나온 거부 응답에서 원인을 확인하세요. \
                메일을 많이 발송해야 하는 프로그램이라면 메일 관리자에게 한도를 문의하세요." }
}
