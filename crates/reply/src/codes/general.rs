//! Enhanced codes whose subject is 0 to 5: addresses, mailboxes, mail systems, the network and the protocol.

enhanced! { SUBJECTS_0_TO_5:
    0, 0 { classes: [2, 4, 5], basic: [211, 214, 220, 221, 250, 252, 450, 451, 500, 501, 550, 554],
        commands: ["any"], rfc: "RFC 3463 §3.1",
        causes: [MAILBOX_UNAVAILABLE, POLICY_REJECTED, SERVICE_UNAVAILABLE],
        en: {
            title: "Nothing known beyond the first digit",
            meaning: "The code says no more than its first digit does: 2 is success, 4 a failure for now, 5 a failure for good.",
            when: "In replies 2.0.0 is normal: Postfix sends it with 250 \"Ok: queued as\" and with 221 \"Bye\". In bounces Exim \
                always writes 5.0.0, and Postfix writes 5.0.0 or 4.0.0 where the reply of the other server had no enhanced code. \
                Sendmail adds 554 5.0.0 \"Service unavailable\" below the reply that counts.",
            action: "At 2.0.0 there is nothing to do. Otherwise read the words: in a bounce the reply of the other server comes after \
                Diagnostic-Code or \"said:\" and names the reason, so look that one up.",
        },
        ko: {
            title: "첫 자리의 뜻 외에는 알 수 없음",
            meaning: "첫 숫자의 뜻만 알려 주는 코드입니다. 2는 성공, 4는 일시적인 오류, 5는 영구적인 오류입니다.",
            when: "응답의 2.0.0은 정상이며, Postfix는 250 \"Ok: queued as\"와 221 \"Bye\"에 사용합니다. 반송 메일에는 Exim이 항상 \
                5.0.0을 적고, Postfix는 상대 서버의 응답에 확장 상태 코드가 없을 때 5.0.0이나 4.0.0을 적습니다. Sendmail은 실제 \
                원인이 된 응답 아래에 554 5.0.0 \"Service unavailable\"을 덧붙입니다.",
            action: "2.0.0이라면 조치할 것이 없습니다. 4.0.0이나 5.0.0이라면 문구를 읽으세요. 반송 메일에서는 Diagnostic-Code나 \
                \"said:\" 뒤에 상대 서버의 응답과 이유가 나오므로 그 응답을 찾아보세요.",
        },
    }

    1, 0 { classes: [2, 4, 5], basic: [250, 450, 550, 554],
        commands: ["MAIL", "RCPT"], rfc: "RFC 3463 §3.2",
        causes: [SENDER_INVALID, MAILBOX_UNAVAILABLE, SPF_FAIL, RECIPIENT_DOMAIN_BAD],
        en: {
            title: "Sender accepted, or address trouble",
            meaning: "2.1.0 says that the sender address is accepted. With 4 or 5 something is wrong with an address, the sender's \
                or a recipient's, and no other code describes it.",
            when: "250 2.1.0 answers MAIL in almost every session. Postfix says 550 5.1.0 \"Sender address rejected: User \
                unknown\" if the sender should have a mailbox there and has none, and writes 5.1.0 into the bounce if the \
                recipient's domain takes no mail (nullMX). Cisco's mail gateways put \"5.1.0 - Unknown address error\" before the \
                other server's refusal, and GoDaddy uses 550 5.1.0 for failed SPF.",
            action: "At 2.1.0 there is nothing to do. Otherwise see in the text which address is meant, and correct the sender in the \
                settings or the recipient in the message. If another reply follows \"Unknown address error\", look that one up.",
        },
        ko: {
            title: "발신자 접수 또는 주소 문제",
            meaning: "2.1.0은 발신자 주소가 접수되었다는 뜻입니다. 4나 5로 시작하면 발신자나 수신자의 주소에 문제가 있지만 알맞은 \
                다른 코드가 없는 것입니다.",
            when: "거의 모든 세션에서 MAIL에 250 2.1.0이 나옵니다. Postfix는 발신자 주소가 자기 도메인의 주소인데 그런 사서함이 \
                없으면 550 5.1.0 \"Sender address rejected: User unknown\"으로 응답하고, 메일을 받지 않는 도메인(nullMX)으로 보낸 \
                메일의 반송 메일에도 5.1.0을 적습니다. Cisco의 메일 게이트웨이는 상대 서버의 거부 응답 앞에 \"5.1.0 - Unknown address \
                error\"를 붙이고, GoDaddy는 SPF 실패에 550 5.1.0을 사용합니다.",
            action: "2.1.0이라면 조치할 것이 없습니다. 4나 5로 시작하면 문구에서 어느 주소가 문제인지 보고, 설정의 발신자 주소나 \
                메일의 수신자 주소를 고치세요. \"Unknown address error\" 뒤에 다른 응답이 있으면 그 응답을 찾아보세요.",
        },
    }

    1, 1 { classes: [4, 5], basic: [450, 451, 550],
        commands: ["RCPT", "end of data", "VRFY"], rfc: "RFC 3463 §3.2",
        causes: [MAILBOX_UNAVAILABLE, TOO_MANY_RECIPIENTS],
        en: {
            title: "No such mailbox",
            meaning: "The part before the @ of the recipient's address does not exist at that server.",
            when: "After RCPT or in a bounce: \"User unknown\" (Postfix), \"The email account that you tried to reach does not \
                exist\" (Gmail), \"RESOLVER.ADR.RecipNotFound\" (Exchange). Postfix says 450 4.1.1 \"unverified address\" while it \
                cannot find out whether the address exists. GoDaddy also uses 550 5.1.1 for too many recipients in an hour.",
            action: "Compare the address letter by letter, delete the one that the client suggests, and type it anew. If it is right, \
                ask the recipient in another way; the administrator there checks the mailbox and its aliases. If it really does not \
                exist, take it off your mailing lists: mail to such addresses harms the sender's reputation. At GoDaddy's limit, wait \
                an hour and keep the address.",
        },
        ko: {
            title: "없는 사서함",
            meaning: "수신자 주소에서 @ 앞부분에 해당하는 사서함이 그 서버에 없습니다.",
            when: "RCPT 다음이나 반송 메일에 \"User unknown\"(Postfix), \"The email account that you tried to reach does not \
                exist\"(Gmail), \"RESOLVER.ADR.RecipNotFound\"(Exchange)로 나옵니다. Postfix의 450 4.1.1 \"unverified address\"는 \
                주소가 있는지 아직 확인하지 못했다는 뜻입니다. GoDaddy는 한 시간 동안의 수신자 수가 한도를 넘었을 때도 550 5.1.1을 \
                사용합니다.",
            action: "주소를 한 글자씩 비교하고, 클라이언트가 자동으로 완성한 주소는 지우고 직접 입력하세요. 주소가 맞다면 다른 방법으로 \
                받는 사람에게 알려 그쪽 관리자가 사서함과 별칭을 확인하게 하세요. 실제로 없는 주소라면, 이런 주소로 계속 발송할수록 \
                발신자의 평판이 나빠지므로 발송 목록에서 빼세요. GoDaddy의 한도 때문이라면 주소는 그대로 두고 한 시간 기다리세요.",
        },
    }

    1, 2 { classes: [4, 5], basic: [450, 550, 553, 554],
        commands: ["RCPT"], rfc: "RFC 3463 §3.2",
        causes: [RECIPIENT_DOMAIN_BAD, SYNTAX],
        en: {
            title: "Recipient's domain not found",
            meaning: "The part after the @ of the recipient's address does not exist, or takes no mail.",
            when: "After RCPT or in a bounce: \"Domain not found\" (Postfix, with 450 4.1.2 unless set otherwise), \"Host \
                unknown\" (Sendmail), \"We weren't able to find the recipient domain\" (Gmail). Gmail has also given 553 5.1.2 to \
                an address that is malformed: \"not a valid RFC-5321 address\".",
            action: "Check the part after the @ for typing errors and spaces. Look the domain up with dig MX example.com, dig A \
                example.com and dig AAAA example.com: if none of these records exists, no mail arrives there. If the domain is \
                spelled right, ask the recipient for another address; if it is your own, its administrator renews the registration or \
                sets the MX record.",
        },
        ko: {
            title: "수신자의 도메인을 찾을 수 없음",
            meaning: "수신자 주소에서 @ 뒤의 도메인이 존재하지 않거나 메일을 받지 않습니다.",
            when: "RCPT 다음이나 반송 메일에 \"Domain not found\"(Postfix, 따로 설정하지 않으면 450 4.1.2), \"Host \
                unknown\"(Sendmail), \"We weren't able to find the recipient domain\"(Gmail)으로 나옵니다. Gmail은 형식이 잘못된 \
                주소에도 553 5.1.2 \"not a valid RFC-5321 address\"로 응답한 적이 있습니다.",
            action: "@ 뒤에 오타나 공백이 없는지 확인하세요. dig MX example.com, dig A example.com, dig AAAA example.com으로 도메인을 \
                조회했을 때 레코드가 하나도 없으면 메일을 받을 수 없는 도메인입니다. 철자가 맞다면 받는 사람에게 다른 주소를 물어보고, \
                자신의 도메인이라면 도메인의 관리자가 등록 기간을 연장하거나 MX 레코드를 설정해야 합니다.",
        },
    }

    1, 3 { classes: [5], basic: [501, 550, 553],
        commands: ["RCPT", "VRFY"], rfc: "RFC 3463 §3.2",
        causes: [SYNTAX, SMTPUTF8],
        en: {
            title: "Recipient address malformed",
            meaning: "The recipient's address is not written as an address has to be.",
            when: "After RCPT: 501 5.1.3 \"Bad recipient address syntax\" (Postfix), \"Invalid address\" (Exchange), 553 5.1.3 \"User \
                address required\" (Sendmail). Typical are a space in the address, a comma or semicolon between two of them, a dot \
                just before the @, or an empty field.",
            action: "Correct the address, so that it looks like user@example.com and has no space in it. A program sends one RCPT for \
                each recipient, with nothing but the address between < and >; names belong in the header. An address with letters \
                beyond ASCII needs SMTPUTF8 in the client and in all servers.",
        },
        ko: {
            title: "잘못된 수신자 주소 형식",
            meaning: "수신자 주소의 형식이 올바르지 않습니다.",
            when: "RCPT 다음에 501 5.1.3 \"Bad recipient address syntax\"(Postfix), \"Invalid address\"(Exchange), 553 5.1.3 \
                \"User address required\"(Sendmail)로 나옵니다. 주소 안에 공백이 있거나, 두 주소를 쉼표나 세미콜론으로 이어 \
                썼거나, @ 바로 앞에 점이 있거나, 주소가 비어 있는 경우가 많습니다.",
            action: "user@example.com처럼 공백이 없는 올바른 주소로 고치세요. 프로그램은 수신자마다 RCPT를 따로 보내고 꺾쇠괄호(< \
                >) 안에는 주소만 넣어야 하며, 이름은 헤더에 넣습니다. 한글처럼 ASCII가 아닌 문자가 있는 주소는 클라이언트와 모든 \
                서버가 SMTPUTF8을 지원해야 사용할 수 있습니다.",
        },
    }

    1, 4 { classes: [4, 5], basic: [550],
        commands: ["RCPT"], rfc: "RFC 3463 §3.2",
        causes: [MAILBOX_UNAVAILABLE],
        en: {
            title: "Recipient address ambiguous",
            meaning: "The address fits more than one mailbox, and the server cannot tell which one is meant.",
            when: "Rare, and met almost only in bounces of Exchange: 550 5.1.4 \"RESOLVER.ADR.Ambiguous; ambiguous address\", when \
                two entries of the directory have the same address.",
            action: "The sender can only use another address of the recipient, or tell them in another way. The administrator of \
                the recipient's server finds the two entries with this address in the directory, and takes it from one of them.",
        },
        ko: {
            title: "수신자 주소를 하나로 정할 수 없음",
            meaning: "주소에 해당하는 사서함이 둘 이상이어서 서버가 어느 것인지 정할 수 없습니다.",
            when: "드문 코드이며, 거의 Exchange의 반송 메일에서만 550 5.1.4 \"RESOLVER.ADR.Ambiguous; ambiguous address\"로 \
                나옵니다. 디렉터리에 같은 주소를 가진 항목이 둘 있을 때 발생합니다.",
            action: "보내는 사람은 받는 사람의 다른 주소로 보내거나 다른 방법으로 알릴 수밖에 없습니다. 수신 서버의 관리자가 \
                디렉터리에서 이 주소를 가진 항목을 찾아 한쪽에서 주소를 지워야 합니다.",
        },
    }

    1, 5 { classes: [2], basic: [250, 251],
        commands: ["RCPT"], rfc: "RFC 3463 §3.2",
        causes: [],
        en: {
            title: "Recipient accepted",
            meaning: "The recipient's address is good, and the server takes mail for it.",
            when: "250 2.1.5 answers RCPT for each recipient that is accepted, as \"Ok\" (Postfix), \"OK\" (Gmail) or \"Recipient \
                OK\" (Exchange). It also stands in reports of successful delivery.",
            action: "There is nothing to do. It does not prove that the mailbox exists: some servers find that out later. If the \
                mail does not arrive, look for a bounce and in the recipient's spam folder.",
        },
        ko: {
            title: "수신자 접수",
            meaning: "수신자 주소가 유효하며, 서버가 그 주소의 메일을 받습니다.",
            when: "접수된 수신자마다 RCPT의 응답으로 250 2.1.5가 나오며, 문구는 \"Ok\"(Postfix), \"OK\"(Gmail), \"Recipient \
                OK\"(Exchange)입니다. 전달에 성공했다는 보고에도 나옵니다.",
            action: "조치할 것이 없습니다. 나중에 확인하는 서버도 있으므로 사서함이 반드시 있다는 뜻은 아닙니다. 메일이 도착하지 \
                않으면 반송 메일과 받는 사람의 스팸 메일함을 확인하세요.",
        },
    }

    1, 6 { classes: [5], basic: [550, 551],
        commands: ["RCPT"], rfc: "RFC 3463 §3.2",
        causes: [MAILBOX_UNAVAILABLE],
        en: {
            title: "Mailbox has moved",
            meaning: "The address was valid once, but its owner has moved and mail is not passed on.",
            when: "After RCPT, and rarely: Postfix says 550 5.1.6 \"User has moved to …\" for addresses that its administrator has \
                entered in relocated_maps. The new address often stands in the text.",
            action: "Write to the new address if you know from elsewhere that it is right; otherwise ask the recipient in another \
                way. Correct the address book. A program should not take over the new address by itself, because a forged server \
                could name any.",
        },
        ko: {
            title: "이전한 사서함",
            meaning: "예전에는 유효한 주소였지만 소유자가 다른 주소로 옮겼고, 서버가 메일을 새 주소로 전달해 주지 않습니다.",
            when: "드물게 RCPT 다음에 나옵니다. Postfix는 관리자가 relocated_maps에 등록한 주소에 550 5.1.6 \"User has moved to \
                …\"로 응답합니다. 문구에 새 주소가 나오는 경우가 많습니다.",
            action: "새 주소가 맞는 것을 다른 경로로 확인했다면 그 주소로 보내고, 그렇지 않으면 다른 방법으로 받는 사람에게 \
                물어보세요. 주소록도 고치세요. 가짜 서버가 아무 주소나 알려 줄 수 있으므로 프로그램이 새 주소를 자동으로 사용하게 \
                하면 안 됩니다.",
        },
    }

    1, 7 { classes: [4, 5], basic: [450, 501, 550, 553, 554],
        commands: ["MAIL", "RCPT"], rfc: "RFC 3463 §3.2",
        causes: [SENDER_INVALID, SYNTAX],
        en: {
            title: "Sender address malformed",
            meaning: "The sender's address, the one behind MAIL FROM, is not written as an address has to be.",
            when: "After MAIL or RCPT: 501 5.1.7 \"Bad sender address syntax\" (Postfix), \"Invalid address\" (Exchange), 553 5.1.7 \"not \
                a valid RFC 5321 address\" (Gmail). Mostly a name such as \"Web shop\", an empty field or a stray space is where a program \
                wants the sender address. Postfix has another use for it: it asks the sender's own server about the address, and says 450 \
                4.1.7 \"unverified address\" if it could not find out, or 550 5.1.7 \"undeliverable address\" if that server refused the \
                address.",
            action: "Enter a whole address such as user@example.com as the sender in the settings of the client, program or \
                device. A program of your own puts only the address between < and > after MAIL FROM, and the name only in the \
                header. At \"unverified\" or \"undeliverable address\", the administrator of the sender's domain sees to it that \
                its mail server can be reached and takes mail for this address.",
        },
        ko: {
            title: "잘못된 발신자 주소 형식",
            meaning: "발신자 주소(MAIL FROM에 넣은 주소)의 형식이 올바르지 않습니다.",
            when: "MAIL이나 RCPT 다음에 501 5.1.7 \"Bad sender address syntax\"(Postfix), \"Invalid address\"(Exchange), 553 5.1.7 \
                \"not a valid RFC 5321 address\"(Gmail)로 나옵니다. 프로그램의 발신자 주소 설정에 쇼핑몰 이름 같은 이름만 입력했거나, \
                비워 두었거나, 공백이 섞인 경우가 많습니다. Postfix는 다른 뜻으로도 사용하며, 발신자의 메일 서버에 그 주소를 물어본 \
                결과에 따라, 확인하지 못했으면 450 4.1.7 \"unverified address\"로, 그 서버가 주소를 거부했으면 550 5.1.7 \
                \"undeliverable address\"로 응답합니다.",
            action: "클라이언트, 프로그램 또는 장비의 설정에 user@example.com 같은 전체 주소를 발신자로 입력하세요. 직접 만든 \
                프로그램이라면 MAIL FROM 다음의 꺾쇠괄호(< >) 안에는 주소만 넣고, 이름은 헤더에만 넣으세요. \"unverified address\"나 \
                \"undeliverable address\"라면 발신자 도메인의 관리자가 외부에서 자기 메일 서버에 연결되는지, 서버가 그 주소로 오는 \
                메일을 받는지 확인해야 합니다.",
        },
    }

    1, 8 { classes: [4, 5], basic: [450, 451, 501, 550, 553, 554],
        commands: ["MAIL", "RCPT"], rfc: "RFC 3463 §3.2",
        causes: [SENDER_INVALID, ACCOUNT_SUSPENDED, DNS],
        en: {
            title: "Sender's domain not found",
            meaning: "The part after the @ of the sender's address does not exist, or takes no mail, so that no bounce could come \
                back.",
            when: "After MAIL or RCPT: 450 4.1.8 \"Sender address rejected: Domain not found\" (Postfix), 553 5.1.8 \"Domain of \
                sender address … does not exist\" (Sendmail). Microsoft 365 and Zoho use it in a sense of their own: 550 5.1.8 \
                \"Access denied, bad outbound sender\" and 554 5.1.8 \"Sender Address Blocked\" mean that they have stopped the \
                account, mostly because it sent spam.",
            action: "Set a sender address whose domain exists; names such as localhost or server.local do not work. The \
                administrator of the domain checks that dig MX or dig A shows a record for it; 4.1.8 passes by itself if only the \
                DNS was out of reach. If the account was stopped, change its password, then have the administrator release it (in \
                Microsoft 365 on the page \"Restricted entities\").",
        },
        ko: {
            title: "발신자의 도메인을 찾을 수 없음",
            meaning: "발신자 주소에서 @ 뒤의 도메인이 존재하지 않거나 메일을 받지 않아, 반송 메일을 돌려보낼 수 없습니다.",
            when: "MAIL이나 RCPT 다음에 450 4.1.8 \"Sender address rejected: Domain not found\"(Postfix), 553 5.1.8 \"Domain of \
                sender address … does not exist\"(Sendmail)로 나옵니다. Microsoft 365와 Zoho는 다른 뜻으로 사용하며, 550 5.1.8 \
                \"Access denied, bad outbound sender\"와 554 5.1.8 \"Sender Address Blocked\"는 주로 스팸 발송 때문에 계정을 \
                정지했다는 뜻입니다.",
            action: "localhost나 server.local 같은 이름이 아니라 실제로 있는 도메인의 주소를 발신자로 설정하세요. dig MX \
                example.com이나 dig A example.com에 레코드가 나오는지 도메인의 관리자가 확인해야 하며, DNS에 잠시 연결되지 않은 \
                것이라면 4.1.8은 저절로 해결됩니다. 계정이 정지되었다면 비밀번호를 바꾼 다음 관리자에게 해제를 요청하세요(Microsoft \
                365에서는 \"Restricted entities\" 페이지).",
        },
    }

    1, 9 { classes: [2, 5], basic: [250, 550],
        commands: [], rfc: "RFC 3886 §3.3.4",
        causes: [SMTPUTF8],
        en: {
            title: "Passed on to a server without tracking",
            meaning: "The address was good, and the message went on to a server that cannot report on it; nothing more is known.",
            when: "2.1.9 stands only in the reports of message tracking, which hardly any server offers. Exchange uses the number in \
                a sense of its own: 550 5.1.9 \"UTF-8 sender address not supported\" in a bounce, and 5.1.8 for such a recipient.",
            action: "At 2.1.9 there is nothing to do; the administrator of the next server can tell whether the mail arrived. At \
                Exchange's 5.1.9, send from an address that has only ASCII characters.",
        },
        ko: {
            title: "추적을 지원하지 않는 서버로 전달됨",
            meaning: "주소는 유효했고, 메일은 추적 정보를 알려 주지 않는 서버로 전달되었습니다. 그 뒤의 일은 알 수 없습니다.",
            when: "2.1.9는 메일 추적 보고에만 나오며, 이 기능을 제공하는 서버는 거의 없습니다. Exchange는 다른 뜻으로 사용하며, \
                반송 메일의 550 5.1.9 \"UTF-8 sender address not supported\"는 발신자 주소에 ASCII가 아닌 문자가 있다는 \
                뜻입니다(수신자 주소라면 5.1.8).",
            action: "2.1.9라면 조치할 것이 없으며, 메일이 도착했는지는 다음 서버의 관리자가 알 수 있습니다. Exchange의 5.1.9라면 \
                ASCII 문자로만 된 주소로 발송하세요.",
        },
    }

    1, 10 { classes: [5], basic: [550, 556],
        commands: ["RCPT"], rfc: "RFC 7505 §4.1, RFC 7504 §4",
        causes: [MAILBOX_UNAVAILABLE, RECIPIENT_DOMAIN_BAD],
        en: {
            title: "Recipient's domain takes no mail",
            meaning: "The domain behind the @ says in the DNS, by a null MX record, that it takes no mail at all.",
            when: "By the standard, and at Postfix, after RCPT: 556 5.1.10 \"Domain … does not accept mail\". Exchange and \
                Microsoft 365 use 550 5.1.10 in a sense of their own, and one meets that far more often: \
                \"RESOLVER.ADR.RecipientNotFound\" means that the address does not exist there.",
            action: "Check the address letter by letter, before and after the @. If dig MX example.com shows \"0 .\", nobody receives \
                mail at that domain, and only another address helps. If Exchange or Microsoft 365 refuses an address that should \
                exist, the administrator there checks that a mailbox or contact has it.",
        },
        ko: {
            title: "메일을 받지 않는 수신자 도메인",
            meaning: "@ 뒤의 도메인이 DNS의 null MX 레코드로 메일을 전혀 받지 않는다고 알리고 있습니다.",
            when: "표준과 Postfix에서는 RCPT 다음에 556 5.1.10 \"Domain … does not accept mail\"로 나옵니다. Exchange와 Microsoft \
                365는 550 5.1.10을 다른 뜻으로 사용하며 이 경우가 훨씬 많은데, \"RESOLVER.ADR.RecipientNotFound\"는 그곳에 없는 \
                주소라는 뜻입니다.",
            action: "@ 앞뒤를 한 글자씩 확인하세요. dig MX example.com으로 조회했을 때 \"0 .\"이 나오면 메일을 받지 않는 \
                도메인이므로 다른 주소로 보내야 합니다. Exchange나 Microsoft 365가 실제로 있는 주소를 거부한다면 그쪽 관리자가 그 \
                주소를 가진 사서함이나 연락처가 있는지 확인해야 합니다.",
        },
    }

    2, 0 { classes: [4, 5], basic: [450, 451, 550, 554],
        commands: ["RCPT", "end of data"], rfc: "RFC 3463 §3.3",
        causes: [GREYLISTED, QUOTA, RATE_LIMIT, MAILBOX_UNAVAILABLE],
        en: {
            title: "Something about the mailbox",
            meaning: "The mailbox exists, but something about it or about mail to it is in the way, and no other code describes \
                it.",
            when: "Most often it is 450 4.2.0 \"Greylisted\" (Postgrey), which only puts the mail off. Exchange gives 5.2.0 when \
                the recipient's entry in its directory is wrong, for instance \"misconfigured forwarding address\". Microsoft 365 \
                says 554 5.2.0 \"SubmissionQuotaExceeded\" to a sender who has used up the sending limit.",
            action: "At 4.2.0 wait: the mail server tries again by itself, and a program without a queue sends again after 5 to 10 \
                minutes. At 5.2.0 go by the words: a wrong entry is for the administrator of the recipient's server to correct; \
                after \"SubmissionQuotaExceeded\" wait up to a day, and change the password if you did not send that much.",
        },
        ko: {
            title: "사서함과 관련된 문제",
            meaning: "사서함은 있지만 사서함이나 그 사서함으로 가는 메일에 문제가 있으며, 알맞은 다른 코드가 없습니다.",
            when: "메일을 잠시 미루기만 하는 450 4.2.0 \"Greylisted\"(Postgrey)가 가장 흔합니다. Exchange는 \"misconfigured \
                forwarding address\"처럼 수신자의 디렉터리 항목이 잘못되었을 때 5.2.0을 사용합니다. Microsoft 365는 발송 한도를 \
                모두 사용한 발신자에게 554 5.2.0 \"SubmissionQuotaExceeded\"로 응답합니다.",
            action: "4.2.0이라면 메일 서버가 자동으로 다시 시도하므로 기다리고, 큐가 없는 프로그램이라면 5~10분 뒤에 다시 \
                발송하세요. 5.2.0이라면 문구에 따라 조치하세요. 디렉터리 항목은 수신 서버의 관리자가 고쳐야 하고, \
                \"SubmissionQuotaExceeded\"라면 길게는 하루를 기다리되 그만큼 발송한 적이 없다면 비밀번호를 바꾸세요.",
        },
    }

    2, 1 { classes: [4, 5], basic: [450, 550, 554],
        commands: ["RCPT", "end of data"], rfc: "RFC 3463 §3.3",
        causes: [MAILBOX_UNAVAILABLE, RATE_LIMIT],
        en: {
            title: "Mailbox disabled",
            meaning: "The mailbox exists, but takes no mail: for good with 5, for the time being with 4.",
            when: "After RCPT or in a bounce; Gmail says 550 5.2.1 \"The email account that you tried to reach is disabled\" or \
                \"inactive\". Gmail uses 450 4.2.1 in a sense of its own: the recipient \"is receiving mail too quickly\", or, \
                with \"Peak SMTP relay limit exceeded\", your own organization sends too fast.",
            action: "At 5.2.1 ask the recipient in another way for an address that works; only the owner or the administrator \
                there can open the mailbox again. At 4.2.1 the mail server tries again by itself. If the rate is meant, send more \
                slowly, and look for a program that floods this recipient with mail.",
        },
        ko: {
            title: "사용 중지된 사서함",
            meaning: "사서함은 있지만 메일을 받지 않습니다. 5로 시작하면 영구적으로, 4로 시작하면 일시적으로 받지 않습니다.",
            when: "RCPT 다음이나 반송 메일에 나오며, Gmail은 550 5.2.1 \"The email account that you tried to reach is disabled\" \
                또는 \"inactive\"라고 응답합니다. Gmail의 450 4.2.1은 뜻이 달라서, \"is receiving mail too quickly\"는 수신자에게 \
                메일이 한꺼번에 너무 많이 온다는 뜻이고 \"Peak SMTP relay limit exceeded\"는 소속 조직의 발송 속도가 너무 빠르다는 \
                뜻입니다.",
            action: "5.2.1이라면 다른 방법으로 받는 사람에게 사용 중인 주소를 물어보세요. 사서함은 소유자나 그쪽 관리자만 다시 열 \
                수 있습니다. 4.2.1이라면 메일 서버가 자동으로 다시 시도하며, 속도가 문제라면 발송 속도를 낮추고 이 수신자에게 \
                메일을 쏟아 내는 프로그램이 없는지 확인하세요.",
        },
    }

    2, 2 { classes: [4, 5], basic: [452, 550, 552, 554],
        commands: ["RCPT", "end of data"], rfc: "RFC 3463 §3.3",
        causes: [MAILBOX_FULL, QUOTA],
        en: {
            title: "Mailbox full",
            meaning: "The recipient's mailbox has no room left.",
            when: "After RCPT, after the end of the message or in a bounce: 452 4.2.2 \"out of storage space\" (Gmail), 552 5.2.2 \
                \"user is over quota\" (iCloud), \"Quota exceeded (mailbox for user is full)\" (Dovecot). By the standard it is \
                temporary, yet many servers refuse at once with 5.2.2. Microsoft 365 also uses 5.2.2 for \"Submission quota \
                exceeded\", and there it is the sender who has sent too much.",
            action: "Tell the recipient in another way, so that they delete mail, empty the trash, or get more space. After 4.2.2 \
                the mail server tries again for days by itself; after 5.2.2 send again when there is room. At \"Submission quota \
                exceeded\" wait up to a day, and change the password if you did not send that much.",
        },
        ko: {
            title: "메일 용량 초과",
            meaning: "수신자의 사서함에 남은 용량이 없습니다.",
            when: "RCPT 다음, 메일 내용을 모두 보낸 뒤 또는 반송 메일에 452 4.2.2 \"out of storage space\"(Gmail), 552 5.2.2 \
                \"user is over quota\"(iCloud), \"Quota exceeded (mailbox for user is full)\"(Dovecot)로 나옵니다. 표준에 따르면 \
                일시적인 오류이지만 바로 5.2.2로 거부하는 서버가 많습니다. Microsoft 365는 \"Submission quota exceeded\"에도 \
                5.2.2를 사용하며, 이때는 발신자가 너무 많이 발송한 것입니다.",
            action: "다른 방법으로 받는 사람에게 알려 메일을 지우고 휴지통을 비우거나 용량을 늘리게 하세요. 4.2.2라면 메일 서버가 \
                며칠 동안 자동으로 다시 시도하며, 5.2.2라면 용량이 생긴 다음 다시 발송하세요. \"Submission quota exceeded\"라면 \
                길게는 하루를 기다리고, 그만큼 발송한 적이 없다면 비밀번호를 바꾸세요.",
        },
    }

    2, 3 { classes: [5], basic: [550, 552],
        commands: ["end of data", "MAIL", "RCPT"], rfc: "RFC 3463 §3.3",
        causes: [SIZE_LIMIT],
        en: {
            title: "Message too large for this mailbox",
            meaning: "The message is larger than this mailbox takes, although the server itself might take larger ones.",
            when: "In a bounce or after the end of the message: Exchange says 550 5.2.3 \"RESOLVER.RST.RecipSizeLimit; message too \
                large for this recipient\"; with \"SendSizeLimit\" it is a limit of the sender or of the organization. Gmail has \
                used 552 5.2.3 for its general limit as well; its help now lists 5.3.4.",
            action: "Send a link to the files instead, or make them smaller; encoding adds about a third to their size. If this \
                recipient needs large mail, the administrator of the recipient's server raises the limit of the mailbox. The same \
                message would be refused again.",
        },
        ko: {
            title: "사서함이 받기에는 너무 큰 메일",
            meaning: "서버 전체의 한도와는 별도로, 이 사서함이 받을 수 있는 크기를 메일이 넘었습니다.",
            when: "반송 메일이나 메일 내용을 모두 보낸 뒤에 나옵니다. Exchange는 550 5.2.3 \"RESOLVER.RST.RecipSizeLimit; message \
                too large for this recipient\"라고 알리며, \"SendSizeLimit\"이라면 발신자나 조직의 한도입니다. Gmail은 서버 전체의 \
                한도에도 552 5.2.3을 사용했으며, 지금의 도움말에는 5.3.4로 나옵니다.",
            action: "파일 대신 링크를 보내거나 파일의 크기를 줄이세요. 첨부 파일은 인코딩하면 크기가 약 3분의 1 늘어납니다. 이 \
                수신자가 큰 메일을 받아야 한다면 수신 서버의 관리자가 사서함의 한도를 올려야 하며, 같은 메일을 그대로 보내면 다시 \
                거부됩니다.",
        },
    }

    2, 4 { classes: [4, 5], basic: [450, 452, 550],
        commands: ["RCPT", "end of data"], rfc: "RFC 3463 §3.3",
        causes: [MAILBOX_UNAVAILABLE, SERVICE_UNAVAILABLE],
        en: {
            title: "Mailing list could not be expanded",
            meaning: "The address is a mailing list or a group, and the server could not work out who its members are.",
            when: "Rare. Exchange writes 550 5.2.4 \"RESOLVER.GRP.DDLQuery\" into a bounce when the query of a dynamic group is \
                wrong. With 4 the server could not read the list just now, for instance because its directory did not answer.",
            action: "At 4.2.4 the mail server tries again by itself. At 5.2.4 tell the owner of the list or the administrator of \
                the recipient's server, who has to correct the list or its query; until then, write to the members one by one.",
        },
        ko: {
            title: "메일링 리스트를 확장할 수 없음",
            meaning: "메일링 리스트나 그룹의 주소인데, 서버가 그 구성원을 알아내지 못했습니다.",
            when: "드문 코드입니다. Exchange는 동적 그룹의 쿼리가 잘못되었을 때 반송 메일에 550 5.2.4 \
                \"RESOLVER.GRP.DDLQuery\"라고 적습니다. 4로 시작하면 디렉터리가 응답하지 않는 등의 이유로 지금 목록을 읽지 못한 \
                것입니다.",
            action: "4.2.4라면 메일 서버가 자동으로 다시 시도합니다. 5.2.4라면 메일링 리스트의 소유자나 수신 서버의 관리자에게 \
                알리세요. 목록이나 쿼리를 고칠 때까지는 구성원에게 따로 보내세요.",
        },
    }

    3, 0 { classes: [2, 4, 5], basic: [221, 250, 421, 450, 451, 550, 553, 554],
        commands: ["any"], rfc: "RFC 3463 §3.4",
        causes: [SERVICE_UNAVAILABLE, IP_BLOCKED],
        en: {
            title: "Trouble in the mail system",
            meaning: "The server that gives the code has trouble of its own, and no other code describes it; 2.3.0, which is rare, \
                says that all is well.",
            when: "Postfix says 451 4.3.0 \"Temporary lookup failure\" when one of its tables or databases does not answer, and \
                \"queue file write error\" when the disk or a filter behind it fails. Gmail says 421 4.3.0 \"Temporary System \
                Problem\", and 451 4.3.0 \"Multiple destination domains per transaction is unsupported\" if a message has \
                recipients at several domains. AT&T uses 553 5.3.0 with \"DNSBL:ATTRBL\" for an IP address that it blocks.",
            action: "At 4.3.0 wait some minutes; mail servers try again by themselves. If it lasts for an hour, the administrator of \
                the server that gave the code looks into its log for the same moment: disk space, databases, filters. At 5.3.0 go by \
                the words; for a blocked IP address the administrator of the sending server stops the cause, and then asks for its \
                release.",
        },
        ko: {
            title: "메일 시스템의 문제",
            meaning: "코드를 보낸 서버 자체에 문제가 있으며, 알맞은 다른 코드가 없습니다. 드물게 나오는 2.3.0은 정상이라는 \
                뜻입니다.",
            when: "Postfix의 451 4.3.0 \"Temporary lookup failure\"는 조회하는 테이블이나 데이터베이스가 응답하지 않는다는 뜻이고, \
                \"queue file write error\"는 디스크나 뒤에 연결된 필터에 문제가 있다는 뜻입니다. Gmail은 421 4.3.0 \"Temporary \
                System Problem\"으로 응답하며, 한 메일의 수신자가 여러 도메인에 있으면 451 4.3.0 \"Multiple destination domains \
                per transaction is unsupported\"로 응답하기도 합니다. AT&T는 차단한 IP 주소에 \"DNSBL:ATTRBL\"이 들어 있는 553 \
                5.3.0을 사용합니다.",
            action: "4.3.0이라면 메일 서버가 자동으로 다시 시도하므로 몇 분 기다리세요. 한 시간 넘게 계속되면 코드를 보낸 서버의 관리자가 \
                같은 시각의 로그에서 디스크 여유 공간, 데이터베이스, 필터를 확인해야 합니다. 5.3.0이라면 문구에 따라 조치하세요. IP 주소가 \
                차단되었다면 발송 서버의 관리자가 원인을 없앤 다음 해제를 요청해야 합니다.",
        },
    }

    3, 1 { classes: [4], basic: [452],
        commands: ["MAIL", "RCPT", "end of data", "BDAT"], rfc: "RFC 3463 §3.4",
        causes: [SERVICE_UNAVAILABLE],
        en: {
            title: "Server has no storage left",
            meaning: "The server as a whole is short of storage, not the mailbox of one recipient.",
            when: "Mostly after MAIL: 452 4.3.1 \"Insufficient system storage\" (Postfix), \"Insufficient system resources\" \
                (Exchange, where memory may be short as well). Postfix says so while less is free than one and a half times its \
                message_size_limit.",
            action: "The sender waits: mail servers try again by themselves, and the recipient can do nothing. The administrator \
                of the server that gave the code frees disk space where its queue is, in Exchange also memory, and looks for what \
                filled it.",
        },
        ko: {
            title: "서버의 저장 공간 부족",
            meaning: "수신자 한 명의 사서함이 아니라 서버 전체의 저장 공간이 부족합니다.",
            when: "대개 MAIL 다음에 452 4.3.1 \"Insufficient system storage\"(Postfix), \"Insufficient system \
                resources\"(Exchange, 메모리가 부족할 때도 나옵니다)로 나옵니다. Postfix는 남은 공간이 message_size_limit의 \
                1.5배보다 적으면 이렇게 응답합니다.",
            action: "보내는 사람은 기다리면 되며, 메일 서버가 자동으로 다시 시도합니다. 받는 사람이 할 수 있는 일은 없습니다. \
                코드를 보낸 서버의 관리자가 큐가 있는 디스크의 공간을(Exchange에서는 메모리도) 확보하고 무엇이 공간을 차지했는지 \
                찾아야 합니다.",
        },
    }

    3, 2 { classes: [4, 5], basic: [421, 432, 450, 451, 452, 453, 521, 550],
        commands: ["connection", "MAIL", "RCPT", "end of data", "ATRN"], rfc: "RFC 3463 §3.4, RFC 7504 §3",
        causes: [RATE_LIMIT, SERVICE_UNAVAILABLE, GREYLISTED, STOPPED_BY_OPERATOR, IP_BLOCKED],
        en: {
            title: "Server is not taking mail",
            meaning: "The server is not taking mail: with 4 for the time being, with 5 at all times.",
            when: "With 4 it is busy, stops, or counts too many connections: \"All server ports are busy\" and, at the first \
                contact, 450 4.3.2 \"Service currently unavailable\" (Postfix's postscreen), \"Connection rate limit exceeded\" \
                (Sendmail), 432 4.3.2 \"Concurrent connections limit exceeded\" (Microsoft 365). 521 5.3.2 means that this host \
                never takes mail; from postscreen it means that it refuses your IP address. Exchange writes 550 4.3.2 \"message \
                deleted by administrative action\" when its administrator has deleted the message from the queue.",
            action: "At 4.3.2 mail servers try again by themselves; a program closes connections that are not in use, and sends again \
                after some minutes with fewer at a time. At 5.3.2 check whether the right server was entered, or whether the MX record \
                names it by mistake. After \"administrative action\" the message is not tried again, although the code has a 4 in it: ask \
                the administrator of the Exchange server for the reason.",
        },
        ko: {
            title: "메일을 받지 않는 서버",
            meaning: "서버가 메일을 받지 않습니다. 4로 시작하면 일시적으로, 5로 시작하면 계속 받지 않습니다.",
            when: "4로 시작하면 서버가 바쁘거나 종료되는 중이거나 연결이 너무 많은 것으로, \"All server ports are busy\"와 처음 \
                연결했을 때의 450 4.3.2 \"Service currently unavailable\"(Postfix의 postscreen), \"Connection rate limit \
                exceeded\"(Sendmail), 432 4.3.2 \"Concurrent connections limit exceeded\"(Microsoft 365)로 나옵니다. 521 5.3.2는 \
                메일을 전혀 받지 않는 호스트라는 뜻이며, postscreen에서는 접속한 IP 주소를 거부한다는 뜻입니다. Exchange는 \
                관리자가 큐에서 메일을 삭제했을 때 550 4.3.2 \"message deleted by administrative action\"이라고 적습니다.",
            action: "4.3.2라면 메일 서버는 자동으로 다시 시도하며, 프로그램이라면 사용하지 않는 연결을 닫고 몇 분 뒤에 연결 수를 줄여 \
                다시 발송하게 하세요. 5.3.2라면 설정에 입력한 서버가 맞는지, MX 레코드가 엉뚱한 서버를 가리키지 않는지 확인하세요. \
                \"administrative action\"이라면 4로 시작해도 다시 시도하지 않으므로, 그 Exchange 서버의 관리자에게 이유를 문의하세요.",
        },
    }

    3, 3 { classes: [4, 5], basic: [500, 502, 503, 550, 554],
        commands: ["any"], rfc: "RFC 3463 §3.4",
        causes: [SYNTAX, AUTH_NOT_OFFERED, MIDDLEBOX, TLS_NOT_OFFERED],
        en: {
            title: "Server lacks a requested feature",
            meaning: "The server does not have a command or a function that the client or the message asks for.",
            when: "Exchange says 500 5.3.3 \"Unrecognized command\" to each command that it does not know, and to STARTTLS where \
                that is switched off. Sendmail says 503 5.3.3 \"AUTH not available\". If the command reads XXXX in the reply, a \
                firewall on the way has overwritten it.",
            action: "A program uses only what the reply to EHLO lists, and asks again with EHLO after STARTTLS. To log in, use \
                port 587 with STARTTLS or 465 with TLS, since many servers offer AUTH only there. If XXXX shows up, the \
                administrator of the network switches off the SMTP inspection of the firewall (on Cisco devices \"inspect \
                esmtp\").",
        },
        ko: {
            title: "서버가 지원하지 않는 기능",
            meaning: "클라이언트나 메일이 요구하는 명령 또는 기능이 서버에 없습니다.",
            when: "Exchange는 모르는 명령, 그리고 꺼져 있는 STARTTLS에 500 5.3.3 \"Unrecognized command\"로 응답합니다. Sendmail은 \
                503 5.3.3 \"AUTH not available\"로 응답합니다. 응답에 명령이 XXXX로 나오면 중간의 방화벽이 명령을 덮어쓴 것입니다.",
            action: "프로그램은 EHLO 응답에 나온 기능만 사용하고, STARTTLS 뒤에는 EHLO를 다시 보내야 합니다. 587과 465 포트에서만 \
                AUTH를 제공하는 서버가 많으므로, 로그인하려면 587 포트에 명시적 SSL(STARTTLS), 또는 465 포트에 암시적 \
                SSL(SSL/TLS)을 사용하세요. XXXX가 나오면 네트워크 관리자가 방화벽의 SMTP 검사 기능(Cisco 장비에서는 \"inspect \
                esmtp\")을 꺼야 합니다.",
        },
    }

    3, 4 { classes: [5], basic: [550, 552, 554],
        commands: ["MAIL", "end of data", "BDAT"], rfc: "RFC 3463 §3.4, RFC 1870 §6",
        causes: [SIZE_LIMIT],
        en: {
            title: "Message too large for the server",
            meaning: "The message is larger than the server takes from anybody.",
            when: "After MAIL, if the client names the size there, or after the end of the message: 552 5.3.4 \"Message size \
                exceeds fixed limit\" or \"message file too big\" (Postfix), \"exceeded Google's message size limits\" (Gmail, \
                which also uses it for too many attachments and for headers that are too long), 550 5.3.4 in bounces of Exchange.",
            action: "Send a link to the files instead, or make them smaller; encoding adds about a third to their size. The limit is \
                the number after SIZE in the reply to EHLO, in bytes. The administrator of the server can raise it, in Postfix with \
                message_size_limit (10 MB unless set otherwise).",
        },
        ko: {
            title: "서버의 한도보다 큰 메일",
            meaning: "메일이 서버에서 허용하는 최대 크기를 넘었습니다.",
            when: "클라이언트가 크기를 미리 알리면 MAIL 다음에, 아니면 메일 내용을 모두 보낸 뒤에 나옵니다. Postfix는 552 5.3.4 \
                \"Message size exceeds fixed limit\" 또는 \"message file too big\", Gmail은 \"exceeded Google's message size \
                limits\"라고 응답하고, Exchange는 반송 메일에 550 5.3.4라고 적습니다. Gmail은 첨부 파일이 너무 많거나 헤더가 너무 \
                길 때도 이 코드를 사용합니다.",
            action: "파일 대신 링크를 보내거나 파일의 크기를 줄이세요. 첨부 파일은 인코딩하면 크기가 약 3분의 1 늘어납니다. 한도는 \
                EHLO 응답의 SIZE 뒤에 바이트 단위로 나오며, 서버의 관리자가 올릴 수 있습니다(Postfix에서는 message_size_limit, \
                기본값 10MB).",
        },
    }

    3, 5 { classes: [4, 5], basic: [421, 451, 553, 554],
        commands: ["RCPT", "MAIL", "EHLO", "end of data"], rfc: "RFC 3463 §3.4",
        causes: [SERVICE_UNAVAILABLE, ROUTING_LOOP],
        en: {
            title: "Server wrongly configured",
            meaning: "The server cannot take the message because its own settings are wrong.",
            when: "Postfix says 451 4.3.5 \"Server configuration error\" for a wrong entry in its access rules, and \"Server \
                configuration problem\" if a policy service does not answer. Sendmail bounces with 554 5.3.5 \"Local configuration \
                error\", mostly below \"MX list … points back to\": mail for that domain comes to it, but it does not count the \
                domain as its own.",
            action: "The sender can only wait and tell the administrator of that server. The administrator looks into its log for \
                the same moment: in Postfix a line with warning or fatal names the table or the service; in Sendmail the domain \
                has to be added to local-host-names, or its MX record corrected.",
        },
        ko: {
            title: "잘못된 서버 설정",
            meaning: "서버의 설정이 잘못되어 메일을 받을 수 없습니다.",
            when: "Postfix의 451 4.3.5 \"Server configuration error\"는 접근 규칙에 잘못된 항목이 있다는 뜻이고, \"Server \
                configuration problem\"은 정책 서비스가 응답하지 않는다는 뜻입니다. Sendmail은 대개 \"MX list … points back to\" \
                아래에 554 5.3.5 \"Local configuration error\"라고 적어 반송합니다. 그 도메인의 메일이 이 서버로 오지만, 서버가 \
                자기 도메인으로 처리하지 않는 것입니다.",
            action: "보내는 사람은 기다리거나 그 서버의 관리자에게 알릴 수밖에 없습니다. 관리자는 같은 시각의 로그를 확인하세요. \
                Postfix라면 warning이나 fatal이 있는 줄에 문제의 테이블이나 서비스가 나오고, Sendmail이라면 도메인을 \
                local-host-names에 추가하거나 MX 레코드를 고쳐야 합니다.",
        },
    }

    3, 6 { classes: [2], basic: [250, 251],
        commands: ["MAIL", "end of data"], rfc: "RFC 6710 §4.1",
        causes: [],
        en: {
            title: "Priority was changed",
            meaning: "The server took the message, but gave it another priority than the client asked for.",
            when: "After MAIL or after the end of the message, and only from servers that offer MT-PRIORITY in their reply to \
                EHLO; the new priority is the number at the beginning of the text. Such servers run mostly in military and \
                emergency networks.",
            action: "There is nothing to do: the message is accepted. If the priority matters, ask the administrator of the server \
                which one your account may use.",
        },
        ko: {
            title: "우선순위 변경됨",
            meaning: "서버가 메일을 받았지만, 클라이언트가 요청한 것과 다른 우선순위를 적용했습니다.",
            when: "MAIL 다음이나 메일 내용을 모두 보낸 뒤에 나오며, EHLO 응답에 MT-PRIORITY가 있는 서버에서만 볼 수 있습니다. 문구 \
                맨 앞의 숫자가 새 우선순위입니다. 이런 서버는 주로 군이나 재난 대응용 네트워크에서 사용합니다.",
            action: "메일이 접수되었으므로 조치할 것이 없습니다. 우선순위가 중요하다면 서버의 관리자에게 계정이 사용할 수 있는 \
                우선순위를 문의하세요.",
        },
    }

    4, 0 { classes: [4, 5], basic: [451, 554],
        commands: ["end of data", "RCPT"], rfc: "RFC 3463 §3.5",
        causes: [CONNECTION_DROPPED, DNS, ROUTING_LOOP, CONNECT_TIMEOUT],
        en: {
            title: "Network or routing trouble",
            meaning: "Something went wrong in the network or on the way to the next server, and no other code describes it.",
            when: "Mostly in queues and bounces. Exchange shows 451 4.4.0 \"Primary target IP address responded with: …\" or \"DNS \
                query failed\" for mail that waits in its queue. Postfix refuses a message that has passed too many servers with \
                554 5.4.0 \"too many hops\".",
            action: "If another reply is quoted in the text, that one names the reason: look it up. At \"DNS query failed\" the \
                administrator of the sending server checks its DNS servers. At \"too many hops\" compare the Received lines of the \
                returned message, and switch off the forwarding that leads in a circle.",
        },
        ko: {
            title: "네트워크 또는 경로의 문제",
            meaning: "네트워크나 다음 서버로 가는 경로에 문제가 생겼으며, 알맞은 다른 코드가 없습니다.",
            when: "대개 큐나 반송 메일에 나옵니다. Exchange는 큐에서 기다리는 메일에 451 4.4.0 \"Primary target IP address \
                responded with: …\" 또는 \"DNS query failed\"라고 표시합니다. Postfix는 너무 많은 서버를 거친 메일을 554 5.4.0 \
                \"too many hops\"로 거부합니다.",
            action: "문구 안에 다른 응답이 들어 있으면 그 응답이 원인이므로 그것을 찾아보세요. \"DNS query failed\"라면 발송 서버의 \
                관리자가 DNS 서버를 확인해야 합니다. \"too many hops\"라면 반송 메일에 첨부된 원래 메일의 Received 헤더를 비교하여 \
                서로에게 되돌려 보내는 전달(포워딩)을 찾아 끄세요.",
        },
    }

    4, 1 { classes: [4, 5], basic: [451, 550],
        commands: ["RCPT", "BURL"], rfc: "RFC 3463 §3.5",
        causes: [CONNECT_TIMEOUT, CONNECTION_REFUSED, MAILBOX_UNAVAILABLE],
        en: {
            title: "No answer from the other server",
            meaning: "The next server could not be reached: it did not answer, or refused the connection.",
            when: "In queues and bounces: Postfix writes 4.4.1 with \"connect to …: Connection timed out\" or \"Connection \
                refused\", Exchange 441 4.4.1 \"No answer from host\". Microsoft 365 uses 550 5.4.1 in a sense of its own: \
                \"Recipient address rejected: Access denied\" after RCPT means that the address does not exist there.",
            action: "At 4.4.1 the mail server tries again for days. If it lasts, check the domain after the @ for typing errors, and let \
                the administrator of the sending server test port 25 of the other server, as with nc -vz mx.example.com 25. At Microsoft's \
                5.4.1 check the address; if it exists, the administrator there has to add it to the directory.",
        },
        ko: {
            title: "상대 서버에서 응답이 없음",
            meaning: "다음 서버가 응답하지 않거나 연결을 거부하여 연결하지 못했습니다.",
            when: "큐나 반송 메일에 나옵니다. Postfix는 4.4.1과 함께 \"connect to …: Connection timed out\" 또는 \"Connection \
                refused\", Exchange는 441 4.4.1 \"No answer from host\"라고 적습니다. Microsoft 365의 550 5.4.1은 뜻이 달라서, \
                RCPT 다음의 \"Recipient address rejected: Access denied\"는 그곳에 없는 주소라는 뜻입니다.",
            action: "4.4.1이라면 메일 서버가 며칠 동안 자동으로 다시 시도합니다. 계속되면 @ 뒤의 도메인에 오타가 없는지 확인하고, \
                발송 서버의 관리자가 nc -vz mx.example.com 25처럼 상대 서버의 25 포트에 연결되는지 확인해야 합니다. Microsoft의 \
                5.4.1이라면 주소를 확인하고, 실제로 있는 주소라면 그쪽 관리자가 디렉터리에 추가해야 합니다.",
        },
    }

    4, 2 { classes: [4], basic: [421, 451],
        commands: ["any"], rfc: "RFC 3463 §3.5",
        causes: [CONNECTION_DROPPED],
        en: {
            title: "Connection broke or timed out",
            meaning: "The connection stood, but broke or was silent for too long before the work was done.",
            when: "421 4.4.2 \"Error: timeout exceeded\" (Postfix) and 451 4.4.2 \"Timeout - closing connection\" (Gmail) come \
                when the client sent nothing for some minutes. In queues and bounces it is about the next server: \"lost \
                connection with\" or \"timed out while\" (Postfix), \"Connection dropped due to SocketError\" (Exchange).",
            action: "Connect anew and send again; a program closes connections that it does not need. If it happens while large \
                messages are sent, the administrator of the network looks for a firewall that cuts connections or for lost large \
                packets (MTU). If it broke after the whole message was sent, ask the recipient before you send again by hand: the \
                message may have arrived already.",
        },
        ko: {
            title: "연결 끊김 또는 시간 초과",
            meaning: "연결은 되었지만 작업이 끝나기 전에 끊기거나, 너무 오랫동안 아무 데이터도 오지 않았습니다.",
            when: "421 4.4.2 \"Error: timeout exceeded\"(Postfix)와 451 4.4.2 \"Timeout - closing connection\"(Gmail)은 \
                클라이언트가 몇 분 동안 아무것도 보내지 않았을 때 나옵니다. 큐나 반송 메일에 나오면 다음 서버와의 연결에 관한 \
                것으로, \"lost connection with\"나 \"timed out while\"(Postfix), \"Connection dropped due to \
                SocketError\"(Exchange)라고 나옵니다.",
            action: "다시 연결하여 발송하고, 프로그램은 사용하지 않는 연결을 닫게 하세요. 큰 메일을 보낼 때 발생한다면 네트워크 관리자가 \
                연결을 끊는 방화벽이 있는지, 큰 패킷이 사라지지 않는지(MTU) 확인해야 합니다. 메일 내용을 모두 보낸 뒤에 끊겼다면 메일이 \
                이미 전달되었을 수 있으니, 직접 다시 발송하기 전에 받는 사람에게 확인하세요.",
        },
    }

    4, 3 { classes: [4, 5], basic: [451, 550],
        commands: ["RCPT", "MAIL", "end of data"], rfc: "RFC 3463 §3.5",
        causes: [DNS, RECIPIENT_DOMAIN_BAD, SPF_FAIL],
        en: {
            title: "DNS or directory did not answer",
            meaning: "The server could not look a name up, because a DNS server or another directory gave no usable answer.",
            when: "Mostly in the log or in a notice of delay: Postfix writes 4.4.3 \"Host or domain name not found. Name service \
                error … try again\". As a reply, 451 4.4.3 comes after MAIL, RCPT or the message when the receiving server could \
                not look up a domain; some SPF filters use it too.",
            action: "The mail server tries again by itself. If it lasts, look the domain up with dig MX example.com (on Windows: \
                nslookup -type=mx example.com): at SERVFAIL, or no answer at all, the administrator of that domain has to mend its \
                DNS. If other domains fail too, the administrator of the server that gave the code checks the DNS servers in \
                /etc/resolv.conf.",
        },
        ko: {
            title: "DNS 또는 디렉터리의 응답 없음",
            meaning: "DNS 서버나 다른 디렉터리에서 올바른 응답을 받지 못해 서버가 이름을 조회할 수 없습니다.",
            when: "대개 로그나 지연 알림에 나오며, Postfix는 4.4.3 \"Host or domain name not found. Name service error … try \
                again\"이라고 적습니다. 수신 서버가 도메인을 조회하지 못하면 MAIL이나 RCPT 다음, 또는 메일 내용을 모두 보낸 뒤에 \
                451 4.4.3으로 응답하며, SPF를 검사하는 필터 중에도 이 코드를 쓰는 것이 있습니다.",
            action: "메일 서버가 자동으로 다시 시도합니다. 계속되면 dig MX example.com으로(Windows에서는 nslookup -type=mx \
                example.com으로) 도메인을 조회해 보세요. SERVFAIL이 나오거나 응답이 없으면 그 도메인의 관리자가 DNS를 고쳐야 하고, 다른 \
                도메인도 조회되지 않으면 코드를 보낸 서버의 관리자가 /etc/resolv.conf의 DNS 서버를 확인해야 합니다.",
        },
    }

    4, 4 { classes: [4, 5], basic: [451, 550, 554],
        commands: ["RCPT", "end of data"], rfc: "RFC 3463 §3.5",
        causes: [RECIPIENT_DOMAIN_BAD, DNS, ROUTING_LOOP],
        en: {
            title: "No route to the recipient's domain",
            meaning: "The server found nothing in the DNS or in its own settings that says where the mail has to go.",
            when: "In bounces: Postfix \"Host or domain name not found … Host not found\", Exchange \
                \"SMTPSEND.DNS.NonExistentDomain\" or \"ROUTING.NoNextHop\"; mostly the domain after the @ has a typing error or has \
                expired. Exchange also says 5.4.4 with \"MxLoopback\" if the MX record leads back to itself.",
            action: "Check the part after the @ for typing errors. Look the domain up with dig MX example.com, dig A example.com and \
                dig AAAA example.com: if none of these records exists, no mail gets there, and the recipient has to name another \
                address. At \"NoNextHop\" or \"MxLoopback\" the administrator of the Exchange server checks its send connectors and \
                accepted domains.",
        },
        ko: {
            title: "수신자 도메인으로 가는 경로 없음",
            meaning: "메일을 어디로 보내야 하는지 DNS와 서버의 설정 어디에도 나와 있지 않습니다.",
            when: "반송 메일에 Postfix는 \"Host or domain name not found … Host not found\", Exchange는 \
                \"SMTPSEND.DNS.NonExistentDomain\" 또는 \"ROUTING.NoNextHop\"이라고 적습니다. 대부분 @ 뒤의 도메인에 오타가 있거나 \
                도메인의 등록 기간이 끝난 것입니다. Exchange는 MX 레코드가 자기 자신을 가리킬 때도 \"MxLoopback\"과 함께 5.4.4를 \
                사용합니다.",
            action: "@ 뒤에 오타가 없는지 확인하세요. dig MX example.com, dig A example.com, dig AAAA example.com으로 조회했을 때 레코드가 \
                하나도 없으면 메일을 보낼 수 없으므로 받는 사람에게 다른 주소를 물어보세요. \"NoNextHop\"이나 \"MxLoopback\"이라면 \
                Exchange 서버의 관리자가 송신 커넥터와 허용 도메인을 확인해야 합니다.",
        },
    }

    4, 5 { classes: [4, 5], basic: [421, 451, 452, 550],
        commands: ["MAIL", "RCPT", "end of data", "connection"], rfc: "RFC 3463 §3.5",
        causes: [QUOTA, SERVICE_UNAVAILABLE],
        en: {
            title: "Mail system overloaded",
            meaning: "The server is overloaded and cannot take or deliver the mail just now.",
            when: "Gmail says 421 4.4.5 \"Server busy\", Sendmail 452 4.4.5 \"Insufficient disk space; try again later\". Gmail \
                uses 550 5.4.5 in a sense of its own, and that one is met far more often: \"Daily user sending limit exceeded\" \
                means that the sender has used up the limit of a day.",
            action: "At 4.4.5 wait; mail servers try again by themselves, and the administrator of that server has to act if it \
                lasts for hours. At Gmail's 5.4.5 wait up to 24 hours, or use a service for mass mail. If you did not send that \
                much, change the password at once, because somebody else may be using the account.",
        },
        ko: {
            title: "메일 시스템 과부하",
            meaning: "서버의 부하가 높아 지금은 메일을 받거나 전달할 수 없습니다.",
            when: "Gmail은 421 4.4.5 \"Server busy\", Sendmail은 452 4.4.5 \"Insufficient disk space; try again later\"라고 \
                응답합니다. Gmail의 550 5.4.5는 뜻이 다르며 이 경우가 훨씬 많은데, \"Daily user sending limit exceeded\"는 \
                발신자가 하루 발송 한도를 모두 사용했다는 뜻입니다.",
            action: "4.4.5라면 메일 서버가 자동으로 다시 시도하므로 기다리고, 몇 시간 넘게 계속되면 그 서버의 관리자가 조치해야 \
                합니다. Gmail의 5.4.5라면 길게는 24시간을 기다리거나 대량 메일 발송 서비스를 이용하세요. 그만큼 발송한 적이 없다면 \
                다른 사람이 계정을 사용하고 있을 수 있으니 바로 비밀번호를 바꾸세요.",
        },
    }

    4, 6 { classes: [4, 5], basic: [550, 554],
        commands: ["end of data", "RCPT"], rfc: "RFC 3463 §3.5",
        causes: [ROUTING_LOOP, RATE_LIMIT],
        en: {
            title: "Mail loop",
            meaning: "The message has passed so many servers that it must be going round in a circle.",
            when: "After the end of the message or in a bounce: 554 5.4.6 \"Hop count exceeded - possible mail loop\" (Exchange, \
                Microsoft 365), \"Message exceeded 50 hops\" (Gmail), \"mail for … loops back to myself\" (Postfix). Zoho uses 550 \
                5.4.6 in a sense of its own: \"Unusual sending activity detected\" means that it has stopped the sender, who sent \
                too much too fast.",
            action: "Compare the Received lines of the returned message: servers that take turns send the message to each other. Whoever \
                owns a mailbox switches off a forwarding that leads back; otherwise the administrator corrects the MX record or the route. \
                At Zoho stop all programs that send, wait some hours, and then send more slowly.",
        },
        ko: {
            title: "서버 사이를 맴도는 메일",
            meaning: "메일이 거친 서버가 너무 많아, 서버 사이를 계속 맴도는 것으로 보입니다.",
            when: "메일 내용을 모두 보낸 뒤나 반송 메일에 554 5.4.6 \"Hop count exceeded - possible mail loop\"(Exchange, \
                Microsoft 365), \"Message exceeded 50 hops\"(Gmail), \"mail for … loops back to myself\"(Postfix)로 나옵니다. \
                Zoho의 550 5.4.6은 뜻이 달라서, \"Unusual sending activity detected\"는 짧은 시간에 너무 많이 보낸 발신자의 발송을 \
                막았다는 뜻입니다.",
            action: "반송 메일에 첨부된 원래 메일의 Received 헤더를 비교하여, 번갈아 나오는 서버(서로에게 메일을 보내는 서버)를 \
                찾으세요. 되돌아오는 전달(포워딩)은 사서함의 소유자가 끄고, 그 밖의 경우에는 관리자가 MX 레코드나 경로를 고쳐야 \
                합니다. Zoho라면 메일을 보내는 프로그램을 모두 멈추고, 몇 시간 기다린 다음 속도를 낮추어 발송하세요.",
        },
    }

    4, 7 { classes: [4, 5], basic: [550],
        commands: ["end of data"], rfc: "RFC 3463 §3.5, RFC 2852 §4.1.3",
        causes: [DELIVERY_EXPIRED, CONNECT_TIMEOUT],
        en: {
            title: "Time for delivery ran out",
            meaning: "The message waited longer than the queue keeps it, or longer than the sender allowed.",
            when: "Almost only in bounces: Exchange writes 550 4.4.7 \"QUEUE.Expired; message expired\", Cisco's mail gateways \
                \"5.4.7 - Delivery expired (message too old)\". Although 4.4.7 begins with 4, the message is not tried any more, \
                unless the notice speaks of a delay. Postfix keeps the code of the last failure instead, such as 4.4.1.",
            action: "Look in the bounce or in the log for the last temporary failure, because it says what was in the way. If the \
                recipient's server was out of reach, its administrator has to act; tell the recipient in another way. Send the \
                message again when the reason is gone.",
        },
        ko: {
            title: "전송 기한이 지남",
            meaning: "메일이 큐의 보관 기한 또는 발신자가 정한 기한까지 전달되지 못했습니다.",
            when: "거의 반송 메일에만 나오며, Exchange는 550 4.4.7 \"QUEUE.Expired; message expired\", Cisco의 메일 게이트웨이는 \
                \"5.4.7 - Delivery expired (message too old)\"라고 적습니다. 4.4.7은 4로 시작하지만, 지연 알림이 아니라면 더는 \
                다시 시도하지 않습니다. Postfix는 이 코드 대신 4.4.1처럼 마지막 오류의 코드를 그대로 적습니다.",
            action: "반송 메일이나 로그에서 마지막에 나온 일시적인 오류를 찾으세요. 그 오류가 실제 원인입니다. 수신 서버에 \
                연결되지 않았다면 그 서버의 관리자가 조치해야 하므로 다른 방법으로 받는 사람에게 알리고, 원인이 없어진 다음 다시 \
                발송하세요.",
        },
    }

    5, 0 { classes: [2, 4, 5], basic: [220, 250, 251, 252, 253, 450, 451, 452, 454, 458, 459, 501, 502, 503, 550, 554],
        commands: ["any"], rfc: "RFC 3463 §3.6",
        causes: [MAILBOX_UNAVAILABLE, BAD_SEQUENCE, RATE_LIMIT],
        en: {
            title: "Something about the protocol",
            meaning: "2.5.0 says that all is well. With 4 or 5 client and server did not understand each other, and no other code \
                describes it.",
            when: "Outlook.com uses 550 5.5.0 in a sense of its own: \"Requested action not taken: mailbox unavailable\" mostly \
                means that the recipient does not exist there. Gmail says 451 4.5.0 \"SMTP protocol violation\" to a client that \
                sends on before it has the reply. Exchange says 450 4.5.0 \"Excessive message rate from sender to recipient\".",
            action: "At Outlook.com's 5.5.0 check the recipient's address letter by letter. At \"protocol violation\" update the \
                program; one of your own waits for each reply, above all after STARTTLS. At \"message rate\" send less to this \
                recipient.",
        },
        ko: {
            title: "프로토콜과 관련된 문제",
            meaning: "2.5.0은 정상이라는 뜻입니다. 4나 5로 시작하면 클라이언트와 서버 사이의 통신에 문제가 있지만 알맞은 다른 \
                코드가 없는 것입니다.",
            when: "Outlook.com의 550 5.5.0은 뜻이 달라서, \"Requested action not taken: mailbox unavailable\"은 대부분 그곳에 없는 \
                수신자라는 뜻입니다. Gmail은 응답을 기다리지 않고 계속 보내는 클라이언트에 451 4.5.0 \"SMTP protocol \
                violation\"으로 응답합니다. Exchange는 450 4.5.0 \"Excessive message rate from sender to recipient\"를 사용합니다.",
            action: "Outlook.com의 5.5.0이라면 수신자 주소를 한 글자씩 확인하세요. \"protocol violation\"이라면 프로그램을 \
                업데이트하고, 직접 만든 프로그램이라면 모든 응답을, 특히 STARTTLS의 응답을 기다리게 하세요. \"message rate\"라면 \
                이 수신자에게 보내는 메일을 줄이세요.",
        },
    }

    5, 1 { classes: [4, 5], basic: [430, 500, 501, 502, 503, 530, 550, 554, 555],
        commands: ["any"], rfc: "RFC 3463 §3.6",
        causes: [BAD_SEQUENCE, AUTH_REQUIRED, AUTH_NOT_OFFERED, AUTH_ALREADY_DONE, SYNTAX],
        en: {
            title: "Command out of order or not supported",
            meaning: "The client sent a command that the server does not have, or not at this point.",
            when: "Typical are 503 5.5.1 \"need MAIL command\" or \"nested MAIL command\" (Postfix) and \"EHLO/HELO first\" \
                (Gmail), 502 5.5.1 \"Unrecognized command\" (Gmail), and 554 5.5.1 \"no valid recipients\" to DATA when all \
                recipients were refused. 530 5.5.1 asks for a login: \"Must issue an AUTH command first\" (OpenSMTPD), formerly \
                \"Authentication Required\" (Gmail). At AUTH, 503 5.5.1 is \"already authenticated\", or \"authentication not \
                enabled\" where AUTH is not offered, often only for lack of TLS.",
            action: "Find the first refusal in the log, because later ones often only follow from it. At \"authentication \
                required\" switch on the login in the client; at \"authentication not enabled\" use port 587 with STARTTLS or 465 \
                with TLS. A program of your own waits for each reply, and sends EHLO, STARTTLS, EHLO, AUTH, MAIL, RCPT and DATA in \
                this order.",
        },
        ko: {
            title: "잘못된 순서 또는 없는 명령",
            meaning: "클라이언트가 서버에 없는 명령이나, 지금 단계에서는 허용되지 않는 명령을 보냈습니다.",
            when: "503 5.5.1 \"need MAIL command\"나 \"nested MAIL command\"(Postfix), \"EHLO/HELO first\"(Gmail), 502 5.5.1 \
                \"Unrecognized command\"(Gmail), 수신자가 모두 거부된 뒤 DATA에 나오는 554 5.5.1 \"no valid recipients\"가 \
                대표적입니다. 530 5.5.1은 로그인하라는 뜻으로, \"Must issue an AUTH command first\"(OpenSMTPD)나 예전 Gmail의 \
                \"Authentication Required\"가 있습니다. AUTH의 응답이라면 503 5.5.1 \"already authenticated\"는 이미 로그인했다는 \
                뜻이고, \"authentication not enabled\"는 서버가 AUTH를 제공하지 않는다는 뜻이며 TLS를 쓰지 않았기 때문인 경우가 \
                많습니다.",
            action: "뒤에 나온 오류는 앞선 오류의 결과인 경우가 많으니, 로그에서 처음 나온 거부 응답을 찾으세요. 로그인하라는 \
                응답이라면 클라이언트에서 인증을 켜고, \"authentication not enabled\"라면 587 포트에 명시적 SSL(STARTTLS), 또는 465 \
                포트에 암시적 SSL(SSL/TLS)을 사용하세요. 직접 만든 프로그램이라면 응답을 기다리면서 EHLO, STARTTLS, EHLO, AUTH, MAIL, \
                RCPT, DATA의 순서로 보내게 하세요.",
        },
    }

    5, 2 { classes: [5], basic: [500, 501, 502, 503, 504, 550, 555],
        commands: ["any"], rfc: "RFC 3463 §3.6, RFC 4954 §4",
        causes: [SYNTAX, HELO_BAD, SENDER_INVALID, BAD_SEQUENCE, AUTH_EXCHANGE_BAD],
        en: {
            title: "Syntax error, or unknown command",
            meaning: "The server could not read the command, because it is malformed or because the server does not know it.",
            when: "Postfix says 502 5.5.2 \"command not recognized\", 500 5.5.2 \"bad syntax\", and 504 5.5.2 \"need \
                fully-qualified hostname\" to an EHLO name, or \"need fully-qualified address\" to an address without a domain. \
                Gmail says 555 5.5.2 \"Syntax error\"; Exchange says 503 5.5.2 \"Need mail command\" where others give 5.5.1. At \
                AUTH, 501 5.5.2 means that the client's answer was no proper base64.",
            action: "At \"fully-qualified\" set a whole host name such as mail.example.com as the EHLO name, or a whole address as \
                sender and recipient. Otherwise compare the line in the client's log with the form that the standard asks for: MAIL \
                FROM:<user@example.com>, without a space after the colon. A program of your own encodes its login data as base64, \
                without line breaks.",
        },
        ko: {
            title: "구문 오류 또는 알 수 없는 명령",
            meaning: "명령의 형식이 잘못되었거나 서버가 모르는 명령이어서 읽을 수 없습니다.",
            when: "Postfix는 502 5.5.2 \"command not recognized\", 500 5.5.2 \"bad syntax\"로 응답하고, 504 5.5.2는 EHLO 이름에 \
                \"need fully-qualified hostname\"으로, 도메인이 없는 주소에 \"need fully-qualified address\"로 응답합니다. Gmail은 \
                555 5.5.2 \"Syntax error\"라고 하며, Exchange는 다른 서버가 5.5.1로 응답하는 경우에도 503 5.5.2 \"Need mail \
                command\"를 사용합니다. AUTH에서 나온 501 5.5.2는 클라이언트가 보낸 값이 올바른 base64가 아니라는 뜻입니다.",
            action: "\"fully-qualified\"가 나오면 EHLO 이름을 mail.example.com 같은 전체 호스트 이름으로, 발신자와 수신자를 전체 \
                주소로 설정하세요. 그 밖의 경우에는 클라이언트 로그에 남은 명령을 MAIL FROM:<user@example.com>처럼 콜론 뒤에 공백이 \
                없는 표준 형식과 비교하세요. 직접 만든 프로그램이라면 자격 증명을 줄 바꿈 없이 base64로 인코딩하게 하세요.",
        },
    }

    5, 3 { classes: [4, 5], basic: [451, 452, 550, 552],
        commands: ["RCPT", "end of data"], rfc: "RFC 3463 §3.6, RFC 5321 §4.5.3.1.10",
        causes: [TOO_MANY_RECIPIENTS],
        en: {
            title: "Too many recipients",
            meaning: "The message has more recipients than the server takes at once.",
            when: "After RCPT: 452 4.5.3 \"too many recipients\" (Postfix, from the 1001st on unless set otherwise), also from \
                Gmail, which says \"Domain policy size per transaction exceeded\" as well; recipients accepted before still count. \
                Exchange and Microsoft 365 write 550 5.5.3 \"RESOLVER.ADR.RecipLimit; too many recipients\" into a bounce, and \
                then nobody got the message.",
            action: "After 452 mail servers send to the rest by themselves; a program of your own has to do that. After 550 split \
                the recipients over several messages, counting To, Cc and Bcc together. The administrator of the server can raise \
                the limit, in Postfix with smtpd_recipient_limit.",
        },
        ko: {
            title: "수신자가 너무 많음",
            meaning: "메일의 수신자 수가 서버에서 한 번에 받을 수 있는 한도를 넘었습니다.",
            when: "RCPT 다음에 452 4.5.3 \"too many recipients\"로 나오며(Postfix는 따로 설정하지 않으면 1001번째 수신자부터), \
                Gmail은 \"Domain policy size per transaction exceeded\"라고도 응답합니다. 그 앞에서 접수된 수신자는 그대로 \
                유효합니다. Exchange와 Microsoft 365는 반송 메일에 550 5.5.3 \"RESOLVER.ADR.RecipLimit; too many recipients\"라고 \
                적으며, 이때는 아무에게도 전달되지 않은 것입니다.",
            action: "452라면 메일 서버는 나머지 수신자에게 자동으로 다시 발송하며, 직접 만든 프로그램이라면 그렇게 하도록 만들어야 \
                합니다. 550이라면 To, Cc, Bcc를 모두 합쳐서 세고 수신자를 여러 메일로 나누어 발송하세요. 서버의 관리자는 한도를 \
                올릴 수 있습니다(Postfix에서는 smtpd_recipient_limit).",
        },
    }

    5, 4 { classes: [4, 5], basic: [451, 455, 501, 502, 503, 504, 535, 550, 555],
        commands: ["any"], rfc: "RFC 3463 §3.6, RFC 4954 §4",
        causes: [SYNTAX, MECHANISM_UNSUPPORTED, HELO_BAD, EIGHT_BIT],
        en: {
            title: "Invalid command arguments",
            meaning: "The server knows the command, but what follows it is wrong, out of range or not supported.",
            when: "Postfix says 501 5.5.4 \"Syntax: MAIL FROM:<address>\", Gmail \"HELO/EHLO argument is invalid\", Exchange \
                \"Invalid domain name\" to an EHLO name; 555 5.5.4 is about a parameter of MAIL or RCPT that the server does not \
                know. At AUTH, 504 5.5.4 means that this authentication method is not offered here, or only inside TLS.",
            action: "Compare the line in the client's log with the server's reply to EHLO, and use only parameters and \
                authentication methods that stand there. To log in, use port 587 with STARTTLS or 465 with TLS. If the EHLO name \
                is meant, set a host name such as mail.example.com, without underscores, blanks or letters beyond ASCII.",
        },
        ko: {
            title: "명령의 인수가 잘못됨",
            meaning: "서버가 아는 명령이지만, 그 뒤의 인수가 잘못되었거나 범위를 벗어났거나 지원되지 않습니다.",
            when: "Postfix는 501 5.5.4 \"Syntax: MAIL FROM:<address>\", Gmail은 \"HELO/EHLO argument is invalid\", Exchange는 EHLO \
                이름에 \"Invalid domain name\"이라고 응답하며, 555 5.5.4는 서버가 모르는 MAIL이나 RCPT의 매개변수에 나옵니다. \
                AUTH에서 나온 504 5.5.4는 이 인증 방식을 제공하지 않거나 TLS 안에서만 제공한다는 뜻입니다.",
            action: "클라이언트 로그에 남은 명령을 EHLO 응답과 비교하고, 그 응답에 나온 매개변수와 인증 방식만 사용하세요. \
                로그인하려면 587 포트에 명시적 SSL(STARTTLS), 또는 465 포트에 암시적 SSL(SSL/TLS)을 사용하세요. EHLO 이름이 \
                문제라면 밑줄, 공백, 한글 등이 없는 mail.example.com 같은 호스트 이름으로 설정하세요.",
        },
    }

    5, 5 { classes: [5], basic: [500, 502, 554],
        commands: ["EHLO"], rfc: "RFC 3463 §3.6",
        causes: [SYNTAX],
        en: {
            title: "Wrong protocol version",
            meaning: "The two sides speak different versions of a mail protocol, and found none in common.",
            when: "Hardly ever seen, because SMTP has no version numbers: what a server can do stands in its reply to EHLO. It \
                fits gateways to other mail systems.",
            action: "The administrator of the server that gave the code looks into its log for what was refused, and brings the \
                older of the two programs up to date. Sending again does not help before that.",
        },
        ko: {
            title: "프로토콜 버전 불일치",
            meaning: "양쪽이 서로 다른 버전의 메일 프로토콜을 사용하며, 공통된 버전을 찾지 못했습니다.",
            when: "거의 볼 수 없는 코드입니다. SMTP에는 버전 번호가 없고, 서버의 기능은 EHLO 응답에 나오기 때문입니다. 다른 메일 \
                시스템과 연결하는 게이트웨이에서 나올 수 있습니다.",
            action: "코드를 보낸 서버의 관리자가 로그에서 무엇이 거부되었는지 확인하고, 두 프로그램 중 오래된 쪽을 업데이트해야 \
                합니다. 그 전에는 다시 발송해도 해결되지 않습니다.",
        },
    }

    5, 6 { classes: [5], basic: [500],
        commands: ["AUTH"], rfc: "RFC 4954 §4, §6",
        causes: [AUTH_EXCHANGE_BAD, OAUTH_TOKEN_BAD, LINE_FORMAT],
        en: {
            title: "Authentication line too long",
            meaning: "A line that the client sent during the login is longer than the server's buffer for it.",
            when: "At AUTH or after a 334; Postfix says 500 5.5.6 \"SASL response limit exceeded\". No password is that long: the \
                standard holds 12288 octets to be enough for every login method in use. Mostly a program puts something else \
                there, such as a whole key file or a reply of the token service instead of the token in it. A few small servers \
                also say 500 5.5.6 to any other command line that is too long.",
            action: "See what the program takes as password or token: it is one line, without line breaks, and of a JSON reply \
                only the value of access_token. A program of your own sends a long first value only after the 334 and not behind \
                AUTH in the same line. If the token really is that long, the administrator of the server raises the limit, in \
                Postfix with smtpd_sasl_response_limit.",
        },
        ko: {
            title: "인증 데이터가 너무 김",
            meaning: "로그인하는 동안 클라이언트가 보낸 한 줄이 서버의 버퍼보다 깁니다.",
            when: "AUTH나 334 다음에 나오며, Postfix는 500 5.5.6 \"SASL response limit exceeded\"라고 응답합니다. 비밀번호는 이만큼 \
                길 수 없으며, 표준은 현재 쓰이는 모든 인증 방식에 12288바이트면 충분하다고 봅니다. 토큰 대신 키 파일 전체나 토큰 \
                서비스의 응답 전체를 보내는 것처럼 프로그램이 엉뚱한 값을 넣은 경우가 많습니다. 너무 긴 다른 명령에도 500 5.5.6으로 \
                응답하는 작은 서버가 일부 있습니다.",
            action: "프로그램이 비밀번호나 토큰으로 어떤 값을 보내는지 확인하세요. 줄 바꿈이 없는 한 줄이어야 하며, JSON \
                응답이라면 access_token의 값만 사용해야 합니다. 직접 만든 프로그램이라면 긴 첫 번째 값은 AUTH와 같은 줄이 아니라 \
                334를 받은 다음에 보내게 하세요. 토큰이 실제로 그만큼 길다면 서버의 관리자가 한도를 올려야 합니다(Postfix에서는 \
                smtpd_sasl_response_limit).",
        },
    }
}
