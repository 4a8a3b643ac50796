//! Causes in the message and its recipients.

causes! { MESSAGE:
    MAILBOX_UNAVAILABLE { id: "mailbox-unavailable", who: User, retry: No,
        en: {
            title: "No such recipient, or mailbox disabled",
            meaning: "The recipient's address does not exist at that server, or the mailbox is disabled, locked or dormant.",
            when: "After RCPT, at some servers only after the end of the message, or in a bounce. Most say 550 5.1.1 with \"User \
                unknown\" or \"No such user\", Gmail \"The email account that you tried to reach does not exist\" (5.2.1 if it is \
                disabled), Exchange \"550 5.1.10 RESOLVER.ADR.RecipientNotFound\", Microsoft 365 \"550 5.4.1 Recipient address rejected: \
                Access denied\". A code that begins with 4, such as 450, means that it may be different later.",
            steps: [
                "Compare the address in the reply with the right one, letter by letter: typing errors, blanks, the domain after the @.",
                "Delete the address that the client suggests while you type, and enter it anew: old ones stay there for years.",
                "If the address is right, ask the recipient in another way for one that works. Only its owner can reopen a dormant \
                    mailbox.",
                "A program or mailing list must take such addresses off its list, because mail to them harms the sender's reputation.",
                "If the mailbox certainly exists, the administrator of its domain checks the address and its aliases on the server. \
                    With dig MX the administrator also checks that the domain's mail goes to the server that has the mailbox.",
            ],
            check: "RCPT with the address is answered with 250, and no bounce comes back.",
            retry: "After 5xx it does not help to send to the same address again, unless its owner or administrator has changed \
                something. After 4xx the mail server tries again by itself for some days.",
        },
        ko: {
            title: "존재하지 않는 수신자 또는 사용 중지된 사서함",
            meaning: "수신 서버에 그 주소가 없거나, 사서함이 사용 중지되었거나 잠겼거나 휴면 상태입니다.",
            when: "RCPT 다음에 나오며, 서버에 따라 메일 내용을 모두 보낸 뒤나 반송 메일에 나오기도 합니다. 대부분 550 5.1.1과 함께 \
                \"User unknown\"이나 \"No such user\"로 나오고, Gmail은 \"The email account that you tried to reach does not \
                exist\"(사용 중지된 계정은 5.2.1), Exchange는 \"550 5.1.10 RESOLVER.ADR.RecipientNotFound\", Microsoft 365는 \"550 5.4.1 \
                Recipient address rejected: Access denied\"라고 응답합니다. 450처럼 4로 시작하는 응답이면 나중에는 받을 수도 있다는 \
                뜻입니다.",
            steps: [
                "응답에 나온 주소에 오타나 공백이 없는지, @ 뒤의 도메인이 맞는지 한 글자씩 비교하세요.",
                "클라이언트가 자동으로 완성하는 주소는 오래전 것일 수 있으니 지우고 직접 입력하세요.",
                "주소가 맞다면 다른 방법으로 받는 사람에게 연락하여 사용 중인 주소를 물어보세요. 휴면 사서함은 소유자가 직접 해제해야 \
                    합니다.",
                "프로그램이나 메일링 리스트로 발송한다면 이런 주소를 목록에서 빼세요. 계속 발송하면 발신자의 평판이 나빠집니다.",
                "사서함이 분명히 있다면 그 도메인의 관리자가 서버에 주소와 별칭이 등록되어 있는지, MX 레코드가 사서함이 있는 서버를 \
                    가리키는지(dig MX로 조회) 확인해야 합니다.",
            ],
            check: "그 주소를 넣은 RCPT에 250 응답이 나오고 메일이 반송되지 않습니다.",
            retry: "5로 시작하는 응답이면 수신측에서 바뀐 것이 없는 한 같은 주소로 다시 발송해도 해결되지 않습니다. 4로 시작하는 \
                응답이면 메일 서버가 며칠 동안 자동으로 다시 시도합니다.",
        },
        near: [
            RECIPIENT_DOMAIN_BAD => "5.1.2, \"Domain not found\" or \"Host not found\": what stands behind the @ is wrong, not the part \
                before.",
                "5.1.2, \"Domain not found\", \"Host not found\"가 나오면 @ 앞이 아니라 뒤의 도메인이 잘못된 것입니다.",
            RECIPIENT_RESTRICTED => "The address exists, but not for you: \"not authorized\", \"AuthRequired\", \"permission to post\".",
                "\"not authorized\", \"AuthRequired\", \"permission to post\"가 나오면 주소는 있지만 발신자가 허용되지 않은 것입니다.",
            MAILBOX_FULL => "5.2.2, \"over quota\" or \"mailbox full\": the mailbox exists and has no room left.",
                "5.2.2, \"over quota\", \"mailbox full\"이 나오면 사서함은 있지만 용량이 초과된 것입니다.",
            POLICY_REJECTED => "RCPT was answered with 250, and \"mailbox unavailable\" came after the message: it was the message that \
                was refused.",
                "RCPT에는 250 응답이 나왔는데 메일 내용을 보낸 뒤 \"mailbox unavailable\"이 나왔다면 메일 자체가 거부된 것입니다.",
        ],
    }

    RECIPIENT_DOMAIN_BAD { id: "recipient-domain-bad", who: User, retry: No,
        en: {
            title: "Recipient's domain wrong or takes no mail",
            meaning: "The domain of the recipient is incomplete, does not exist, or takes no mail.",
            when: "After RCPT or in a bounce, with 5.1.2, 5.4.4, 556 5.1.10 or 450 4.1.2. Postfix says \"Host or domain name not \
                found\", \"Recipient address rejected: Domain not found\" or \"Domain … does not accept mail (nullMX)\", Microsoft 365 \
                \"550 5.4.310 DNS domain … does not exist\". Typical for typing errors such as gmial.com, for domains that have expired, \
                and for addresses with nothing but a name in them.",
            steps: [
                "Check the part after the @ for typing errors, and write it in full, such as user@example.com.",
                "Look the domain up with dig MX example.com and dig A example.com (on Windows nslookup -type=mx example.com). If neither \
                    shows a record, nobody receives mail there; an MX of \"0 .\" says that the domain wants none.",
                "If the domain is spelled right, ask the recipient in another way for another address.",
                "If it is your own domain, its administrator renews the registration and sets an MX record. It must name a host that has \
                    an A or AAAA record, not an IP address.",
            ],
            check: "dig MX shows a host name for the domain, and RCPT is answered with 250.",
            retry: "No, if the domain is wrong. After 4xx the domain's DNS may only have been out of reach; the mail server then tries \
                again by itself.",
        },
        ko: {
            title: "잘못된 수신자 도메인",
            meaning: "수신자 주소의 도메인이 불완전하거나 존재하지 않거나, 메일을 받지 않는 도메인입니다.",
            when: "RCPT 다음이나 반송 메일에 5.1.2, 5.4.4, 556 5.1.10 또는 450 4.1.2로 나옵니다. Postfix는 \"Host or domain name not \
                found\", \"Recipient address rejected: Domain not found\", \"Domain … does not accept mail (nullMX)\", Microsoft 365는 \
                \"550 5.4.310 DNS domain … does not exist\"라고 응답합니다. gmial.com 같은 오타, 등록 기간이 끝난 도메인, 도메인 없이 \
                이름만 입력한 주소에서 자주 발생합니다.",
            steps: [
                "@ 뒤에 오타가 없는지 확인하고 user@example.com처럼 도메인 전체를 입력하세요.",
                "`dig MX example.com`과 `dig A example.com`으로(Windows에서는 `nslookup -type=mx example.com`) 도메인을 조회하세요. \
                    둘 다 레코드가 없으면 메일을 받는 서버가 없는 것이고, MX가 \"0 .\"이면 메일을 받지 않는 도메인입니다.",
                "철자가 맞다면 다른 방법으로 받는 사람에게 연락하여 다른 주소를 물어보세요.",
                "자신의 도메인이라면 도메인의 관리자가 등록 기간을 연장하고 MX 레코드를 설정해야 합니다. MX 레코드에는 IP 주소가 아니라 \
                    A나 AAAA 레코드가 있는 호스트 이름을 넣습니다.",
            ],
            check: "dig MX로 도메인을 조회하면 호스트 이름이 나오고, RCPT에 250 응답이 나옵니다.",
            retry: "도메인이 잘못되었다면 다시 발송해도 해결되지 않습니다. 4로 시작하는 응답이면 그 도메인의 DNS에 잠시 연결되지 않은 \
                것일 수 있으며, 메일 서버가 자동으로 다시 시도합니다.",
        },
        near: [
            MAILBOX_UNAVAILABLE => "5.1.1 or \"User unknown\": the domain's server answered, and does not know the part before the @.",
                "5.1.1이나 \"User unknown\"이 나오면 도메인은 맞고 그 서버에 @ 앞의 주소가 없는 것입니다.",
            DNS => "The name that was not found is not behind the @: it is the server in your own settings.",
                "찾지 못한 이름이 @ 뒤의 도메인이 아니라 자신의 설정에 입력한 서버 이름인 경우입니다.",
            CONNECT_TIMEOUT => "The domain has an MX record, and the server that it names does not answer.",
                "도메인에 MX 레코드는 있지만 그 레코드의 서버가 응답하지 않는 경우입니다.",
            SENDER_INVALID => "\"Sender address rejected: Domain not found\" is about the address behind MAIL, not about the recipient.",
                "\"Sender address rejected: Domain not found\"는 수신자가 아니라 MAIL에 넣은 발신자 주소에 관한 응답입니다.",
        ],
    }

    RECIPIENT_RESTRICTED { id: "recipient-restricted", who: RemoteAdmin, retry: No,
        en: {
            title: "Recipient takes permitted senders only",
            meaning: "The recipient, often a group or a list, takes mail from permitted senders only, and this one is not permitted.",
            when: "After RCPT or in a bounce, mostly with 550 5.7.1. Exchange says \"RESOLVER.RST.AuthRequired\" or \
                \"RESOLVER.RST.NotAuthorized\", Microsoft 365 5.7.124, 5.7.133 or 5.7.134, Google Groups \"you may not have permission \
                to post messages to the group\". Although \"authentication required\" stands in some of them, your password is not \
                meant.",
            steps: [
                "Check which address the mail was sent from. A mailing list mostly knows only the one with which you subscribed.",
                "Ask the owner of the group or mailbox to permit your address, or to make you a member.",
                "If the owner cannot permit it, the administrator there changes who may write: in Exchange the message delivery \
                    restrictions of the recipient, in Google Groups the setting \"Who can post\".",
                "If a program of the recipient's own organization sends the mail, have it log in: without a login it counts as a \
                    sender from outside.",
                "Until then, write to single persons instead of the group.",
            ],
            check: "RCPT is answered with 250, and a message to the group brings no bounce.",
            retry: "No, not before the recipient's side permits it. Another password changes nothing.",
        },
        ko: {
            title: "허용된 발신자만 받는 수신자",
            meaning: "수신자(그룹이나 메일링 리스트인 경우가 많습니다)는 허용된 발신자의 메일만 받는데, 이 발신자는 허용되지 않았습니다.",
            when: "RCPT 다음이나 반송 메일에, 대부분 550 5.7.1로 나옵니다. Exchange는 \"RESOLVER.RST.AuthRequired\"나 \
                \"RESOLVER.RST.NotAuthorized\", Microsoft 365는 5.7.124, 5.7.133, 5.7.134, Google 그룹스는 \"you may not have permission \
                to post messages to the group\"이라고 응답합니다. \"authentication required\"라는 문구가 들어 있더라도 비밀번호에 관한 \
                오류가 아닙니다.",
            steps: [
                "어느 주소로 발송했는지 확인하세요. 메일링 리스트는 대부분 가입할 때 쓴 주소만 받아들입니다.",
                "그룹이나 사서함의 소유자에게 발신자 주소를 허용하거나 회원으로 추가해 달라고 요청하세요.",
                "소유자가 허용할 수 없다면 그쪽 관리자가 그 수신자에게 발송할 수 있는 사람의 범위를 바꾸어야 합니다. Exchange에서는 \
                    수신자의 메시지 배달 제한, Google 그룹스에서는 \"Who can post\" 설정을 바꿉니다.",
                "받는 사람과 같은 조직의 프로그램에서 발송한다면 로그인하게 하세요. 로그인하지 않으면 외부 발신자로 취급됩니다.",
                "허용될 때까지는 그룹 대신 받을 사람 각자에게 발송하세요.",
            ],
            check: "RCPT에 250 응답이 나오고, 그룹으로 보낸 메일이 반송되지 않습니다.",
            retry: "수신측에서 허용하기 전에는 다시 발송해도 해결되지 않습니다. 비밀번호를 바꾸어도 마찬가지입니다.",
        },
        near: [
            AUTH_REQUIRED => "530, mostly at MAIL and for every recipient: the server itself wants a login.",
                "수신자와 관계없이 530이 나오면(대부분 MAIL에서) 서버 자체가 로그인을 요구하는 것입니다.",
            MAILBOX_UNAVAILABLE => "5.1.1 or \"unknown\": there is no such address. Google Groups leaves both possible in one sentence.",
                "5.1.1이나 \"unknown\"이 나오면 그런 주소가 없는 것입니다. Google 그룹스의 응답은 두 경우를 구별하지 않습니다.",
            SENDER_BLOCKED => "The reply speaks of a block or a bad reputation: other strangers may write there.",
                "응답에 차단이나 나쁜 평판이 나오면 이 발신자만 막은 것이고, 다른 외부 발신자의 메일은 받습니다.",
            POLICY_REJECTED => "The reply speaks of a policy or a rule and not of who may write.",
                "발송할 수 있는 사람이 아니라 정책이나 규칙에 관한 응답이 나옵니다.",
        ],
    }

    SPAM_CONTENT { id: "spam-content", who: User, retry: No,
        en: {
            title: "Judged to be spam by its content",
            meaning: "A filter took the message for spam: because of its text, links or attachments, mostly together with what it \
                knows of the sender.",
            when: "After the end of the message, with 550 or 554 and mostly 5.7.1. Gmail says \"Our system has detected that this \
                message is likely unsolicited mail\", Exchange \"Message rejected as spam by Content Filtering\", iCloud \"[CS01] \
                Message rejected due to local policy\", Rspamd \"Spam message rejected\", 163 \"554 DT:SPM\". The server may also be \
                your own provider's, which checks outgoing mail.",
            steps: [
                "Send a short plain message without links, images and attachments to the same recipient. If it passes, the content is \
                    the reason.",
                "Then shorten the text, and take out shortened links, links to unknown domains, attachments that are not needed, and \
                    text that exists only as an image.",
                "If even the plain message is refused, the mail administrator checks SPF, DKIM, DMARC and whether the server's IP \
                    address is on a block list: all of that counts.",
                "Send newsletters only to people who asked for them, with a List-Unsubscribe header.",
                "Ask the administrator of the recipient's server to let your mail through, and quote the whole reply; large providers \
                    name a page for that in it.",
            ],
            check: "The end of the message is answered with 250, and the recipient finds the mail in the inbox and not in the spam folder.",
            retry: "The same message is refused again, and repeated tries harm the sender's reputation. Send it again only after a change.",
        },
        ko: {
            title: "내용에 따른 스팸 판정",
            meaning: "필터가 메일의 본문, 링크, 첨부 파일을 보고, 대개는 발신자에 대해 아는 것까지 더하여 메일을 스팸으로 판단했습니다.",
            when: "메일 내용을 모두 보낸 뒤에 550이나 554, 대부분 5.7.1과 함께 나옵니다. Gmail은 \"Our system has detected that this \
                message is likely unsolicited mail\", Exchange는 \"Message rejected as spam by Content Filtering\", iCloud는 \"[CS01] \
                Message rejected due to local policy\", Rspamd는 \"Spam message rejected\", 163은 \"554 DT:SPM\"이라고 응답합니다. 수신 \
                서버가 아니라 나가는 메일을 검사하는 자신의 메일 서비스가 거부한 것일 수도 있습니다.",
            steps: [
                "링크, 이미지, 첨부 파일이 없는 짧은 메일을 같은 수신자에게 보내 보세요. 이 메일이 통과하면 내용이 원인입니다.",
                "그렇다면 글을 줄이고 단축 링크, 알려지지 않은 도메인의 링크, 필요 없는 첨부 파일, 이미지로만 된 글을 빼세요.",
                "간단한 메일도 거부된다면 메일 관리자가 메일이 SPF, DKIM, DMARC를 통과하는지, 서버의 IP 주소가 차단 목록에 있지 \
                    않은지 확인해야 합니다. 이런 것도 모두 판단에 반영됩니다.",
                "뉴스레터는 받기를 원하는 사람에게만 List-Unsubscribe 헤더를 넣어 발송하세요.",
                "수신 서버의 관리자에게 응답 전체를 알려 주고 메일을 허용해 달라고 요청하세요. 대형 메일 서비스는 요청할 수 있는 \
                    페이지를 응답에 표시합니다.",
            ],
            check: "메일 내용을 모두 보낸 뒤 250 응답이 나오고, 메일이 스팸 메일함이 아니라 받는 사람의 받은 메일함에 도착합니다.",
            retry: "같은 메일은 다시 거부되며, 계속 시도하면 발신자의 평판이 나빠집니다. 내용을 바꾼 다음에만 다시 발송하세요.",
        },
        near: [
            IP_BLOCKED => "The reply names an IP address or a block list, often right after connecting or after RCPT.",
                "응답에 IP 주소나 차단 목록이 나오며, 연결 직후나 RCPT 다음에 바로 거부되는 경우가 많습니다.",
            SENDER_BLOCKED => "The reply speaks of the reputation of the sending domain or of a blocked sender, not of the message.",
                "메일의 내용이 아니라 발신 도메인의 평판이나 차단된 발신자에 관한 응답이 나옵니다.",
            ATTACHMENT_BLOCKED => "The reply says \"virus\", \"malware\", \"attachment\" or \"potential security issue\".",
                "응답에 \"virus\", \"malware\", \"attachment\", \"potential security issue\"가 나옵니다.",
            POLICY_REJECTED => "The reply says only \"policy\", and neither \"spam\" nor \"content\".",
                "\"spam\"이나 \"content\" 없이 \"policy\"만 나옵니다.",
        ],
    }

    ATTACHMENT_BLOCKED { id: "attachment-blocked", who: User, retry: No,
        en: {
            title: "Virus or forbidden attachment",
            meaning: "The receiving server found a virus in the message, or a type of file or content that it does not take.",
            when: "After the end of the message. Gmail says \"552 5.7.0 This message was blocked because its content presents a \
                potential security issue\", others 550 or 554 with \"virus\", \"malware\" or \"attachment\" in the text. Programs and \
                scripts (.exe, .js, .bat), installers, disk images, office files with macros and archives with a password meet it most \
                often, also inside a .zip.",
            steps: [
                "Check the file and your computer with an up-to-date virus scanner.",
                "If nothing is found, put the file on a file service such as Google Drive or OneDrive, and send the link.",
                "Or send it in a harmless form, such as PDF instead of an office file with macros.",
                "If you attached nothing, look for files in the forwarded or quoted text or the signature, and write the text into a new \
                    message.",
                "If a partner needs such files regularly, the administrator of the recipient's server has to permit them there.",
            ],
            check: "The message without the file is answered with 250, and the recipient can open the link.",
            retry: "No: the same file is refused each time. Renaming or packing it rarely helps, because scanners look inside.",
        },
        ko: {
            title: "바이러스 또는 허용되지 않는 첨부 파일",
            meaning: "수신 서버가 메일에서 바이러스를 발견했거나, 허용하지 않는 형식의 파일이나 내용을 발견했습니다.",
            when: "메일 내용을 모두 보낸 뒤에 나옵니다. Gmail은 \"552 5.7.0 This message was blocked because its content presents a \
                potential security issue\", 다른 서버는 550이나 554와 함께 \"virus\", \"malware\", \"attachment\"라는 문구로 응답합니다. \
                실행 파일과 스크립트(.exe, .js, .bat), 설치 파일, 디스크 이미지, 매크로가 든 문서, 암호를 건 압축 파일이 주로 거부되며 \
                .zip 안에 넣어도 마찬가지입니다.",
            steps: [
                "최신 백신 프로그램으로 파일과 컴퓨터를 검사하세요.",
                "문제가 없다면 Google 드라이브나 OneDrive 같은 파일 공유 서비스에 파일을 올리고 링크를 보내세요.",
                "또는 매크로가 든 문서 대신 PDF를 보내는 것처럼 안전한 형식으로 바꾸어 보내세요.",
                "첨부한 것이 없다면 전달(포워딩)하거나 답장하면서 붙은 원래 메일이나 서명에 파일이 들어 있는지 확인하고, 새 메일에 \
                    글을 다시 작성하세요.",
                "이런 파일을 정기적으로 주고받아야 한다면 수신 서버의 관리자가 허용해야 합니다.",
            ],
            check: "파일을 뺀 메일에 250 응답이 나오고, 받는 사람이 링크를 열 수 있습니다.",
            retry: "같은 파일은 매번 거부됩니다. 서버가 파일의 내용까지 검사하므로 이름을 바꾸거나 압축해도 해결되지 않는 경우가 많습니다.",
        },
        near: [
            SPAM_CONTENT => "The reply speaks of spam or unsolicited mail, and the message has no attachment.",
                "응답에 \"spam\"이나 \"unsolicited\"가 나오고, 메일에 첨부 파일이 없습니다.",
            SIZE_LIMIT => "5.3.4, \"too large\" or \"size limit\": only the size is too much.",
                "5.3.4, \"too large\", \"size limit\"가 나오면 크기만 문제인 것입니다.",
            POLICY_REJECTED => "The reply names a policy only. Send once without the file: if that passes, it was the file.",
                "응답에 정책만 나오면 파일을 빼고 한 번 발송해 보세요. 이 메일이 통과하면 파일이 원인입니다.",
        ],
    }

    HEADER_BAD { id: "header-bad", who: User, retry: No,
        en: {
            title: "Message header missing, doubled or malformed",
            meaning: "A header field of the message is missing, doubled or malformed, or there are too many of them.",
            when: "After the end of the message. Gmail says 550 5.7.1 with \"Messages missing a valid address in From: header\", \
                \"Messages with multiple addresses in From: header are not accepted\" or \"not RFC 5322 compliant\"; Amazon SES says \
                \"554 Transaction failed: Duplicate header\". Typical for programs that put the header together by themselves, and for \
                servers that add a field which is there already, such as Message-ID or DKIM-Signature.",
            steps: [
                "See in the reply which field is meant, and find it in the source of the message (in mail clients mostly \"View source\" \
                    or \"Show original\").",
                "Have the program write From and Date exactly once, and To, Cc, Bcc, Subject and Message-ID once at most; From holds one \
                    whole address.",
                "Use a mail library instead of joining strings: it encodes names and subjects that are not ASCII (RFC 2047). Do not let \
                    line breaks from a form get into a header field.",
                "If the program is not yours, update it, and tell its makers which field the reply names.",
                "The mail administrator checks whether a server or filter on the way adds the field a second time.",
            ],
            check: "The source of a test message shows each of these fields once, and the end of the message is answered with 250.",
            retry: "No: the same message is refused each time until the program writes the header differently.",
        },
        ko: {
            title: "잘못된 메일 헤더",
            meaning: "메일의 헤더 필드가 빠졌거나 중복되었거나 형식이 잘못되었거나, 너무 많습니다.",
            when: "메일 내용을 모두 보낸 뒤에 나옵니다. Gmail은 550 5.7.1과 함께 \"Messages missing a valid address in From: header\", \
                \"Messages with multiple addresses in From: header are not accepted\", \"not RFC 5322 compliant\", Amazon SES는 \"554 \
                Transaction failed: Duplicate header\"라고 응답합니다. 헤더를 직접 만드는 프로그램이나, 이미 있는 Message-ID나 \
                DKIM-Signature를 한 번 더 추가하는 서버에서 자주 발생합니다.",
            steps: [
                "응답에서 어느 필드인지 확인하고 메일의 원본에서 찾으세요. 메일 클라이언트에서는 대부분 \"원본 보기\" 메뉴로 볼 수 \
                    있습니다.",
                "프로그램이 From과 Date는 정확히 한 번, To, Cc, Bcc, Subject, Message-ID는 많아야 한 번 쓰고 From에는 전체 주소를 하나만 \
                    넣도록 수정하세요.",
                "문자열을 이어 붙이지 말고, 한글처럼 ASCII가 아닌 이름과 제목을 RFC 2047에 따라 인코딩해 주는 메일 라이브러리를 \
                    사용하세요. 웹 폼에 입력된 값의 줄 바꿈이 헤더 필드에 들어가지 않게 하세요.",
                "직접 만든 프로그램이 아니라면 업데이트하고, 응답에 나온 필드 이름을 개발사에 알려 주세요.",
                "메일 관리자가 중간의 서버나 필터에서 그 필드를 한 번 더 추가하지 않는지 확인해야 합니다.",
            ],
            check: "시험 메일의 원본에 이 필드들이 한 번씩만 나오고, 메일 내용을 모두 보낸 뒤 250 응답이 나옵니다.",
            retry: "프로그램이 헤더를 다르게 쓰기 전에는 같은 메일을 다시 발송해도 매번 거부됩니다.",
        },
        near: [
            LINE_FORMAT => "The reply speaks of a bare CR or LF or of a line that is too long, and names no field.",
                "응답에 필드 이름 없이 \"bare CR\", \"bare LF\" 또는 너무 긴 줄에 관한 문구가 나옵니다.",
            SMTPUTF8 => "The reply asks for SMTPUTF8 or has 5.6.7 or 5.6.9: an address or field holds characters beyond ASCII.",
                "SMTPUTF8을 요구하거나 5.6.7, 5.6.9가 나오면 주소나 필드에 ASCII가 아닌 문자가 그대로 들어 있는 것입니다.",
            FROM_MISMATCH => "From is well-formed, and the reply finds fault with its domain.",
                "From의 형식은 맞지만 그 도메인이 문제라는 응답이 나옵니다.",
        ],
    }

    POLICY_REJECTED { id: "policy-rejected", who: User, retry: No,
        en: {
            title: "Refused by a rule of the receiving server",
            meaning: "The receiving server refused the message by a rule of its own, without saying more.",
            when: "At any step, mostly after RCPT or the end of the message, with 550 or 554. Examples are \"Denied by policy\", Yahoo's \
                \"554 5.7.9 Message not accepted for policy reasons\" and \"550 Request failed; Mailbox unavailable\", and Exchange's \
                \"TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy\". Behind such words may be the \
                content, the sender's reputation, missing SPF or DKIM, or a rule that an administrator made.",
            steps: [
                "Open the link in the reply, if it has one: the page often says what the code stands for.",
                "Send a short plain message to the same recipient. If it passes, the content, a link or an attachment was the reason.",
                "The mail administrator checks what is refused most often: SPF, DKIM and DMARC of the sender's domain, the PTR record of \
                    the server, and whether its IP address is on a block list.",
                "Ask the administrator of the recipient's server to look into the log: give them the whole reply, the time and both \
                    addresses. If you cannot reach them, ask the recipient, for instance by phone, to pass that on.",
                "If the bounce was made by your own organization's server, the rule is there: ask your own mail administrator.",
            ],
            check: "The same message to the same recipient is answered with 250.",
            retry: "Unlikely to help: the same message meets the same rule. Only a refusal for reputation or too much mail can pass by \
                itself, in hours or days rather than minutes.",
        },
        ko: {
            title: "수신 서버의 정책에 따른 거부",
            meaning: "수신 서버가 자체 정책에 따라 메일을 거부했으며, 자세한 이유는 밝히지 않았습니다.",
            when: "어느 단계에서나 나올 수 있지만, 대부분 RCPT 다음이나 메일 내용을 모두 보낸 뒤에 550 또는 554로 나옵니다. \"Denied by \
                policy\", Yahoo의 \"554 5.7.9 Message not accepted for policy reasons\"와 \"550 Request failed; Mailbox unavailable\", \
                Exchange의 \"TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy\"가 그 예입니다. 실제 원인은 \
                메일의 내용, 발신자의 평판, SPF나 DKIM의 누락, 관리자가 만든 규칙 등 여러 가지입니다.",
            steps: [
                "응답에 링크가 있으면 열어 보세요. 코드의 뜻이 나와 있는 경우가 많습니다.",
                "같은 수신자에게 짧고 간단한 메일을 보내 보세요. 이 메일이 통과하면 내용, 링크 또는 첨부 파일이 원인입니다.",
                "메일 관리자가 발신자 도메인의 SPF, DKIM, DMARC와 서버의 PTR 레코드가 올바른지, 서버의 IP 주소가 차단 목록에 있지 \
                    않은지 확인해야 합니다. 이런 것이 거부의 원인이 되기 쉽습니다.",
                "수신 서버의 관리자에게 응답 전체와 시각, 발신자와 수신자의 주소를 알려 주고 로그를 확인해 달라고 요청하세요. 관리자에게 \
                    연락할 수 없으면 전화 등 다른 방법으로 받는 사람에게 전달을 부탁하세요.",
                "반송 메일을 자신이 속한 조직의 서버가 만들었다면 규칙도 그 서버에 있으므로 소속 조직의 메일 관리자에게 문의하세요.",
            ],
            check: "같은 메일을 같은 수신자에게 보내면 250 응답이 나옵니다.",
            retry: "같은 메일은 같은 규칙에 걸리므로 다시 발송해도 해결되지 않을 가능성이 높습니다. 평판이나 발송량 때문에 거부된 \
                경우에만 저절로 풀릴 수 있으며, 몇 분이 아니라 몇 시간이나 며칠이 걸립니다.",
        },
        near: [
            SPAM_CONTENT => "The reply says \"spam\", \"content\" or \"unsolicited\".",
                "응답에 \"spam\", \"content\", \"unsolicited\"가 나옵니다.",
            DMARC_FAIL => "The reply says \"DMARC\", or Authentication-Results elsewhere shows dmarc=fail for your domain.",
                "응답에 \"DMARC\"가 나오거나, 다른 곳에 도착한 메일의 Authentication-Results에 dmarc=fail이 나옵니다.",
            IP_BLOCKED => "The reply names an IP address or a block list, and every message from your server is refused.",
                "응답에 IP 주소나 차단 목록이 나오고, 서버에서 보내는 모든 메일이 거부됩니다.",
            RECIPIENT_RESTRICTED => "Only this recipient refuses, and others at the same domain take your mail.",
                "같은 도메인의 다른 수신자는 메일을 받는데 이 수신자만 거부하는 경우입니다.",
        ],
    }
}
