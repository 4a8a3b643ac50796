//! The reply codes that begin with 5: refused for good, at least by what the digit says.

codes! { PERMANENT:
    500 { at: Other, commands: ["any"], rfc: "RFC 5321 §4.2.4, RFC 4954 §4",
        causes: [
            SYNTAX => "unrecognized command; command not recognized; bad syntax",
            AUTH_NOT_OFFERED => "500 5.3.3 Unrecognized command, in answer to AUTH" / "500 5.3.3 Unrecognized command (AUTH의 응답)",
            TLS_NOT_OFFERED => "500 5.3.3 Unrecognized command, in answer to STARTTLS" / "500 5.3.3 Unrecognized command (STARTTLS의 응답)",
            LINE_FORMAT => "line too long; bad syntax after a line without CR LF" / "line too long; CR LF로 끝나지 않은 줄 다음의 bad syntax",
            BAD_SEQUENCE => "many 500 in a row: lines of a message are read as commands" / "500이 여러 번 이어짐: 서버가 메일 내용을 명령으로 읽음",
            AUTH_EXCHANGE_BAD => "5.5.6 authentication exchange line is too long",
            MIDDLEBOX => "500 to EHLO or STARTTLS, with asterisks in the greeting" / "EHLO나 STARTTLS에 500이 나오고 인사말에 별표가 있음",
        ],
        example: ["C: EHLP client.example.com", "S: 500 5.5.2 Command not recognized"],
        en: {
            title: "Command not recognized",
            meaning: "The server does not know the command, or cannot read the line at all, for example because it is too long.",
            when: "To a command with a typing error, to a line that is too long, and to commands of extensions that the server does not \
                have. By RFC 5321 §4.2.4 a known command that is missing gets 502, but servers mix the two: Exchange answers 500 5.3.3 \
                to AUTH and STARTTLS where it does not offer them. In a login, 500 5.5.6 means that a line of the exchange is longer \
                than the server's buffer, as happens with long OAuth tokens and Kerberos tickets. Many 500 in a row mostly mean that \
                the text of a message was read as commands, because DATA had been refused. Asterisks in the greeting point to a \
                firewall that rewrites SMTP.",
            action: "Look in the log for the line that was refused, and compare it with the reply to EHLO: only what is listed there \
                may be used. If it is AUTH, use port 587 with STARTTLS or port 465 with TLS, since port 25 often offers no login. If it \
                is STARTTLS, this port has no TLS, or a firewall hides it: try port 465, and ask the administrator of the network. A \
                program of your own ends each line with CR LF, keeps commands within 512 octets and sends the message only after 354. \
                If the AUTH line is too long, the program leaves the initial response out and sends it after 334; if that is refused \
                too, the server's administrator has to raise the limit.",
            before: "Connected; the refused line may come at any point of the session.",
            after: "Nothing has changed; the session goes on, but many servers close it after several such errors.",
            next: "The usual reply to the next correct command; 421 where the server has counted too many errors.",
        },
        ko: {
            title: "명령을 인식할 수 없음",
            meaning: "클라이언트가 보낸 줄이 서버가 모르는 명령이거나, 너무 길어서 서버가 읽을 수 없는 줄입니다.",
            when: "오타가 있는 명령, 너무 긴 줄, 서버에 없는 확장 기능의 명령에 나옵니다. RFC 5321 §4.2.4에 따르면 서버가 알지만 \
                제공하지 않는 명령에는 502를 써야 하지만 실제로는 섞어 쓰며, Exchange는 제공하지 않는 AUTH와 STARTTLS에 500 5.3.3으로 \
                응답합니다. 로그인 중에 나온 500 5.5.6은 인증에 쓰는 줄이 서버의 버퍼보다 길다는 뜻으로, 긴 OAuth 토큰이나 Kerberos \
                티켓에서 나타납니다. 500이 여러 번 이어지면 DATA가 거부된 뒤에 보낸 메일 내용을 서버가 명령으로 읽은 경우가 \
                대부분입니다. 인사말에 별표가 보이면 방화벽이 SMTP를 바꾸고 있는 것입니다.",
            action: "로그에서 거부된 줄을 찾아, 사용할 수 있는 명령이 나열된 EHLO 응답과 비교하세요. AUTH가 거부되었다면 25 \
                포트에서는 로그인을 제공하지 않는 경우가 많으니 587 포트(STARTTLS)나 465 포트(TLS)를 사용하세요. STARTTLS가 \
                거부되었다면 이 포트에 TLS가 없거나 방화벽이 숨긴 것이므로 465 포트를 시도하고 네트워크 관리자에게 문의하세요. 직접 \
                만든 프로그램이라면 모든 줄을 CR LF로 끝내고, 명령은 512바이트를 넘지 않게 하고, 메일 내용은 354를 받은 다음 보내야 \
                합니다. AUTH 줄이 너무 길면 AUTH 뒤에 붙인 값(초기 응답)을 빼고 334를 받은 다음 그 값을 보내세요. 그것도 거부되면 \
                서버의 관리자가 한도를 늘려야 합니다.",
            before: "연결된 상태이며, 세션의 어느 시점에서든 나올 수 있습니다.",
            after: "바뀐 것은 없고 세션이 이어지지만, 이런 오류가 여러 번 나면 연결을 끊는 서버가 많습니다.",
            next: "다음에 올바른 명령을 보내면 평소와 같은 응답이 오고, 오류가 너무 많으면 421이 옵니다.",
        },
    }

    501 { at: Other, commands: ["any"], rfc: "RFC 5321 §4.2.3, RFC 4954 §4",
        causes: [
            SENDER_INVALID => "5.1.7 Bad sender address syntax; Invalid address",
            SYNTAX => "5.1.3 Bad recipient address syntax; 5.5.4 Invalid arguments",
            HELO_BAD => "5.5.4 HELO/EHLO argument invalid; syntactically invalid HELO",
            AUTH_EXCHANGE_BAD => "5.5.2 Cannot Decode response; Invalid base64 data",
            SENDER_NOT_OWNED => "mail from address must be same as authorization user",
            OAUTH_TOKEN_BAD => "authentication cancelled, after a 334 that refused the token" / "authentication cancelled (토큰을 거부한 334 다음)",
            SMTPUTF8 => "bad address syntax, for an address that is not ASCII" / "bad address syntax (ASCII가 아닌 주소)",
        ],
        example: ["C: MAIL FROM:<alice>", "S: 501 5.1.7 Bad sender address syntax"],
        en: {
            title: "Syntax error in arguments",
            meaning: "The server knows the command, but what follows it is wrong: an address, a name, a number or the base64 of a \
                login.",
            when: "To MAIL and RCPT with a malformed address (5.1.7 for the sender, 5.1.3 for the recipient), to EHLO without a usable \
                name, and to parameters with a bad value (5.5.4). In a login RFC 4954 §4 asks for 501 when a response is not strict \
                base64 (5.5.2), when the client gives up with an asterisk, and when it sends an initial response to a mechanism in \
                which the server speaks first (5.7.0). A PLAIN response without its two NUL octets is 501 at some servers and 535 at \
                others. Gmail says \"HELO/EHLO argument invalid\" or \"Cannot Decode response\", Exim says \"Syntactically invalid HELO \
                argument\" or \"Invalid base64 data\". QQ Mail and Tencent Exmail use 501 to MAIL where the sender is not the account \
                that has logged in.",
            action: "See first which command was answered. For MAIL and RCPT write the address in full, such as <user@example.com>: a \
                display name, a space or a second pair of angle brackets are the usual faults. For EHLO set a full host name in the \
                client, or an IP address in square brackets, such as [192.0.2.1]. For AUTH enter user name and password again, since an \
                empty one is often the reason; a program sends the base64 in one line, and for PLAIN it encodes NUL, user name, NUL, \
                password. If the log shows a lone asterisk from the client, the client has given the login up, after XOAUTH2 or \
                OAUTHBEARER mostly because of the token: the 334 before it holds the reason in base64.",
            before: "Any state in which the command is allowed.",
            after: "The command has had no effect; after AUTH nobody is logged in, and an open transaction stays as it was.",
            next: "250, 334 or 235 to the corrected command; 503 if the client goes on without it.",
        },
        ko: {
            title: "인수 또는 주소의 구문 오류",
            meaning: "서버가 아는 명령이지만, 뒤에 붙은 주소, 이름, 숫자 또는 로그인의 base64 값이 잘못되었습니다.",
            when: "MAIL과 RCPT의 주소 형식이 잘못되었거나(발신자는 5.1.7, 수신자는 5.1.3), EHLO의 이름이 올바르지 않거나, 매개변수의 \
                값이 잘못되었을 때(5.5.4) 나옵니다. 로그인에서는 RFC 4954 §4에 따라 클라이언트가 보낸 값이 올바른 base64가 아닐 \
                때(5.5.2), 클라이언트가 별표를 보내 취소했을 때, 서버가 먼저 값을 보내는 메커니즘인데 클라이언트가 AUTH 줄에 값(초기 \
                응답)을 붙여 보냈을 때(5.7.0) 나옵니다. NUL 두 개가 빠진 PLAIN 값에는 501로 응답하는 서버도 있고 535로 응답하는 \
                서버도 있습니다. Gmail의 문구는 \"HELO/EHLO argument invalid\"나 \"Cannot Decode response\"이고, Exim의 문구는 \
                \"Syntactically invalid HELO argument\"나 \"Invalid base64 data\"입니다. QQ Mail과 Tencent Exmail은 로그인한 계정과 \
                발신자가 다를 때 MAIL에 501로 응답합니다.",
            action: "먼저 어느 명령에 대한 응답인지 확인하세요. MAIL과 RCPT라면 표시 이름이나 공백 없이, 꺾쇠괄호를 한 겹만 써서 \
                <user@example.com>처럼 전체 주소를 쓰세요. EHLO라면 클라이언트에 전체 호스트 이름(FQDN)이나 [192.0.2.1]처럼 대괄호로 \
                묶은 IP 주소를 설정하세요. AUTH라면 사용자 이름이나 비밀번호가 비어 있는 경우가 많으니 다시 입력하고, 직접 만든 \
                프로그램이라면 base64를 한 줄로 보내되 PLAIN에서는 NUL, 사용자 이름, NUL, 비밀번호 순서로 인코딩하세요. 로그에 \
                클라이언트가 별표 하나만 보낸 줄이 있으면 클라이언트가 로그인을 취소한 것으로, XOAUTH2나 OAUTHBEARER에서는 대부분 \
                토큰이 원인이니 바로 앞의 334에 base64로 들어 있는 이유를 확인하세요.",
            before: "그 명령을 보낼 수 있는 상태라면 어디서든 나올 수 있습니다.",
            after: "명령은 실행되지 않았으며, AUTH였다면 로그인되지 않은 상태이고 진행 중이던 트랜잭션은 그대로입니다.",
            next: "고친 명령에는 250, 334 또는 235가 오고, 고치지 않고 계속하면 503이 옵니다.",
        },
    }

    502 { at: Other, commands: ["VRFY", "EXPN", "HELP", "AUTH", "EHLO", "ATRN"], rfc: "RFC 5321 §4.2.4",
        causes: [
            SYNTAX => "command not implemented; command not recognized; unimplemented",
            AUTH_NOT_OFFERED => "502 in answer to AUTH: this port has no login" / "AUTH에 502가 나옴: 이 포트에서는 로그인을 제공하지 않음",
            TLS_NOT_OFFERED => "502 5.5.1 command not implemented, in answer to STARTTLS" / "502 5.5.1 command not implemented (STARTTLS의 응답)",
            BAD_SEQUENCE => "Use HELO/EHLO first; Unrecognized command for a line of text" / "Use HELO/EHLO first; 메일 내용의 줄에 나온 Unrecognized command",
        ],
        example: ["C: VRFY bob", "S: 502 5.5.1 VRFY command is disabled"],
        en: {
            title: "Command not implemented",
            meaning: "The server knows the command but does not offer it here, or, at many servers, does not know it at all.",
            when: "To VRFY and EXPN where an administrator has switched them off, and to AUTH or STARTTLS on a port that does not have \
                them. RFC 5321 §4.2.4 asks for 500 where a command is unknown, yet qmail, Gmail and many Postfix servers say 502 to it. \
                hMailServer says 502 \"Use HELO/EHLO first\" where others say 503.",
            action: "If it answers VRFY, EXPN or HELP, nothing is wrong: go on with MAIL. If it answers AUTH or STARTTLS, use port 587 \
                with STARTTLS or port 465 with TLS; where the command is missing in the reply to EHLO there too, the server's \
                administrator has to enable it. In a program of your own, check the spelling of the command and what was sent before \
                it, since lines of a message that are read as commands look the same.",
            before: "Connected, mostly after EHLO.",
            after: "Nothing has changed; the session goes on.",
            next: "250 when the client goes on with MAIL; 421 or a closed connection after too many unknown commands.",
        },
        ko: {
            title: "명령이 구현되지 않음",
            meaning: "서버가 알지만 여기서는 제공하지 않는 명령이라는 뜻입니다. 아예 모르는 명령에 502로 응답하는 서버도 많습니다.",
            when: "관리자가 꺼 둔 VRFY와 EXPN에, 그리고 AUTH나 STARTTLS가 없는 포트에서 그 명령을 보냈을 때 나옵니다. RFC 5321 §4.2.4는 \
                모르는 명령에 500을 쓰도록 하지만 qmail, Gmail과 많은 Postfix 서버는 502로 응답합니다. hMailServer는 다른 서버가 \
                503으로 응답할 자리에서 502 \"Use HELO/EHLO first\"로 응답합니다.",
            action: "VRFY, EXPN, HELP에 대한 응답이라면 문제가 아니므로 MAIL로 계속하세요. AUTH나 STARTTLS에 대한 응답이라면 587 \
                포트(STARTTLS)나 465 포트(TLS)를 사용하고, 그곳의 EHLO 응답에도 그 명령이 없으면 서버의 관리자가 켜야 합니다. 직접 \
                만든 프로그램이라면 명령의 철자를 확인하고, 서버가 메일 내용을 명령으로 읽어도 같은 응답이 나오니 그 앞에 보낸 것도 \
                확인하세요.",
            before: "연결된 상태이며 대부분 EHLO 뒤입니다.",
            after: "바뀐 것은 없고 세션이 이어집니다.",
            next: "MAIL로 계속하면 250이 오고, 모르는 명령이 너무 많으면 421이 오거나 연결이 끊깁니다.",
        },
    }

    503 { at: Other, commands: ["any"], rfc: "RFC 5321 §4.1.4, RFC 4954 §4",
        causes: [
            BAD_SEQUENCE => "need MAIL command; EHLO/HELO first; valid RCPT must precede DATA",
            AUTH_NOT_OFFERED => "AUTH command used when not advertised; authentication not enabled",
            AUTH_NEEDS_TLS => "the same before STARTTLS, at a server that hides AUTH until then" / "위와 같은 문구가 STARTTLS 전에 나옴(그때까지 AUTH를 숨기는 서버)",
            AUTH_REQUIRED => "this mail server requires authentication; send AUTH command first",
            AUTH_ALREADY_DONE => "already authenticated; 5.7.0 No identity changes permitted",
        ],
        example: ["C: RCPT TO:<bob@example.org>", "S: 503 5.5.1 Need MAIL command"],
        en: {
            title: "Bad sequence of commands",
            meaning: "The server knows the command, but it must not come at this point of the session.",
            when: "To MAIL before EHLO, to RCPT before MAIL, to a second MAIL in one transaction, and to DATA when no recipient was \
                accepted (Postfix says 554 there). RFC 4954 §4 asks for 503 to AUTH in a session that has logged in already, and to \
                AUTH inside a mail transaction; Gmail words the first as 503 5.7.0 \"No identity changes permitted\". In practice most \
                503 to AUTH mean that this session offers no login: Exim says \"AUTH command used when not advertised\", Postfix says \
                \"authentication not enabled\". Often AUTH is missing only because TLS is not up yet, or because the client sent HELO. \
                MailEnable says 503 where others ask for a login with 530.",
            action: "Find the first refusal in the log, because a 503 often only follows from one before it, such as a 550 to every \
                RCPT. If AUTH was answered, look at the last reply to EHLO before it: where AUTH is not listed, use port 587 with \
                STARTTLS or port 465 with TLS, and send EHLO again. If AUTH is missing inside TLS too, this port needs no login, or the \
                server's administrator has to enable it. If the text asks for authentication, switch it on in the client; if it says \
                \"already authenticated\", leave the second AUTH out or open a new connection. A program of your own waits for each \
                reply and sends EHLO, STARTTLS, EHLO, AUTH, MAIL, RCPT and DATA in this order.",
            before: "A command that has to come first is missing, or one that may come only once has come already.",
            after: "The command has had no effect; transaction and login stay as they were.",
            next: "250, 334 or 354 once the order is right; 503 again for each command that builds on the missing one.",
        },
        ko: {
            title: "명령 순서가 잘못됨",
            meaning: "서버가 아는 명령이지만, 세션의 이 시점에는 보낼 수 없습니다.",
            when: "EHLO보다 먼저 보낸 MAIL, MAIL보다 먼저 보낸 RCPT, 한 트랜잭션의 두 번째 MAIL에, 그리고 접수된 수신자가 없는데 보낸 \
                DATA에 나옵니다(Postfix는 이 DATA에 554로 응답합니다). RFC 4954 §4에 따르면 이미 로그인한 세션과 메일 트랜잭션 중에 \
                보낸 AUTH에도 503을 쓰며, 앞의 경우 Gmail은 503 5.7.0 \"No identity changes permitted\"로 응답합니다. 그러나 AUTH에 \
                나온 503은 대부분 이 세션에서 인증을 제공하지 않는다는 뜻이며, Exim은 \"AUTH command used when not advertised\"로, \
                Postfix는 \"authentication not enabled\"로 응답합니다. 아직 TLS를 시작하지 않았거나 클라이언트가 HELO를 보냈기 때문에 \
                AUTH가 없는 경우가 많습니다. MailEnable은 다른 서버가 530으로 로그인을 요구하는 자리에서 503으로 응답합니다.",
            action: "503은 모든 RCPT가 550으로 거부된 경우처럼 앞선 오류의 결과일 때가 많으니, 로그에서 처음 나온 거부 응답을 찾으세요. \
                AUTH에 대한 응답이라면 그 앞의 마지막 EHLO 응답을 보고, AUTH가 없으면 587 포트(STARTTLS)나 465 포트(TLS)를 사용하고 \
                EHLO를 다시 보내세요. TLS를 시작한 뒤에도 AUTH가 없다면 로그인이 필요 없는 포트이거나, 서버의 관리자가 인증을 켜야 \
                합니다. 문구에서 인증을 요구하면 클라이언트에서 인증을 켜고, \"already authenticated\"라고 하면 두 번째 AUTH를 빼거나 \
                새로 연결하세요. 직접 만든 프로그램이라면 응답을 하나씩 기다리면서 EHLO, STARTTLS, EHLO, AUTH, MAIL, RCPT, DATA 순서로 \
                보내야 합니다.",
            before: "먼저 보내야 할 명령이 빠졌거나, 한 번만 보낼 수 있는 명령을 이미 보낸 상태입니다.",
            after: "명령은 실행되지 않았으며, 트랜잭션과 로그인 상태는 그대로입니다.",
            next: "순서를 바로잡으면 250, 334 또는 354가 오고, 빠진 명령을 보내지 않으면 그 뒤의 명령마다 503이 다시 옵니다.",
        },
    }

    504 { at: Login, commands: ["AUTH", "EHLO", "MAIL", "RCPT", "VRFY", "EXPN", "HELP"], rfc: "RFC 4954 §4, RFC 5321 §4.2.3",
        causes: [
            MECHANISM_UNSUPPORTED => "5.7.4 Unrecognized authentication type; mechanism not supported",
            TLS_REQUIRED => "5.5.4 Encryption required for requested authentication mechanism",
            AUTH_NEEDS_TLS => "504 to AUTH in a session without TLS" / "TLS가 없는 세션에서 AUTH에 504가 나옴",
            HELO_BAD => "5.5.2 Helo command rejected: need fully-qualified hostname",
            SENDER_INVALID => "5.5.2 Sender address rejected: need fully-qualified address",
            RECIPIENT_DOMAIN_BAD => "5.5.2 Recipient address rejected: need fully-qualified address",
            SYNTAX => "command parameter not implemented",
        ],
        example: ["C: AUTH PLAIN AGFsaWNlAHNlY3JldA==", "S: 504 5.7.4 Unrecognized authentication type"],
        en: {
            title: "Parameter or mechanism not implemented",
            meaning: "The server has the command, but not the authentication mechanism, the parameter or the kind of name that stands \
                behind it.",
            when: "Mostly to AUTH: RFC 4954 §4 asks for 504 5.5.4 when the mechanism is unknown or not allowed without encryption. \
                Microsoft 365, Outlook.com and Exchange say 504 5.7.4 \"Unrecognized authentication type\", for example to PLAIN, \
                because the first two offer LOGIN and XOAUTH2 only. Postfix says 504 5.5.4 \"Encryption required for requested \
                authentication mechanism\" to AUTH before TLS. An unknown mechanism is not always 504: Postfix with Dovecot says 535 \
                5.7.8 \"Invalid authentication mechanism\". Postfix also uses 504 5.5.2 for an EHLO name, a sender or a recipient \
                without a full domain.",
            action: "Compare the mechanism in the log with the AUTH line in the last reply to EHLO, after TLS is up, and choose one \
                that is listed; in a mail client, set the authentication method to the normal password. At Microsoft 365 and \
                Outlook.com that is LOGIN, or XOAUTH2 where passwords are off; a library that knows only PLAIN has to be updated or \
                replaced. If the connection is not encrypted, switch on STARTTLS for port 587 or TLS for port 465 first. If the text \
                names Helo, set the client's EHLO name to a full host name such as host.example.com. If it names the sender or the \
                recipient, write that address with its full domain.",
            before: "Connected; nobody is logged in yet where AUTH is answered.",
            after: "The command has had no effect; another mechanism, name or address may be tried at once.",
            next: "334 or 235 for a mechanism that the server has; 530 if the client goes on to MAIL without a login.",
        },
        ko: {
            title: "지원하지 않는 매개변수 또는 인증 방식",
            meaning: "서버에 그 명령은 있지만, 뒤에 붙은 인증 메커니즘이나 매개변수 또는 그런 형태의 이름은 지원하지 않습니다.",
            when: "대부분 AUTH에 나옵니다. RFC 4954 §4는 모르는 메커니즘이거나 암호화 없이는 허용되지 않는 메커니즘일 때 504 5.5.4로 \
                응답하도록 합니다. Microsoft 365, Outlook.com, Exchange는 504 5.7.4 \"Unrecognized authentication type\"으로 \
                응답하며, 앞의 두 서비스는 LOGIN과 XOAUTH2만 제공하므로 PLAIN에 이 응답이 나옵니다. Postfix는 TLS보다 먼저 보낸 \
                AUTH에 504 5.5.4 \"Encryption required for requested authentication mechanism\"으로, 전체 도메인 이름(FQDN)이 아닌 \
                EHLO 이름과 도메인이 없는 발신자, 수신자 주소에는 504 5.5.2로 응답합니다. 모르는 메커니즘이라고 늘 504는 아니어서, \
                Dovecot을 쓰는 Postfix는 535 5.7.8 \"Invalid authentication mechanism\"으로 응답합니다.",
            action: "TLS를 시작한 뒤의 마지막 EHLO 응답에서 AUTH 줄을 찾아 로그의 메커니즘과 비교하고, 그 줄에 있는 것을 선택하세요. \
                메일 클라이언트에서는 인증 방식을 일반 비밀번호로 설정하세요. Microsoft 365와 Outlook.com에서는 LOGIN을, 비밀번호 \
                로그인이 꺼져 있으면 XOAUTH2를 사용하고, PLAIN만 지원하는 라이브러리라면 업데이트하거나 바꾸세요. 연결이 암호화되어 \
                있지 않다면 먼저 587 포트는 STARTTLS, 465 포트는 TLS로 설정하세요. 문구에 Helo가 있으면 클라이언트의 EHLO 이름을 \
                host.example.com 같은 전체 호스트 이름으로 설정하고, 발신자나 수신자가 있으면 그 주소에 도메인 전체를 쓰세요.",
            before: "연결된 상태이며, AUTH에 대한 응답이라면 아직 로그인하지 않았습니다.",
            after: "명령은 실행되지 않았으며, 다른 메커니즘이나 이름, 주소로 바로 다시 시도할 수 있습니다.",
            next: "서버가 지원하는 메커니즘에는 334나 235가 오고, 로그인하지 않은 채 MAIL을 보내면 530이 옵니다.",
        },
    }

    521 { at: Connect, commands: ["connection"], rfc: "RFC 7504 §3",
        causes: [
            IP_BLOCKED => "521 your IP has been blacklisted; 521 … blocked for abuse",
            RECIPIENT_DOMAIN_BAD => "host does not accept mail",
            BAD_SEQUENCE => "5.5.1 Protocol error (client spoke before the greeting)" / "5.5.1 Protocol error (클라이언트가 인사말보다 먼저 보냄)",
            LINE_FORMAT => "5.5.2 bare <LF> received",
        ],
        example: ["S: 521 host.example.com does not accept mail", "C: QUIT", "S: 221 host.example.com closing"],
        en: {
            title: "Host does not accept mail",
            meaning: "This host takes no mail at all, or it refuses this client and closes the connection.",
            when: "In place of the 220 greeting, from a host whose only answer is that it never takes mail (RFC 7504 §3). Many servers \
                use it for a blocked address, which the RFC leaves to 554: AT&T and KPN say 521 to IP addresses on their block lists. \
                Postfix says 521 wherever it closes the connection at once, for example 521 5.5.2 \"bare <LF> received\", and its \
                postscreen 521 5.5.1 \"Protocol error\" to clients that do not wait for the greeting.",
            action: "Read the text after the code: if it says that the host or domain takes no mail, check the recipient's address, \
                and the MX records of its domain with dig MX example.com (on Windows: nslookup -type=mx example.com). If it names an \
                IP address or a block list, the administrator of the sending server removes the reason and asks for removal there. If \
                it names line ends or the protocol, the sending program has to end lines with CR LF and wait for the greeting.",
            before: "The connection has just been opened, and a greeting is awaited.",
            after: "The server takes no command but QUIT, and mostly closes the connection.",
            next: "221 to QUIT; 521 again to everything else while the connection is open.",
        },
        ko: {
            title: "메일을 받지 않는 호스트",
            meaning: "이 호스트는 메일을 전혀 받지 않거나, 이 클라이언트를 거부하고 연결을 끊습니다.",
            when: "메일을 받지 않는다고 알리기만 하는 호스트가 인사말 220 대신 보냅니다(RFC 7504 §3). RFC는 차단한 주소에 554를 쓰도록 \
                하지만 521을 쓰는 서버도 많아서, AT&T와 KPN은 차단 목록에 있는 IP 주소에 521로 응답합니다. Postfix는 521 5.5.2 \"bare \
                <LF> received\"처럼 연결을 바로 끊을 때 쓰고, Postfix의 postscreen은 인사말을 기다리지 않는 클라이언트에 521 5.5.1 \
                \"Protocol error\"로 응답합니다.",
            action: "코드 뒤의 문구를 읽고, 호스트나 도메인이 메일을 받지 않는다고 하면 수신자 주소를 확인하고 dig MX \
                example.com으로(Windows에서는 nslookup -type=mx example.com으로) 그 도메인의 MX 레코드를 확인하세요. IP 주소나 차단 목록이 \
                나오면 발송 서버의 관리자가 원인을 없앤 다음 그 차단 목록을 운영하는 곳에 해제를 요청해야 합니다. 줄 끝이나 프로토콜에 \
                관한 문구라면 발송하는 프로그램이 줄을 CR LF로 끝내고 인사말을 기다리도록 고쳐야 합니다.",
            before: "방금 연결하여 인사말을 기다리는 상태입니다.",
            after: "서버는 QUIT 말고는 받지 않으며, 대부분 연결을 끊습니다.",
            next: "QUIT에는 221이 오고, 연결이 열려 있는 동안 그 밖의 명령에는 다시 521이 옵니다.",
        },
    }

    523 { at: Login, commands: ["AUTH"], rfc: "RFC 5248 §2.4",
        causes: [
            TLS_REQUIRED => "5.7.10 TLS is required; encryption needed",
            AUTH_NEEDS_TLS => "523 to AUTH in a session without TLS" / "TLS가 없는 세션에서 AUTH에 523이 나옴",
            BAD_SEQUENCE => "5.7.10 no commands allowed to pipeline after STARTTLS",
        ],
        example: ["C: AUTH PLAIN AGFsaWNlAHNlY3JldA==", "S: 523 5.7.10 TLS is required"],
        en: {
            title: "Encryption needed for login",
            meaning: "The server takes this login only over an encrypted connection, and this one is not encrypted.",
            when: "To AUTH before STARTTLS. RFC 5248 §2.4 registers 523 with 5.7.10 because servers used it already; RFC 4954 does \
                not know it, and asks servers to hide such a mechanism until TLS is up and to answer 504, with 538 as an older code \
                for the same. Servers made with the Go library go-smtp, such as maddy, say 523 5.7.10 \"TLS is required\". Gmail uses \
                523 5.7.10 for something else: a client that sends commands right after STARTTLS without waiting.",
            action: "Switch encryption on in the client: STARTTLS for port 587, TLS for port 465. A program of your own sends EHLO, \
                STARTTLS, starts TLS, sends EHLO again, and only then AUTH. PLAIN may have sent the password in clear already, so \
                change it if others could listen on that network. If the text speaks of pipelining after STARTTLS, the program has to \
                wait for 220 and finish the TLS handshake before it sends anything else.",
            before: "Connected without encryption; nobody is logged in.",
            after: "Nobody is logged in; the session goes on without encryption, and STARTTLS may follow.",
            next: "220 to STARTTLS, then 235 after the login inside TLS; 530 if the client goes on to MAIL instead.",
        },
        ko: {
            title: "로그인하려면 암호화 필요",
            meaning: "서버가 이 로그인은 암호화 연결에서만 받는데, 이 연결은 암호화되지 않았습니다.",
            when: "STARTTLS보다 먼저 보낸 AUTH에 나옵니다. RFC 5248 §2.4는 이미 쓰이고 있던 523을 5.7.10과 함께 등록했지만, RFC \
                4954에는 없는 코드입니다. RFC 4954는 TLS를 시작할 때까지 그런 메커니즘을 숨기고 504로 응답하도록 하며, 같은 뜻의 예전 \
                코드는 538입니다. maddy처럼 Go 라이브러리 go-smtp로 만든 서버는 523 5.7.10 \"TLS is required\"로 응답합니다. Gmail은 \
                523 5.7.10을 다른 뜻으로, 클라이언트가 기다리지 않고 STARTTLS 바로 뒤에 명령을 보냈을 때 사용합니다.",
            action: "메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요. 직접 만든 \
                프로그램이라면 EHLO와 STARTTLS를 보내 TLS를 시작하고, EHLO를 다시 보낸 다음 AUTH를 보내야 합니다. PLAIN이었다면 \
                비밀번호가 이미 암호화되지 않은 채 전송되었을 수 있으므로, 다른 사람이 엿볼 수 있는 네트워크였다면 바꾸세요. STARTTLS \
                뒤의 파이프라이닝(pipeline)에 관한 문구라면 프로그램이 220을 기다리고 TLS 핸드셰이크를 마친 다음 다른 것을 보내야 \
                합니다.",
            before: "암호화 없이 연결되었고 로그인하지 않은 상태입니다.",
            after: "로그인되지 않았으며, 암호화되지 않은 세션이 이어지고 STARTTLS를 보낼 수 있습니다.",
            next: "STARTTLS에 220이 오고 TLS에서 로그인하면 235가 오며, 그냥 MAIL을 보내면 530이 옵니다.",
        },
    }

    524 { at: Login, commands: ["AUTH"], rfc: "RFC 5248 §2.4",
        causes: [
            TLS_REQUIRED => "5.7.11 encryption required for requested authentication mechanism",
            AUTH_NEEDS_TLS => "524 to AUTH in a session without TLS" / "TLS가 없는 세션에서 AUTH에 524가 나옴",
        ],
        example: ["C: AUTH PLAIN AGFsaWNlAHNlY3JldA==", "S: 524 5.7.11 Encryption required for this mechanism"],
        en: {
            title: "Encryption required (older 538)",
            meaning: "An older number of 538: the authentication mechanism may be used only over an encrypted connection.",
            when: "Hardly ever: RFC 5248 §2.4 lists 524 beside 538 as a basic code of 5.7.11, and no RFC defines it by itself. Where a \
                server does use it, it answers AUTH before STARTTLS; others hide the mechanism until then, or say 504, 523, 530 or 538.",
            action: "Do the same as for 538: choose STARTTLS for port 587 or TLS for port 465 in the client, and log in then. If the \
                connection is encrypted already, read the text after the code, because the server means something of its own, and ask \
                its administrator.",
            before: "Connected without encryption; nobody is logged in.",
            after: "Nobody is logged in; the session goes on, and STARTTLS may follow.",
            next: "220 to STARTTLS, then 235 after the login inside TLS.",
        },
        ko: {
            title: "암호화 필요(538의 예전 번호)",
            meaning: "538의 예전 번호로, 그 인증 메커니즘은 암호화 연결에서만 사용할 수 있다는 뜻입니다.",
            when: "거의 볼 수 없습니다. RFC 5248 §2.4가 538과 함께 5.7.11의 기본 코드로 적어 두었을 뿐, 524를 따로 정의한 RFC는 \
                없습니다. 쓰는 서버가 있다면 STARTTLS보다 먼저 보낸 AUTH에 나오며, 다른 서버는 그때까지 메커니즘을 숨기거나 504, 523, \
                530, 538로 응답합니다.",
            action: "538과 같은 방법으로, 메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정한 \
                다음 로그인하세요. 이미 암호화된 연결이라면 서버가 다른 뜻으로 쓴 것이므로, 코드 뒤의 문구를 읽고 서버의 관리자에게 \
                문의하세요.",
            before: "암호화 없이 연결되었고 로그인하지 않은 상태입니다.",
            after: "로그인되지 않았으며, 세션이 이어지고 STARTTLS를 보낼 수 있습니다.",
            next: "STARTTLS에 220이 오고, TLS에서 로그인하면 235가 옵니다.",
        },
    }

    525 { at: Login, commands: ["AUTH"], rfc: "RFC 5248 §2.4",
        causes: [
            ACCOUNT_LOCKED => "5.7.13 User account disabled",
            ACCOUNT_SUSPENDED => "5.7.13 sending is disabled for the mailbox, change the password",
            MAILBOX_UNAVAILABLE => "5.7.13 Disabled recipient address, in answer to RCPT" / "5.7.13 Disabled recipient address (RCPT의 응답)",
        ],
        example: ["C: AUTH PLAIN AGFsaWNlAHNlY3JldA==", "S: 525 5.7.13 User account disabled"],
        en: {
            title: "User account disabled",
            meaning: "User name and password are right, but the account has been disabled.",
            when: "As the answer to AUTH, at the end of the exchange. RFC 5248 §2.4 registers 525 with 5.7.13 for accounts that an \
                administrator has disabled, for example over unpaid bills, misuse or a break-in, and wants it only after a right \
                password. The hosting providers Aruba and one.com use it when a mailbox seems to be misused or its password is known to \
                others: they stop it from sending until the password is changed. Many servers never say 525 but 535 for a disabled \
                account too, so that nobody learns that the password was right. Some mail filters say 525 5.7.13 \"Disabled recipient \
                address\" to RCPT, and then it is the recipient's mailbox that is disabled.",
            action: "Do not try other passwords: the one that was sent is right. Sign in to the account in a browser and look for a \
                notice; if the notice or the reply asks for a new password, change it and enter the new one in every client and \
                program. Otherwise ask the mail administrator or the provider why the account is disabled, and have it enabled. If \
                mail went out that you did not write, remove unknown forwarding rules and app passwords as well, and check the \
                computers that hold the password for malware.",
            before: "Connected, mostly encrypted; the credentials have just been checked.",
            after: "Nobody is logged in; further tries with this account end the same.",
            next: "235 once the account is enabled again; 530 if the client goes on to MAIL.",
        },
        ko: {
            title: "사용 중지된 계정",
            meaning: "사용자 이름과 비밀번호는 맞지만, 계정이 사용 중지되었습니다.",
            when: "AUTH에 대한 응답으로, 인증 과정의 끝에 나옵니다. RFC 5248 §2.4는 요금 미납, 악용, 침입 흔적 등의 이유로 관리자가 \
                사용 중지한 계정에 쓰도록 525를 5.7.13과 함께 등록했으며, 비밀번호가 맞았을 때만 쓰게 합니다. 호스팅 업체인 Aruba와 \
                one.com은 사서함이 악용되거나 비밀번호가 유출된 것으로 보일 때 525로 응답하고, 비밀번호를 바꿀 때까지 발송을 막습니다. \
                사용 중지된 계정에도 535로만 응답하여 비밀번호가 맞았다는 사실을 알리지 않는 서버가 많습니다. 일부 메일 필터는 RCPT에 \
                525 5.7.13 \"Disabled recipient address\"로 응답하며, 이때는 받는 사람의 사서함이 사용 중지된 것입니다.",
            action: "보낸 비밀번호는 맞으므로 다른 비밀번호를 시도하지 마세요. 웹에서 계정에 로그인하여 안내가 있는지 확인하고, 안내나 \
                응답에서 새 비밀번호를 요구하면 바꾼 다음 모든 클라이언트와 프로그램에 새 비밀번호를 입력하세요. 그렇지 않으면 메일 \
                관리자나 서비스 제공업체에 중지된 이유를 문의하고 사용을 다시 허용해 달라고 요청하세요. 직접 쓰지 않은 메일이 \
                발송되었다면 모르는 전달(포워딩) 규칙과 앱 비밀번호도 지우고, 비밀번호가 저장된 컴퓨터에 악성 코드가 없는지 검사하세요.",
            before: "대부분 암호화된 연결이며, 방금 자격 증명을 확인한 상태입니다.",
            after: "로그인되지 않았으며, 같은 계정으로 다시 시도해도 결과가 같습니다.",
            next: "계정 사용이 다시 허용되면 235가 오고, 그대로 MAIL을 보내면 530이 옵니다.",
        },
    }

    530 { at: Sender, commands: ["MAIL", "AUTH", "RCPT", "DATA", "VRFY", "EXPN", "HELP", "ETRN", "ATRN"], rfc: "RFC 4954 §6, RFC 3207 §4",
        causes: [
            AUTH_REQUIRED => "5.7.0 Authentication required; 5.7.57 client was not authenticated",
            TLS_REQUIRED => "5.7.0 Must issue a STARTTLS command first",
            BASIC_AUTH_DISABLED => "5.7.57 … Error: 535 5.7.139 … is disabled",
            CLIENT_NO_CREDENTIALS => "Must issue an AUTH command first; the client has no password set" / "Must issue an AUTH command first (클라이언트에 비밀번호가 설정되지 않음)",
            CLIENT_LACKS_MECHANISM => "authentication required, after the client found no mechanism" / "authentication required (클라이언트가 쓸 수 있는 메커니즘을 찾지 못한 뒤)",
            SENDER_NOT_VERIFIED => "From/Sender name is not valid (Postal, at the end of data)" / "From/Sender name is not valid (Postal, 메일 내용을 모두 보낸 뒤)",
        ],
        example: ["C: MAIL FROM:<alice@example.com>", "S: 530 5.7.0 Authentication required"],
        en: {
            title: "Authentication or STARTTLS required",
            meaning: "The server does not carry the command out before the client has logged in, or before it has started TLS. 530 \
                means that the login or TLS is missing; a login that was tried and refused is 535.",
            when: "Mostly to MAIL, when the client has sent no AUTH: where a server requires a login, RFC 4954 §6 lets it answer 530 \
                5.7.0 to every command but AUTH, EHLO, HELO, NOOP, RSET and QUIT. On port 587 the login is the rule (RFC 6409 §4.3). \
                With the words \"Must issue a STARTTLS command first\" (RFC 3207 §4) it asks for TLS, and then it comes to AUTH as \
                well. Microsoft 365 says 530 5.7.57, Exchange 530 5.7.1, OpenSMTPD 530 5.5.1, Gmail 530 5.7.0 or 5.5.1, and Yandex \
                530 5.7.7 when TLS is missing. Programs made with .NET put the sentence \"The SMTP server requires a secure \
                connection or the client was not authenticated\" in front of every 530; only the server's own words after it tell \
                which of the two is meant. If a refused AUTH stands before it in the log, that one is the reason, since some \
                libraries go on to MAIL after it.",
            action: "Read the words: if they speak of STARTTLS or encryption, choose STARTTLS for port 587 or TLS for port 465 in the \
                client. Otherwise switch authentication on for outgoing mail, and enter user name and password there; clients often keep \
                them apart from those for incoming mail. If they are set, look in the client's log for AUTH before MAIL: it is missing \
                when the program does not get its password (an empty variable, a wrong option name), when AUTH is listed only after \
                STARTTLS, or when client and server have no mechanism in common. If AUTH is there and was refused, mend that first. For a \
                device that cannot log in, ask the administrator of the server to permit relaying for its IP address.",
            before: "Connected, perhaps encrypted; nobody is logged in.",
            after: "Nothing has begun, neither a transaction nor a login; the session goes on.",
            next: "235 after AUTH, or 220 after STARTTLS; then 250 to MAIL.",
        },
        ko: {
            title: "인증 또는 STARTTLS 필요",
            meaning: "클라이언트가 먼저 로그인하거나 TLS를 시작해야 서버가 이 명령을 처리합니다. 530은 로그인을 하지 않았다는 뜻이며, \
                로그인을 시도했다가 거부되면 535입니다.",
            when: "대부분 클라이언트가 AUTH를 보내지 않았을 때 MAIL에 나옵니다. RFC 4954 §6에 따르면 로그인이 필요한 서버는 \
                로그인하지 않은 클라이언트의 명령에 530 5.7.0으로 응답하며, AUTH, EHLO, HELO, NOOP, RSET, QUIT만 예외입니다. 587 \
                포트에서는 로그인이 원칙입니다(RFC 6409 §4.3). \"Must issue a STARTTLS command first\"라는 문구(RFC 3207 §4)가 있으면 \
                TLS를 요구하는 것이고, 이때는 AUTH에도 나옵니다. Microsoft 365는 530 5.7.57, Exchange는 530 5.7.1, OpenSMTPD는 530 \
                5.5.1, Gmail은 530 5.7.0이나 5.5.1, Yandex는 TLS가 없을 때 530 5.7.7로 응답합니다. .NET 프로그램은 모든 530 앞에 \
                \"The SMTP server requires a secure connection or the client was not authenticated\"라는 문장을 붙이므로, 로그인과 \
                암호화 중 어느 쪽이 문제인지는 그 뒤에 나오는 서버의 문구로만 알 수 있습니다. 거부된 AUTH 뒤에도 MAIL을 계속 보내는 \
                라이브러리가 있으므로, 로그에서 앞에 거부된 AUTH가 있으면 그것이 원인입니다.",
            action: "문구를 읽고, STARTTLS나 암호화에 관한 내용이면 메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 \
                암시적 SSL(SSL/TLS)로 설정하세요. 그렇지 않으면 발송(SMTP) 설정에서 인증을 켜고 사용자 이름과 비밀번호를 입력하세요. \
                발송 설정이 받는 메일의 설정과 따로 있는 클라이언트가 많습니다. 이미 입력되어 있다면 로그에서 MAIL 앞에 AUTH가 있는지 \
                확인하고, AUTH가 거부되었다면 그것부터 해결하세요. 프로그램이 비밀번호를 받지 못했거나(빈 변수, 잘못 쓴 옵션 이름), \
                서버가 STARTTLS 뒤에만 AUTH를 제공하거나, 클라이언트와 서버가 함께 지원하는 메커니즘이 없으면 AUTH가 빠집니다. \
                로그인할 수 없는 장비라면 서버의 관리자에게 그 장비의 IP 주소에 릴레이를 허용해 달라고 요청하세요.",
            before: "연결된 상태이고 암호화되었을 수도 있으며, 로그인하지 않았습니다.",
            after: "트랜잭션도 로그인도 시작되지 않았으며, 세션이 이어집니다.",
            next: "AUTH에는 235가, STARTTLS에는 220이 온 다음 MAIL에 250이 옵니다.",
        },
    }

    533 { at: Recipient, commands: ["RCPT", "MAIL"], rfc: "RFC 5248 §2.4",
        causes: [
            RELAY_DENIED => "5.7.1 delivery not authorized",
            RECIPIENT_RESTRICTED => "5.7.1 delivery not authorized, for one recipient only" / "5.7.1 delivery not authorized (한 수신자에게만 나옴)",
            POLICY_REJECTED => "5.7.1 message refused",
        ],
        example: ["C: RCPT TO:<bob@example.org>", "S: 533 5.7.1 Delivery not authorized"],
        en: {
            title: "Delivery not authorized (rare code)",
            meaning: "The server does not let this client send the message, or not to this recipient.",
            when: "Hardly ever: RFC 5248 §2.4 lists 533 as one of the basic codes of 5.7.1, and no RFC defines it by itself. The usual \
                code for the same is 550, and 554 at Postfix.",
            action: "Read the text after the code, which says more than the number. If nobody has logged in, switch authentication on \
                in the client and use port 587 or 465. If somebody has, check that the sender address belongs to the account, and ask \
                the server's administrator what it permits.",
            before: "A transaction is open or about to begin.",
            after: "The command has had no effect; the session goes on.",
            next: "250 once it is permitted; 503 or 554 to DATA when no recipient was accepted.",
        },
        ko: {
            title: "전송 권한 없음(드문 코드)",
            meaning: "서버가 이 클라이언트의 메일 발송을 허용하지 않거나, 이 수신자에게 보내는 것을 허용하지 않습니다.",
            when: "거의 볼 수 없습니다. RFC 5248 §2.4가 5.7.1의 기본 코드 가운데 하나로 적어 두었을 뿐, 533을 따로 정의한 RFC는 \
                없습니다. 같은 뜻으로는 보통 550을, Postfix에서는 554를 사용합니다.",
            action: "숫자보다 코드 뒤의 문구가 더 많은 것을 알려 주므로 먼저 읽으세요. 로그인하지 않았다면 클라이언트에서 인증을 켜고 \
                587 또는 465 포트를 사용하세요. 로그인했다면 발신자 주소가 그 계정의 주소인지 확인하고, 서버의 관리자에게 무엇이 \
                허용되는지 문의하세요.",
            before: "트랜잭션이 진행 중이거나 막 시작하려는 상태입니다.",
            after: "명령은 실행되지 않았으며 세션이 이어집니다.",
            next: "허용되면 250이 오고, 접수된 수신자가 없으면 DATA에 503이나 554가 옵니다.",
        },
    }

    534 { at: Login, commands: ["AUTH"], rfc: "RFC 4954 §6",
        causes: [
            APP_PASSWORD_NEEDED => "5.7.9 Application-specific password required; InvalidSecondFactor",
            ACCOUNT_LOCKED => "5.7.14 or 5.7.9 log in with your web browser; WebLoginRequired" / "5.7.14 또는 5.7.9 log in with your web browser; WebLoginRequired",
            MECHANISM_TOO_WEAK => "5.7.9 Authentication mechanism is too weak",
        ],
        example: ["C: AUTH CRAM-MD5", "S: 534 5.7.9 Authentication mechanism is too weak"],
        en: {
            title: "Stronger authentication needed",
            meaning: "The server does not take this way of logging in for this account. By RFC 4954 the mechanism is too weak; at \
                Gmail, where most people meet 534, the normal password is not enough.",
            when: "As the answer to AUTH. RFC 4954 §6 means by 534 5.7.9 that the server's policy wants a stronger mechanism for this \
                user, and expects the client to try another one. Gmail means something else: 5.7.9 \"Application-specific password \
                required\" for an account with 2-Step Verification, and 5.7.14 or 5.7.9 with the words \"log in with your web \
                browser\" when it stops a login that looks unusual to it. The link at the end of Gmail's text tells which of the two \
                it is: InvalidSecondFactor or WebLoginRequired. The password may well be right here, while a wrong one is 535 5.7.8.",
            action: "At Gmail with InvalidSecondFactor, make an app password in the security settings of the Google account and enter it \
                in place of the normal one, or use OAuth. With WebLoginRequired, the owner of the account signs in at Google in a browser, \
                confirms there that the login was their own, and then tries once more; if it comes again, switch 2-Step Verification on \
                and enter an app password, or use OAuth. At other servers, choose another mechanism from the reply to EHLO after TLS is \
                up; the mail administrator knows which ones the account may use. Another normal password does not help, and many tries may \
                lock the account.",
            before: "Connected, mostly encrypted; nobody is logged in.",
            after: "Nobody is logged in; the session goes on, and another mechanism or password may be tried.",
            next: "235 with an app password, a token or a stronger mechanism; 530 if the client goes on to MAIL; 421 after too many \
                tries.",
        },
        ko: {
            title: "더 안전한 인증 방식 필요",
            meaning: "서버가 이 계정에는 이런 로그인 방식을 허용하지 않습니다. RFC 4954에서는 메커니즘의 보안 수준이 낮다는 뜻이고, \
                534를 가장 흔히 보는 Gmail에서는 일반 비밀번호만으로는 로그인할 수 없다는 뜻입니다.",
            when: "AUTH에 대한 응답으로 나옵니다. RFC 4954 §6의 534 5.7.9는 서버의 정책이 이 사용자에게 더 강력한 메커니즘을 \
                요구한다는 뜻이며, 클라이언트가 다른 메커니즘을 시도해야 합니다. Gmail에서는 뜻이 달라서, 2단계 인증을 쓰는 계정이면 \
                5.7.9 \"Application-specific password required\"로, 평소와 다른 로그인이라고 보고 막았으면 \"log in with your web \
                browser\"라는 문구와 함께 5.7.14나 5.7.9로 응답합니다. 둘 중 어느 쪽인지는 Gmail 문구 끝의 링크에 \
                InvalidSecondFactor가 있는지 WebLoginRequired가 있는지로 알 수 있습니다. 이때 비밀번호는 맞았을 수 있으며, 비밀번호가 \
                틀리면 535 5.7.8이 나옵니다.",
            action: "Gmail에서 InvalidSecondFactor가 나오면 Google 계정의 보안 설정에서 앱 비밀번호를 만들어 일반 비밀번호 대신 \
                입력하거나 OAuth를 사용하세요. WebLoginRequired가 나오면 계정의 소유자가 웹에서 Google에 로그인하여 본인이 한 \
                로그인임을 확인한 다음 한 번만 더 시도하세요. 또 나오면 2단계 인증을 켜고 앱 비밀번호를 만들어 입력하거나 OAuth를 \
                사용하세요. 다른 서버라면 TLS를 시작한 뒤의 EHLO 응답에서 다른 메커니즘을 선택하세요. 계정에 허용된 메커니즘은 메일 \
                관리자에게 문의하면 됩니다. 일반 비밀번호를 바꾸어도 해결되지 않으며, 여러 번 시도하면 계정이 잠길 수 있습니다.",
            before: "대부분 암호화된 연결이며, 로그인하지 않은 상태입니다.",
            after: "로그인되지 않았으며, 세션이 이어지고 다른 메커니즘이나 비밀번호로 시도할 수 있습니다.",
            next: "앱 비밀번호나 토큰, 더 강력한 메커니즘을 쓰면 235가 오고, 그대로 MAIL을 보내면 530이, 너무 여러 번 시도하면 421이 \
                옵니다.",
        },
    }

    535 { at: Login, commands: ["AUTH"], rfc: "RFC 4954 §6",
        causes: [
            CREDENTIALS_WRONG => "5.7.8 Username and Password not accepted; authentication failed",
            APP_PASSWORD_NEEDED => "5.7.0 (#AUTH005); application password; use authorized code",
            BASIC_AUTH_DISABLED => "5.7.139 … basic authentication is disabled",
            SMTP_ACCESS_DISABLED => "Login fail … service is not open; no permission",
            OAUTH_TOKEN_BAD => "5.7.1 or 5.7.3 after AUTH XOAUTH2 and a 334 with base64 JSON" / "AUTH XOAUTH2와 base64 JSON이 든 334 다음의 5.7.1 또는 5.7.3",
            ACCOUNT_LOCKED => "account is locked, disabled or abnormal",
            AUTH_EXCHANGE_BAD => "5.7.8 authentication failed: Invalid format",
            MECHANISM_UNSUPPORTED => "5.7.8 authentication failed: Invalid authentication mechanism",
        ],
        example: ["C: AUTH PLAIN AGFsaWNlAHdyb25n", "S: 535 5.7.8 Authentication credentials invalid"],
        en: {
            title: "Authentication failed",
            meaning: "The server did not accept the user name and password, or the token, that the client showed.",
            when: "As the answer to AUTH, at the end of the exchange: RFC 4954 §6 gives 535 5.7.8 for wrong credentials, and §4 lets \
                servers use it for each failure without a code of its own. So it also stands for a disabled account, for a mechanism that \
                is off, and above all for a normal password where the provider wants an app password: Gmail says \"Username and Password \
                not accepted\" for a wrong password and for a missing app password (for that at times 534 5.7.9). Yahoo marks that case \
                with 5.7.0 (#AUTH005), and QQ Mail and NetEase expect an authorization code. Microsoft 365 says 5.7.139 with \"basic \
                authentication is disabled\" or \"SmtpClientAuthentication is disabled\" when no password can help, while 5.7.3 and the \
                words \"credentials were incorrect\" are about user name and password. After AUTH XOAUTH2 or OAUTHBEARER it is about the \
                token, and the 334 before it holds the reason as JSON in base64.",
            action: "Read the words, and do not repeat the same try, since each may lock the account or block the address. Check the \
                user name (mostly the whole address; at sending services a fixed word or a key, such as apikey at SendGrid), and type \
                the password again, without spaces or line breaks. If the account has two-step verification or the provider has app \
                passwords, make one and enter it; at Naver and Daum, switch SMTP or IMAP on in the mail settings as well. If the \
                words say that SmtpClientAuthentication is disabled, the mail administrator switches authenticated SMTP on for the \
                mailbox. If they say that basic authentication is disabled, that switch does not help: let the program log in with \
                OAuth. If the same password works elsewhere, compare what really arrives: an old secret, quotation marks or a $ in a \
                settings file, another host name.",
            before: "Connected, mostly encrypted; nobody is logged in.",
            after: "Still nobody is logged in; the session goes on, and AUTH may be tried again.",
            next: "235 after a right login; 530 if the client goes on to MAIL without one; 421 after too many tries.",
        },
        ko: {
            title: "인증 실패",
            meaning: "클라이언트가 보낸 사용자 이름과 비밀번호 또는 토큰을 서버가 받아들이지 않았습니다.",
            when: "AUTH에 대한 응답으로 인증 과정의 끝에 나옵니다. RFC 4954 §6은 자격 증명이 잘못되었을 때 535 5.7.8을 쓰게 하고, \
                §4는 따로 정해진 코드가 없는 실패에도 모두 535를 쓸 수 있게 합니다. 그래서 사용 중지된 계정이나 꺼진 메커니즘에도 \
                나오고, 무엇보다 앱 비밀번호가 필요한 서비스에 일반 비밀번호를 입력했을 때 흔히 나옵니다. Gmail은 비밀번호가 틀렸을 \
                때도, 앱 비밀번호가 필요할 때도 \"Username and Password not accepted\"로 응답하고(뒤의 경우에는 534 5.7.9로 \
                응답하기도 합니다), Yahoo는 앱 비밀번호가 필요하면 5.7.0 (#AUTH005)로 구별하며, QQ Mail과 NetEase는 앱 비밀번호에 \
                해당하는 인증 코드(授权码)를 요구합니다. Microsoft 365는 어떤 비밀번호로도 로그인할 수 없을 때 5.7.139와 함께 \"basic \
                authentication is disabled\"나 \"SmtpClientAuthentication is disabled\"로 응답하고, 5.7.3이나 \"credentials were \
                incorrect\"라는 문구는 사용자 이름과 비밀번호에 관한 것입니다. AUTH XOAUTH2나 OAUTHBEARER 뒤에 나왔다면 토큰의 \
                문제이며, 바로 앞의 334에 이유가 base64로 인코딩된 JSON으로 들어 있습니다.",
            action: "문구를 먼저 읽으세요. 시도할 때마다 계정이 잠기거나 IP 주소가 차단될 수 있으니 같은 값으로 다시 시도하지 마세요. \
                사용자 이름(대부분 메일 주소 전체이며, 발송 서비스에서는 SendGrid의 apikey처럼 정해진 단어나 키)을 확인하고, 비밀번호를 \
                공백이나 줄 바꿈 없이 다시 입력하세요. 2단계 인증을 쓰는 계정이거나 앱 비밀번호가 있는 서비스라면 앱 비밀번호(Naver에서는 \
                애플리케이션 비밀번호)를 만들어 입력하세요. Naver와 Daum에서는 메일의 환경설정에서 IMAP/SMTP 사용도 켜세요. \
                SmtpClientAuthentication이 disabled라는 문구라면 메일 관리자가 그 사서함에 인증된 SMTP(Authenticated SMTP)를 허용해야 \
                합니다. basic authentication이 disabled라는 문구라면 그 설정으로는 해결되지 않으니 프로그램이 OAuth로 로그인하게 하세요. \
                같은 비밀번호로 다른 곳에서는 로그인된다면 서버에 실제로 전달되는 값을 확인하세요. 예전 비밀번호가 남아 있거나, 설정 \
                파일의 따옴표나 $ 때문에 값이 달라졌거나, 호스트 이름이 다를 수 있습니다.",
            before: "대부분 암호화된 연결이며, 로그인하지 않은 상태입니다.",
            after: "여전히 로그인되지 않았으며, 세션이 이어지고 AUTH를 다시 시도할 수 있습니다.",
            next: "올바르게 로그인하면 235가 오고, 로그인하지 않은 채 MAIL을 보내면 530이, 너무 여러 번 시도하면 421이 옵니다.",
        },
    }

    538 { at: Login, commands: ["AUTH"], rfc: "RFC 4954 §6",
        causes: [
            TLS_REQUIRED => "5.7.11 Encryption required for requested authentication mechanism",
            AUTH_NEEDS_TLS => "538 to AUTH PLAIN or AUTH LOGIN in a session without TLS" / "TLS가 없는 세션에서 AUTH PLAIN이나 AUTH LOGIN에 538이 나옴",
        ],
        example: ["C: AUTH LOGIN", "S: 538 5.7.11 Encryption required for this mechanism"],
        en: {
            title: "Encryption required for this mechanism",
            meaning: "The authentication mechanism may be used only over an encrypted connection, and this one is not encrypted.",
            when: "To AUTH before STARTTLS, mostly for PLAIN and LOGIN, which send the password readably. RFC 4954 §6 names 538 \
                5.7.11 for historical reasons only: a modern server hides such a mechanism until TLS is up, and answers it with 504 \
                (§4). In practice the same fact has many codes: 504 at Postfix, 523 at servers made with go-smtp, 530 \"Must issue a \
                STARTTLS command first\" at Amazon SES and many others, 503 at an Exim that lists AUTH only inside TLS. It cannot be \
                a wrong password: the server has not looked at one.",
            action: "Choose STARTTLS for port 587 or TLS for port 465 in the client, and do not look for a way to log in without it. A \
                program of your own sends EHLO, STARTTLS, starts TLS, sends EHLO again, and takes the mechanism from this second list. \
                AUTH PLAIN may have sent the password in clear already, so change it if others could listen on that network. The \
                administrator of a server that says 538 hides the mechanisms until TLS is up, in Postfix with smtpd_tls_auth_only = \
                yes.",
            before: "Connected without encryption; nobody is logged in.",
            after: "Nobody is logged in; the session goes on without encryption, and STARTTLS may follow.",
            next: "220 to STARTTLS, then 235 after the login inside TLS; 530 if the client goes on to MAIL instead.",
        },
        ko: {
            title: "인증 메커니즘에 암호화 필요",
            meaning: "이 인증 메커니즘은 암호화 연결에서만 사용할 수 있는데, 이 연결은 암호화되지 않았습니다.",
            when: "STARTTLS보다 먼저 보낸 AUTH에 나오며, 대부분 비밀번호를 읽을 수 있는 형태로 보내는 PLAIN과 LOGIN입니다. RFC 4954 \
                §6은 538 5.7.11을 예전 코드로만 적어 두었습니다. 요즘 서버는 TLS를 시작할 때까지 그런 메커니즘을 숨기고 504로 \
                응답합니다(§4). 실제로는 같은 상황에 서버마다 다른 코드를 써서, Postfix는 504, go-smtp로 만든 서버는 523, Amazon SES를 \
                비롯한 많은 서버는 530 \"Must issue a STARTTLS command first\", TLS 전에는 AUTH를 알리지 않는 Exim은 503으로 \
                응답합니다. 서버가 비밀번호를 확인하기 전이므로 비밀번호가 틀렸다는 뜻은 아닙니다.",
            action: "메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하고, 암호화 없이 \
                로그인하는 방법은 찾지 마세요. 직접 만든 프로그램이라면 EHLO와 STARTTLS를 보내 TLS를 시작하고, EHLO를 다시 보내 그 \
                목록에서 메커니즘을 선택해야 합니다. AUTH PLAIN이었다면 비밀번호가 이미 암호화되지 않은 채 전송되었을 수 있으므로, 다른 \
                사람이 엿볼 수 있는 네트워크였다면 바꾸세요. 538로 응답하는 서버의 관리자는 TLS를 시작할 때까지 메커니즘을 숨기도록 \
                설정하세요. Postfix에서는 smtpd_tls_auth_only = yes입니다.",
            before: "암호화 없이 연결되었고 로그인하지 않은 상태입니다.",
            after: "로그인되지 않았으며, 암호화되지 않은 세션이 이어지고 STARTTLS를 보낼 수 있습니다.",
            next: "STARTTLS에 220이 오고 TLS에서 로그인하면 235가 오며, 그냥 MAIL을 보내면 530이 옵니다.",
        },
    }

    550 { at: Recipient, commands: ["RCPT", "end of data", "MAIL", "EHLO", "BDAT", "VRFY", "EXPN"], rfc: "RFC 5321 §4.2.3, RFC 6409 §6",
        causes: [
            MAILBOX_UNAVAILABLE => "5.1.1 user unknown; no such user; mailbox unavailable",
            RELAY_DENIED => "5.7.1 Unable to relay; Relaying denied; relay not permitted",
            SPAM_CONTENT => "5.7.1 message content rejected; looks like spam",
            IP_BLOCKED => "blocked using a list; your IP address is listed",
            UNAUTHENTICATED_MAIL => "5.7.26 sender is unauthenticated; either SPF or DKIM",
            DMARC_FAIL => "rejected per DMARC policy; 5.7.509 does not pass DMARC verification",
            SENDER_NOT_OWNED => "5.7.60 client does not have permissions to send as this sender",
            QUOTA => "5.4.5 daily user sending limit exceeded",
        ],
        example: ["C: RCPT TO:<nobody@example.org>", "S: 550 5.1.1 User unknown"],
        en: {
            title: "Mailbox unavailable, or refused by rule",
            meaning: "The server refuses for good: mostly because the recipient's mailbox does not exist, but also because a rule \
                forbids the sender, the message or the relaying.",
            when: "To RCPT it is mostly an unknown user or denied relaying, to MAIL the sender or its domain. At the end of data it \
                is about spam, SPF, DKIM, DMARC or the From address. To EHLO, or in place of the greeting, it is about the IP \
                address. It is the code for every refusal that has none of its own, so the step and the words count more than the \
                number: 550 5.7.1 alone fits more than ten causes. Some servers use it for what passes by itself, such as Gmail's \
                daily limit (550 5.4.5), or for a missing login, where others say 530.",
            action: "See to which command it came, and read the words and the enhanced code. For an unknown user, check the address \
                for typing errors, and take it off your lists only if it really does not exist; for relaying or authentication, \
                switch the login on and use port 587 or 465; for a sender that the account may not use, send with its own address. \
                For spam, block lists, SPF, DKIM and DMARC the administrator of the sending side has to act, and the same message \
                sent again is refused again.",
            before: "A transaction is open or about to begin, or its message has just been sent.",
            after: "To RCPT only this recipient is refused, to MAIL no transaction has begun, and at the end of data nobody gets the \
                message.",
            next: "250 to the next RCPT, or 503 or 554 to DATA when no recipient was accepted; the sender gets a bounce.",
        },
        ko: {
            title: "사서함을 사용할 수 없거나 거부됨",
            meaning: "서버가 영구적으로 거부했습니다. 받는 사람의 사서함이 없는 경우가 가장 많지만, 발신자나 메일 내용 또는 릴레이를 \
                정책에 따라 거부한 것일 수도 있습니다.",
            when: "RCPT에서 나오면 대부분 수신자가 존재하지 않거나 릴레이가 거부된 것이고, MAIL에서 나오면 발신자나 그 도메인이 \
                원인입니다. 메일 내용을 보낸 뒤라면 스팸, SPF, DKIM, DMARC 또는 From 주소가, EHLO나 인사말에서라면 IP 주소가 \
                원인입니다. 따로 정해진 코드가 없는 모든 거부에 쓰이므로 숫자보다 단계와 문구가 중요하며, 550 5.7.1만으로는 열 가지가 \
                넘는 원인이 있을 수 있습니다. Gmail의 하루 발송 한도(550 5.4.5)처럼 시간이 지나면 풀리는 경우에도 나옵니다. \
                로그인하지 않았을 때 530 대신 550으로 응답하는 서버도 있습니다.",
            action: "어느 명령에 대한 응답인지 보고 문구와 확장 상태 코드를 읽으세요. 없는 사용자라면 주소에 오타가 없는지 확인하고 실제로 \
                없는 주소일 때만 발송 목록에서 빼고, 릴레이나 인증에 관한 문구라면 클라이언트에서 인증을 켜고 587 또는 465 포트를 \
                사용하고, 계정이 쓸 수 없는 발신자라면 계정의 주소로 발송하세요. 스팸, 차단 목록, SPF, DKIM, DMARC가 원인이라면 발송하는 \
                쪽의 관리자가 조치해야 하며, 같은 메일을 다시 보내면 다시 거부됩니다.",
            before: "트랜잭션이 진행 중이거나 막 시작하려는 상태 또는 메일 내용을 방금 보낸 상태입니다.",
            after: "RCPT였다면 이 수신자만 거부되고, MAIL이었다면 트랜잭션이 시작되지 않았으며, 메일 내용을 보낸 뒤라면 아무에게도 \
                전달되지 않습니다.",
            next: "다음 RCPT에는 250이 오고, 접수된 수신자가 없으면 DATA에 503이나 554가 오며, 발신자는 반송 메일을 받습니다.",
        },
    }

    551 { at: Recipient, commands: ["RCPT", "VRFY"], rfc: "RFC 5321 §3.4",
        causes: [
            MAILBOX_UNAVAILABLE => "user not local; try another address",
            RELAY_DENIED => "5.7.1 relaying denied; forwarding to remote hosts disabled",
            SENDER_NOT_OWNED => "5.7.1 Not authorised to send from this header address",
            ROUTING_LOOP => "5.7.1 Loop detected",
        ],
        example: ["C: RCPT TO:<bob@example.org>", "S: 551 5.1.6 User not local; try <bob@example.com>"],
        en: {
            title: "User not local",
            meaning: "The recipient is not at this server, and the server does not forward the message; it may name the address to try \
                instead.",
            when: "To RCPT and VRFY: by RFC 5321 §3.4 the server tells the new address of somebody who has moved, which few do, because \
                it tells strangers too. Others use it to deny relaying. Fastmail says 551 5.7.1 for a From address that is not set up \
                for the account, and ImprovMX for a forwarding loop.",
            action: "If the reply names another address, make sure that it belongs to the right person, and write to it; programs do \
                not do that by themselves. If it speaks of relaying, switch authentication on in the client and use port 587 or 465. If \
                it speaks of the header or From address, send with an address that is set up for the account.",
            before: "A transaction is open, and recipients are being named.",
            after: "This recipient is refused; those accepted before stay.",
            next: "250 to the next RCPT; 503 or 554 to DATA when no recipient was accepted.",
        },
        ko: {
            title: "이 서버의 사용자가 아님",
            meaning: "수신자가 이 서버의 사용자가 아니며, 서버가 메일을 다른 서버로 전달해 주지도 않습니다. 어느 주소로 보내야 하는지 \
                응답에 나오기도 합니다.",
            when: "RCPT와 VRFY에 나옵니다. RFC 5321 §3.4에 따르면 옮겨 간 사용자의 새 주소를 알려 주는 응답이지만, 모르는 사람에게도 \
                알려 주게 되므로 그렇게 쓰는 서버는 드뭅니다. 릴레이 거부에 쓰는 서버도 있고, Fastmail은 계정에 등록되지 않은 From \
                주소에, ImprovMX는 메일이 맴도는 전달(포워딩)에 551 5.7.1로 응답합니다.",
            action: "클라이언트가 새 주소로 자동으로 보내 주지는 않습니다. 응답에 다른 주소가 있으면 받는 사람의 것이 맞는지 확인한 \
                다음 그 주소로 보내세요. 릴레이에 관한 문구라면 클라이언트에서 인증을 켜고 587 또는 465 포트를 사용하세요. 헤더나 \
                From 주소에 관한 문구라면 계정에 등록된 주소로 발송하세요.",
            before: "트랜잭션이 진행 중이고 수신자를 지정하는 단계입니다.",
            after: "이 수신자는 거부되고, 앞서 접수된 수신자는 그대로입니다.",
            next: "다음 RCPT에는 250이 오고, 접수된 수신자가 없으면 DATA에 503이나 554가 옵니다.",
        },
    }

    552 { at: End, commands: ["end of data", "RCPT", "MAIL", "BDAT", "BURL"], rfc: "RFC 5321 §4.2.3, RFC 1870 §6",
        causes: [
            SIZE_LIMIT => "5.3.4 message too large; message size exceeds fixed limit",
            MAILBOX_FULL => "5.2.2 mailbox full; user is over quota",
            ATTACHMENT_BLOCKED => "5.7.0 illegal attachment; potential security issue",
            TOO_MANY_RECIPIENTS => "too many recipients, from old servers" / "too many recipients (오래된 서버)",
        ],
        example: ["C: MAIL FROM:<alice@example.com> SIZE=60000000", "S: 552 5.3.4 Message size exceeds fixed limit"],
        en: {
            title: "Size or storage limit exceeded",
            meaning: "The message is larger than the server takes, or the recipient's mailbox has no room for it.",
            when: "To MAIL with SIZE= and at the end of data it is mostly the size (5.3.4), to RCPT a full mailbox (5.2.2). Gmail \
                says 552 5.3.4 (formerly 5.2.3) to a message over its size limit, and 552 5.7.0 to one with an attachment that it \
                forbids; iCloud says 552 5.2.2 \"user is over quota\". Old servers say it to too many recipients; RFC 5321 \
                §4.5.3.1.10 has 452 for that now, and tells clients to treat such a 552 as temporary.",
            action: "If it is the size, make the attachments smaller or send a link: encoding makes a file about a third larger, and \
                the limit is the number after SIZE in the reply to EHLO. If the mailbox is full, tell the recipient in another way, \
                and send again when there is room. If an attachment is named, send a link to the file; if it is the number of \
                recipients, split them over several messages.",
            before: "A transaction is open or about to begin, or its message has just been sent.",
            after: "To RCPT this recipient is refused, to MAIL no transaction has begun, and at the end of data nobody gets the message.",
            next: "250 to the next RCPT, to RSET or to a smaller message; the sender gets a bounce.",
        },
        ko: {
            title: "크기 또는 저장 용량 한도 초과",
            meaning: "메일이 서버에서 허용하는 크기보다 크거나, 받는 사람의 메일 용량이 부족합니다.",
            when: "SIZE=가 붙은 MAIL에서나 메일 내용을 보낸 뒤에는 대부분 크기(5.3.4)가, RCPT에서는 메일 용량 초과(5.2.2)가 원인입니다. \
                Gmail은 크기 한도를 넘은 메일에 552 5.3.4(예전에는 5.2.3)로, 금지된 첨부 파일이 있는 메일에 552 5.7.0으로 응답하고, \
                iCloud는 552 5.2.2 \"user is over quota\"로 응답합니다. 오래된 서버는 수신자가 너무 많을 때도 쓰는데, RFC 5321 \
                §4.5.3.1.10은 이때 452를 쓰도록 바꾸었고, 클라이언트가 수신자 수 때문에 나온 552는 일시적인 오류로 처리하게 합니다.",
            action: "크기가 원인이라면 첨부 파일을 줄이거나 링크를 보내세요(파일은 인코딩하면 약 3분의 1 커지며, 한도는 EHLO 응답의 \
                SIZE 뒤에 나오는 숫자입니다). 메일 용량이 초과되었다면 다른 방법으로 받는 사람에게 알리고, 여유가 생긴 다음 다시 \
                발송하세요. 첨부 파일에 관한 문구라면 파일 대신 링크를 보내고, 수신자 수가 원인이라면 여러 메일로 나누어 발송하세요.",
            before: "트랜잭션이 진행 중이거나 막 시작하려는 상태 또는 메일 내용을 방금 보낸 상태입니다.",
            after: "RCPT였다면 이 수신자가 거부되고, MAIL이었다면 트랜잭션이 시작되지 않았으며, 메일 내용을 보낸 뒤라면 아무에게도 \
                전달되지 않습니다.",
            next: "다음 RCPT나 RSET, 더 작은 메일에는 250이 오고, 발신자는 반송 메일을 받습니다.",
        },
    }

    553 { at: Sender, commands: ["MAIL", "RCPT", "VRFY"], rfc: "RFC 5321 §4.2.3, RFC 6531 §3.5",
        causes: [
            SENDER_NOT_OWNED => "5.7.1 sender address not owned by user; Local user only",
            RELAY_DENIED => "that domain isn't in my list of allowed rcpthosts",
            SENDER_INVALID => "5.1.8 domain of sender address does not exist",
            SYNTAX => "5.1.2 or 5.1.3 not a valid RFC-5321 address" / "5.1.2 또는 5.1.3 not a valid RFC-5321 address",
            RECIPIENT_DOMAIN_BAD => "5.1.2 unable to find the recipient domain",
            MAILBOX_UNAVAILABLE => "mailbox name not allowed; no such user",
            IP_BLOCKED => "5.3.0 DNSBL … is_blocked; connections will not be accepted from",
            SMTPUTF8 => "5.6.7 must declare SMTPUTF8 to send unicode address",
        ],
        example: ["C: MAIL FROM:<bob@example.com>", "S: 553 5.7.1 Sender address rejected: not owned by user alice"],
        en: {
            title: "Mailbox name not allowed",
            meaning: "The server does not allow this address as a sender or recipient, because of its form or because of a rule.",
            when: "RFC 5321 means an address with wrong syntax; in practice it stands for many refusals to MAIL and RCPT. To MAIL it \
                is mostly a sender that is not the account's own (Yandex 553 5.7.1; 163 Mail \"Local user only\"; Zoho \"Relaying \
                disallowed\", but only at the end of data) or whose domain does not exist (Sendmail 553 5.1.8). To RCPT it is mostly \
                relaying (qmail says \"isn't in my list of allowed rcpthosts\") or a bad address (Gmail 553 5.1.2 and 5.1.3), and \
                AT&T and Yahoo also use 553 for blocked IP addresses.",
            action: "For MAIL, set the sender and the From address to the address of the account that logs in, in full and with a \
                domain that exists. For RCPT, check the address for typing errors; if the words speak of rcpthosts or relaying, \
                switch authentication on in the client and use port 587 or 465. If an IP address is named, the administrator of the \
                sending server stops what got it listed, and then asks for its removal from the list; if Unicode or SMTPUTF8 is \
                named, use an ASCII address or a client that supports SMTPUTF8.",
            before: "Logged in or not; a transaction is open or about to begin.",
            after: "The sender, or this recipient, is refused; recipients accepted before stay.",
            next: "250 once the address is right; 503 to RCPT if the client goes on without an accepted sender.",
        },
        ko: {
            title: "허용되지 않는 사서함 이름(주소)",
            meaning: "서버가 이 주소를 발신자나 수신자로 허용하지 않습니다. 주소의 형식이나 서버의 정책이 원인입니다.",
            when: "RFC 5321에서는 구문이 잘못된 주소라는 뜻이지만, 실제로는 MAIL과 RCPT의 여러 거부에 쓰입니다. MAIL에서는 대부분 \
                로그인한 계정의 것이 아닌 발신자이거나(Yandex는 553 5.7.1, 163 Mail은 \"Local user only\", Zoho는 메일 내용을 보낸 뒤에 \
                \"Relaying disallowed\") 도메인이 없는 발신자입니다(sendmail은 553 5.1.8). RCPT에서는 대부분 릴레이 거부이거나(qmail은 \
                \"isn't in my list of allowed rcpthosts\") 잘못된 주소이며(Gmail은 553 5.1.2와 5.1.3), AT&T와 Yahoo는 차단한 IP \
                주소에도 553으로 응답합니다.",
            action: "MAIL이라면 발신자와 From을 로그인하는 계정의 주소로 설정하고, 실제로 있는 도메인까지 전체 주소를 쓰세요. RCPT라면 \
                주소에 오타가 없는지 확인하고, rcpthosts나 릴레이에 관한 문구라면 클라이언트에서 인증을 켜고 587 또는 465 포트를 \
                사용하세요. IP 주소가 나오면 발송 서버의 관리자가 원인을 없앤 다음 차단 목록에서 빼 달라고 요청해야 하고, Unicode나 \
                SMTPUTF8이 나오면 ASCII 주소나 SMTPUTF8을 지원하는 클라이언트를 사용하세요.",
            before: "로그인 여부와 상관없이, 트랜잭션이 진행 중이거나 막 시작하려는 상태입니다.",
            after: "발신자 또는 이 수신자가 거부되고, 앞서 접수된 수신자는 그대로입니다.",
            next: "주소를 바로잡으면 250이 오고, 접수된 발신자 없이 계속하면 RCPT에 503이 옵니다.",
        },
    }

    554 { at: End, commands: ["end of data", "RCPT", "connection", "DATA", "MAIL", "BDAT", "BURL"], rfc: "RFC 5321 §4.2.3, RFC 3207 §4.1",
        causes: [
            SPAM_CONTENT => "5.7.0 Reject - SPAM; message rejected as spam",
            RELAY_DENIED => "5.7.1 Relay access denied",
            IP_BLOCKED => "5.7.1 Service unavailable; client host blocked using a list",
            POLICY_REJECTED => "transaction failed; 5.7.9 not accepted for policy reasons",
            SENDER_NOT_VERIFIED => "Message rejected: Email address is not verified",
            SENDER_NOT_OWNED => "5.2.252 SendAsDenied",
            MAILBOX_UNAVAILABLE => "delivery error: dd This user doesn't have a … account",
            BAD_SEQUENCE => "5.5.1 no valid recipients, in answer to DATA" / "5.5.1 no valid recipients (DATA의 응답)",
        ],
        example: ["C: .", "S: 554 5.7.1 Message rejected as spam"],
        en: {
            title: "Transaction failed",
            meaning: "The server refuses the whole transaction for good or, in place of the greeting, any service to this client.",
            when: "In place of the greeting it is mostly a blocked IP address; to RCPT, Postfix says 554 5.7.1 to denied relaying and \
                to hosts on block lists; to DATA it means that no recipient was accepted. At the end of data it is spam, DMARC, a \
                malformed message or the sender: Amazon SES says \"Email address is not verified\", Outlook.com 5.2.252 SendAsDenied, \
                Mailgun names its sandbox. After STARTTLS a server may say 554 to every command when the TLS is too weak for it (RFC \
                3207 §4.1).",
            action: "See at which step it came and read the words, since the code alone says little. For relaying, switch \
                authentication on in the client and use port 587 or 465; for a sender that is not verified or not yours, verify it \
                with the service or use the account's own address. For a blocked IP address, the administrator of the sending server \
                stops what got it listed, and then asks the list in the reply for removal; for spam or policy, change the message and \
                have SPF, DKIM and DMARC checked before you send it again.",
            before: "Just connected, or a transaction is open, or its message has just been sent.",
            after: "At the end of data nobody gets the message, to RCPT this recipient is refused, and after such a greeting only QUIT \
                is left.",
            next: "221 to QUIT after a refused greeting, otherwise 250 to RSET or to the next MAIL; the sender gets a bounce.",
        },
        ko: {
            title: "메일 트랜잭션 실패",
            meaning: "서버가 트랜잭션 전체를 영구적으로 거부했습니다. 인사말 대신 나왔다면 이 클라이언트에는 서비스를 전혀 제공하지 \
                않는다는 뜻입니다.",
            when: "인사말 자리에서는 대부분 차단된 IP 주소가 원인이고, RCPT에서는 Postfix가 릴레이를 거부하거나 차단 목록에 있는 \
                호스트를 거부할 때 554 5.7.1로 응답하며, DATA에서는 접수된 수신자가 없다는 뜻입니다. 메일 내용을 보낸 뒤에는 스팸, \
                DMARC, 형식이 잘못된 메일이나 발신자가 원인으로, Amazon SES는 \"Email address is not verified\", Outlook.com은 5.2.252 \
                SendAsDenied로 응답하고 Mailgun의 응답에는 sandbox가 나옵니다. STARTTLS 뒤에는 TLS의 보안 수준이 낮다고 보고 모든 \
                명령에 554로 응답하는 서버도 있습니다(RFC 3207 §4.1).",
            action: "코드만으로는 알 수 있는 것이 적으니 어느 단계에서 나왔는지 보고 문구를 읽으세요. 릴레이에 관한 문구라면 \
                클라이언트에서 인증을 켜고 587 또는 465 포트를 사용하고, 확인되지 않았거나 계정의 것이 아닌 발신자라면 서비스에서 소유 \
                확인을 마치거나 계정의 주소를 사용하세요. IP 주소가 차단되었다면 발송 서버의 관리자가 원인을 없앤 다음 응답에 나온 차단 \
                목록에 해제를 요청해야 하고, 스팸이나 정책이 원인이라면 메일을 고치고 메일 관리자에게 SPF, DKIM, DMARC를 확인해 달라고 한 \
                다음 다시 발송하세요.",
            before: "방금 연결했거나 트랜잭션이 진행 중이거나 메일 내용을 방금 보낸 상태입니다.",
            after: "메일 내용을 보낸 뒤라면 아무에게도 전달되지 않고, RCPT였다면 이 수신자가 거부되며, 인사말이었다면 QUIT만 보낼 수 \
                있습니다.",
            next: "인사말에서 거부되었다면 QUIT에 221이 오고, 그 밖에는 RSET이나 다음 MAIL에 250이 오며, 발신자는 반송 메일을 받습니다.",
        },
    }

    555 { at: Sender, commands: ["MAIL", "RCPT"], rfc: "RFC 5321 §4.1.1.11",
        causes: [
            SYNTAX => "5.5.4 Unsupported option; 5.5.2 Syntax error",
            SENDER_INVALID => "5.5.2 Syntax error, for an empty or malformed sender (Gmail)" / "5.5.2 Syntax error (비어 있거나 형식이 잘못된 발신자, Gmail)",
            SMTPUTF8 => "5.5.4 parameter SMTPUTF8 not supported",
            EIGHT_BIT => "5.5.4 parameter BODY=8BITMIME not supported",
        ],
        example: ["C: MAIL FROM:<alice@example.com> RET=HDRS", "S: 555 5.5.4 Unsupported option: RET=HDRS"],
        en: {
            title: "MAIL or RCPT parameter not supported",
            meaning: "The server does not know a parameter behind the address in MAIL or RCPT or, at some servers, cannot read the \
                address itself.",
            when: "To MAIL and RCPT with a parameter that the reply to EHLO does not offer, such as SMTPUTF8, BODY=, RET= or NOTIFY=, \
                and to any parameter after HELO. Gmail says 555 5.5.2 \"Syntax error\" to an address that is empty, lacks its angle \
                brackets or has a display name or line break in it, and qmail says 555 \"syntax error\".",
            action: "Look at the line in the client's log: between the colon and the first parameter there must be nothing but an \
                address such as <user@example.com>. At Gmail, check that the sender setting is not empty, has no line break at its end \
                and is the bare address, without a display name. If a parameter is named, switch that option off in the program \
                (delivery notices, SMTPUTF8), or have it send EHLO and use only what is offered.",
            before: "After EHLO or HELO; a transaction is open or about to begin.",
            after: "The command has had no effect; without an accepted MAIL there is no transaction.",
            next: "250 to the corrected line; 503 to RCPT if the client goes on without MAIL.",
        },
        ko: {
            title: "지원하지 않는 MAIL/RCPT 매개변수",
            meaning: "MAIL이나 RCPT에서 주소 뒤에 붙은 매개변수를 서버가 모릅니다. 서버에 따라서는 주소 자체를 읽을 수 없다는 뜻입니다.",
            when: "SMTPUTF8, BODY=, RET=, NOTIFY=처럼 EHLO 응답에 없는 기능의 매개변수를 MAIL이나 RCPT에 붙였을 때, 그리고 EHLO 대신 \
                HELO를 보낸 세션에서 매개변수를 썼을 때 나옵니다. Gmail은 주소가 비어 있거나 꺾쇠괄호가 없거나 표시 이름이나 줄 \
                바꿈이 섞여 있을 때 555 5.5.2 \"Syntax error\"로, qmail은 555 \"syntax error\"로 응답합니다.",
            action: "클라이언트의 로그에서 그 줄을 보고, 콜론과 첫 매개변수 사이에 <user@example.com> 같은 주소 말고는 아무것도 없게 \
                하세요. Gmail이라면 발신자 설정이 비어 있지 않은지, 끝에 줄 바꿈이 없는지, 표시 이름 없이 주소만 있는지 확인하세요. \
                문구에 매개변수의 이름이 나오면 프로그램에서 그 옵션(전달 상태 알림(DSN), SMTPUTF8)을 끄거나, EHLO를 보내고 그 응답에 \
                있는 기능만 쓰게 하세요.",
            before: "EHLO나 HELO 뒤이며, 트랜잭션이 진행 중이거나 막 시작하려는 상태입니다.",
            after: "명령은 실행되지 않았으며, MAIL이 접수되지 않았다면 트랜잭션도 없습니다.",
            next: "고친 줄에는 250이 오고, MAIL 없이 계속하면 RCPT에 503이 옵니다.",
        },
    }

    556 { at: Recipient, commands: ["RCPT"], rfc: "RFC 7504 §4, RFC 7505 §4.1",
        causes: [
            RECIPIENT_DOMAIN_BAD => "5.1.10 recipient address has null MX; domain does not accept mail",
        ],
        example: ["C: RCPT TO:<bob@www.example.org>", "S: 556 5.1.10 Domain does not accept mail"],
        en: {
            title: "Domain does not accept mail",
            meaning: "The recipient's domain says in the DNS that it takes no mail, so the server does not try to deliver it there.",
            when: "To RCPT, at a server that takes mail for other domains and finds a null MX record: a single MX record with priority \
                0 and a dot in place of a name (RFC 7505). The enhanced code is 5.1.10, and Postfix says \"Domain does not accept mail \
                (nullMX)\". Microsoft 365 uses 5.1.10 with 550 for something else, a recipient that was not found.",
            action: "Check the part after the @: mail often goes to a web name such as www.example.com by mistake, or to a domain that is \
                one letter off. If the domain is right, ask the recipient for another address, since this one takes no mail. Whoever runs \
                the domain and wants mail for it replaces the record, which dig MX example.com shows, by the name of a mail server.",
            before: "A transaction is open, and recipients are being named.",
            after: "This recipient is refused; those accepted before stay.",
            next: "250 to the next RCPT; 503 or 554 to DATA when no recipient was accepted.",
        },
        ko: {
            title: "메일을 받지 않는 도메인",
            meaning: "수신자의 도메인이 메일을 받지 않는다고 DNS에 밝혀 두었으므로, 서버가 전달을 시도하지 않습니다.",
            when: "다른 도메인으로 메일을 보내 주는 서버가 null MX 레코드, 즉 우선순위가 0이고 이름 자리에 점만 있는 하나뿐인 MX \
                레코드를 찾았을 때(RFC 7505) RCPT에 나옵니다. 확장 상태 코드는 5.1.10이며, Postfix는 \"Domain does not accept mail \
                (nullMX)\"로 응답합니다. Microsoft 365는 5.1.10을 550과 함께 다른 뜻으로, 수신자를 찾지 못했을 때 사용합니다.",
            action: "www.example.com 같은 웹 주소나 한 글자가 틀린 도메인으로 잘못 보내는 경우가 많으니 @ 뒤를 확인하세요. 도메인이 맞다면 \
                메일을 받지 않는 주소이므로 받는 사람에게 다른 주소를 물어보세요. 그 도메인으로 메일을 받으려는 도메인 관리자는 dig MX \
                example.com으로 레코드를 확인하고 메일 서버의 이름으로 바꾸세요.",
            before: "트랜잭션이 진행 중이고 수신자를 지정하는 단계입니다.",
            after: "이 수신자는 거부되고, 앞서 접수된 수신자는 그대로입니다.",
            next: "다음 RCPT에는 250이 오고, 접수된 수신자가 없으면 DATA에 503이나 554가 옵니다.",
        },
    }
}
