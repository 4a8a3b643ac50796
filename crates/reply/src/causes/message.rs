//! Causes in the message and its recipients.

causes! { MESSAGE:
    MAILBOX_UNAVAILABLE { id: "mailbox-unavailable", who: User,
        en: "The recipient's address does not exist at that server, or the mailbox is disabled, locked or dormant."
            => "Check the address for typing errors, and whether the client filled in an old one. \
                If it is right, ask the recipient in another way for an address that works. \
                Sending again to the same address does not help, unless the reply says that the failure is temporary.",
        ko: "수신 서버에 그 주소가 없거나, 사서함이 사용 중지되었거나 잠겼거나 휴면 상태입니다."
            => "주소에 오타가 없는지, 클라이언트가 예전 주소를 자동으로 입력하지 않았는지 확인하세요. \
                주소가 맞다면 다른 방법으로 받는 사람에게 연락하여 사용 중인 주소를 물어보세요. \
                응답에 일시적인 오류라고 나오지 않았다면 같은 주소로 다시 발송해도 해결되지 않습니다." }

    RECIPIENT_DOMAIN_BAD { id: "recipient-domain-bad", who: User,
        en: "The domain of the recipient is incomplete, does not exist, or takes no mail."
            => "Check what stands behind the @ for typing errors, and write it in full, such as user@example.com. \
                If it is right, ask the recipient for another address.",
        ko: "수신자 주소의 도메인이 불완전하거나 존재하지 않거나, 메일을 받지 않는 도메인입니다."
            => "@ 뒤에 오타가 없는지 확인하고 user@example.com처럼 도메인 전체를 입력하세요. \
                주소가 맞다면 받는 사람에게 다른 주소를 물어보세요." }

    RECIPIENT_RESTRICTED { id: "recipient-restricted", who: RemoteAdmin,
        en: "The recipient, often a group or a list, takes mail from permitted senders only, \
            and this one is not permitted."
            => "Ask the owner of the group or mailbox, or the administrator there, to permit your address. \
                If another address of yours is permitted already, send from that one. \
                Sending again from the same address before that does not help.",
        ko: "수신자(그룹이나 메일링 리스트인 경우가 많습니다)는 허용된 발신자의 메일만 받는데, 이 발신자는 허용되지 않았습니다."
            => "그룹이나 사서함의 소유자 또는 그쪽 관리자에게 발신자 주소를 허용해 달라고 요청하세요. \
                이미 허용된 다른 주소가 있다면 그 주소로 발송하세요. 그 전에는 같은 주소로 다시 발송해도 해결되지 않습니다." }

    SPAM_CONTENT { id: "spam-content", who: User,
        en: "The receiving server judged the message to be spam by its content."
            => "Shorten the text, and take out links and attachments that are not needed, before you send it again; \
                the same message would be refused once more. \
                If even a plain message is refused, \
                ask the administrator of the recipient's server to let your mail through, \
                and your own to check the server's reputation, SPF and DKIM.",
        ko: "수신 서버가 메일의 내용을 스팸으로 판단했습니다."
            => "같은 메일은 다시 거부되므로, 글을 줄이고 필요 없는 링크와 첨부 파일을 뺀 다음 다시 발송하세요. \
                간단한 메일도 거부된다면 수신 서버의 관리자에게 메일을 허용해 달라고 요청하고, \
                메일 관리자에게 서버의 평판과 SPF, DKIM을 확인해 달라고 하세요." }

    ATTACHMENT_BLOCKED { id: "attachment-blocked", who: User,
        en: "The receiving server found a virus in the message, or a type of file or content that it does not take."
            => "Check the file and your computer for viruses. \
                If nothing is found, send a link to the file instead; packing it into an archive often does not help. \
                The same message would be refused again.",
        ko: "수신 서버가 메일에서 바이러스를 발견했거나, 허용하지 않는 형식의 파일이나 내용을 발견했습니다."
            => "파일과 컴퓨터에 바이러스가 없는지 검사하세요. \
                압축해도 거부되는 경우가 많으니, 문제가 없다면 파일 대신 링크를 보내세요. \
                같은 메일을 그대로 다시 보내면 다시 거부됩니다." }

    HEADER_BAD { id: "header-bad", who: User,
        en: "A header field of the message is missing, doubled or malformed, or there are too many of them."
            => "Have the program write From, To, Date and Subject once each, and Bcc once at most. \
                If the program is not yours, update it, and tell its makers which field the reply names.",
        ko: "메일의 헤더 필드가 빠졌거나 중복되었거나 형식이 잘못되었거나, 너무 많습니다."
            => "프로그램이 From, To, Date, Subject를 한 번씩만 쓰고 Bcc는 많아야 한 번 쓰도록 수정하세요. \
                직접 만든 프로그램이 아니라면 업데이트하고, 응답에 나온 필드 이름을 개발사에 알려 주세요." }

    POLICY_REJECTED { id: "policy-rejected", who: RemoteAdmin,
        en: "The receiving server refused the message by a rule of its own, without saying more."
            => "Ask the administrator of that server for the reason, and quote the whole reply. \
                Meanwhile, check what is refused most often: sender address, SPF and DKIM, links and attachments. \
                Sending the same message again is unlikely to help.",
        ko: "수신 서버가 자체 정책에 따라 메일을 거부했으며, 자세한 이유는 밝히지 않았습니다."
            => "그 서버의 관리자에게 응답 전체를 알려 주고 이유를 문의하세요. \
                그동안 거부의 원인이 되기 쉬운 발신자 주소, SPF와 DKIM, 링크와 첨부 파일을 확인하세요. \
                같은 메일을 그대로 다시 발송해도 해결되지 않을 가능성이 높습니다." }
}
