//! Causes around limits.

causes! { LIMITS:
    RATE_LIMIT { id: "rate-limit", who: User, retry: Yes,
        en: {
            title: "Too much in a short time",
            meaning: "In a short time, or in one session, the client did more than the server allows: connections, messages, errors or \
                idle commands.",
            when: "At the connection or at any command, mostly to programs that send much at once: 421 4.7.0 \"too many connections\" \
                (Postfix), 432 4.3.2 \"Concurrent connections limit exceeded\" (Microsoft 365), 450 or 451 with \"rate limit\", 454 \
                \"Maximum sending rate exceeded\" (Amazon SES). A 421 after several refusals means too many errors in one session. \
                450 4.2.1 \"receiving email too quickly\" (Gmail) is about the recipient.",
            steps: [
                "Close connections that are not in use, and wait some minutes or as long as the reply says.",
                "Send more slowly: few connections at a time, several messages over each, and pauses between. In Nodemailer, `pool: \
                    true` with `maxConnections` and `rateLimit` does that, in Postfix `smtp_destination_concurrency_limit` and \
                    `smtp_destination_rate_delay`.",
                "If a session ended after errors, read the refusals before it, because they say what was wrong.",
                "If you did not send that much, look for another program or an infected device in your network, because many servers \
                    count by IP address.",
                "For a program that has to send much, ask the mail administrator or the provider about the limits, or use a service for \
                    mass mail.",
            ],
            check: "At the slower pace the log shows 250 for each message, and no further 421 or 450.",
            retry: "Yes, after some minutes and mostly within an hour, with pauses that grow. Trying again at once keeps you over the \
                limit, and may get the address blocked.",
        },
        ko: {
            title: "짧은 시간에 요청이 너무 많음",
            meaning: "짧은 시간이나 한 세션 동안 클라이언트가 맺은 연결, 보낸 메일, 일으킨 오류, 메일 발송으로 이어지지 않는 명령의 수가 \
                서버의 한도를 넘었습니다.",
            when: "한꺼번에 많이 발송하는 프로그램에서 자주 발생합니다. 연결할 때나 어느 명령에서나 421 4.7.0 \"too many \
                connections\"(Postfix), 432 4.3.2 \"Concurrent connections limit exceeded\"(Microsoft 365), \"rate limit\"이 들어 \
                있는 450이나 451, 454 \"Maximum sending rate exceeded\"(Amazon SES)로 나타납니다. 여러 번 거부된 뒤의 421은 한 세션에 \
                오류가 너무 많았다는 뜻입니다. Gmail의 450 4.2.1 \"receiving email too quickly\"는 수신자가 받는 메일이 너무 많다는 \
                뜻입니다.",
            steps: [
                "사용하지 않는 연결을 닫고, 몇 분 동안 또는 응답에 나온 시간만큼 기다리세요.",
                "발송 속도를 낮추세요. 연결 수를 줄이고, 한 연결로 여러 메일을 보내고, 사이에 간격을 두세요. Nodemailer에서는 `pool: \
                    true`와 함께 `maxConnections`와 `rateLimit`, Postfix에서는 `smtp_destination_concurrency_limit`와 \
                    `smtp_destination_rate_delay`로 설정합니다.",
                "오류 때문에 세션이 끝났다면 그 앞에 나온 거부 응답에서 원인을 확인하세요.",
                "그만큼 발송한 적이 없다면 네트워크 안에 다른 프로그램이나 감염된 장비가 있는지 찾으세요. 많은 서버가 IP 주소별로 수를 \
                    셉니다.",
                "메일을 많이 발송해야 하는 프로그램이라면 메일 관리자나 서비스 제공업체에 한도를 문의하거나 대량 메일 발송 서비스를 \
                    이용하세요.",
            ],
            check: "속도를 낮춘 뒤에는 로그에서 메일마다 250 응답을 받고 421이나 450이 더 나오지 않습니다.",
            retry: "대개 몇 분에서 한 시간 안에 해결되므로 간격을 늘려 가며 다시 시도하세요. 곧바로 다시 시도하면 계속 한도를 넘게 되고 \
                IP 주소가 차단될 수도 있습니다.",
        },
        near: [
            QUOTA => "The reply speaks of a day, a month, 24 hours, credits or a plan: an allowance is used up.",
                "응답에 하루, 한 달, 24시간, credits, 요금제 등이 나오면 정해진 발송 한도를 모두 사용한 것입니다.",
            AUTH_RATE_LIMIT => "It is about logins (\"too many login attempts\"), at AUTH or after failed passwords.",
                "\"too many login attempts\"처럼 로그인에 관한 것으로, AUTH에서 또는 비밀번호가 틀린 뒤에 나옵니다.",
            IP_BLOCKED => "The reply names a reputation, complaints or a block list: slowing down alone is not enough.",
                "응답에 평판(reputation), 스팸 신고(complaints), 차단 목록이 나오면 속도를 낮추는 것만으로는 부족합니다.",
            GREYLISTED => "It meets even a single message, if it is the first one to a recipient, mostly at RCPT.",
                "메일을 한 통만 보내도 나오며, 그 수신자에게 처음 보내는 메일의 RCPT에서 대개 나옵니다.",
        ],
    }

    QUOTA { id: "quota", who: User, retry: Yes,
        en: {
            title: "Sending limit used up",
            meaning: "The amount of mail that is allowed for an hour, for a day, for a month or by the plan is used up.",
            when: "At MAIL, at RCPT or at the end of the message: 550 5.4.5 \"Daily user sending limit exceeded\" (Gmail), 554 5.2.0 \
                \"SubmissionQuotaExceeded\" or 550 5.7.233 (Microsoft 365), 454 \"Daily message quota exceeded\" (Amazon SES). Web \
                hosts with cPanel return mail with \"exceeded the max emails per hour\". SendGrid refuses the login already: 451 \
                \"Maximum credits exceeded\".",
            steps: [
                "Wait until the time that the reply names; if it names none, until the period (an hour, a day or a month) is over. \
                    Gmail and Microsoft 365 count the last 24 hours and not the calendar day.",
                "Look into the folder of sent mail, the log or the provider's statistics. If you did not send that much, somebody else \
                    may be using the account: change the password, delete app passwords that you do not know, and sign out other \
                    devices.",
                "Count recipients and not only messages: many limits count each address in To, Cc and Bcc.",
                "If you need more regularly, have the plan or the limit raised, or use a service for mass mail. On your own mail server, \
                    the administrator can raise the limit.",
            ],
            check: "The provider's statistics show that something is left, and the next message is answered with 250.",
            retry: "Only when the period is over, or the plan or limit is raised. Until then it ends the same, even where the code \
                begins with 4; afterwards it works again, even where it begins with 5.",
        },
        ko: {
            title: "발송 한도를 모두 사용함",
            meaning: "한 시간, 하루, 한 달 또는 요금제에 정해진 발송 한도를 모두 사용했습니다.",
            when: "MAIL이나 RCPT에서, 또는 메일 내용을 모두 보낸 뒤에 550 5.4.5 \"Daily user sending limit exceeded\"(Gmail), 554 \
                5.2.0 \"SubmissionQuotaExceeded\"나 550 5.7.233(Microsoft 365), 454 \"Daily message quota exceeded\"(Amazon SES)로 \
                나타납니다. cPanel을 쓰는 웹 호스팅에서는 \"exceeded the max emails per hour\"라는 반송 메일이 옵니다. SendGrid는 \
                로그인부터 451 \"Maximum credits exceeded\"로 거부합니다.",
            steps: [
                "응답에 나온 시각까지 기다리고, 시각이 나와 있지 않으면 한도 기간(한 시간, 하루 또는 한 달)이 지날 때까지 기다리세요. \
                    Gmail과 Microsoft 365는 날짜가 아니라 최근 24시간을 기준으로 셉니다.",
                "보낸 메일함, 로그 또는 서비스의 통계를 확인하세요. 그만큼 발송한 적이 없다면 다른 사람이 계정을 사용하고 있을 수 \
                    있으니, 비밀번호를 바꾸고 모르는 앱 비밀번호를 삭제하고 다른 기기에서 로그아웃하세요.",
                "메일 수뿐 아니라 수신자 수도 세어 보세요. To, Cc, Bcc에 있는 주소를 모두 세는 한도가 많습니다.",
                "계속 더 많이 발송해야 한다면 요금제나 한도를 올리거나 대량 메일 발송 서비스를 이용하세요. 직접 운영하는 메일 서버라면 \
                    관리자가 한도를 올릴 수 있습니다.",
            ],
            check: "서비스의 통계에 남은 한도가 나오고, 다음 메일이 250 응답을 받습니다.",
            retry: "한도가 초기화되거나, 요금제 또는 한도를 올린 다음에만 해결됩니다. 4로 시작하는 응답이라도 그 전에는 해결되지 않고, \
                5로 시작하는 응답이라도 그 뒤에는 다시 발송할 수 있습니다.",
        },
        near: [
            RATE_LIMIT => "The reply speaks of connections, of a rate or of seconds and minutes: it is over soon, with a slower pace.",
                "연결 수나 속도(rate), 초나 분 단위의 한도가 나오면 속도를 낮추어 곧 해결할 수 있습니다.",
            MAILBOX_FULL => "The word \"quota\" with 5.2.2 or 4.2.2 is about the space in a mailbox, not about sending.",
                "5.2.2나 4.2.2와 함께 나온 \"quota\"는 발송이 아니라 사서함의 용량에 관한 것입니다.",
            TOO_MANY_RECIPIENTS => "The limit is for the recipients of one message: fewer of them pass at once.",
                "메일 한 통의 수신자 수에 관한 한도로, 수신자를 줄이면 바로 발송됩니다.",
            ACCOUNT_SUSPENDED => "No waiting helps: the reply speaks of a suspended, restricted or blocked account.",
                "계정이 suspended, restricted, blocked 상태라고 나오면 기다려도 해결되지 않습니다.",
        ],
    }

    TOO_MANY_RECIPIENTS { id: "too-many-recipients", who: User, retry: No,
        en: {
            title: "Too many recipients",
            meaning: "The message has more recipients than the server takes in one go, or than it permits in a certain time.",
            when: "At RCPT, often from the 101st on: 452 4.5.3 \"Too many recipients\", from some servers 550 5.5.3, from old ones 552. \
                Those that were answered with 250 before are accepted, if the client goes on. Some providers mean the recipients of an \
                hour, and then say so.",
            steps: [
                "Split the recipients over several messages with at most 100 each, or fewer if the provider's help says so. Count To, Cc \
                    and Bcc together.",
                "See in the log which RCPT was answered with 250: those recipients need no second message. If a mail client showed an \
                    error and kept the message as a draft or in the outbox, mostly nobody got it.",
                "To write to many people regularly, use a mailing list or a group address.",
                "A program of your own sends the message to those that were accepted, and then the same message to the rest. The number \
                    behind RCPTMAX in the reply to EHLO, where there is one, is the limit.",
                "The administrator of the server can raise the limit: in Postfix `smtpd_recipient_limit`, in Microsoft 365 the recipient \
                    limit of the mailbox.",
            ],
            check: "Each RCPT is answered with 250, and the message with 250 at its end.",
            retry: "Not with the whole list again. After a 452, mail servers send to the rest by themselves; a limit for an hour passes \
                after that hour.",
        },
        ko: {
            title: "수신자가 너무 많음",
            meaning: "메일의 수신자 수가 서버에서 한 번에 받는 한도나 일정한 시간 동안 허용하는 한도를 넘었습니다.",
            when: "RCPT에서, 흔히 101번째 수신자부터 452 4.5.3 \"Too many recipients\"로, 일부 서버에서는 550 5.5.3, 오래된 서버에서는 \
                552로 나타납니다. 그 앞에서 250 응답을 받은 수신자는 클라이언트가 전송을 계속하면 접수됩니다. 한 시간 동안의 수신자 \
                수를 제한하는 서비스도 있으며, 이때는 응답에 그렇게 나옵니다.",
            steps: [
                "수신자를 100명 이하씩 나누어 여러 메일로 발송하세요. 서비스의 도움말에 나온 한도가 더 적다면 그 수에 맞추세요. To, \
                    Cc, Bcc를 모두 합쳐서 세세요.",
                "로그에서 250 응답을 받은 RCPT를 확인하세요. 그 수신자에게는 다시 발송하지 않아도 됩니다. 메일 클라이언트에 오류가 나오고 \
                    메일이 임시 보관함이나 보낼 편지함에 남아 있다면 대개 아무에게도 전달되지 않은 것입니다.",
                "많은 사람에게 정기적으로 발송한다면 메일링 리스트나 그룹 주소를 이용하세요.",
                "직접 만든 프로그램이라면 접수된 수신자에게 먼저 메일을 보낸 다음, 나머지 수신자에게 같은 메일을 보내야 합니다. EHLO \
                    응답에 RCPTMAX가 있으면 그 뒤의 숫자가 한도입니다.",
                "서버의 관리자는 한도를 올릴 수 있습니다. Postfix에서는 `smtpd_recipient_limit`, Microsoft 365에서는 사서함의 수신자 \
                    한도를 바꾸세요.",
            ],
            check: "RCPT마다 250 응답을 받고, 메일 전송도 250으로 끝납니다.",
            retry: "전체 수신자에게 그대로 다시 발송하면 또 거부됩니다. 452 응답을 받은 메일 서버는 나머지 수신자에게 자동으로 다시 \
                발송하며, 시간당 한도라면 한 시간 뒤에 해결됩니다.",
        },
        near: [
            QUOTA => "The reply speaks of a day, a month or a plan; then fewer recipients in a message do not help either.",
                "응답에 하루, 한 달, 요금제가 나오면 메일 한 통의 수신자를 줄여도 해결되지 않습니다.",
            RATE_LIMIT => "It is about connections or messages in a short time, also with a single recipient each.",
                "수신자가 한 명인 메일에도 나오며, 짧은 시간의 연결이나 메일 수에 관한 것입니다.",
            MAILBOX_UNAVAILABLE => "One certain address is refused, also when it stands alone: 550 5.1.1 \"User unknown\".",
                "한 명에게만 보내도 특정 주소가 550 5.1.1 \"User unknown\"으로 거부됩니다.",
        ],
    }

    SIZE_LIMIT { id: "size-limit", who: User, retry: No,
        en: {
            title: "Message too large",
            meaning: "The message is larger than the server permits, with its attachments encoded for mail.",
            when: "At MAIL, if the client names the size there, or at the end of the message: 552 5.3.4 \"Message size exceeds fixed \
                limit\" (Postfix), 552 5.3.4 or 5.2.3 \"message size limits\" (Gmail), 550 5.2.3 or 5.3.4 (Exchange). Encoding makes an \
                attachment about a third larger, so 20 MB of files become some 27 MB of mail. Some servers also limit the header alone.",
            steps: [
                "Send a link to the files instead, from a cloud storage or with the webmail's function for large attachments.",
                "Or make the attachments smaller, for instance the pictures, or spread them over several messages. All of them together \
                    should stay below 70 percent of the limit.",
                "See whose limit it is: your own server's stands behind SIZE in its reply to EHLO, in bytes; in a bounce it is mostly \
                    that of the recipient's server.",
                "If the reply speaks of the header, put fewer addresses into To and Cc.",
                "The administrator of the server can raise the limit: `message_size_limit` in Postfix (10 MB unless set otherwise) and \
                    in Exim (50 MB), in Exchange those of connectors and mailboxes.",
            ],
            check: "The message is answered with 250 at its end, and no bounce comes back.",
            retry: "Not with the same message: it is as large each time.",
        },
        ko: {
            title: "메일 크기가 한도를 넘음",
            meaning: "메일에 맞게 인코딩한 첨부 파일까지 합친 메일의 크기가 서버에서 허용하는 크기보다 큽니다.",
            when: "클라이언트가 크기를 미리 알리면 MAIL에서, 아니면 메일 내용을 모두 보낸 뒤에 552 5.3.4 \"Message size exceeds fixed \
                limit\"(Postfix), 552 5.3.4나 5.2.3 \"message size limits\"(Gmail), 550 5.2.3이나 5.3.4(Exchange)로 나타납니다. 첨부 \
                파일은 인코딩하면 크기가 약 3분의 1 늘어나므로, 파일 20MB는 메일에서 27MB쯤 됩니다. 헤더의 크기만 따로 제한하는 서버도 \
                있습니다.",
            steps: [
                "파일 대신 클라우드 저장소의 링크를 보내거나 웹메일의 대용량 첨부 기능을 이용하세요.",
                "또는 사진 등 첨부 파일의 크기를 줄이거나 여러 메일로 나누어 발송하세요. 한 메일에 붙이는 첨부 파일의 크기를 모두 \
                    합쳐 한도의 70%를 넘지 않게 하세요.",
                "어느 서버의 한도인지 확인하세요. 사용하는 서버의 한도는 EHLO 응답의 SIZE 뒤에 바이트 단위로 나오며, 반송 메일이라면 \
                    대개 수신 서버의 한도입니다.",
                "응답에서 헤더를 문제 삼는다면 To와 Cc에 넣는 주소를 줄이세요.",
                "서버의 관리자는 한도를 올릴 수 있습니다. Postfix(기본값 10MB)와 Exim(기본값 50MB)에서는 `message_size_limit`, \
                    Exchange에서는 커넥터와 사서함의 한도를 바꾸세요.",
            ],
            check: "메일 전송이 250으로 끝나고 반송 메일이 오지 않습니다.",
            retry: "같은 메일은 크기가 같으므로 다시 발송해도 거부됩니다.",
        },
        near: [
            MAILBOX_FULL => "Even a small message is refused: 5.2.2, \"mailbox full\", \"over quota\".",
                "작은 메일도 5.2.2, \"mailbox full\", \"over quota\"로 거부됩니다.",
            ATTACHMENT_BLOCKED => "The reply names a file type, a virus or the content, and a small file of that type is refused as \
                well.",
                "응답에 파일 형식, 바이러스, 내용이 나오며, 같은 형식이면 작은 파일도 거부됩니다.",
            SERVICE_UNAVAILABLE => "452 4.3.1 \"Insufficient system storage\": the server has no room just now, and the message may pass \
                later.",
                "452 4.3.1 \"Insufficient system storage\"라면 서버의 저장 공간이 잠시 부족한 것으로, 나중에 다시 발송하면 접수될 수 \
                    있습니다.",
        ],
    }

    MAILBOX_FULL { id: "mailbox-full", who: Recipient, retry: Yes,
        en: {
            title: "Recipient's mailbox is full",
            meaning: "The recipient's mailbox has no room left, so the server takes no more mail for it.",
            when: "At RCPT, at the end of the message or in a bounce: 452 4.2.2 \"over quota\" or \"out of storage space\" (Gmail), 552 \
                5.2.2 \"Mailbox full\" or \"user is over quota\" (iCloud), 5.2.2 \"QuotaExceeded\" (Exchange). Often it is a mailbox \
                that nobody reads any more. If your own server says so with \"STOREDRV.Submission\" (Microsoft 365), your own mailbox \
                is full.",
            steps: [
                "Tell the recipient in another way. They have to delete mail, empty the trash and the spam folder, or get more space; at \
                    Gmail, files in Google Drive and Google Photos fill the same space.",
                "If nobody reacts, ask for another address, because the mailbox may be abandoned.",
                "If the message came back, send it again when there is room. If it is only delayed, the mail server goes on trying by \
                    itself.",
                "If it is your own mailbox, delete old mail, above all from the sent items, and empty the trash.",
                "The administrator of the recipient's server can give the mailbox more space. Whoever runs a mailing list removes an \
                    address that has been full for weeks.",
            ],
            check: "A short test message is answered with 250 and does not come back.",
            retry: "Only when the recipient has made room. After 4.2.2, mail servers try again for days by themselves; after 5.2.2 or a \
                bounce you have to send again.",
        },
        ko: {
            title: "수신자의 메일 용량 초과",
            meaning: "받는 사람의 메일 용량이 초과되어 서버가 메일을 더 받지 않습니다.",
            when: "RCPT에서, 메일 내용을 모두 보낸 뒤에, 또는 반송 메일에 452 4.2.2 \"over quota\"나 \"out of storage space\"(Gmail), \
                552 5.2.2 \"Mailbox full\"이나 \"user is over quota\"(iCloud), 5.2.2 \"QuotaExceeded\"(Exchange)로 나타납니다. 더는 \
                아무도 읽지 않는 사서함인 경우가 많습니다. 발송하는 서버가 \"STOREDRV.Submission\"과 함께 응답했다면(Microsoft 365) \
                자신의 사서함이 가득 찬 것입니다.",
            steps: [
                "다른 방법으로 받는 사람에게 알리세요. 받는 사람이 메일을 지우고 휴지통과 스팸 메일함을 비우거나 용량을 늘려야 \
                    합니다. Gmail에서는 Google 드라이브의 파일과 Google 포토의 사진도 같은 용량에 포함됩니다.",
                "답이 없으면 더는 사용하지 않는 사서함일 수 있으니 다른 주소를 물어보세요.",
                "반송된 메일은 용량이 확보된 다음 다시 발송하세요. 아직 지연 중인 메일은 메일 서버가 자동으로 다시 시도합니다.",
                "자신의 사서함이 가득 찼다면 보낸 메일함을 비롯하여 오래된 메일을 지우고 휴지통을 비우세요.",
                "수신 서버의 관리자는 사서함의 용량을 늘릴 수 있습니다. 메일링 리스트의 운영자는 몇 주째 용량이 초과된 주소를 목록에서 \
                    빼세요.",
            ],
            check: "짧은 시험 메일이 250 응답을 받고 반송되지 않습니다.",
            retry: "받는 사람이 용량을 확보한 다음에만 해결됩니다. 4.2.2라면 메일 서버가 며칠 동안 자동으로 다시 시도하지만, 5.2.2이거나 \
                반송된 메일은 직접 다시 발송해야 합니다.",
        },
        near: [
            QUOTA => "It is the sender who has used something up: \"sending limit\", \"daily\", \"credits\".",
                "\"sending limit\", \"daily\", \"credits\"가 나오면 발신자가 발송 한도를 모두 사용한 것입니다.",
            SERVICE_UNAVAILABLE => "4.3.1 is about the storage of the whole server and meets all recipients there.",
                "4.3.1은 서버 전체의 저장 공간에 관한 것으로, 그 서버의 모든 수신자에게 발생합니다.",
            SIZE_LIMIT => "5.2.3 or 5.3.4: this one message is too large, and a small one passes.",
                "5.2.3이나 5.3.4라면 이 메일만 너무 큰 것으로, 작은 메일은 전달됩니다.",
            MAILBOX_UNAVAILABLE => "5.1.1 or 5.2.1: the address does not exist, or the mailbox is disabled or inactive.",
                "5.1.1이나 5.2.1이라면 주소가 없거나 사서함이 사용 중지되었거나 휴면 상태인 것입니다.",
        ],
    }

    GREYLISTED { id: "greylisted", who: Nobody, retry: Yes,
        en: {
            title: "Put off by greylisting",
            meaning: "The server puts mail from unknown senders off for a while, and takes it when it is sent again some minutes later.",
            when: "At RCPT, seldom at the end of the message, when somebody writes to a recipient for the first time. The reply is 450 \
                or 451 with 4.2.0 or 4.7.1 and \"Greylisted\" (Postgrey), \"Greylisting in action\" (milter-greylist) or only \"try \
                again later\".",
            steps: [
                "Where a mail server sends, as behind webmail or a mail client, there is nothing to do: it tries again by itself, and \
                    the message mostly arrives within a quarter of an hour, sometimes within some hours.",
                "A program without a queue should hand its mail to a mail server that has one, or send again itself after 5 to 10 \
                    minutes, with the same sender and recipient.",
                "If the mail is put off each time, the administrator of the sending server sees to it that all attempts come from the \
                    same IP address and with the same sender address.",
                "For mail that cannot wait, such as login codes, ask the administrator of the recipient's server to exempt the sender.",
            ],
            check: "The log shows the same recipient answered with 250 at a later attempt.",
            retry: "Yes: that is what the server asks for. Wait at least 5 minutes, because an earlier try is put off again.",
        },
        ko: {
            title: "그레이리스팅으로 수신이 미루어짐",
            meaning: "서버가 그레이리스팅을 사용하여, 처음 보는 발신자의 메일을 잠시 미루었다가 몇 분 뒤에 다시 발송하면 받습니다.",
            when: "어떤 수신자에게 처음 메일을 보낼 때 RCPT에서, 드물게는 메일 내용을 모두 보낸 뒤에 발생합니다. 응답은 4.2.0이나 \
                4.7.1이 붙은 450 또는 451이며, \"Greylisted\"(Postgrey), \"Greylisting in action\"(milter-greylist)이라고 나오거나 \
                \"try again later\"라고만 나옵니다.",
            steps: [
                "웹메일이나 메일 클라이언트처럼 메일 서버를 거쳐 발송했다면 조치할 것이 없습니다. 메일 서버가 자동으로 다시 시도하며, \
                    대개 15분 안에, 때로는 몇 시간 안에 전달됩니다.",
                "큐가 없는 프로그램이라면 큐가 있는 메일 서버를 거쳐 발송하거나, 5~10분 뒤에 같은 발신자와 수신자로 직접 다시 발송하게 \
                    하세요.",
                "매번 미루어진다면 발송하는 서버의 관리자가 모든 시도를 같은 IP 주소와 같은 발신자 주소로 하도록 설정해야 합니다.",
                "로그인 인증 번호처럼 늦으면 안 되는 메일이라면 수신 서버의 관리자에게 발신자를 그레이리스팅에서 제외해 달라고 \
                    요청하세요.",
            ],
            check: "로그를 보면 나중에 다시 시도했을 때 같은 수신자를 넣은 RCPT에 250 응답이 나옵니다.",
            retry: "다시 시도하면 해결되며, 서버가 요구하는 것도 바로 그것입니다. 너무 일찍 시도하면 또 미루어지므로 적어도 5분은 \
                기다리세요.",
        },
        near: [
            SERVICE_UNAVAILABLE => "It comes at other commands too, for all recipients (421, 451 4.3.0), and the server has trouble of \
                its own.",
                "RCPT가 아닌 명령에서도 모든 수신자에게 421, 451 4.3.0 등이 나오면 서버 자체에 문제가 있는 것입니다.",
            RATE_LIMIT => "It comes after many messages or connections, with \"too many\" or \"rate\".",
                "메일이나 연결이 많을 때 \"too many\", \"rate\"라는 말과 함께 나옵니다.",
            IP_BLOCKED => "The reply names a block list, a reputation or a page about it, and hours later it is the same.",
                "응답에 차단 목록, 평판 또는 관련 페이지의 주소가 나오고, 몇 시간 뒤에도 그대로입니다.",
        ],
    }
}
