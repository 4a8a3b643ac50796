//! Causes around limits.

causes! { LIMITS:
    RATE_LIMIT { id: "rate-limit", who: User,
        en: "The client did more at once, or in one session, than the server allows: connections, errors or idle commands."
            => "Close connections that are not in use, wait a few minutes, and go on with fewer at a time. \
                If a session ended after errors, read the refusals before it, because they say what was wrong. \
                For a program that has to send much, ask the mail administrator about the limits.",
        ko: "클라이언트의 동시 연결 수, 또는 한 세션의 오류나 메일 발송으로 이어지지 않는 명령의 수가 서버의 한도를 넘었습니다."
            => "사용하지 않는 연결을 닫고 몇 분 뒤에 연결 수를 줄여 다시 시도하세요. \
                오류 때문에 세션이 끝났다면 그 앞에 나온 거부 응답에서 원인을 확인하세요. \
                메일을 많이 발송해야 하는 프로그램이라면 메일 관리자에게 한도를 문의하세요." }

    QUOTA { id: "quota", who: User,
        en: "The amount of mail that is allowed for an hour, for a day, for a month or by the plan is used up."
            => "Wait until the time that the reply names, or until the period is over, or have the plan or the limit raised. \
                Sending again before that does not help, even if the reply says that the failure is temporary. \
                If you did not send that much, somebody else may be using the account: change the password.",
        ko: "한 시간, 하루, 한 달 또는 요금제에 정해진 발송 한도를 모두 사용했습니다."
            => "응답에 나온 시각까지, 또는 한도가 초기화될 때까지 기다리거나 요금제나 한도를 올리세요. \
                응답에 일시적인 오류라고 나오더라도 그 전에는 다시 발송해도 해결되지 않습니다. \
                그만큼 발송한 적이 없다면 다른 사람이 계정을 사용하고 있을 수 있으니 비밀번호를 바꾸세요." }

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

    MAILBOX_FULL { id: "mailbox-full", who: Recipient,
        en: "The recipient's mailbox is full."
            => "Tell the recipient in another way, so that they delete mail or get more space. \
                If the message has come back, send it again after that; \
                if it is only delayed, the mail server goes on trying by itself.",
        ko: "받는 사람의 메일 용량이 초과되었습니다."
            => "다른 방법으로 받는 사람에게 알려 메일을 지우거나 용량을 늘리게 하세요. 반송된 메일은 그다음 다시 발송하세요. \
                아직 지연 중인 메일은 메일 서버가 자동으로 다시 시도합니다." }

    GREYLISTED { id: "greylisted", who: Nobody,
        en: "The server puts mail from unknown senders off for a while, \
            and takes it when it is sent again some minutes later."
            => "There is nothing to do where a mail server sends, because it tries again by itself. \
                A program without a queue has to send again after some minutes. \
                If the mail is put off each time, see that all attempts come from the same IP address.",
        ko: "서버가 처음 보는 발신자의 메일을 잠시 미루었다가, 몇 분 뒤에 다시 발송하면 받습니다(그레이리스팅)."
            => "메일 서버라면 자동으로 다시 시도하므로 조치할 것이 없습니다. \
                큐가 없는 프로그램이라면 몇 분 뒤에 다시 발송해야 합니다. \
                매번 미루어진다면 같은 IP 주소에서 다시 시도하는지 확인하세요." }
}
