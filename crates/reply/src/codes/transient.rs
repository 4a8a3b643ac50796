//! The reply codes that begin with 4: refused for now, and what that is worth.

codes! { TRANSIENT:
    421 { at: Connect, commands: ["any"], rfc: "RFC 5321 §3.8, §4.2.3",
        causes: [
            SERVICE_UNAVAILABLE => "4.3.2 Service not active; 4.3.2 All server ports are busy",
            RATE_LIMIT => "4.7.0 too many connections from …; Message submission rate … exceeded",
            IP_BLOCKED => "4.7.28 unusual rate of unsolicited mail; 4.7.0 [TSS04]",
            CONNECTION_DROPPED => "4.4.2 Error: timeout exceeded; SMTP command timeout",
            HELO_BAD => "4.7.0 Try again later, closing connection. (EHLO)",
            UNAUTHENTICATED_MAIL => "4.7.26 rate limited because it is unauthenticated",
            AUTH_RATE_LIMIT => "4.7.0 Too many failed logins; try again later",
            SANDBOX_MODE => "Sandbox subdomains are for test purposes only",
        ],
        example: ["S: 421 4.7.0 mail.example.com Error: too many connections"],
        en: {
            title: "Service not available, closing",
            meaning: "The server cannot or will not go on just now, and closes the connection.",
            when: "At any time: in place of the greeting, after a pause, or as the answer to any command. The reason may be a restart \
                or overload, too many connections, messages or failed logins, a time-out, or doubts about the sending IP address. The \
                text mostly says which. Gmail uses it for mail that it slows down (4.7.26, 4.7.28) and for a bad EHLO name at its \
                relay; Yahoo uses it for [TSS04]. Mailgun uses it even for a trial domain, and that never passes by itself.",
            action: "A mail server tries again by itself; a program waits some minutes, opens fewer connections and sends the message \
                again. If the text names an IP address, SPF, DKIM, the EHLO name or a trial account, the administrator of the sending \
                side has to change that first. If the text says nothing and it goes on for an hour, tell the administrator of that \
                server.",
            before: "Any, even before the greeting.",
            after: "The connection is closed, and a message that got no 250 after its data was not taken.",
            next: "220 on a new connection when the reason is gone, otherwise 421 again.",
        },
        ko: {
            title: "서비스를 사용할 수 없어 연결 종료",
            meaning: "서버가 지금은 더 진행할 수 없거나 진행하지 않기로 하여 연결을 닫습니다.",
            when: "인사말 대신 나오기도 하고, 한동안 아무 명령도 보내지 않았을 때나 어떤 명령의 응답으로도 나올 수 있습니다. 서버의 \
                재시작이나 과부하, 시간 초과, 발신 IP 주소에 대한 의심, 지나치게 많은 연결이나 메일, 로그인 실패가 원인이며, 어느 것인지는 \
                대개 문구에 나옵니다. Gmail은 속도를 제한하는 메일(4.7.26, 4.7.28)과 릴레이 서비스의 잘못된 EHLO 이름에, Yahoo는 [TSS04]에 \
                사용합니다. Mailgun은 시험용(샌드박스) 도메인에서 발송할 때도 421로 응답하며, 이때는 기다려도 해결되지 않습니다.",
            action: "메일 서버는 자동으로 다시 시도하며, 직접 만든 프로그램이라면 몇 분 뒤에 동시 연결 수를 줄여 다시 발송하게 \
                하세요. 문구에 IP 주소, SPF, DKIM, EHLO 이름이나 시험용 계정이 나오면 발송하는 쪽의 관리자가 먼저 그 문제를 해결해야 \
                합니다. 문구에 이유가 없고 한 시간 넘게 계속되면 그 서버의 관리자에게 알리세요.",
            before: "어느 상태에서나 나오며, 인사말보다 먼저 나오기도 합니다.",
            after: "연결이 닫히며, 메일 내용을 모두 보낸 뒤에 250 대신 421이 나왔다면 그 메일은 접수되지 않은 것입니다.",
            next: "원인이 없어지면 다시 연결할 때 220이, 그렇지 않으면 다시 421이 나옵니다.",
        },
    }

    422 { at: Login, commands: ["AUTH"], rfc: "RFC 5248 §2.4",
        causes: [
            MAILBOX_FULL => "mailbox has exceeded its storage limit (4.2.2 without its dots)" / "mailbox has exceeded its storage limit (4.2.2에서 점을 뺀 것)",
            RATE_LIMIT => "try again in 15 seconds",
            TRANSITION_NEEDED => "4.7.12 A password transition is needed",
        ],
        example: ["C: AUTH CRAM-MD5", "S: 422 4.7.12 A password transition is needed"],
        en: {
            title: "Temporary failure, not standardized",
            meaning: "A temporary refusal with a code that no SMTP standard defines; only the text after it tells what is meant.",
            when: "Rarely. The registry of enhanced codes names it beside 432 for a password transition (4.7.12), and a few servers \
                use it for a limit (\"try again in 15 seconds\"). Lists on the web explain it as a full mailbox, which is the \
                enhanced code 4.2.2 without its dots.",
            action: "Read the whole text, and ask the administrator of that server if it says nothing. A program treats it as \
                temporary and sends again after some minutes. If the program sends by a web API and not by SMTP, 422 is an HTTP \
                status, and the reason stands in the answer of the API.",
            before: "By the registry, AUTH was sent; in practice it may be any command.",
            after: "The command was not carried out, and the session goes on.",
            next: "250 or 235 to the same command on a later try, otherwise 422 again.",
        },
        ko: {
            title: "표준에 없는 일시적인 오류",
            meaning: "SMTP 표준에 정의되지 않은 코드로 일시적인 거부를 나타내며, 정확한 뜻은 뒤에 나오는 문구로만 알 수 있습니다.",
            when: "드물게 나옵니다. 확장 상태 코드 등록부에는 비밀번호 전환(4.7.12)에 쓰는 코드로 432와 함께 올라 있으며, 한도를 \
                넘었을 때(\"try again in 15 seconds\") 사용하는 서버도 있습니다. 인터넷의 코드 목록에는 메일 용량 초과라고 나오는데, \
                이는 확장 상태 코드 4.2.2에서 점을 뺀 것입니다.",
            action: "문구 전체를 읽고, 그것으로도 알 수 없으면 그 서버의 관리자에게 문의하세요. 프로그램에서는 일시적인 오류로 \
                처리하여 몇 분 뒤에 다시 발송하게 하세요. SMTP가 아니라 웹 API로 발송하는 프로그램이라면 422는 HTTP 상태 코드이므로 \
                API의 응답에서 원인을 확인하세요.",
            before: "등록부에 따르면 AUTH를 보낸 상태이지만, 실제로는 어느 상태에서나 나올 수 있습니다.",
            after: "명령이 처리되지 않았으며, 세션은 계속됩니다.",
            next: "나중에 같은 명령을 보내면 250이나 235가 나오고, 그렇지 않으면 다시 422가 나옵니다.",
        },
    }

    430 { at: Other, commands: ["any"], rfc: "RFC 5248 §2.4",
        causes: [
            BAD_SEQUENCE => "4.5.1 command out of sequence",
            SYNTAX => "4.5.1 command not supported",
        ],
        example: ["C: DATA", "S: 430 4.5.1 Command out of sequence"],
        en: {
            title: "Invalid command, rare code",
            meaning: "By the registry of enhanced codes, the command came out of order or is not supported.",
            when: "Hardly ever: the registry lists 430 as one of the codes for X.5.1, but no RFC says when to send it. The common \
                servers answer 503, 500 or 502 in such a case.",
            action: "Read the text, and look in the log at the refusal before it, because a wrong order often follows from one. The \
                first digit calls it temporary, but the same commands again rarely help: update the client, or correct the program. If \
                the text speaks of something else, ask the administrator of that server what 430 means there.",
            before: "Connected; any command may have been sent.",
            after: "The command was not carried out, and the session goes on.",
            next: "250 or 354 when the commands come in the right order, otherwise 430 or 503 again.",
        },
        ko: {
            title: "잘못된 명령(드문 코드)",
            meaning: "확장 상태 코드 등록부에 따르면 명령의 순서가 잘못되었거나 지원하지 않는 명령이라는 뜻입니다.",
            when: "등록부에 X.5.1과 함께 쓰는 코드로 올라 있지만 어떤 경우에 보내는지 정한 RFC가 없어 거의 볼 수 없습니다. 널리 쓰이는 \
                서버는 이런 경우에 503, 500 또는 502로 응답합니다.",
            action: "문구를 읽으세요. 앞선 거부 때문에 순서가 어긋난 경우가 많으므로, 로그에서 그 앞의 거부 응답도 확인하세요. 첫 \
                숫자는 일시적인 오류라는 뜻이지만 같은 명령을 다시 보내도 해결되는 경우는 드무므로, 클라이언트를 업데이트하거나 \
                프로그램을 고치세요. 문구가 다른 내용이라면 그 서버의 관리자에게 430의 뜻을 문의하세요.",
            before: "연결된 상태이며, 어떤 명령에나 나올 수 있습니다.",
            after: "명령이 처리되지 않았으며, 세션은 계속됩니다.",
            next: "올바른 순서로 보내면 250이나 354가 나오고, 그렇지 않으면 다시 430이나 503이 나옵니다.",
        },
    }

    432 { at: Login, commands: ["AUTH", "end of data"], rfc: "RFC 4954 §6",
        causes: [
            RATE_LIMIT => "4.3.2 Concurrent connections limit exceeded (Microsoft 365)",
            TRANSITION_NEEDED => "4.7.12 A password transition is needed",
            SERVICE_UNAVAILABLE => "4.3.2 STOREDRV.Storage; mailbox server is too busy (Exchange)",
        ],
        example: ["C: AUTH SCRAM-SHA-256 biwsbj1hbGljZSxyPWZ5a28rZDJsYmJG", "S: 432 4.7.12 A password transition is needed"],
        en: {
            title: "Password transition needed",
            meaning: "By the standard, the account has no login data for this mechanism yet, and logging in once by another one makes \
                them. At Microsoft 365, 432 4.3.2 says instead that too many connections send at once.",
            when: "With 4.7.12, after AUTH with a mechanism such as CRAM-MD5 or SCRAM: the server keeps the password in a form that \
                does not serve this mechanism, for example a hash from an older system. Few servers send that. Much more often 432 \
                carries 4.3.2 and comes from Microsoft 365 after the end of the data: \"Concurrent connections limit exceeded\" or \
                \"sender thread limit exceeded\", when more than three connections send for one mailbox. Exchange also writes 432 \
                4.3.2 with \"STOREDRV.Storage\" when the mailbox server is too busy. So the enhanced code and the command decide: \
                4.7.12 after AUTH is about the login, 4.3.2 after the data is not.",
            action: "With 4.7.12, set the authentication method of the client to the normal password (PLAIN) over an encrypted \
                connection and log in once; the other mechanism works from the next login on. The password need not be changed, and \
                the same mechanism again gives 432 again. With the limit of Microsoft 365, let the program send over one connection, \
                or over three at most for each mailbox, and send the refused messages again after a minute. With STOREDRV.Storage, \
                wait; if it goes on, the Exchange administrator looks at the load of the mailbox server.",
            before: "Connected and mostly encrypted; AUTH is under way, or at Microsoft 365 the message was just sent.",
            after: "Nobody is logged in and another AUTH may follow; at Microsoft 365 the message was not taken.",
            next: "235 after AUTH PLAIN, or 535 if the password is wrong too; at Microsoft 365, 250 once fewer connections send.",
        },
        ko: {
            title: "비밀번호 전환 필요",
            meaning: "표준에 따르면 비밀번호가 이 인증 메커니즘에 필요한 형태로 아직 저장되어 있지 않으며, 다른 메커니즘으로 한 번 \
                로그인하면 저장된다는 뜻입니다. Microsoft 365의 432 4.3.2는 이와 달리 동시에 발송하는 연결이 너무 많다는 뜻입니다.",
            when: "4.7.12가 붙은 경우는 CRAM-MD5나 SCRAM 같은 메커니즘으로 AUTH를 보냈을 때이며, 이전 시스템에서 가져온 해시처럼 \
                비밀번호가 이 메커니즘에 쓸 수 없는 형태로 저장되어 있기 때문입니다. 이렇게 응답하는 서버는 많지 않습니다. 4.3.2가 \
                붙은 경우가 훨씬 흔하며, Microsoft 365에서 한 사서함으로 세 개가 넘는 연결이 동시에 발송하면 메일 내용을 모두 보낸 \
                뒤에 \"Concurrent connections limit exceeded\" 또는 \"sender thread limit exceeded\"라고 나옵니다. Exchange는 사서함 \
                서버의 부하가 높을 때도 \"STOREDRV.Storage\"가 들어간 432 4.3.2를 보냅니다. 따라서 확장 상태 코드와 명령으로 \
                구별하며, AUTH 뒤의 4.7.12는 로그인 문제이고 메일 내용을 보낸 뒤의 4.3.2는 로그인 문제가 아닙니다.",
            action: "4.7.12라면 암호화 연결에서 클라이언트의 인증 방식을 일반 비밀번호(PLAIN)로 설정하여 한 번 로그인하세요. 다음 \
                로그인부터 원래의 메커니즘을 쓸 수 있습니다. 비밀번호는 바꾸지 않아도 되며, 같은 메커니즘으로 다시 시도하면 다시 \
                432가 나옵니다. Microsoft 365의 한도라면 프로그램이 연결을 하나만, 많아도 사서함마다 동시에 세 개까지만 쓰게 하고, \
                거부된 메일은 1분 뒤에 다시 발송하게 하세요. STOREDRV.Storage라면 기다리세요. 계속되면 Exchange 관리자가 사서함 \
                서버의 부하를 확인해야 합니다.",
            before: "연결된 상태이고 대개 암호화되어 있으며, AUTH가 진행 중이거나 Microsoft 365라면 방금 메일을 보낸 상태입니다.",
            after: "로그인되지 않았고 AUTH를 다시 보낼 수 있으며, Microsoft 365라면 메일이 접수되지 않았습니다.",
            next: "AUTH PLAIN에는 235가, 비밀번호도 틀리면 535가 나오며, Microsoft 365에서는 연결 수를 줄이면 250이 나옵니다.",
        },
    }

    450 { at: Recipient, commands: ["RCPT", "end of data", "MAIL", "ATRN"], rfc: "RFC 5321 §4.2.3",
        causes: [
            GREYLISTED => "4.2.0 Recipient address rejected: Greylisted",
            RDNS_MISSING => "4.7.1 Client host rejected: cannot find your hostname",
            SENDER_INVALID => "4.1.8 Sender address rejected: Domain not found",
            RATE_LIMIT => "4.7.1 Error: too much mail from …; 4.2.1 receiving mail at a rate",
            MAILBOX_UNAVAILABLE => "4.1.1 Recipient address rejected: unverified address",
            RECIPIENT_DOMAIN_BAD => "4.1.2 Recipient address rejected: Domain not found",
            HELO_BAD => "4.7.1 Helo command rejected: Host not found",
            QUOTA => "4.7.3 Organization queue quota exceeded",
        ],
        example: ["C: RCPT TO:<bob@example.org>", "S: 450 4.2.0 <bob@example.org>: Recipient address rejected: Greylisted"],
        en: {
            title: "Mailbox unavailable for now",
            meaning: "The server does not take mail for this recipient just now, but may do so later.",
            when: "Mostly after RCPT, and often it is greylisting, which passes after some minutes. Postfix also uses it for faults \
                that stay until somebody mends them: no reverse DNS (4.7.1, 4.7.25), a sender's or recipient's domain that the DNS \
                does not know (4.1.8, 4.1.2), an unknown EHLO name. Gmail uses 4.2.1 for a recipient who gets too much mail at once.",
            action: "A mail server tries again by itself for days; a program without a queue has to send again after some minutes. If \
                the same text comes for more than an hour, the administrator of the sending side mends what it names: the PTR record, \
                the EHLO name or the sender's domain. A user checks the addresses of sender and recipient for typing errors.",
            before: "MAIL was accepted, and recipients are being given.",
            after: "This recipient was not accepted; the others still count.",
            next: "250 to the same recipient on a later try; DATA gets 354 if another recipient was accepted, otherwise 503 or 554.",
        },
        ko: {
            title: "사서함을 지금 사용할 수 없음",
            meaning: "서버가 지금은 이 수신자의 메일을 받지 않으며, 나중에는 받을 수 있습니다.",
            when: "대개 RCPT의 응답으로 나오며, 몇 분 뒤에 풀리는 그레이리스팅인 경우가 많습니다. Postfix는 누군가 고쳐야 없어지는 \
                문제에도 사용하는데, 역방향 DNS가 없거나(4.7.1, 4.7.25) 발신자나 수신자의 도메인이 DNS에 없거나(4.1.8, 4.1.2) EHLO \
                이름을 찾을 수 없는 경우입니다. Gmail은 수신자에게 메일이 한꺼번에 너무 많이 올 때 4.2.1로 응답합니다.",
            action: "메일 서버는 며칠 동안 자동으로 다시 시도하며, 큐가 없는 프로그램이라면 몇 분 뒤에 다시 발송해야 합니다. 같은 \
                문구가 한 시간 넘게 계속되면 발송하는 쪽의 관리자가 문구에 나온 PTR 레코드, EHLO 이름 또는 발신자 도메인을 고쳐야 \
                합니다. 사용자는 발신자와 수신자의 주소에 오타가 없는지 확인하세요.",
            before: "MAIL이 접수되었고, 수신자를 지정하는 중입니다.",
            after: "이 수신자는 접수되지 않았지만, 다른 수신자는 그대로 유효합니다.",
            next: "나중에 같은 수신자로 다시 시도하면 250이 나오며, DATA에는 접수된 수신자가 있으면 354가, 없으면 503이나 554가 \
                나옵니다.",
        },
    }

    451 { at: Recipient, commands: ["RCPT", "end of data", "MAIL", "DATA", "BDAT", "BURL", "ATRN"], rfc: "RFC 5321 §4.2.3",
        causes: [
            SERVICE_UNAVAILABLE => "4.7.0 Temporary server error; 4.3.0 Temporary lookup failure",
            GREYLISTED => "4.7.1 Greylisting in action, please come back later",
            IP_BLOCKED => "4.7.650 temporarily rate limited due to IP reputation",
            RATE_LIMIT => "4.7.500 Server busy; 4.7.652 maximum number of connections",
            SENDER_INVALID => "4.1.8 Domain of sender address … does not resolve",
            SPF_FAIL => "4.7.24 SPF validation error",
            QUOTA => "Authentication failed: Maximum credits exceeded (SendGrid)",
            LINE_FORMAT => "See http://pobox.com/~djb/docs/smtplf.html (qmail)",
        ],
        example: ["C: RCPT TO:<bob@example.org>", "S: 451 4.3.0 <bob@example.org>: Temporary lookup failure"],
        en: {
            title: "Local error in processing",
            meaning: "The server gave the command up because of a fault of its own, or because it does not want the mail yet.",
            when: "After RCPT, MAIL or the end of the data, when a database, a disk or a filter of the server does not work \
                (\"Temporary lookup failure\", \"Temporary server error\"). Many servers also use it for senders that they do not \
                know or trust yet: greylisting, and 4.7.500, 4.7.650 or 4.7.652 at Microsoft (Outlook.com, Microsoft 365) for the \
                sending IP address. Two cases do not pass by themselves: from qmail it means wrong line ends, and from SendGrid, as \
                the answer to AUTH, a used-up plan.",
            action: "A mail server tries again by itself; a program sends again after some minutes. If it goes on, act by the text: \
                faults of the server are a matter for its administrator, IP reputation, SPF and the sender's domain for the \
                administrator of the sending side, line ends for the author of the program.",
            before: "EHLO is done, and a message is being sent.",
            after: "The sender, the recipient or the message was not taken; after the end of the data the transaction is over.",
            next: "250 on a later try; 550 if the server decides against the mail in the end.",
        },
        ko: {
            title: "서버 처리 중 오류",
            meaning: "서버에 문제가 생겼거나 서버가 아직은 그 메일을 받지 않기로 하여, 명령을 처리하지 않았습니다.",
            when: "서버의 데이터베이스나 디스크, 필터에 문제가 있을 때 RCPT나 MAIL에, 또는 메일 내용을 모두 보낸 뒤에 \
                나옵니다(\"Temporary lookup failure\", \"Temporary server error\"). 아직 모르거나 신뢰하지 않는 발신자에게 사용하는 \
                서버도 많으며, 그레이리스팅과, Microsoft(Outlook.com, Microsoft 365)가 발신 IP 주소를 제한할 때 쓰는 4.7.500, \
                4.7.650, 4.7.652가 그렇습니다. qmail에서는 줄 끝이 잘못되었다는 뜻이고 SendGrid의 AUTH에서는 요금제의 한도를 모두 \
                사용했다는 뜻이며, 이때는 저절로 해결되지 않습니다.",
            action: "메일 서버는 자동으로 다시 시도하며, 직접 만든 프로그램이라면 몇 분 뒤에 다시 발송하게 하세요. 계속되면 문구에 \
                따라 조치해야 합니다. 서버의 문제는 그 서버의 관리자가, IP 평판과 SPF, 발신자 도메인은 발송하는 쪽의 관리자가, 줄 \
                끝은 프로그램의 개발자가 해결해야 합니다.",
            before: "EHLO를 마치고 메일을 보내는 중입니다.",
            after: "발신자, 수신자 또는 메일이 접수되지 않았으며, 메일 내용을 모두 보낸 뒤라면 그 메일의 트랜잭션이 끝났습니다.",
            next: "나중에 다시 시도하면 250이 나오고, 서버가 결국 거부하기로 하면 550이 나옵니다.",
        },
    }

    452 { at: Recipient, commands: ["RCPT", "end of data", "MAIL", "BDAT"], rfc: "RFC 5321 §4.2.3, §4.5.3.1.10",
        causes: [
            TOO_MANY_RECIPIENTS => "4.5.3 Error: too many recipients",
            MAILBOX_FULL => "4.2.2 The email account that you tried to reach is over quota",
            SERVICE_UNAVAILABLE => "4.3.1 Insufficient system storage; Insufficient system resources",
            RATE_LIMIT => "4.3.2 Connection rate limit exceeded (Sendmail)",
        ],
        example: ["C: RCPT TO:<bob@example.org>", "S: 452 4.5.3 Error: too many recipients"],
        en: {
            title: "No room now, or too many recipients",
            meaning: "The server has no room just now: its storage, the recipient's mailbox or the list of recipients of this message \
                is full.",
            when: "After RCPT: with 4.5.3 the message has more recipients than the server takes at once (at least 100 by the RFC, 1000 \
                in Postfix as installed), and with 4.2.2 the recipient's mailbox is full, as at Gmail. After MAIL or the end of the \
                data with 4.3.1: disk or memory of the server runs short; Postfix and Exchange refuse mail before the disk is really \
                full. Sendmail uses 4.3.2 for too many connections.",
            action: "4.5.3: a mail server sends to the other recipients in a second message by itself; a program splits the recipients \
                over several messages. 4.2.2: tell the recipient in another way, so that they make room. 4.3.1: the administrator of \
                that server frees disk space, and the sender tries again later.",
            before: "EHLO is done, and a message is being sent.",
            after: "With 4.5.3 the recipients accepted so far still count; otherwise the sender, the recipient or the message was not \
                taken.",
            next: "354 to DATA for the recipients that were accepted; 250 to the refused command on a later try.",
        },
        ko: {
            title: "저장 공간 부족 또는 수신자 수 초과",
            meaning: "서버의 저장 공간이나 받는 사람의 메일 용량이 지금은 부족하거나, 메일 한 통의 수신자 수가 한도를 넘었습니다.",
            when: "RCPT 뒤의 4.5.3은 서버가 한 번에 받는 수신자 수를 넘었다는 뜻이고(RFC에서 정한 최솟값은 100명, Postfix의 기본값은 \
                1000명입니다), 4.2.2는 Gmail 등에서 받는 사람의 메일 용량이 초과되었다는 뜻입니다. MAIL에서나 메일 내용을 보낸 뒤에 \
                나온 4.3.1은 서버의 디스크나 메모리가 부족하다는 뜻이며, Postfix와 Exchange는 디스크가 가득 차기 전부터 메일을 \
                거부합니다. Sendmail은 연결이 너무 많을 때 4.3.2를 사용합니다.",
            action: "4.5.3이면 메일 서버는 접수되지 않은 나머지 수신자에게 자동으로 따로 발송하며, 직접 만든 프로그램이라면 수신자를 \
                여러 메일로 나누어 발송하게 하세요. 4.2.2이면 다른 방법으로 받는 사람에게 알려 용량을 확보하게 하세요. 4.3.1이면 그 \
                서버의 관리자가 디스크 공간을 확보해야 하며, 보내는 사람은 나중에 다시 시도하세요.",
            before: "EHLO를 마치고 메일을 보내는 중입니다.",
            after: "4.5.3이면 이미 접수된 수신자는 그대로 유효하고, 그 밖에는 발신자, 수신자 또는 메일이 접수되지 않았습니다.",
            next: "접수된 수신자가 있으면 DATA에 354가 나오며, 거부된 명령은 나중에 다시 시도하면 250이 나옵니다.",
        },
    }

    453 { at: Other, commands: ["ATRN"], rfc: "RFC 2645 §5.2.1",
        causes: [
            SERVICE_UNAVAILABLE => "4.3.2 System not accepting network messages",
        ],
        example: ["C: ATRN example.org", "S: 453 You have no mail"],
        en: {
            title: "You have no mail",
            meaning: "No mail is waiting for the domains named in ATRN; nothing failed.",
            when: "After ATRN, with which a mail server without a fixed address fetches its mail from a provider (on-demand mail \
                relay, port 366). Hardly any provider offers that today. The registry of enhanced codes pairs 453 with 4.3.2 as well, \
                and then the server takes no mail for now.",
            action: "After ATRN there is nothing to do; ask again at the usual interval. If the text says that the system takes no \
                mail, wait some minutes and send again.",
            before: "Connected and logged in, since ATRN needs a login.",
            after: "The roles of client and server are not exchanged, and the session goes on.",
            next: "221 to QUIT; 250 to a later ATRN when mail has come.",
        },
        ko: {
            title: "대기 중인 메일 없음",
            meaning: "ATRN에 지정한 도메인 앞으로 기다리는 메일이 없으며, 오류가 아닙니다.",
            when: "고정 IP 주소가 없는 메일 서버가 ATRN으로 서비스 제공업체에서 메일을 가져갈 때 나옵니다(주문형 메일 릴레이, 366 \
                포트). 지금은 이 기능을 제공하는 업체가 거의 없습니다. 확장 상태 코드 등록부에서는 453을 4.3.2와도 함께 쓰며, 이때는 \
                서버가 당분간 메일을 받지 않는다는 뜻입니다.",
            action: "ATRN 뒤라면 조치할 것이 없으며, 평소의 간격으로 다시 요청하세요. 시스템이 메일을 받지 않는다는 문구라면 몇 분 \
                뒤에 다시 발송하세요.",
            before: "ATRN에는 로그인이 필요하므로, 연결되어 로그인까지 마친 상태입니다.",
            after: "클라이언트와 서버의 역할이 바뀌지 않으며, 세션은 계속됩니다.",
            next: "QUIT에는 221이, 나중에 메일이 온 뒤 ATRN을 보내면 250이 나옵니다.",
        },
    }

    454 { at: Login, commands: ["AUTH", "STARTTLS", "RCPT", "end of data"], rfc: "RFC 4954 §6, RFC 3207 §4",
        causes: [
            AUTH_RATE_LIMIT => "4.7.0 Too many login attempts, please try again later",
            TEMP_AUTH_FAILURE => "4.7.0 Temporary authentication failure: Connection lost to …",
            RELAY_DENIED => "4.7.1 Relay access denied (Postfix)",
            TLS_SERVER_BROKEN => "4.7.0 TLS not available due to local problem",
            RATE_LIMIT => "Throttling failure: Maximum sending rate exceeded (Amazon SES)",
            QUOTA => "Throttling failure: Daily message quota exceeded (Amazon SES)",
            BAD_SEQUENCE => "4.5.0 no commands allowed to pipeline after STARTTLS",
        ],
        example: ["C: AUTH PLAIN AGFsaWNlAHNlY3JldA==", "S: 454 4.7.0 Temporary authentication failure"],
        en: {
            title: "Login or TLS not available just now",
            meaning: "The server could not check the login, or could not start TLS, because of trouble of its own. It does not mean \
                that the password is wrong.",
            when: "After AUTH, when the database or login service of the server is down or slow (Postfix says \"Connection lost to \
                authentication server\" when Dovecot does not answer), or when there were too many logins (Gmail: \"Too many login \
                attempts\"). After STARTTLS, when the server cannot use its certificate or key (\"TLS not available\"). Both mostly \
                carry 4.7.0, so the command before it tells them apart. After RCPT, Postfix sends 454 4.7.1 \"Relay access denied\" to \
                a client that did not log in, and that does not pass by waiting. Amazon SES uses 454 \"Throttling failure\" when its \
                limit for a second or a day is reached.",
            action: "Keep the password: RFC 4954 says that a client should not even ask for another one. After AUTH, wait some minutes and \
                try again; a program that met \"Too many login attempts\" logs in once and sends many messages over that connection. If it \
                goes on, the administrator of the server checks its login service (with Postfix, whether Dovecot runs and smtpd_sasl_path \
                leads to its socket), or after STARTTLS, whether certificate and key can be read and belong together. With \"Relay access \
                denied\", switch authentication on in the client; with \"Throttling failure\" from Amazon SES, send more slowly, or wait \
                until the daily quota permits more. Do not switch encryption off to get past 454 after STARTTLS, because the password \
                would travel unprotected.",
            before: "Connected and EHLO is done; AUTH, STARTTLS or, at some servers, a message was sent.",
            after: "Nobody is logged in, or nothing is encrypted; the session goes on.",
            next: "235 or 220 on a later try; 530 if the client goes on without the login or TLS that the server wants; 421 after many \
                tries.",
        },
        ko: {
            title: "로그인 또는 TLS를 지금 사용할 수 없음",
            meaning: "서버가 자체 문제로 로그인을 확인하지 못했거나 TLS를 시작하지 못했습니다. 비밀번호가 틀렸다는 뜻은 아닙니다.",
            when: "AUTH 뒤에는 서버의 데이터베이스나 인증 서비스가 멈췄거나 느릴 때(Postfix는 Dovecot이 응답하지 않으면 \"Connection \
                lost to authentication server\"라고 합니다), 또는 로그인을 너무 자주 했을 때(Gmail의 \"Too many login attempts\") \
                나옵니다. STARTTLS 뒤에는 서버가 인증서나 키를 사용할 수 없을 때 나옵니다(\"TLS not available\"). 둘 다 대개 4.7.0이 \
                붙으므로 바로 앞의 명령으로 구별해야 합니다. RCPT 뒤에는 Postfix가 로그인하지 않은 클라이언트에 454 4.7.1 \"Relay \
                access denied\"를 보내며, 기다려도 해결되지 않습니다. Amazon SES는 초당 또는 하루 한도에 이르면 454 \"Throttling \
                failure\"를 보냅니다.",
            action: "RFC 4954에서도 클라이언트가 다른 비밀번호를 묻지 않도록 하고 있으므로, 비밀번호를 바꾸지 마세요. AUTH 뒤라면 몇 \
                분 기다렸다가 다시 시도하고, \"Too many login attempts\"가 나온 프로그램은 한 번 로그인한 연결로 여러 메일을 발송하게 \
                하세요. 계속되면 서버의 관리자가 인증 서비스를 확인해야 합니다(Postfix라면 Dovecot이 실행 중인지, smtpd_sasl_path가 \
                그 소켓을 가리키는지). STARTTLS 뒤라면 서버의 관리자가 인증서와 키를 읽을 수 있고 서로 짝이 맞는지 확인해야 합니다. \
                \"Relay access denied\"라면 클라이언트에서 인증을 켜세요. Amazon SES의 \"Throttling failure\"라면 발송 속도를 \
                낮추거나 하루 한도가 풀릴 때까지 기다리세요. STARTTLS 뒤에 454가 나온다고 암호화를 끄면 비밀번호가 보호되지 않은 채 \
                전송되므로 끄지 마세요.",
            before: "연결되어 EHLO까지 마쳤으며, AUTH나 STARTTLS를 보냈거나 일부 서버에서는 메일을 보낸 상태입니다.",
            after: "로그인되지 않았거나 암호화되지 않은 상태이며, 세션은 계속됩니다.",
            next: "나중에 다시 시도하면 235나 220이 나오고, 서버가 요구하는 로그인이나 TLS 없이 계속하면 530이, 여러 번 시도하면 421이 \
                나옵니다.",
        },
    }

    455 { at: Sender, commands: ["MAIL", "RCPT"], rfc: "RFC 5321 §4.1.1.11",
        causes: [
            SERVICE_UNAVAILABLE => "Server unable to accommodate parameters",
            SYNTAX => "4.5.4 parameter not accepted",
        ],
        example: ["C: MAIL FROM:<alice@example.com> BY=120;R", "S: 455 4.5.4 Server unable to accommodate parameters"],
        en: {
            title: "Parameters cannot be met just now",
            meaning: "The server knows the parameter behind the address in MAIL or RCPT, but cannot do what it asks for just now.",
            when: "Rarely: after MAIL or RCPT with a parameter such as BY= (a deadline for delivery) that the server cannot promise at \
                the moment. A server that never does it answers 555 instead.",
            action: "Send again later, or without the parameter: a user switches off in the client what asks for it, such as a \
                deadline or a delivery report, and the author of a program leaves it out. If it comes for an address without any \
                parameter, ask the administrator of that server.",
            before: "EHLO is done, and for RCPT the MAIL was accepted.",
            after: "The sender or the recipient was not accepted, and the session goes on.",
            next: "250 to the same command later or without the parameter; 555 if the server does not support it at all.",
        },
        ko: {
            title: "매개변수를 지금 처리할 수 없음",
            meaning: "서버가 MAIL이나 RCPT의 주소 뒤에 있는 매개변수를 알지만, 지금은 그 요청을 처리할 수 없습니다.",
            when: "드물게, BY=(전달 기한)처럼 서버가 당장 약속할 수 없는 매개변수가 MAIL이나 RCPT에 있을 때 나옵니다. 그 기능을 아예 \
                제공하지 않는 서버는 555로 응답합니다.",
            action: "나중에 다시 발송하거나 그 매개변수 없이 발송하세요. 사용자는 클라이언트에서 전달 기한이나 전달 상태 \
                알림(DSN)처럼 그 매개변수를 쓰는 기능을 끄고, 프로그램의 개발자는 매개변수를 빼세요. 매개변수가 없는 주소에도 나오면 \
                그 서버의 관리자에게 문의하세요.",
            before: "EHLO를 마쳤으며, RCPT라면 MAIL이 접수된 상태입니다.",
            after: "발신자나 수신자가 접수되지 않았으며, 세션은 계속됩니다.",
            next: "나중에 또는 매개변수 없이 같은 명령을 보내면 250이, 서버가 지원하지 않으면 555가 나옵니다.",
        },
    }

    458 { at: Other, commands: ["ETRN"], rfc: "RFC 1985 §5.1",
        causes: [
            SERVICE_UNAVAILABLE => "Unable to queue messages (Postfix); Already processing (Exim)",
        ],
        example: ["C: ETRN example.org", "S: 458 Unable to queue messages for node example.org"],
        en: {
            title: "Queue cannot be started",
            meaning: "The server cannot start to send the mail that waits for the domain named in ETRN.",
            when: "After ETRN. Postfix says \"Unable to queue messages\" when it cannot use the name or its flush service does not \
                answer; Exim says \"Already processing\" while an earlier run for the same name goes on.",
            action: "Check the domain for typing errors, wait some minutes, and send ETRN again. If it stays, the administrator of \
                that server looks into its log (with Postfix, also at the flush service in master.cf). The waiting mail is not lost: \
                it goes out with the usual retries of the queue.",
            before: "Connected, EHLO is done, and no message is being sent.",
            after: "The queue was not started, and the session goes on.",
            next: "250 to a later ETRN; 459 if the server does not allow the domain.",
        },
        ko: {
            title: "대기 메일 발송을 시작할 수 없음",
            meaning: "ETRN에 지정한 도메인 앞으로 기다리는 메일의 발송을 서버가 시작하지 못했습니다.",
            when: "ETRN의 응답으로 나옵니다. Postfix는 이름을 쓸 수 없거나 flush 서비스가 응답하지 않으면 \"Unable to queue \
                messages\"라고, Exim은 같은 이름으로 먼저 시작한 작업이 끝나지 않았으면 \"Already processing\"이라고 응답합니다.",
            action: "도메인에 오타가 없는지 확인하고 몇 분 뒤에 ETRN을 다시 보내세요. 계속되면 그 서버의 관리자가 로그를 \
                확인하세요(Postfix라면 master.cf의 flush 서비스도 확인해야 합니다). 기다리는 메일은 사라지지 않으며, 큐에서 평소처럼 \
                다시 시도할 때 발송됩니다.",
            before: "연결되어 EHLO까지 마쳤으며, 전송 중인 메일이 없습니다.",
            after: "큐의 발송이 시작되지 않았으며, 세션은 계속됩니다.",
            next: "나중에 ETRN을 다시 보내면 250이, 허용되지 않은 도메인이면 459가 나옵니다.",
        },
    }

    459 { at: Other, commands: ["ETRN"], rfc: "RFC 1985 §5.1",
        causes: [
            POLICY_REJECTED => "Node … not allowed; <…>: service unavailable (Postfix)",
            DNS => "Node … not allowed: Unable to resolve name",
        ],
        example: ["C: ETRN example.org", "S: 459 Node example.org not allowed"],
        en: {
            title: "ETRN not allowed for this domain",
            meaning: "The server does not start its queue for this domain at the request of this client.",
            when: "After ETRN for a domain that is not on the server's list, or from a client that may not ask for it. Postfix says \
                \"service unavailable\" for every domain outside fast_flush_domains. The first digit misleads: it does not pass by \
                itself.",
            action: "Check the domain for typing errors. If it is right, the administrator of that server has to allow it (with \
                Postfix, add it to fast_flush_domains). Waiting mail is not lost: it goes out with the usual retries of the queue.",
            before: "Connected, EHLO is done, and no message is being sent.",
            after: "The queue was not started, and the session goes on.",
            next: "250 to ETRN for a domain that is allowed, 459 again for this one; 221 to QUIT.",
        },
        ko: {
            title: "이 도메인의 ETRN이 허용되지 않음",
            meaning: "이 클라이언트의 요청으로는 서버가 이 도메인의 대기 메일을 발송하지 않습니다.",
            when: "서버의 목록에 없는 도메인으로 ETRN을 보냈거나, 요청할 권한이 없는 클라이언트가 보냈을 때 나옵니다. Postfix는 \
                fast_flush_domains에 없는 모든 도메인에 \"service unavailable\"이라고 응답합니다. 첫 숫자는 일시적인 오류라는 뜻이지만 \
                저절로 해결되지 않습니다.",
            action: "도메인에 오타가 없는지 확인하세요. 맞다면 그 서버의 관리자가 도메인을 허용해야 합니다(Postfix라면 \
                fast_flush_domains에 추가합니다). 기다리는 메일은 사라지지 않으며, 큐에서 평소처럼 다시 시도할 때 발송됩니다.",
            before: "연결되어 EHLO까지 마쳤으며, 전송 중인 메일이 없습니다.",
            after: "큐의 발송이 시작되지 않았으며, 세션은 계속됩니다.",
            next: "허용된 도메인의 ETRN에는 250이, 이 도메인에는 다시 459가, QUIT에는 221이 나옵니다.",
        },
    }
}
