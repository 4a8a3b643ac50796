//! The reply codes that begin with 2 and 3: what the server did, and what it waits for.

codes! { POSITIVE:
    211 { at: Other, commands: ["HELP"], rfc: "RFC 5321 §4.2.3",
        causes: [],
        example: ["C: HELP", "S: 211 2.0.0 mail.example.com is up"],
        en: {
            title: "System status or help",
            meaning: "The server reports its status, or answers a request for help.",
            when: "As the answer to HELP, but rarely: most servers answer it with 214. Mail clients do not send HELP, so one sees it \
                when typing commands by hand.",
            action: "There is nothing to do. If it stands in a log beside a failure, look at the next reply that begins with 4 or 5.",
            before: "Connected; HELP may be sent at any time.",
            after: "The state of the session is as before.",
            next: "250 to the next mail command; 221 to QUIT.",
        },
        ko: {
            title: "시스템 상태 또는 도움말",
            meaning: "서버가 자신의 상태를 알리거나 도움말 요청에 응답했습니다.",
            when: "HELP의 응답으로 나오지만, 대부분의 서버는 214로 응답하므로 드뭅니다. 메일 클라이언트는 HELP를 보내지 않으므로 \
                명령을 직접 입력할 때 보게 됩니다.",
            action: "조치할 것이 없습니다. 로그에서 오류와 함께 나왔다면 그다음에 나온 4나 5로 시작하는 응답을 확인하세요.",
            before: "연결된 상태이며, HELP는 언제든지 보낼 수 있습니다.",
            after: "세션의 상태는 그대로입니다.",
            next: "다음 메일 명령에는 250이, QUIT에는 221이 나옵니다.",
        },
    }

    214 { at: Other, commands: ["HELP"], rfc: "RFC 5321 §4.2.3",
        causes: [],
        example: ["C: HELP", "S: 214 2.0.0 Commands: EHLO MAIL RCPT DATA RSET NOOP QUIT"],
        en: {
            title: "Help text",
            meaning: "The server answers HELP with a text for people, mostly a list of its commands.",
            when: "After HELP, typed by hand in openssl s_client or telnet. Exim and Sendmail list their commands; Gmail answers with \
                a link to RFC 5321. A server without HELP answers 502 or 500.",
            action: "There is nothing to do. A program should read nothing into the text: what the server offers stands in its reply \
                to EHLO.",
            before: "Connected; HELP may be sent at any time.",
            after: "The state of the session is as before.",
            next: "250 to the next mail command; 221 to QUIT.",
        },
        ko: {
            title: "도움말",
            meaning: "서버가 HELP에 사람이 읽을 도움말로 응답했습니다. 대개 사용할 수 있는 명령의 목록입니다.",
            when: "openssl s_client나 telnet에서 HELP를 직접 입력했을 때 나옵니다. Exim과 Sendmail은 명령 목록을 보여 주고, Gmail은 \
                RFC 5321의 링크를 보여 줍니다. HELP가 없는 서버는 502나 500으로 응답합니다.",
            action: "조치할 것이 없습니다. 서버가 제공하는 기능은 EHLO 응답에 나오므로, 프로그램에서 도움말의 내용을 해석하지 마세요.",
            before: "연결된 상태이며, HELP는 언제든지 보낼 수 있습니다.",
            after: "세션의 상태는 그대로입니다.",
            next: "다음 메일 명령에는 250이, QUIT에는 221이 나옵니다.",
        },
    }

    220 { at: Connect, commands: ["connection", "STARTTLS"], rfc: "RFC 5321 §4.2.3, RFC 3207 §4",
        causes: [],
        example: ["S: 220 mail.example.com ESMTP", "C: STARTTLS", "S: 220 2.0.0 Ready to start TLS"],
        en: {
            title: "Service ready",
            meaning: "The server is ready: as the first line of a connection it is the greeting; after STARTTLS it says that TLS may \
                begin.",
            when: "It opens every connection that works; on port 465 it comes only once TLS is up. It comes again as the answer to \
                STARTTLS. Some servers let the client wait for it, which unmasks senders of spam; a greeting of asterisks, or with \
                another host's name, comes from a firewall in between.",
            action: "A program waits for the line with 220 and a space (220- means that more lines follow), and then sends EHLO. \
                After the 220 to STARTTLS it begins the TLS handshake at once, and sends EHLO again inside TLS. If nothing comes on \
                port 465, set the client to SSL/TLS for that port.",
            before: "No command was sent yet, or STARTTLS was sent and nothing is encrypted.",
            after: "The session is open and waits for EHLO; after STARTTLS the TLS handshake comes first.",
            next: "250 to EHLO; where the server takes no mail from this IP address, 554 or 421 comes in place of the greeting.",
        },
        ko: {
            title: "서비스 준비 완료",
            meaning: "서버가 준비되었습니다. 연결 직후에 나오면 인사말이고, STARTTLS 다음에 나오면 TLS를 시작해도 된다는 뜻입니다.",
            when: "정상적인 연결은 모두 이 응답으로 시작하며, 465 포트에서는 TLS 연결을 맺은 뒤에 나옵니다. STARTTLS의 응답으로도 \
                나옵니다. 스팸 발송 프로그램을 가려내려고 일부러 늦게 보내는 서버도 있으며, 별표만 나오거나 다른 서버의 이름이 나오면 \
                중간의 방화벽이 응답한 것입니다.",
            action: "프로그램은 220 뒤에 공백이 있는 줄까지 기다린 다음 EHLO를 보내야 합니다(220-로 시작하는 줄은 다음 줄이 더 있다는 \
                뜻입니다). STARTTLS에 220이 나오면 바로 TLS 핸드셰이크를 시작하고, TLS 안에서 EHLO를 다시 보내세요. 465 포트에서 아무 \
                응답이 없으면 클라이언트에서 이 포트를 암시적 SSL(SSL/TLS)로 설정하세요.",
            before: "아직 아무 명령도 보내지 않았거나, STARTTLS를 보냈고 아직 암호화되지 않은 상태입니다.",
            after: "세션이 열려 EHLO를 기다리며, STARTTLS 뒤라면 TLS 핸드셰이크를 먼저 해야 합니다.",
            next: "EHLO에는 250이 나오며, 이 IP 주소의 메일을 받지 않는 서버라면 인사말 대신 554나 421이 나옵니다.",
        },
    }

    221 { at: Quit, commands: ["QUIT"], rfc: "RFC 5321 §4.2.3",
        causes: [],
        example: ["C: QUIT", "S: 221 2.0.0 Bye"],
        en: {
            title: "Closing the connection",
            meaning: "The server says goodbye and closes the connection.",
            when: "After QUIT, at the end of a session; many clients do not wait for it. Postfix also sends 221 2.7.0 \"I can break \
                rules, too. Goodbye\" unasked, when a line is no mail command at all, such as GET or a header line.",
            action: "After QUIT there is nothing to do: what was accepted with 250 stays accepted, whether or not the 221 arrives. If \
                it came unasked, look at the reply before it: the program often went on with the message although DATA was refused, \
                and has to stop there.",
            before: "Connected; no command waits for its reply.",
            after: "The connection is closed.",
            next: "None; for more mail the client connects anew and gets 220.",
        },
        ko: {
            title: "연결 종료",
            meaning: "서버가 작별 인사를 하고 연결을 닫습니다.",
            when: "세션의 끝에 QUIT의 응답으로 나오며, 이 응답을 기다리지 않는 클라이언트도 많습니다. Postfix는 GET이나 메일 헤더처럼 \
                메일 명령이 아닌 줄을 받으면 QUIT가 없어도 221 2.7.0 \"I can break rules, too. Goodbye\"를 보냅니다.",
            action: "QUIT 다음이라면 221이 도착하지 않아도 250으로 접수된 메일은 그대로 유효하므로 조치할 것이 없습니다. QUIT를 보내지 \
                않았는데 나왔다면 바로 앞의 응답을 확인하세요. DATA가 거부되었는데도 프로그램이 본문을 계속 보낸 경우가 많으므로, \
                거부되면 멈추도록 고쳐야 합니다.",
            before: "연결된 상태이며, 응답을 기다리는 명령이 없습니다.",
            after: "연결이 닫힙니다.",
            next: "이어지는 응답은 없으며, 메일을 더 보내려고 다시 연결하면 220이 나옵니다.",
        },
    }

    235 { at: Login, commands: ["AUTH"], rfc: "RFC 4954 §4, §6",
        causes: [
            AUTH_OK => "Authentication successful; Authentication succeeded; Accepted",
        ],
        example: ["C: AUTH PLAIN AGFsaWNlAHNlY3JldA==", "S: 235 2.7.0 Authentication successful"],
        en: {
            title: "Authentication succeeded",
            meaning: "The login worked: the server knows who the client is, and lets it do from here on what that account may do.",
            when: "As the last reply to AUTH: at once where the command carries the whole login (AUTH PLAIN with its data), else after \
                one or more 334 and the client's answers. Postfix and Exchange write \"Authentication successful\", Exim \
                \"Authentication succeeded\", Gmail \"Accepted\"; the enhanced code is 2.7.0, if there is one. The standard allows no \
                login data in it: a mechanism with a last message to send, such as SCRAM, puts that into one more 334 and the 235 \
                follows. It says nothing about sender and recipients, so a refusal at MAIL, RCPT or after the data has another reason.",
            action: "Go on with MAIL. If mail still fails, the password is not the reason: look up the next reply that begins with 4 \
                or 5, often 550 or 553 because the sender address does not belong to this account. Do not send AUTH again in the same \
                session; the answer would be 503. If a program says that it expected 235 and got another code, that other code is the \
                server's real answer: look it up.",
            before: "Connected, mostly encrypted; AUTH is under way.",
            after: "Logged in until the connection ends; RSET does not undo it.",
            next: "250 to MAIL; 550 or 553 if the sender belongs to another account; 503 to a second AUTH.",
        },
        ko: {
            title: "인증 성공",
            meaning: "로그인에 성공했습니다. 서버가 사용자를 확인했으며, 이제 그 계정에 허용된 작업을 할 수 있습니다.",
            when: "AUTH의 마지막 응답으로 나옵니다. AUTH PLAIN처럼 명령 한 줄에 자격 증명을 모두 담으면 바로 나오고, 그렇지 않으면 \
                334와 클라이언트의 답을 한 번 이상 주고받은 뒤에 나옵니다. 문구는 Postfix와 Exchange가 \"Authentication successful\", \
                Exim이 \"Authentication succeeded\", Gmail이 \"Accepted\"이며, 확장 상태 코드가 있다면 2.7.0입니다. 표준에서는 235에 \
                인증 데이터를 실을 수 없으므로, SCRAM처럼 마지막에 보낼 값이 있는 메커니즘은 334로 그 값을 보낸 다음 235를 보냅니다. \
                발신자와 수신자에 대해서는 알려 주지 않으므로, MAIL이나 RCPT에서, 또는 메일 내용을 모두 보낸 뒤에 거부되었다면 원인은 \
                다른 곳에 있습니다.",
            action: "MAIL로 계속하세요. 그래도 메일이 발송되지 않으면 비밀번호가 원인이 아니므로, 그다음에 나온 4나 5로 시작하는 \
                응답을 찾아보세요. 발신자 주소가 이 계정의 것이 아니어서 550이나 553이 나오는 경우가 많습니다. 같은 세션에서 AUTH를 \
                다시 보내면 503이 나오므로 보내지 마세요. 프로그램이 235를 기대했는데 다른 코드를 받았다고 표시하면 그 다른 코드가 \
                서버의 실제 응답이므로, 그 코드를 찾아보세요.",
            before: "연결된 상태이고 대개 암호화되어 있으며, AUTH가 진행 중입니다.",
            after: "연결이 끝날 때까지 로그인된 상태이며, RSET을 보내도 로그인은 유지됩니다.",
            next: "MAIL에는 250이 나오고, 발신자가 다른 계정의 주소이면 550이나 553이, AUTH를 다시 보내면 503이 나옵니다.",
        },
    }

    250 { at: Hello,
        commands: [
            "EHLO", "HELO", "MAIL", "RCPT", "end of data", "BDAT", "BURL", "RSET",
            "NOOP", "VRFY", "EXPN", "ETRN", "ATRN",
        ],
        rfc: "RFC 5321 §4.2.3, §4.2.5",
        causes: [],
        example: ["C: MAIL FROM:<alice@example.com>", "S: 250 2.1.0 Ok", "C: RCPT TO:<bob@example.org>", "S: 250 2.1.5 Ok"],
        en: {
            title: "Requested action completed",
            meaning: "The server did what the command asked for. After the end of the data it means that the server has taken the \
                message and is responsible for it from now on.",
            when: "After most commands: EHLO (with the list of extensions, one a line), MAIL (2.1.0), RCPT (2.1.5), the end of the \
                data (2.0.0 or 2.6.0), RSET and NOOP. After the end of the data, Postfix adds \"queued as\" and an id, Exim \"OK id=\" \
                and an id, and Microsoft 365 \"Queued mail for delivery\".",
            action: "There is nothing to do. If a message does not arrive although its data were answered with 250, look for a bounce \
                and in the recipient's spam folder, and ask the administrator of the server that took it to search for the id in the \
                reply. The 250 to RCPT does not prove that the mailbox exists: some servers find out later and send a bounce.",
            before: "The session is at a point where that command is allowed.",
            after: "The command counts; after the end of the data the transaction is over and the next MAIL may follow.",
            next: "354 to DATA once a recipient got its 250; 250 after the end of the data; 221 to QUIT.",
        },
        ko: {
            title: "요청한 작업 완료",
            meaning: "서버가 명령대로 처리했습니다. 메일 내용을 모두 보낸 뒤에 나오면 서버가 메일을 넘겨받아 이제부터 책임진다는 \
                뜻입니다.",
            when: "대부분의 명령에 나옵니다. EHLO(확장 기능의 목록이 한 줄에 하나씩 붙습니다), MAIL(2.1.0), RCPT(2.1.5), 메일 내용의 \
                끝(2.0.0 또는 2.6.0), RSET, NOOP의 응답입니다. 메일 내용을 모두 보낸 뒤의 응답에 Postfix는 \"queued as\"와 ID를, \
                Exim은 \"OK id=\"와 ID를, Microsoft 365는 \"Queued mail for delivery\"를 덧붙입니다.",
            action: "조치할 것이 없습니다. 메일 내용을 모두 보낸 뒤에 250이 나왔는데도 메일이 도착하지 않으면 반송 메일과 받는 사람의 \
                스팸 메일함을 확인하고, 메일을 받은 서버의 관리자에게 응답에 나온 ID로 찾아 달라고 요청하세요. 나중에 확인하고 반송 \
                메일을 보내는 서버도 있으므로, RCPT에 250이 나왔다고 사서함이 반드시 있는 것은 아닙니다.",
            before: "그 명령을 보낼 수 있는 상태입니다.",
            after: "명령이 적용되며, 메일 내용을 모두 보낸 뒤라면 메일 한 통의 전송이 끝나 다음 MAIL을 보낼 수 있습니다.",
            next: "수신자가 250으로 접수되면 DATA에 354가, 메일 내용을 모두 보내면 250이, QUIT에 221이 나옵니다.",
        },
    }

    251 { at: Recipient, commands: ["RCPT", "VRFY", "ETRN"], rfc: "RFC 5321 §3.4, RFC 1985 §5.1",
        causes: [],
        example: ["C: RCPT TO:<bob@example.org>", "S: 251 2.1.5 User not local; will forward to <bob@example.com>"],
        en: {
            title: "User not local, will forward",
            meaning: "The recipient is accepted, and the server passes the mail on to another address, which the reply names. To ETRN \
                it means that no mail is waiting.",
            when: "After RCPT or VRFY for an address that has moved. It is rare, since most servers forward without saying so and \
                answer 250. After ETRN the text is \"no messages waiting for node\".",
            action: "Nothing has to be done for this message. If you know that the new address is right, change it in your address \
                book; a program should not do so by itself, because a forged server could name any address.",
            before: "MAIL was accepted, and recipients are being given.",
            after: "The recipient counts as accepted, the same as after 250.",
            next: "250 or 251 to the next RCPT; 354 to DATA.",
        },
        ko: {
            title: "다른 주소로 전달 예정",
            meaning: "수신자가 접수되었으며, 서버가 응답에 나온 다른 주소로 메일을 전달합니다. ETRN의 응답이라면 기다리는 메일이 \
                없다는 뜻입니다.",
            when: "주소가 바뀐 수신자에게 RCPT나 VRFY를 보냈을 때 나옵니다. 대부분의 서버는 알리지 않고 전달하면서 250으로 응답하므로 \
                드뭅니다. ETRN 다음이라면 문구가 \"no messages waiting for node\"입니다.",
            action: "이 메일에 대해서는 조치할 것이 없습니다. 새 주소가 맞는 것을 확인했다면 주소록을 고치세요. 가짜 서버가 아무 \
                주소나 알려 줄 수 있으므로 프로그램이 자동으로 고치게 하면 안 됩니다.",
            before: "MAIL이 접수되었고, 수신자를 지정하는 중입니다.",
            after: "250과 마찬가지로 수신자가 접수된 상태입니다.",
            next: "다음 RCPT에는 250이나 251이, DATA에는 354가 나옵니다.",
        },
    }

    252 { at: Other, commands: ["VRFY", "EXPN", "ETRN"], rfc: "RFC 5321 §3.5.3, RFC 1985 §5.1",
        causes: [],
        example: ["C: VRFY bob@example.org", "S: 252 2.5.0 Cannot VRFY user; try RCPT to attempt delivery"],
        en: {
            title: "Cannot verify, but will try to deliver",
            meaning: "The server does not say whether the address exists, but takes mail for it and tries to deliver it. To ETRN it \
                means that waiting mail is being sent.",
            when: "After VRFY or EXPN at servers that keep their lists of addresses to themselves: Exchange \"Cannot VRFY user\", \
                Gmail \"Send some mail, I'll try my best\", Exim \"Administrative prohibition\". Postfix sends 252 for every address \
                that it would take mail for.",
            action: "Nothing is wrong, and nothing has to be done. Whether an address exists shows when mail is sent: RCPT gets 250 or \
                550, or a bounce comes later.",
            before: "Connected; VRFY and EXPN may be sent at any time, ETRN only between messages.",
            after: "The state of the session is as before.",
            next: "250 or 550 to RCPT for that address.",
        },
        ko: {
            title: "확인할 수 없으나 전달을 시도함",
            meaning: "서버는 그 주소가 있는지 알려 주지 않지만, 메일을 보내면 받아서 전달을 시도합니다. ETRN의 응답이라면 기다리던 \
                메일의 발송을 시작했다는 뜻입니다.",
            when: "주소 목록을 공개하지 않는 서버에 VRFY나 EXPN을 보냈을 때 나옵니다. Exchange는 \"Cannot VRFY user\", Gmail은 \"Send \
                some mail, I'll try my best\", Exim은 \"Administrative prohibition\"이라고 응답합니다. Postfix는 메일을 받을 수 있는 \
                모든 주소에 252로 응답합니다.",
            action: "문제가 없으므로 조치할 것이 없습니다. 주소가 있는지는 메일을 보내야 알 수 있으며, RCPT에 250이나 550이 나오거나 \
                나중에 반송 메일이 옵니다.",
            before: "연결된 상태이며, VRFY와 EXPN은 언제든지, ETRN은 메일과 메일 사이에만 보낼 수 있습니다.",
            after: "세션의 상태는 그대로입니다.",
            next: "그 주소로 RCPT를 보내면 250이나 550이 나옵니다.",
        },
    }

    253 { at: Other, commands: ["ETRN"], rfc: "RFC 1985 §5.1",
        causes: [],
        example: ["C: ETRN example.org", "S: 253 OK, 14 pending messages for node example.org started"],
        en: {
            title: "Pending messages started",
            meaning: "The server has mail waiting for the domain named in ETRN, tells how many messages there are, and begins to send \
                them.",
            when: "After ETRN, with which a mail server that is not always online has its waiting mail sent by its provider. It is \
                rare: most servers answer 250, whatever is waiting.",
            action: "Nothing has to be done: the mail comes over a connection that the other server opens. If none comes, the \
                administrator of the receiving server checks that it can be reached from outside on port 25.",
            before: "Connected, EHLO is done, and no message is being sent.",
            after: "The state of the session is as before; the mail goes over other connections.",
            next: "250 to 253 to ETRN for another domain; 221 to QUIT.",
        },
        ko: {
            title: "대기 메일 발송 시작",
            meaning: "ETRN에 지정한 도메인 앞으로 기다리는 메일이 있으며, 서버가 그 수를 알리고 발송을 시작했습니다.",
            when: "항상 연결되어 있지 않은 메일 서버가 ETRN을 보내 서비스 제공업체에 보관된 메일을 보내 달라고 요청했을 때 나옵니다. \
                대부분의 서버는 기다리는 메일이 있든 없든 250으로 응답하므로 드뭅니다.",
            action: "메일은 상대 서버가 새로 여는 연결로 도착하므로 조치할 것이 없습니다. 메일이 오지 않으면 받는 서버의 관리자가 \
                외부에서 25 포트로 연결되는지 확인해야 합니다.",
            before: "연결되어 EHLO까지 마쳤으며, 전송 중인 메일이 없습니다.",
            after: "세션의 상태는 그대로이며, 메일은 다른 연결로 전달됩니다.",
            next: "다른 도메인의 ETRN에는 250부터 253까지의 응답이, QUIT에는 221이 나옵니다.",
        },
    }

    334 { at: Login, commands: ["AUTH"], rfc: "RFC 4954 §4",
        causes: [
            OAUTH_TOKEN_BAD => "eyJzdGF0dXMiOiI0MDAi…: base64 of JSON that begins with status" / "eyJzdGF0dXMiOiI0MDAi… (status로 시작하는 JSON을 base64로 인코딩한 값)",
            AUTH_EXCHANGE_BAD => "VXNlcm5hbWU6 or UGFzc3dvcmQ6, then 501 or the end of the log" / "VXNlcm5hbWU6 또는 UGFzc3dvcmQ6 다음에 501이 나오거나 로그가 끝남",
            SERVER_UNPROVEN => "the last value of SCRAM, which the client finds wrong" / "SCRAM의 마지막 값을 클라이언트가 확인했더니 틀림",
        ],
        example: ["C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: YWxpY2U=", "S: 334 UGFzc3dvcmQ6"],
        en: {
            title: "Login goes on: challenge",
            meaning: "The server asks for the next piece of the login, which is no error in itself. The text after 334 is base64 for \
                the client, not a text for people.",
            when: "During AUTH, once or more often, before the reply that decides. In AUTH LOGIN, 334 VXNlcm5hbWU6 is \"Username:\" \
                and 334 UGFzc3dvcmQ6 is \"Password:\". A 334 with nothing after it asks for the first data (PLAIN, XOAUTH2), and a \
                long value belongs to CRAM-MD5 or SCRAM. With XOAUTH2 and OAUTHBEARER, a 334 after the token is a refusal: decoded, \
                it is JSON with a status such as 400, 401 or invalid_token. The 535 comes only after the client's next line, so \
                programs often show the 334 as the error.",
            action: "Nobody has to act while the login goes on: the client answers with base64 in one line, or cancels with * and \
                gets 501. If a program expected 235 and got 334, decode the value with base64 -d; JSON with a status means that the \
                token was refused, so get a new one for the same address with the scope for SMTP. If the log ends with 334, the \
                client had nothing to answer: enter user name and password anew, or choose another authentication method. A program \
                of your own must not break the base64 into lines. Before you show a log to others, take out the lines that the client \
                sent during AUTH: base64 is no encryption, and they hold the password.",
            before: "Connected, mostly encrypted; AUTH was sent and nobody is logged in.",
            after: "The server waits for one line of login data and takes it for nothing else.",
            next: "334 again, then 235; 535 if the data are wrong, 501 if they are no base64 or the client cancels, 454 if they cannot \
                be checked.",
        },
        ko: {
            title: "인증 진행 중: 챌린지",
            meaning: "서버가 로그인에 필요한 다음 값을 요청하는 것이며, 그 자체는 오류가 아닙니다. 334 뒤의 값은 사람이 읽을 문구가 \
                아니라 클라이언트가 읽을 base64입니다.",
            when: "AUTH가 진행되는 동안 결과가 나오기 전에 한 번 이상 나옵니다. AUTH LOGIN에서 334 VXNlcm5hbWU6은 \"Username:\"이고 \
                334 UGFzc3dvcmQ6은 \"Password:\"입니다. 뒤에 아무것도 없는 334는 첫 번째 데이터를 요청하는 것이며(PLAIN, XOAUTH2), 긴 \
                값은 CRAM-MD5나 SCRAM에서 나옵니다. XOAUTH2와 OAUTHBEARER에서 토큰을 보낸 뒤에 나온 334는 거부라는 뜻이며, 디코딩하면 \
                status가 400, 401 또는 invalid_token인 JSON이 나옵니다. 535는 클라이언트가 다음 줄을 보내야 나오므로, 프로그램에는 \
                334가 오류로 표시되는 경우가 많습니다.",
            action: "로그인이 진행 중이라면 조치할 것이 없습니다. 클라이언트가 base64 한 줄로 답하며, *를 보내 취소하면 501이 나옵니다. \
                프로그램이 235 대신 334를 받았다고 표시하면 그 값을 base64 -d로 디코딩해 보세요. status가 있는 JSON이면 토큰이 거부된 \
                것이므로, 로그인하는 메일 주소와 SMTP용 권한 범위(scope)로 새 토큰을 받으세요. 로그가 334로 끝나면 클라이언트가 답할 값이 \
                없었던 것이므로, 사용자 이름과 비밀번호를 다시 입력하거나 다른 인증 방식을 선택하세요. 직접 만든 프로그램에서는 base64 \
                값을 여러 줄로 나누지 마세요. base64는 암호화가 아니어서 비밀번호가 드러나므로, 로그를 다른 사람에게 보여 주기 전에 AUTH \
                도중에 클라이언트가 보낸 줄을 지우세요.",
            before: "연결된 상태이고 대개 암호화되어 있으며, AUTH를 보냈지만 아직 로그인되지 않았습니다.",
            after: "서버가 인증 데이터 한 줄을 기다리며, 다음 줄은 명령으로 해석하지 않습니다.",
            next: "334가 더 나온 뒤 235가 나오며, 값이 틀리면 535, base64가 아니거나 취소하면 501, 확인할 수 없으면 454가 나옵니다.",
        },
    }

    354 { at: Data, commands: ["DATA"], rfc: "RFC 5321 §4.2.3",
        causes: [],
        example: ["C: DATA", "S: 354 Start mail input; end with <CRLF>.<CRLF>"],
        en: {
            title: "Start mail input",
            meaning: "The server waits for the message: header and body, and then a line with a single dot.",
            when: "After DATA, when at least one recipient was accepted. Postfix writes \"End data with <CR><LF>.<CR><LF>\", Exim \
                \"Enter message\", Gmail \"Go ahead\".",
            action: "Nobody has to act: the client sends the message. If sessions hang or break off here, try a short message without \
                attachments; if that works, the administrator of the network looks for a firewall or VPN that loses large packets \
                (MTU). A program of your own ends each line with CR LF, doubles a dot at the start of a line, and waits ten minutes \
                for the reply after the last dot.",
            before: "MAIL and at least one RCPT were accepted.",
            after: "All that the client sends is message text, until the line with a single dot.",
            next: "250 when the message is taken; 550, 552 or 554 when it is refused; 451 or 452 when it has to be sent again later.",
        },
        ko: {
            title: "메일 내용 전송 시작",
            meaning: "서버가 메일의 헤더와 본문을 기다리며, 점 하나만 있는 줄이 오면 끝난 것으로 봅니다.",
            when: "수신자가 한 명 이상 접수된 뒤 DATA의 응답으로 나옵니다. Postfix는 \"End data with <CR><LF>.<CR><LF>\", Exim은 \
                \"Enter message\", Gmail은 \"Go ahead\"라고 응답합니다.",
            action: "클라이언트가 메일 내용을 보내면 되므로 조치할 것이 없습니다. 여기에서 세션이 멈추거나 끊기면 첨부 파일이 없는 \
                짧은 메일을 보내 보세요. 그 메일은 발송된다면 네트워크 관리자가 큰 패킷이 사라지게 하는 방화벽이나 VPN(MTU)이 있는지 \
                확인해야 합니다. 직접 만든 프로그램이라면 모든 줄을 CR LF로 끝내고, 줄 맨 앞의 점은 두 번 쓰고, 마지막 점을 보낸 뒤 \
                응답을 10분까지 기다리게 하세요.",
            before: "MAIL과 한 개 이상의 RCPT가 접수되었습니다.",
            after: "점 하나만 있는 줄이 올 때까지 클라이언트가 보내는 모든 것이 메일 내용입니다.",
            next: "메일이 접수되면 250, 거부되면 550, 552, 554, 나중에 다시 보내야 하면 451이나 452가 나옵니다.",
        },
    }

    355 { at: Sender, commands: ["MAIL"], rfc: "RFC 1845 §3",
        causes: [],
        example: [
            "C: MAIL FROM:<alice@example.com> TRANSID=<12345@example.com>",
            "S: 355 6135 is the transaction offset",
            "C: DATA",
            "S: 354 Send previously checkpointed message starting at octet 6135",
        ],
        en: {
            title: "Transfer goes on at this offset",
            meaning: "The server still has the beginning of a message whose transfer broke off, and names the number of octets that it \
                has.",
            when: "Only with the experimental extension CHECKPOINT, after a MAIL that repeats the TRANSID of the broken transfer. The \
                common mail servers do not offer it, so one hardly meets it.",
            action: "The client sends DATA, leaves out as many octets as the reply names, and sends the rest. Nobody else has to act.",
            before: "A transfer broke off earlier; the client connected anew and sent EHLO.",
            after: "Sender and recipients of the broken transfer are in force again.",
            next: "354 to DATA, and 250 after the rest of the message.",
        },
        ko: {
            title: "중단된 위치부터 전송 재개",
            meaning: "전송이 중간에 끊긴 메일의 앞부분을 서버가 보관하고 있으며, 이미 받은 바이트 수를 알려 줍니다.",
            when: "실험적인 확장 기능인 CHECKPOINT를 쓰는 경우에만, 끊긴 전송의 TRANSID를 다시 지정한 MAIL의 응답으로 나옵니다. 널리 \
                쓰이는 메일 서버는 이 기능을 제공하지 않으므로 볼 일이 거의 없습니다.",
            action: "클라이언트가 DATA를 보내고, 응답에 나온 바이트 수만큼 건너뛴 나머지를 보냅니다. 다른 사람이 조치할 것은 없습니다.",
            before: "앞서 전송이 끊겼고, 클라이언트가 다시 연결하여 EHLO를 보냈습니다.",
            after: "끊긴 전송의 발신자와 수신자가 다시 적용됩니다.",
            next: "DATA에 354가, 나머지를 모두 보내면 250이 나옵니다.",
        },
    }
}
