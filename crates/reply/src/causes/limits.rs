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
}
