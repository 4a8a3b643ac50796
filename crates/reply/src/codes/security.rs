//! Enhanced codes whose subject is 6 or 7: the content of a message, and security or policy.

enhanced! { SUBJECTS_6_AND_7:
    6, 0 { classes: [2, 4, 5], basic: [250, 550, 554], commands: ["end of data", "BDAT"], rfc: "RFC 3463 §3.7",
        causes: [HEADER_BAD, EIGHT_BIT],
        en: {
            title: "Other content trouble",
            meaning: "Something in the content of the message made it undeliverable, and no other code fits better. As 2.6.0 it says \
                that the message was taken.",
            when: "After the end of the message. Gmail says 554 5.6.0 \"Mail message is malformed\", amavis 554 5.6.0 \"Message with \
                invalid header rejected\", and a strict Postfix 550 5.6.0 \"improper use of 8-bit data in message header\". Exchange and \
                Microsoft 365 end each successful transfer with 250 2.6.0 and the Message-ID.",
            action: "After 2.6.0 there is nothing to do. Otherwise let a current mail library or client build the message, with subject \
                and names encoded by RFC 2047 and attachments as base64. In a mail client, write the text into a new message, without \
                the forwarded parts.",
        },
        ko: {
            title: "기타 메일 내용 문제",
            meaning: "메일 내용에 문제가 있어 전달할 수 없으며, 더 정확히 맞는 코드가 없습니다. 2.6.0이면 메일이 접수되었다는 뜻입니다.",
            when: "메일 내용을 모두 보낸 뒤에 나옵니다. Gmail은 554 5.6.0 \"Mail message is malformed\", amavis는 554 5.6.0 \"Message \
                with invalid header rejected\", 엄격하게 설정된 Postfix는 550 5.6.0 \"improper use of 8-bit data in message header\"로 \
                거부합니다. Exchange와 Microsoft 365는 전송에 성공할 때마다 250 2.6.0과 Message-ID로 응답합니다.",
            action: "2.6.0이면 조치할 것이 없습니다. 그 밖의 경우에는 최신 메일 라이브러리나 클라이언트로 메일을 만들어 제목과 이름은 \
                RFC 2047, 첨부 파일은 base64로 인코딩되게 하세요. 메일 클라이언트라면 전달(포워딩)된 부분을 빼고 새 메일에 내용을 \
                다시 작성하세요.",
        },
    }

    6, 1 { classes: [5], basic: [554], commands: ["end of data", "BDAT"], rfc: "RFC 3463 §3.7",
        causes: [EIGHT_BIT, ATTACHMENT_BLOCKED],
        en: {
            title: "Media not supported",
            meaning: "The next server, or the way to it, does not support this kind of content.",
            when: "Seldom seen: after the end of the message or in a bounce. Sendmail says 554 5.6.1 \"Eight bit data not allowed\" \
                where it is set up to take 7-bit messages only. It is meant for gateways to other systems, too, that cannot carry an \
                attachment.",
            action: "Send the text as plain text, and the attachment in a usual format or as a link. In a program, encode text and \
                attachments as quoted-printable or base64.",
        },
        ko: {
            title: "지원하지 않는 메일 형식",
            meaning: "다음 서버 또는 그곳까지의 전송 경로가 이런 종류의 내용을 지원하지 않습니다.",
            when: "드물지만 메일 내용을 모두 보낸 뒤나 반송 메일에 나옵니다. 7비트 메일만 받도록 설정된 Sendmail은 554 5.6.1 \"Eight bit \
                data not allowed\"로 응답합니다. 첨부 파일을 다룰 수 없는 다른 시스템으로 메일을 넘기는 게이트웨이를 위한 코드이기도 \
                합니다.",
            action: "본문은 일반 텍스트로, 첨부 파일은 널리 쓰는 형식이나 링크로 보내세요. 프로그램이라면 본문과 첨부 파일을 \
                quoted-printable이나 base64로 인코딩하세요.",
        },
    }

    6, 2 { classes: [5], basic: [550, 554], commands: ["end of data", "BDAT"], rfc: "RFC 3463 §3.7",
        causes: [EIGHT_BIT],
        en: {
            title: "Conversion required and prohibited",
            meaning: "The message would have to be converted for the next server, but the sender or a policy does not permit it.",
            when: "Rare, and mostly in a bounce. The message has octets outside ASCII, the next server takes 7-bit only, and the server \
                in between may not rewrite the message.",
            action: "Have the client or program encode text and attachments as quoted-printable or base64 before it sends, so that \
                nothing has to be converted on the way. The administrator of the server in between can permit the conversion, but it \
                breaks signatures such as DKIM.",
        },
        ko: {
            title: "변환이 필요하지만 금지됨",
            meaning: "다음 서버로 보내려면 메일을 변환해야 하지만, 발신자나 서버의 정책이 변환을 허용하지 않습니다.",
            when: "드물며, 대부분 반송 메일에 나옵니다. 메일에 ASCII가 아닌 바이트가 있는데 다음 서버는 7비트 메일만 받고, 중간의 \
                서버는 메일을 고칠 수 없는 경우입니다.",
            action: "도중에 변환할 필요가 없도록, 클라이언트나 프로그램이 본문과 첨부 파일을 quoted-printable이나 base64로 인코딩하여 \
                보내게 하세요. 중간 서버의 관리자가 변환을 허용할 수도 있지만, 그러면 DKIM 같은 서명이 깨집니다.",
        },
    }

    6, 3 { classes: [5], basic: [554], commands: ["end of data", "BDAT", "BURL"], rfc: "RFC 3463 §3.7, RFC 4468 §6",
        causes: [EIGHT_BIT],
        en: {
            title: "Conversion required but not supported",
            meaning: "The message would have to be converted for the next server, and the server in between cannot do that.",
            when: "Mostly in a bounce from a server that passes the message on: the next one lists no 8BITMIME, or no BINARYMIME, after \
                EHLO. Sendmail says 554 5.6.3 \"Cannot send 8-bit data to 7-bit destination\". Most servers convert the message by \
                themselves, so it is rare.",
            action: "Have the client or program encode text and attachments as quoted-printable or base64. The administrator of the next \
                server can switch 8BITMIME on.",
        },
        ko: {
            title: "변환이 필요하지만 지원하지 않음",
            meaning: "다음 서버로 보내려면 메일을 변환해야 하지만, 중간의 서버가 변환할 수 없습니다.",
            when: "대부분 메일을 다음 서버로 넘기는 서버의 반송 메일에 나오며, 다음 서버의 EHLO 응답에 8BITMIME이나 BINARYMIME이 없는 \
                경우입니다. Sendmail은 554 5.6.3 \"Cannot send 8-bit data to 7-bit destination\"으로 알립니다. 알아서 변환하는 서버가 \
                많으므로 드문 코드입니다.",
            action: "클라이언트나 프로그램이 본문과 첨부 파일을 quoted-printable이나 base64로 인코딩하게 하세요. 다음 서버의 관리자가 \
                8BITMIME을 켤 수도 있습니다.",
        },
    }

    6, 4 { classes: [2, 5], basic: [250], commands: ["end of data", "BDAT"], rfc: "RFC 3463 §3.7",
        causes: [],
        en: {
            title: "Conversion with loss performed",
            meaning: "The message was delivered, but it had to be converted for that and lost something. As 5.6.4 it was not delivered, \
                because the sender had prohibited such a loss.",
            when: "As 2.6.4 in a report on a successful delivery, from a server that passes mail on to another kind of system. It is \
                very rare.",
            action: "After 2.6.4 do not send the message again, unless the recipient misses something; then send that in a simpler form, \
                such as plain text or PDF. After 5.6.4, send the whole message in such a form.",
        },
        ko: {
            title: "일부를 잃은 채 변환됨",
            meaning: "메일이 전달되었지만, 그러기 위해 변환하는 과정에서 내용 일부를 잃었습니다. 5.6.4이면 발신자가 그런 변환을 금지하여 \
                전달되지 않은 것입니다.",
            when: "다른 종류의 시스템으로 메일을 넘기는 서버가 보낸 전달 완료 보고에 2.6.4로 나옵니다. 매우 드문 코드입니다.",
            action: "2.6.4라면 받는 사람에게 빠진 것이 없는 한 다시 발송하지 마세요. 빠진 것이 있으면 일반 텍스트나 PDF처럼 단순한 \
                형식으로 보내세요. 5.6.4라면 메일 전체를 그런 형식으로 발송하세요.",
        },
    }

    6, 5 { classes: [4, 5], basic: [451, 554], commands: ["end of data", "BDAT"], rfc: "RFC 3463 §3.7",
        causes: [HEADER_BAD, EIGHT_BIT],
        en: {
            title: "Conversion failed",
            meaning: "The message had to be converted for its delivery, and the conversion failed.",
            when: "Rare: after the end of the message or in a bounce. It hints at a message whose parts do not keep to MIME, such as \
                broken base64 or a wrong charset. As 4.6.5 it is tried again.",
            action: "Let a current client or mail library build the message anew, in UTF-8 and encoded as quoted-printable or base64. If \
                an attachment seems to be the reason, send it in another format or as a link.",
        },
        ko: {
            title: "변환 실패",
            meaning: "메일을 전달하려면 변환해야 했지만, 변환에 실패했습니다.",
            when: "드물며, 메일 내용을 모두 보낸 뒤나 반송 메일에 나옵니다. 깨진 base64나 잘못된 문자 집합(charset)처럼 메일의 일부가 \
                MIME 형식에 맞지 않을 가능성이 큽니다. 4.6.5이면 서버가 다시 시도합니다.",
            action: "최신 클라이언트나 메일 라이브러리로 메일을 다시 만들어, UTF-8을 quoted-printable이나 base64로 인코딩하여 보내세요. \
                첨부 파일이 원인인 것 같으면 다른 형식이나 링크로 보내세요.",
        },
    }

    6, 6 { classes: [4, 5], basic: [451, 554], commands: ["BURL"], rfc: "RFC 4468 §5, §6",
        causes: [SERVICE_UNAVAILABLE],
        en: {
            title: "Message content not available",
            meaning: "The server was to fetch the content of the message from an IMAP server, and could not.",
            when: "After BURL, by which a client has the submission server take the message straight from an IMAP server: 554 5.6.6 \
                \"IMAP URL resolution failed\". Few clients use BURL, so it is rare.",
            action: "Check that the message is still in its IMAP folder, and send it again. If it fails again, have the client send the \
                content itself (DATA instead of BURL). The administrator checks that the submission server reaches the IMAP server and \
                may log in there.",
        },
        ko: {
            title: "메일 내용을 가져올 수 없음",
            meaning: "서버가 IMAP 서버에서 메일 내용을 가져와야 하는데, 가져오지 못했습니다.",
            when: "클라이언트가 BURL로 발송 서버에 IMAP 서버에서 메일을 직접 가져오라고 했을 때 554 5.6.6 \"IMAP URL resolution \
                failed\"로 나옵니다. BURL을 쓰는 클라이언트가 적어 드문 코드입니다.",
            action: "메일이 IMAP 폴더에 아직 있는지 확인하고 다시 발송하세요. 또 실패하면 클라이언트가 BURL 대신 DATA로 내용을 직접 \
                보내게 하세요. 관리자는 발송 서버가 IMAP 서버에 연결하고 로그인할 수 있는지 확인하세요.",
        },
    }

    6, 7 { classes: [5], basic: [550, 553], commands: ["MAIL", "RCPT"], rfc: "RFC 6531 §3.5, §4.2",
        causes: [SMTPUTF8],
        en: {
            title: "Non-ASCII address not permitted",
            meaning: "An address has characters outside ASCII, and the server does not take it for this sender or recipient.",
            when: "At MAIL or RCPT, such as Postfix's 553 5.6.7 \"Must declare SMTPUTF8 to send unicode address\". Postfix returns mail \
                with 5.6.7 \"SMTPUTF8 is required, but was not offered by host\", often only because a script wrote a subject or a name \
                into the header unencoded.",
            action: "Look for Korean or accented letters, a full-width @ and invisible characters in the addresses, and type them anew. \
                A program puts only the bare address into MAIL and RCPT, and encodes subject and names by RFC 2047. If the address \
                really is not ASCII, ask for an ASCII one, or use a client and a server that both have SMTPUTF8.",
        },
        ko: {
            title: "ASCII가 아닌 주소를 받지 않음",
            meaning: "주소에 한글처럼 ASCII가 아닌 문자가 있으며, 서버가 이런 주소를 발신자나 수신자로 받아들이지 않습니다.",
            when: "MAIL이나 RCPT에 나오며, Postfix의 553 5.6.7 \"Must declare SMTPUTF8 to send unicode address\"가 대표적입니다. \
                Postfix의 반송 메일에는 5.6.7 \"SMTPUTF8 is required, but was not offered by host\"가 나오며, 주소가 아니라 \
                프로그램이 제목이나 이름을 인코딩하지 않고 헤더에 쓴 것이 원인일 때가 많습니다.",
            action: "주소에 한글, 악센트가 붙은 글자, 전각 @, 보이지 않는 문자가 없는지 확인하고 직접 다시 입력하세요. 프로그램이라면 \
                MAIL과 RCPT에는 주소만 넣고, 제목과 이름은 RFC 2047에 따라 인코딩하세요. 실제로 ASCII가 아닌 주소라면 받는 사람에게 \
                영문 주소를 물어보거나, SMTPUTF8을 지원하는 클라이언트와 서버를 함께 사용하세요.",
        },
    }

    6, 8 { classes: [2, 5], basic: [252, 550, 553], commands: ["VRFY", "EXPN"], rfc: "RFC 6531 §3.7.4.2",
        causes: [SMTPUTF8],
        en: {
            title: "UTF-8 reply needed but not permitted",
            meaning: "The reply would have to show a mailbox name in UTF-8, and the client did not say that it can read that.",
            when: "After VRFY or EXPN without SMTPUTF8, for a mailbox whose name is not ASCII: 252 2.6.8 or 550 5.6.8. Mail clients do \
                not send these commands, so it is seen only by hand or with a program.",
            action: "Add SMTPUTF8 to the command if the server lists it after EHLO. For sending mail the answer is not needed: go on \
                with MAIL and RCPT.",
        },
        ko: {
            title: "UTF-8 응답이 허용되지 않음",
            meaning: "사서함의 이름을 UTF-8로 응답해야 하는데, 클라이언트가 UTF-8 응답을 읽을 수 있다고 알리지 않았습니다.",
            when: "이름이 ASCII가 아닌 사서함에 대해 SMTPUTF8 없이 VRFY나 EXPN을 보내면 252 2.6.8이나 550 5.6.8로 나옵니다. 메일 \
                클라이언트는 이 명령을 보내지 않으므로, 직접 입력하거나 프로그램으로 보낼 때만 보게 됩니다.",
            action: "서버의 EHLO 응답에 SMTPUTF8이 있으면 명령에 SMTPUTF8을 붙이세요. 메일을 발송하는 데는 필요 없는 응답이므로 MAIL과 \
                RCPT로 계속하면 됩니다.",
        },
    }

    6, 9 { classes: [5], basic: [550, 554], commands: ["end of data", "BDAT"], rfc: "RFC 6531 §3.5, §4.2",
        causes: [SMTPUTF8, HEADER_BAD],
        en: {
            title: "UTF-8 header cannot be passed on",
            meaning: "The header of the message has characters outside ASCII, and it cannot be passed on so to one or more of the \
                recipients.",
            when: "After the end of the message: as 554 by the text of RFC 6531 §3.5, as 550 by its registry entry. The server that gets \
                the message has SMTPUTF8, but the one behind it has not.",
            action: "Encode subject and names by RFC 2047, as mail libraries do by themselves. If an address in the header is not ASCII, \
                use an ASCII address of that person. If only one recipient is the reason, send to the others separately.",
        },
        ko: {
            title: "UTF-8 헤더를 전달할 수 없음",
            meaning: "메일 헤더에 한글처럼 ASCII가 아닌 문자가 그대로 들어 있어, 수신자 가운데 일부에게 전달할 수 없습니다.",
            when: "메일 내용을 모두 보낸 뒤에 나오며, RFC 6531 §3.5의 본문에서는 554, 등록 항목에서는 550입니다. 메일을 받은 서버는 \
                SMTPUTF8을 지원하지만 그다음 서버가 지원하지 않는 경우입니다.",
            action: "제목과 이름을 RFC 2047에 따라 인코딩하세요. 메일 라이브러리는 자동으로 그렇게 합니다. 헤더의 주소가 ASCII가 \
                아니라면 그 사람의 영문 주소를 쓰고, 수신자 한 사람만 문제라면 나머지에게는 따로 발송하세요.",
        },
    }

    6, 10 { classes: [2, 5], basic: [252, 550, 553], commands: ["VRFY", "EXPN"], rfc: "RFC 6531 §4.2",
        causes: [SMTPUTF8],
        en: {
            title: "Same as X.6.8 (deprecated)",
            meaning: "It means the same as X.6.8: the reply would have to be in UTF-8, and the client did not permit that.",
            when: "The registry has it as a duplicate of X.6.8, and RFC 6531 marks it as deprecated. Servers have no reason to send it.",
            action: "Do as with X.6.8: add SMTPUTF8 to VRFY or EXPN if the server lists it. Whoever runs the server has it say X.6.8 \
                instead.",
        },
        ko: {
            title: "X.6.8과 같음(더는 쓰지 않음)",
            meaning: "X.6.8과 같은 뜻입니다. UTF-8로 응답해야 하는데 클라이언트가 허용하지 않았습니다.",
            when: "X.6.8과 중복되는 등록 항목이며, RFC 6531에서 더는 쓰지 않는 코드로 표시했습니다. 서버가 이 코드를 보낼 이유가 \
                없습니다.",
            action: "X.6.8과 마찬가지로, 서버의 EHLO 응답에 SMTPUTF8이 있으면 VRFY나 EXPN에 SMTPUTF8을 붙이세요. 서버를 운영한다면 \
                X.6.8로 응답하게 하세요.",
        },
    }

    7, 0 { classes: [2, 4, 5], basic: [220, 221, 235, 421, 450, 454, 500, 501, 503, 504, 530, 535, 550, 552, 554],
        commands: ["AUTH", "MAIL", "STARTTLS", "RCPT", "end of data"], rfc: "RFC 3463 §3.8, RFC 4954 §6",
        causes: [
            AUTH_REQUIRED, TLS_REQUIRED, APP_PASSWORD_NEEDED, AUTH_RATE_LIMIT, TEMP_AUTH_FAILURE, IP_BLOCKED, ATTACHMENT_BLOCKED,
            SPAM_CONTENT,
        ],
        en: {
            title: "Other security trouble",
            meaning: "The reply is about security or login, and no more exact code fits, or the server does not want to say more. As \
                2.7.0 it goes with 235 and means that the login worked.",
            when: "At MAIL it goes with 530: \"Authentication required\" or \"Must issue a STARTTLS command first\". At AUTH it stands \
                in Yahoo's 535 5.7.0 (#AUTH005) and Mail.ru's \"Application password is REQUIRED\", in 454 4.7.0 for temporary failures \
                and for Gmail's \"Too many login attempts\", and in 501 after a cancelled login; at STARTTLS, 454 4.7.0 means that TLS \
                is not available. About the mail itself it is Gmail's 552 5.7.0 (forbidden attachment), amavis's 554 5.7.0 (spam or \
                virus), or 421 4.7.0 from Yahoo ([TSS04]) and Gmail to servers with a bad reputation.",
            action: "Go by the three digits, the command and the words, since this code alone says little. With 530, switch authentication \
                and encryption on in the client; with 535 from Yahoo or Mail.ru, make an app password. With 454 keep the password and \
                wait; with 552 send a link in place of the attachment, and with 554 change the message as the words say. With 421 the \
                administrator of the sending server finds the cause, and sends less until it is gone.",
        },
        ko: {
            title: "기타 보안 문제",
            meaning: "보안이나 로그인에 관한 응답이지만, 더 정확한 코드가 없거나 서버가 더 알려 주지 않는 경우입니다. 235와 함께 나온 \
                2.7.0은 로그인에 성공했다는 뜻입니다.",
            when: "MAIL에서는 530과 함께 \"Authentication required\"나 \"Must issue a STARTTLS command first\"로 나옵니다. AUTH에서는 \
                Yahoo의 535 5.7.0 (#AUTH005)와 Mail.ru의 \"Application password is REQUIRED\", 일시적인 오류나 Gmail의 \"Too many login \
                attempts\"를 알리는 454 4.7.0, 로그인을 취소했을 때의 501에 붙고, STARTTLS에서는 454 4.7.0이 TLS를 사용할 수 없다는 \
                뜻입니다. 메일 자체에 관한 것으로는 Gmail의 552 5.7.0(허용되지 않는 첨부 파일), amavis의 554 5.7.0(스팸 또는 바이러스), \
                평판이 나쁜 서버에 Yahoo([TSS04])와 Gmail이 보내는 421 4.7.0이 있습니다.",
            action: "이 코드만으로는 알 수 있는 것이 적으니 세 자리 코드와 명령, 문구를 보고 판단하세요. 530이면 메일 클라이언트에서 \
                인증과 암호화를 켜고, Yahoo나 Mail.ru의 535이면 앱 비밀번호를 만들어 입력하세요. 454이면 비밀번호를 바꾸지 말고 \
                기다리고, 552이면 첨부 파일 대신 링크를 보내고, 554이면 문구에 따라 메일 내용을 고치세요. 421이면 발송 서버의 \
                관리자가 발송량을 줄이고 원인을 찾아야 합니다.",
        },
    }

    7, 1 { classes: [4, 5], basic: [450, 451, 454, 502, 503, 530, 533, 535, 550, 551, 553, 554],
        commands: ["RCPT", "end of data", "MAIL", "AUTH"], rfc: "RFC 3463 §3.8",
        causes: [
            RELAY_DENIED, SPAM_CONTENT, IP_BLOCKED, SENDER_NOT_OWNED, RECIPIENT_RESTRICTED, DMARC_FAIL, AUTH_REQUIRED, POLICY_REJECTED,
        ],
        en: {
            title: "Delivery not authorized, refused",
            meaning: "The server refuses the message by its rules: this host, this sender or this message may not go to this recipient. \
                It is the most used code for refusals and stands for more than ten different causes.",
            when: "At RCPT it is mostly relaying without a login (\"Relay access denied\", \"Unable to relay\"), a block list (\"blocked \
                using\"), or a group that takes mail from certain senders only (Exchange's RESOLVER.RST.AuthRequired, which is not about \
                your password). At MAIL it means that the sender address does not belong to the login (Yandex 553 5.7.1), or that nobody \
                is logged in (Exchange 530 5.7.1 \"Client was not authenticated\"). After the end of the message it is spam, DMARC, a \
                bad header or a policy; Gmail, iCloud and others use it for all of these, and only the words and the link tell which. As \
                4.7.1 it is greylisting, a missing reverse DNS record, an unknown EHLO name (Postfix 450) or relaying (Postfix 454), \
                although RFC 3463 has it for permanent refusals only. As 535 5.7.1, formerly from Gmail and in the example of RFC 7628, \
                it is a refused password or OAuth token.",
            action: "Read the words and see at which command it came: the code alone decides nothing. If they speak of relaying or \
                authentication, switch authentication on for outgoing mail, and use port 587 with STARTTLS or 465 with TLS (not for \
                RESOLVER.RST.AuthRequired, which is about the group). If they name the sender, send from an address of the account \
                that logs in; if they name a group or the recipient, ask its owner to permit your address. If they name an IP \
                address, a block list, SPF, DKIM, DMARC or reverse DNS, pass the whole reply on to the administrator of the sending \
                server or domain. If it is spam or policy, change the message before you send it again.",
        },
        ko: {
            title: "발송이 허용되지 않아 거부됨",
            meaning: "서버가 자체 규칙에 따라 메일을 거부했습니다. 이 호스트나 발신자, 이 메일은 이 수신자에게 보낼 수 없다는 뜻이며, \
                거부에 가장 많이 쓰이는 코드이므로 가능한 원인이 열 가지가 넘습니다.",
            when: "RCPT에서 나오면 대부분 로그인하지 않은 채 릴레이하려고 했거나(\"Relay access denied\", \"Unable to relay\"), 발송 \
                서버의 IP 주소가 차단 목록에 있거나(\"blocked using\"), 수신자가 정해진 발신자의 메일만 받는 그룹인 \
                경우입니다(Exchange의 RESOLVER.RST.AuthRequired로, 비밀번호와는 관계가 없습니다). MAIL에서는 발신자 주소가 로그인한 \
                계정의 것이 아니거나(Yandex의 553 5.7.1) 로그인하지 않았다는 뜻입니다(Exchange의 530 5.7.1 \"Client was not \
                authenticated\"). 메일 내용을 모두 보낸 뒤에는 스팸, DMARC, 잘못된 헤더, 정책이 원인이며, Gmail과 iCloud 등은 이 모든 \
                경우에 같은 코드를 쓰므로 문구와 링크로만 구별할 수 있습니다. RFC 3463에서는 영구적인 오류에만 쓰지만, 4.7.1은 \
                그레이리스팅, 역방향 DNS(PTR) 레코드 없음, 알 수 없는 EHLO 이름(Postfix의 450), 릴레이 거부(Postfix의 454)에 \
                나옵니다. 예전의 Gmail과 RFC 7628의 예에 나오는 535 5.7.1은 비밀번호나 OAuth 토큰이 거부되었다는 뜻입니다.",
            action: "코드만으로는 알 수 없으니 문구를 읽고 어느 명령에서 나왔는지 확인하세요. 릴레이나 인증에 관한 문구라면 메일 \
                클라이언트의 발송(SMTP) 설정에서 인증을 켜고, 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 \
                설정하세요(그룹에 관한 응답인 RESOLVER.RST.AuthRequired는 예외입니다). 문구가 발신자를 지적하면 발신자를 로그인하는 계정의 \
                주소로 바꾸세요. 그룹이나 수신자를 지적하면 그 소유자에게 발신자 주소를 허용해 달라고 요청하세요. IP 주소, 차단 목록, SPF, \
                DKIM, DMARC, 역방향 DNS가 나오면 응답 전체를 발송 서버나 도메인의 관리자에게 전달하세요. 스팸이나 정책이 원인이라면 메일을 \
                고친 다음 다시 발송하세요.",
        },
    }

    7, 2 { classes: [5], basic: [550, 553], commands: ["RCPT", "EXPN", "MAIL"], rfc: "RFC 3463 §3.8",
        causes: [RECIPIENT_RESTRICTED, IP_BLOCKED],
        en: {
            title: "Mailing list expansion prohibited",
            meaning: "The sender may not write to this mailing list.",
            when: "At RCPT or EXPN or in a bounce, but seldom: most lists and servers say 5.7.1 instead. Yahoo means something else: 553 \
                5.7.2 with [TSS09] or [TSS11] \"All messages from … will be permanently deferred\" says that the IP address of the \
                sending server is blocked.",
            action: "Ask the owner of the list to permit your address, and write from the address with which you are subscribed. With \
                Yahoo's [TSS09] or [TSS11], the administrator of the sending server opens the link in the reply; sending again does not \
                help.",
        },
        ko: {
            title: "메일링 리스트로 발송할 수 없음",
            meaning: "발신자가 이 메일링 리스트로 메일을 보낼 권한이 없습니다.",
            when: "RCPT나 EXPN에, 또는 반송 메일에 나오지만 드물며, 메일링 리스트와 서버는 대부분 5.7.1로 응답합니다. Yahoo에서는 뜻이 \
                달라서, [TSS09]나 [TSS11]이 붙은 553 5.7.2 \"All messages from … will be permanently deferred\"는 발송 서버의 IP 주소가 \
                차단되었다는 뜻입니다.",
            action: "메일링 리스트의 소유자에게 발신자 주소를 허용해 달라고 요청하고, 가입할 때 쓴 주소로 발송하세요. Yahoo의 [TSS09]나 \
                [TSS11]이라면 다시 발송해도 해결되지 않으니, 발송 서버의 관리자가 응답의 링크를 확인해야 합니다.",
        },
    }

    7, 3 { classes: [4, 5], basic: [450, 451, 535], commands: ["AUTH", "MAIL", "end of data"], rfc: "RFC 3463 §3.8",
        causes: [CREDENTIALS_WRONG, BASIC_AUTH_DISABLED, OAUTH_TOKEN_BAD, TLS_REQUIRED, QUOTA],
        en: {
            title: "Security conversion not possible",
            meaning: "By the standard, the message would have to be turned from one secure form into another, which is not possible. In \
                practice it is Microsoft's code for a failed login.",
            when: "Exchange, Microsoft 365 and Outlook.com say 535 5.7.3 \"Authentication unsuccessful\" to AUTH. They also say 451 \
                5.7.3 \"STARTTLS is required to send mail\" to clients without TLS, and 450 4.7.3 \"Organization queue quota exceeded\"; \
                between Exchange servers it is 5.7.3 \"Cannot achieve Exchange Server authentication\". In the sense of RFC 3463 hardly \
                any server uses it.",
            action: "With 535, check user name (the whole address) and password, or get a new token; if both are right, the mail \
                administrator checks whether authenticated SMTP is on for the mailbox. With STARTTLS in the words, set STARTTLS for port \
                587 in the client; the administrator of a mail server that delivers switches TLS on for outgoing mail. Between Exchange \
                servers, their administrator checks whether a firewall changes or filters SMTP commands, and whether the connectors have \
                Exchange Server authentication.",
        },
        ko: {
            title: "보안 형식 변환 불가",
            meaning: "표준에서는 메일을 다른 보안 형식으로 변환해야 하는데 할 수 없다는 뜻입니다. 실제로는 Microsoft가 로그인 실패에 \
                사용합니다.",
            when: "Exchange, Microsoft 365, Outlook.com은 AUTH에 535 5.7.3 \"Authentication unsuccessful\"로 응답합니다. TLS를 쓰지 않는 \
                클라이언트에는 451 5.7.3 \"STARTTLS is required to send mail\", 큐의 한도를 넘은 조직의 메일에는 450 4.7.3 \
                \"Organization queue quota exceeded\"로 응답하며, Exchange 서버 사이에는 5.7.3 \"Cannot achieve Exchange Server \
                authentication\"이 나옵니다. RFC 3463의 뜻으로 쓰는 서버는 거의 없습니다.",
            action: "535이면 사용자 이름(메일 주소 전체)과 비밀번호를 확인하거나 토큰을 새로 받고, 둘 다 맞다면 메일 관리자가 그 사서함에 \
                인증된 SMTP(Authenticated SMTP)가 켜져 있는지 확인해야 합니다. STARTTLS라는 문구가 있으면 클라이언트에서 587 포트를 명시적 \
                SSL(STARTTLS)로 설정하세요. 메일을 전달하는 메일 서버라면 관리자가 나가는 메일의 TLS를 켜야 합니다. Exchange 서버 사이라면 \
                관리자가 방화벽이 SMTP 명령을 바꾸거나 걸러 내지 않는지, 커넥터에 Exchange Server 인증이 설정되어 있는지 확인해야 합니다.",
        },
    }

    7, 4 { classes: [4, 5], basic: [504], commands: ["AUTH", "STARTTLS"], rfc: "RFC 3463 §3.8",
        causes: [MECHANISM_UNSUPPORTED, TLS_NOT_OFFERED],
        en: {
            title: "Security feature not supported",
            meaning: "The other side does not have the security feature that is asked for.",
            when: "Exchange and Gmail say 504 5.7.4 \"Unrecognized authentication type\" to AUTH with a mechanism that they do not have, \
                such as PLAIN at many Exchange servers. Postfix writes 4.7.4 into its log, with \"TLS is required, but was not offered \
                by host\", when it has to encrypt and the other server lists no STARTTLS.",
            action: "With 504, choose an authentication method that stands in the AUTH line of the reply to EHLO, such as LOGIN or OAuth \
                at Exchange. With Postfix's text, the administrator of the other server switches STARTTLS on; check also that you have \
                the right port, and that no firewall in between hides STARTTLS.",
        },
        ko: {
            title: "보안 기능을 지원하지 않음",
            meaning: "상대 서버가 요청받은 보안 기능을 지원하지 않습니다.",
            when: "Exchange와 Gmail은 지원하지 않는 메커니즘으로 AUTH를 보내면 504 5.7.4 \"Unrecognized authentication type\"으로 \
                응답하며, PLAIN을 지원하지 않는 Exchange 서버가 많습니다. Postfix는 암호화해야 하는데 상대 서버의 EHLO 응답에 STARTTLS가 \
                없으면 \"TLS is required, but was not offered by host\"와 함께 4.7.4를 로그에 남깁니다.",
            action: "504이면 EHLO 응답의 AUTH 줄에 있는 인증 방식을 선택하세요. Exchange라면 LOGIN이나 OAuth입니다. Postfix의 문구라면 \
                상대 서버의 관리자가 STARTTLS를 켜야 하며, 포트가 맞는지와 중간의 방화벽이 STARTTLS를 가리지 않는지도 확인하세요.",
        },
    }

    7, 5 { classes: [4, 5], basic: [454, 554], commands: ["STARTTLS", "end of data"], rfc: "RFC 3463 §3.8",
        causes: [TLS_CERT_UNTRUSTED, TLS_CERT_NAME, TLS_VERSION, DMARC_FAIL],
        en: {
            title: "Cryptographic failure",
            meaning: "Something could not be verified, encrypted or decrypted, because a key or a certificate is missing or not valid.",
            when: "Postfix writes 4.7.5 into its log when TLS fails: \"Cannot start TLS: handshake failure\", \"Server certificate not \
                trusted\" or \"not verified\". Exchange says 454 4.7.5 \"Certificate validation failure\" when it delivers to Microsoft \
                365 or the other way round. Some mail filters, such as Proofpoint, say 554 5.7.5 \"Permanent error evaluating DMARC \
                policy\" when the DMARC record of the sender's domain is faulty, mostly because there are two.",
            action: "For TLS, the administrators check the certificate (name, expiry, the whole chain) and the TLS versions of both \
                sides: `openssl s_client -starttls smtp -connect HOST:25`. For DMARC, the administrator of the sender's domain leaves \
                exactly one TXT record at _dmarc.example.com that begins with v=DMARC1.",
        },
        ko: {
            title: "암호화 처리 실패",
            meaning: "키나 인증서가 없거나 유효하지 않아, 서버가 메일이나 연결을 검증, 암호화 또는 복호화하지 못했습니다.",
            when: "Postfix는 TLS에 실패하면 \"Cannot start TLS: handshake failure\", \"Server certificate not trusted\", \"not \
                verified\"와 함께 4.7.5를 로그에 남깁니다. Exchange와 Microsoft 365 사이의 전송에서는 454 4.7.5 \"Certificate validation \
                failure\"가 나옵니다. Proofpoint 같은 일부 메일 필터는 발신자 도메인의 DMARC 레코드에 오류가 있을 때 554 5.7.5 \
                \"Permanent error evaluating DMARC policy\"로 거부하며, 대부분 레코드가 두 개인 것이 원인입니다.",
            action: "TLS라면 양쪽의 관리자가 `openssl s_client -starttls smtp -connect HOST:25`로 인증서(이름, 만료일, 전체 체인)와 \
                TLS 버전을 확인해야 합니다. DMARC라면 발신자 도메인의 관리자가 _dmarc.example.com에서 v=DMARC1로 시작하는 TXT \
                레코드를 하나만 남겨야 합니다.",
        },
    }

    7, 6 { classes: [4, 5], basic: [554], commands: ["end of data"], rfc: "RFC 3463 §3.8",
        causes: [DKIM_FAIL],
        en: {
            title: "Cryptographic algorithm not supported",
            meaning: "A server that was to verify or decrypt the message does not have the algorithm for it.",
            when: "Hardly ever seen, and if so after the end of the message or in a bounce. Trouble with TLS versions carries other \
                codes, such as 4.7.5 at Postfix or 421 4.7.66 at Microsoft 365.",
            action: "Sign or encrypt with a usual algorithm, such as RSA with SHA-256 for DKIM. If you cannot choose it, ask the \
                administrator of the server that refuses which algorithms it takes.",
        },
        ko: {
            title: "지원하지 않는 암호 알고리즘",
            meaning: "메일을 검증하거나 복호화해야 하는 서버가 거기에 쓰인 알고리즘을 지원하지 않습니다.",
            when: "거의 볼 수 없으며, 나온다면 메일 내용을 모두 보낸 뒤나 반송 메일에 나옵니다. TLS 버전 문제는 Postfix의 4.7.5나 \
                Microsoft 365의 421 4.7.66처럼 다른 코드로 나옵니다.",
            action: "DKIM의 RSA와 SHA-256처럼 널리 쓰는 알고리즘으로 서명하거나 암호화하세요. 알고리즘을 바꿀 수 없다면 거부한 서버의 \
                관리자에게 어떤 알고리즘을 지원하는지 문의하세요.",
        },
    }

    7, 7 { classes: [2, 4, 5], basic: [530, 550], commands: ["MAIL", "AUTH", "end of data"], rfc: "RFC 3463 §3.8",
        causes: [TLS_REQUIRED, DKIM_FAIL],
        en: {
            title: "Message integrity failure",
            meaning: "By the standard, a server found that the message was damaged or changed on the way. Yandex means that encryption \
                is missing.",
            when: "Most people see it as Yandex's 530 5.7.7, when a client wants to log in or send without TLS. In the sense of RFC 3463 \
                it is rare, since a broken DKIM signature mostly gets 5.7.20 or 5.7.1.",
            action: "At Yandex, set SSL/TLS for port 465 or STARTTLS for port 587 in the client. Otherwise send the message once more; \
                if it comes again, the administrators look for what changes it on the way, such as a footer, a virus scanner or a \
                mailing list.",
        },
        ko: {
            title: "메일 무결성 검사 실패",
            meaning: "표준에서는 메일이 전송 중에 손상되거나 변경된 것을 서버가 발견했다는 뜻입니다. Yandex에서는 암호화하지 않았다는 \
                뜻입니다.",
            when: "클라이언트가 TLS 없이 로그인하거나 발송하려고 할 때 Yandex가 보내는 530 5.7.7이 가장 흔합니다. 깨진 DKIM 서명은 \
                대부분 5.7.20이나 5.7.1로 거부되므로, RFC 3463의 뜻으로는 드뭅니다.",
            action: "Yandex라면 메일 클라이언트에서 465 포트는 암시적 SSL(SSL/TLS), 587 포트는 명시적 SSL(STARTTLS)로 설정하세요. 그 \
                밖의 서버라면 한 번 더 발송해 보세요. 다시 나오면 관리자가 꼬리말, 바이러스 검사, 메일링 리스트처럼 도중에 메일을 \
                바꾸는 것을 찾아야 합니다.",
        },
    }

    7, 8 { classes: [4, 5], basic: [535, 554], commands: ["AUTH"], rfc: "RFC 4954 §6",
        causes: [CREDENTIALS_WRONG, APP_PASSWORD_NEEDED, OAUTH_TOKEN_BAD, SMTP_ACCESS_DISABLED, MECHANISM_UNSUPPORTED, AUTH_EXCHANGE_BAD],
        en: {
            title: "Authentication credentials invalid",
            meaning: "The login failed: the server did not accept the user name and password, or the token, that the client showed. It \
                does not say which of them is wrong.",
            when: "With 535 as the answer to AUTH: in RFC 4954 §6 it means wrong or insufficient credentials, and §4 lets 535 stand \
                for every failure without a code of its own. Gmail says \"Username and Password not accepted\", also for the normal \
                password where it wants an app password. Postfix says \"Error: authentication failed\" and adds the reason if it \
                knows one, such as \"Invalid authentication mechanism\" or \"Invalid format\"; Yandex adds \"This user does not have \
                access rights to this service\" when the mailbox does not permit mail programs or an app password is needed. After \
                XOAUTH2 or OAUTHBEARER it is about the token, and a 334 with the reason as JSON in base64 comes before it. Postfix as \
                the sender logs it as 4.7.8 and keeps the mail in its queue; 554 5.7.8 is an old code of BURL, which is 5.7.14 today.",
            action: "Check the user name (mostly the whole address; at sending services a fixed word or a key), and type the password \
                again, without spaces or line breaks. If the account has two-step verification or the provider has app passwords \
                (Gmail, Yahoo, iCloud, Naver, Yandex), make one and enter it. If the words name a mechanism, choose another \
                authentication method; after XOAUTH2, get a new token for the address that logs in. Do not repeat the same try, since \
                each may lock the account or block the IP address, and correct the old password in other devices too. If all is \
                right, ask the administrator of the server: its log mostly knows the reason.",
        },
        ko: {
            title: "자격 증명이 올바르지 않음",
            meaning: "로그인에 실패했습니다. 클라이언트가 보낸 사용자 이름과 비밀번호 또는 토큰을 서버가 받아들이지 않았으며, 그중 \
                무엇이 틀렸는지는 알려 주지 않습니다.",
            when: "AUTH의 응답으로 535와 함께 나옵니다. RFC 4954 §6에서는 자격 증명이 잘못되었거나 부족하다는 뜻입니다. 따로 정해진 \
                코드가 없는 실패에도 모두 535를 쓸 수 있습니다(§4). Gmail은 \"Username and Password not accepted\"로 응답하며, 앱 \
                비밀번호가 필요한데 일반 비밀번호를 보냈을 때도 마찬가지입니다. Postfix는 \"Error: authentication failed\" 뒤에 \
                \"Invalid authentication mechanism\", \"Invalid format\"처럼 아는 이유를 덧붙이고, Yandex의 \"This user does not have \
                access rights to this service\"는 사서함 설정에서 메일 클라이언트의 사용을 허용하지 않았거나 앱 비밀번호가 필요하다는 \
                뜻입니다. XOAUTH2나 OAUTHBEARER를 썼다면 토큰의 문제이며, 바로 앞의 334에 이유가 base64로 인코딩된 JSON으로 들어 \
                있습니다. Postfix가 발송하는 쪽이면 로그에 4.7.8을 남기고 메일을 큐에 둡니다. 554 5.7.8은 BURL의 예전 코드이며 지금은 \
                5.7.14를 씁니다.",
            action: "사용자 이름(대부분 메일 주소 전체이며, 발송 서비스에서는 정해진 단어나 키)을 확인하고, 비밀번호를 공백이나 줄 \
                바꿈 없이 다시 입력하세요. 2단계 인증을 쓰는 계정이거나 앱 비밀번호가 있는 서비스(Gmail, Yahoo, iCloud, Naver, \
                Yandex)라면 앱 비밀번호를 만들어 입력하세요(Naver에서는 애플리케이션 비밀번호라고 합니다). 메커니즘에 관한 문구라면 \
                다른 인증 방식을 선택하고, XOAUTH2였다면 로그인하는 주소로 토큰을 새로 받으세요. 시도할 때마다 계정이 잠기거나 IP \
                주소가 차단될 수 있으니 같은 값으로 다시 시도하지 말고, 다른 장비에 남아 있는 예전 비밀번호도 고치세요. 모두 맞다면 \
                서버의 로그에 대개 이유가 남으니 서버의 관리자에게 문의하세요.",
        },
    }

    7, 9 { classes: [4, 5], basic: [534, 554], commands: ["AUTH", "end of data"], rfc: "RFC 4954 §6",
        causes: [APP_PASSWORD_NEEDED, ACCOUNT_LOCKED, MECHANISM_TOO_WEAK, POLICY_REJECTED, DMARC_FAIL],
        en: {
            title: "Authentication mechanism is too weak",
            meaning: "The server does not take this way of logging in for this account. By RFC 4954 the mechanism is weaker than the \
                policy permits for the user; at Gmail the normal password is not enough.",
            when: "With 534 as the answer to AUTH; by RFC 4954 §6 the client should then try another mechanism. Gmail, where most people \
                meet it, says 534 5.7.9 \"Application-specific password required\" for an account with 2-Step Verification \
                (InvalidSecondFactor in the link), and \"log in with your web browser\" when a login looks unusual to it \
                (WebLoginRequired in the link). The password itself may be right in all these cases; a wrong one is 535 5.7.8 there. \
                Yahoo uses the code for something else: 554 5.7.9 \"Message not accepted for policy reasons\" comes after the message \
                and is about its content or about DMARC.",
            action: "At Gmail with InvalidSecondFactor, make an app password in the security settings of the Google account and enter it \
                in place of the normal one, or let the client sign in with OAuth. With WebLoginRequired, sign in at Google in a browser, \
                confirm there that it was you, and try once more; if it comes again, switch 2-Step Verification on and enter an app \
                password, or use OAuth. At other servers, switch encryption on first, and then choose another mechanism of the AUTH line \
                in the reply to EHLO; the mail administrator knows which ones the account may use. Another normal password helps in none \
                of these cases. With Yahoo's 554, leave the login alone, and have SPF, DKIM and DMARC of the domain in From checked.",
        },
        ko: {
            title: "인증 메커니즘의 보안 수준이 낮음",
            meaning: "서버가 이 계정에는 이런 로그인 방식을 허용하지 않습니다. RFC 4954에서는 메커니즘의 보안 수준이 이 사용자에게 \
                적용되는 정책보다 낮다는 뜻이고, Gmail에서는 일반 비밀번호만으로는 로그인할 수 없다는 뜻입니다.",
            when: "AUTH의 응답으로 534와 함께 나오며, RFC 4954 §6에 따르면 클라이언트가 다른 메커니즘을 시도해야 합니다. 이 코드를 가장 \
                흔히 보는 Gmail은 2단계 인증을 쓰는 계정에 534 5.7.9 \"Application-specific password required\"(링크에 \
                InvalidSecondFactor)로, 평소와 다른 로그인에는 \"log in with your web browser\"(링크에 WebLoginRequired)로 응답합니다. \
                이때 비밀번호 자체는 맞았을 수 있으며, 비밀번호가 틀리면 535 5.7.8이 나옵니다. Yahoo에서는 뜻이 달라서, 메일 내용을 보낸 \
                뒤에 나오는 554 5.7.9 \"Message not accepted for policy reasons\"는 메일의 내용이나 DMARC에 관한 것입니다.",
            action: "Gmail에서 InvalidSecondFactor가 나오면 Google 계정의 보안 설정에서 앱 비밀번호를 만들어 일반 비밀번호 대신 \
                입력하거나, 클라이언트가 OAuth로 로그인하게 하세요. WebLoginRequired가 나오면 웹에서 Google에 로그인하여 본인이 한 \
                로그인임을 확인한 다음 한 번만 더 시도하세요. 또 나오면 2단계 인증을 켜고 앱 비밀번호를 만들어 입력하거나 OAuth를 \
                사용하세요. 다른 서버라면 먼저 암호화를 켠 다음 EHLO 응답의 AUTH 줄에서 다른 메커니즘을 선택하세요. 계정에 허용된 \
                메커니즘은 메일 관리자에게 문의하면 되며, 일반 비밀번호를 바꾸어도 해결되지 않습니다. Yahoo의 554라면 로그인 설정은 \
                그대로 두고, From 도메인의 SPF, DKIM, DMARC를 관리자에게 확인해 달라고 하세요.",
        },
    }

    7, 10 { classes: [5], basic: [523], commands: ["AUTH", "STARTTLS"], rfc: "RFC 5248 §2.4, RFC 8689 §4.2.1",
        causes: [TLS_REQUIRED, AUTH_NEEDS_TLS, TLS_NOT_OFFERED, BAD_SEQUENCE],
        en: {
            title: "Encryption needed",
            meaning: "The login, or in a bounce the message, may go only over an encrypted connection, and there is none.",
            when: "With 523 as the answer to AUTH before TLS is up, mostly for PLAIN and LOGIN: servers made with the Go library \
                go-smtp, such as maddy, and Dovecot's submission service say so. RFC 5248 §2.4 registered it because servers used it \
                already; for the same fact RFC 4954 has 538 5.7.11, and other servers say 504, 530 or do not list AUTH at all. In a \
                bounce it is about the delivery: by RFC 8689 §4.2.1, a message that was sent with REQUIRETLS comes back with 5.7.10 \
                if no TLS session with the next server came about. Gmail uses 523 5.7.10 for clients that send commands right after \
                STARTTLS without waiting for the reply.",
            action: "Switch encryption on in the client: STARTTLS for port 587, TLS for port 465. A program of your own sends EHLO, \
                STARTTLS, starts TLS, sends EHLO again, and only then AUTH; if the words speak of pipelining, it has to wait for 220 and \
                for the end of the TLS handshake. AUTH PLAIN may have sent the password unprotected already, so change it if others could \
                listen on that network. With a bounce because of REQUIRETLS, the administrator of the recipient's server has to offer \
                STARTTLS with a valid certificate.",
        },
        ko: {
            title: "암호화 필요",
            meaning: "로그인은 암호화 연결에서만 할 수 있는데 연결이 암호화되지 않았습니다. 반송 메일에 나왔다면 메일을 암호화 연결로만 \
                전달할 수 있는데 그러지 못했다는 뜻입니다.",
            when: "TLS를 시작하기 전에 보낸 AUTH에 523과 함께 나오며, 대부분 PLAIN과 LOGIN입니다. maddy처럼 Go 라이브러리 go-smtp로 만든 \
                서버와 Dovecot의 발송(submission) 서비스가 이렇게 응답합니다. RFC 5248 §2.4는 이미 쓰이고 있던 코드를 등록한 것이며, RFC \
                4954에서는 같은 상황에 538 5.7.11을 쓰고, 다른 서버는 504나 530으로 응답하거나 AUTH를 아예 제공하지 않습니다. 반송 \
                메일에서는 전달에 관한 것으로, RFC 8689 §4.2.1에 따라 REQUIRETLS로 보낸 메일은 다음 서버와 TLS 연결을 맺지 못하면 \
                5.7.10으로 되돌아옵니다. Gmail은 응답을 기다리지 않고 STARTTLS 바로 뒤에 명령을 보낸 클라이언트에 523 5.7.10으로 \
                응답합니다.",
            action: "메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요. 직접 만든 \
                프로그램이라면 EHLO와 STARTTLS를 보내 TLS를 시작하고, EHLO를 다시 보낸 다음 AUTH를 보내야 하며, \
                파이프라이닝(pipeline)에 관한 문구라면 220을 기다리고 TLS 핸드셰이크를 마칠 때까지 다른 것을 보내지 않게 하세요. AUTH \
                PLAIN이었다면 비밀번호가 이미 암호화되지 않은 채 전송되었을 수 있으므로, 다른 사람이 엿볼 수 있는 네트워크였다면 \
                바꾸세요. REQUIRETLS 때문에 반송되었다면 수신 서버의 관리자가 유효한 인증서로 STARTTLS를 제공해야 합니다.",
        },
    }

    7, 11 { classes: [5], basic: [501, 524, 538], commands: ["AUTH", "STARTTLS"], rfc: "RFC 4954 §6",
        causes: [TLS_REQUIRED, AUTH_NEEDS_TLS, SYNTAX],
        en: {
            title: "Encryption required for this mechanism",
            meaning: "The authentication mechanism that the client chose may be used only over an encrypted connection, and this one is \
                not encrypted.",
            when: "With 538, in older servers 524, as the answer to AUTH before TLS is up, mostly for PLAIN and LOGIN, which send the \
                password readably. RFC 4954 §6 keeps it for historical reasons only: a modern server does not list such a mechanism \
                without TLS, and says 504 5.5.4 if a client tries it all the same, as Postfix does. X.7.10 means practically the same. \
                The server has not looked at any password, so nothing speaks against the password. Gmail uses 501 5.7.11 for a STARTTLS \
                command with something behind it (\"no parameters allowed\").",
            action: "Choose STARTTLS for port 587 or TLS for port 465 in the client, and do not look for a way to log in without it. A \
                program of your own sends EHLO, STARTTLS, starts TLS, sends EHLO again, and takes the mechanism from this second list. \
                With AUTH PLAIN the password may have gone over the network unprotected already, so change it if others could listen \
                there. The administrator of a server that says 538 hides the mechanisms until TLS is up, in Postfix with \
                `smtpd_tls_auth_only = yes`.",
        },
        ko: {
            title: "인증 메커니즘에 암호화 필요",
            meaning: "클라이언트가 선택한 인증 메커니즘은 암호화 연결에서만 사용할 수 있는데, 이 연결은 암호화되지 않았습니다.",
            when: "TLS를 시작하기 전에 보낸 AUTH에 538(오래된 서버에서는 524)과 함께 나오며, 대부분 비밀번호를 읽을 수 있는 형태로 \
                보내는 PLAIN과 LOGIN입니다. RFC 4954 §6은 이 코드를 예전 코드로만 남겨 두었으며, 요즘 서버는 TLS가 없으면 그런 \
                메커니즘을 제공하지 않고, 그래도 시도하면 Postfix처럼 504 5.5.4로 응답합니다. X.7.10도 사실상 같은 뜻입니다. 서버가 \
                비밀번호를 확인하기 전이므로 비밀번호가 틀렸다는 뜻은 아닙니다. Gmail은 STARTTLS 명령 뒤에 다른 것을 붙여 보냈을 때 501 \
                5.7.11(\"no parameters allowed\")로 응답합니다.",
            action: "메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하고, 암호화 없이 \
                로그인하는 방법은 찾지 마세요. 직접 만든 프로그램이라면 EHLO와 STARTTLS를 보내 TLS를 시작하고, EHLO를 다시 보내 그 \
                목록에서 메커니즘을 선택해야 합니다. AUTH PLAIN이었다면 비밀번호가 이미 암호화되지 않은 채 전송되었을 수 있으므로, \
                다른 사람이 엿볼 수 있는 네트워크였다면 바꾸세요. 538로 응답하는 서버의 관리자는 TLS를 시작할 때까지 메커니즘을 \
                숨기도록 설정하세요. Postfix에서는 `smtpd_tls_auth_only = yes`입니다.",
        },
    }

    7, 12 { classes: [4, 5], basic: [422, 432, 550], commands: ["AUTH", "RCPT"], rfc: "RFC 4954 §6",
        causes: [TRANSITION_NEEDED, RECIPIENT_RESTRICTED],
        en: {
            title: "Password transition needed",
            meaning: "The server has the password of the account, but not yet in the form that this authentication mechanism needs.",
            when: "With 432 (422 in an older form) as the answer to AUTH with a mechanism that does not send the password itself, such \
                as CRAM-MD5 or SCRAM. Mostly the accounts were moved from another system, or the mechanism is new on the server. Few \
                servers send it, because it tells who has an account; others say 535 5.7.8. A 432 with 4.3.2 is another thing: Microsoft \
                365 means too many connections at once by it. A bounce from Microsoft 365 with 5.7.12 \"Sender was not authenticated by \
                organization\" is not about a login at all: the recipient takes mail from its own organization only.",
            action: "Over an encrypted connection, set the authentication method of the client to the normal password (PLAIN) and log in \
                once; the other mechanism works from the next login on. The password is right and need not be changed, and the same \
                mechanism again gives 432 again, although the code begins with 4. If the login with PLAIN changes nothing, the \
                administrator sets the password anew, or has the server make the missing form (Cyrus SASL: auto_transition: yes). With \
                5.7.12 from Microsoft 365, ask the recipient in another way to have its administrator permit senders from outside.",
        },
        ko: {
            title: "비밀번호 전환 필요",
            meaning: "서버에 계정의 비밀번호는 있지만, 이 인증 메커니즘에 필요한 형태로는 아직 저장되어 있지 않습니다.",
            when: "CRAM-MD5나 SCRAM처럼 비밀번호를 그대로 보내지 않는 메커니즘으로 AUTH를 보냈을 때 432(예전 형태로는 422)와 함께 \
                나옵니다. 대부분 계정을 다른 시스템에서 옮겨 왔거나 서버에 그 메커니즘을 새로 도입한 경우입니다. 어떤 계정이 있는지 \
                드러나기 때문에 이 코드를 보내는 서버는 적으며, 다른 서버는 535 5.7.8로 응답합니다. 4.3.2가 붙은 432는 이와 달리 \
                Microsoft 365에서 동시에 연 연결이 너무 많다는 뜻입니다. Microsoft 365의 반송 메일에 나오는 5.7.12 \"Sender was not \
                authenticated by organization\"도 로그인과 관계가 없으며, 수신자가 같은 조직의 메일만 받는다는 뜻입니다.",
            action: "암호화 연결에서 클라이언트의 인증 방식을 일반 비밀번호(PLAIN)로 설정하여 한 번 로그인하세요. 다음 로그인부터 원래의 \
                메커니즘을 쓸 수 있습니다. 비밀번호는 맞으니 바꾸지 않아도 되며, 코드가 4로 시작하지만 같은 메커니즘으로 다시 시도하면 \
                다시 432가 나옵니다. PLAIN으로 로그인해도 달라지지 않으면 관리자가 비밀번호를 다시 설정하거나, 서버가 필요한 값을 만들게 \
                해야 합니다(Cyrus SASL에서는 auto_transition: yes). Microsoft 365의 5.7.12라면 다른 방법으로 받는 사람에게 연락하여, \
                그쪽 관리자가 외부 발신자를 허용하도록 요청하세요.",
        },
    }

    7, 13 { classes: [5], basic: [525, 550], commands: ["AUTH", "RCPT"], rfc: "RFC 5248 §2.4",
        causes: [ACCOUNT_LOCKED, RECIPIENT_RESTRICTED, MAILBOX_UNAVAILABLE],
        en: {
            title: "User account disabled",
            meaning: "User name and password are right, but the account has been disabled.",
            when: "With 525 as the answer to AUTH, at the end of the exchange. RFC 5248 §2.4 wants it only after a right password, so \
                that the client does not ask for another one; usual reasons are an unpaid bill, misuse or signs of a break-in. Many \
                servers say 535 for a disabled account too, so that nobody learns that the password was right. Where it comes in answer \
                to RCPT or in a bounce, the recipient's side is meant: some mail filters say 525 5.7.13 \"Disabled recipient address\", \
                and Microsoft 365 says 5.7.13 \"Sender was not authenticated for public folder\" when a public folder takes no mail from \
                outside.",
            action: "Do not try other passwords: the one that was sent is right. Sign in to the account in a browser and look for a \
                notice; if it asks for a new password, change it and enter the new one in every client and program. Otherwise ask the \
                mail administrator or the provider why the account is disabled, and have it enabled. The administrator first settles \
                the reason, for example by removing unknown forwarding rules and app passwords after misuse, and then enables the \
                account. In answer to RCPT or in a bounce, only the recipient or its administrator can act, so ask them in another \
                way.",
        },
        ko: {
            title: "사용 중지된 계정",
            meaning: "사용자 이름과 비밀번호는 맞지만, 계정이 사용 중지되었습니다.",
            when: "AUTH의 응답으로, 인증 과정의 끝에 525와 함께 나옵니다. RFC 5248 §2.4는 클라이언트가 다른 비밀번호를 묻지 않도록 \
                비밀번호가 맞았을 때만 쓰게 하며, 요금 미납, 악용, 침입 흔적이 흔한 이유입니다. 비밀번호가 맞았다는 사실을 알리지 \
                않으려고 사용 중지된 계정에도 535로 응답하는 서버가 많습니다. RCPT에 나오거나 반송 메일에 나왔다면 수신측에 관한 것으로, \
                일부 메일 필터는 525 5.7.13 \"Disabled recipient address\"로, Microsoft 365는 외부 메일을 받지 않는 공용 폴더에 5.7.13 \
                \"Sender was not authenticated for public folder\"로 응답합니다.",
            action: "보낸 비밀번호는 맞으므로 다른 비밀번호를 시도하지 마세요. 웹에서 계정에 로그인하여 안내가 있는지 확인하고, 새 \
                비밀번호를 요구하면 바꾼 다음 모든 클라이언트와 프로그램에 입력하세요. 그렇지 않으면 메일 관리자나 서비스 제공업체에 \
                중지된 이유를 문의하고 사용을 다시 허용해 달라고 요청하세요. 관리자는 악용되었다면 모르는 전달(포워딩) 규칙과 앱 \
                비밀번호를 지우는 등 원인을 먼저 해결한 다음 계정 사용을 다시 허용하세요. RCPT에 나오거나 반송 메일에 나왔다면 받는 \
                사람이나 그쪽 관리자만 조치할 수 있으니, 다른 방법으로 연락하여 알려 주세요.",
        },
    }

    7, 14 { classes: [4, 5], basic: [534, 535, 554], commands: ["AUTH", "BURL"], rfc: "RFC 5248 §2.4",
        causes: [ACCOUNT_LOCKED, APP_PASSWORD_NEEDED],
        en: {
            title: "Trust relationship required",
            meaning: "By the standard, the server would have to fetch the content of the message from another server and has no \
                agreement with it. At Gmail, where practically everybody meets it, the owner of the account has to sign in with a \
                browser first.",
            when: "Gmail says 534 5.7.14 \"log in via your web browser and then try again\" to AUTH, often with a long link to \
                accounts.google.com before the words, when a login looks unusual to it: from a new place, a cloud host or a new device. \
                User name and password may well be right. The registered sense is rare: 554 or 535 with 5.7.14 after BURL, when the \
                submission server may not fetch the message from the IMAP server. RFC 5248 §2.4 put it in the place of 5.7.8, which RFC \
                4468 had used for that.",
            action: "At Gmail, the owner of the account signs in with a browser, confirms in the security notice that the login was \
                their own, and then tries once more from the client. If it comes again, turn 2-Step Verification on, make an app \
                password and enter it, or let the program sign in with OAuth. Stop the program until then: Gmail refuses the login \
                each time, and further tries may lock the account. In an account of a company or a school, its administrator may have \
                to permit the login. After BURL, the administrator makes the submission server known to the IMAP server, or the \
                client sends the content by DATA.",
        },
        ko: {
            title: "신뢰 관계 필요",
            meaning: "표준에서는 서버가 다른 서버에서 메일 내용을 가져와야 하는데 그 서버와 신뢰 관계가 없다는 뜻입니다. 실제로는 거의 \
                Gmail에서만 보게 되며, 계정의 소유자가 먼저 웹에서 로그인해야 한다는 뜻입니다.",
            when: "Gmail은 새로운 장소나 클라우드 서버, 새 장비처럼 평소와 다른 곳에서 로그인하면 AUTH에 534 5.7.14 \"log in via your \
                web browser and then try again\"으로 응답하며, 문구 앞에 accounts.google.com의 긴 링크가 나올 때가 많습니다. 이때 사용자 \
                이름과 비밀번호는 맞았을 수 있습니다. 등록된 뜻으로는 드물며, BURL을 보냈을 때 발송 서버가 IMAP 서버에서 메일을 가져올 \
                수 없으면 554나 535에 5.7.14가 붙습니다. RFC 4468에서 쓰던 5.7.8을 RFC 5248 §2.4가 이 코드로 바꾸었습니다.",
            action: "Gmail이라면 계정의 소유자가 웹에서 로그인하여 보안 알림에서 본인이 한 로그인임을 확인한 다음, 클라이언트에서 한 \
                번만 더 시도하세요. 또 나오면 2단계 인증을 켜고 앱 비밀번호를 만들어 입력하거나, 프로그램이 OAuth로 로그인하게 \
                하세요. 그때까지는 로그인이 계속 거부되고 계정이 잠길 수도 있으니 프로그램을 멈추어 두세요. 회사나 학교의 계정이라면 \
                그 관리자가 로그인을 허용해야 할 수도 있습니다. BURL이라면 관리자가 IMAP 서버에 발송 서버를 등록하거나, 클라이언트가 \
                DATA로 내용을 직접 보내야 합니다.",
        },
    }

    7, 15 { classes: [4, 5], basic: [450, 550], commands: ["MAIL", "end of data"], rfc: "RFC 6710 §4.1",
        causes: [POLICY_REJECTED],
        en: {
            title: "Priority level is too low",
            meaning: "The server takes only messages of a higher priority than this one, perhaps just for the moment.",
            when: "At MAIL or after the end of the message, at a submission server that lists MT-PRIORITY after EHLO. The extension is \
                meant for military, aviation and emergency networks; public providers do not use it.",
            action: "After 4.7.15 wait and send again, since the server may take urgent mail only for a while. After 5.7.15 ask the \
                administrator which priority your account may use; raise MT-PRIORITY only within that.",
        },
        ko: {
            title: "우선순위가 너무 낮음",
            meaning: "서버가 이 메일보다 우선순위가 높은 메일만 받습니다. 일시적인 상태일 수도 있습니다.",
            when: "EHLO 응답에 MT-PRIORITY가 있는 발송 서버에서 MAIL에 나오거나 메일 내용을 모두 보낸 뒤에 나옵니다. 군, 항공, 재난용 \
                네트워크를 위한 확장이며, 일반 메일 서비스에서는 쓰지 않습니다.",
            action: "4.7.15이면 당분간 긴급한 메일만 받는 것일 수 있으니 기다렸다가 다시 발송하세요. 5.7.15이면 계정에 허용된 우선순위를 \
                관리자에게 문의하고, 그 범위 안에서만 MT-PRIORITY를 높이세요.",
        },
    }

    7, 16 { classes: [4, 5], basic: [552], commands: ["MAIL", "end of data"], rfc: "RFC 6710 §5, RFC 4865 §6",
        causes: [SIZE_LIMIT, QUOTA],
        en: {
            title: "Message too big for its priority",
            meaning: "The message is larger than the server takes at this priority. With FUTURERELEASE the same code means that the \
                user's quota for delayed messages is used up.",
            when: "At MAIL with SIZE= or after the end of the message, at a server that lists MT-PRIORITY (RFC 6710). RFC 4865 gives the \
                code to delayed sending as well: then the MAIL line has HOLDFOR= or HOLDUNTIL=, and the server lists FUTURERELEASE.",
            action: "Make the message smaller, for example by a link in place of the attachment, or wait if the code is 4.7.16. With \
                HOLDFOR= or HOLDUNTIL=, wait until messages that are held back have gone out, or send without the delay.",
        },
        ko: {
            title: "우선순위에 비해 메일이 너무 큼",
            meaning: "메일이 이 우선순위에 허용된 크기보다 큽니다. FUTURERELEASE를 쓴 경우라면 사용자의 예약 발송 한도를 모두 \
                사용했다는 뜻입니다.",
            when: "EHLO 응답에 MT-PRIORITY가 있는 서버(RFC 6710)에서 SIZE=를 붙인 MAIL에 나오거나 메일 내용을 모두 보낸 뒤에 \
                나옵니다. RFC 4865는 같은 코드를 예약 발송에도 쓰며, 이때는 MAIL 줄에 HOLDFOR=나 HOLDUNTIL=이 있고 EHLO 응답에 \
                FUTURERELEASE가 있습니다.",
            action: "첨부 파일을 링크로 바꾸는 등 메일의 크기를 줄이거나, 4.7.16이면 기다리세요. HOLDFOR=나 HOLDUNTIL=을 썼다면 이미 \
                예약된 메일이 발송될 때까지 기다리거나, 예약하지 말고 바로 발송하세요.",
        },
    }

    7, 17 { classes: [4, 5], basic: [550, 552], commands: ["RCPT", "end of data", "MAIL"], rfc: "RFC 7293 §15.3, RFC 4865 §6",
        causes: [MAILBOX_UNAVAILABLE, QUOTA],
        en: {
            title: "Mailbox owner has changed",
            meaning: "The mailbox does not belong to the same person any more as at the time that the sender named, so the message was \
                not delivered.",
            when: "At RCPT with RRVS=, or after a message with the header field Require-Recipient-Valid-Since: services use it so that a \
                password reset does not reach a new owner of the address. RFC 4865 gave the same code to FUTURERELEASE: then it comes at \
                MAIL with HOLDFOR= or HOLDUNTIL= and means that the server's quota for delayed messages is used up.",
            action: "Do not send anything confidential to this address any more. The service that sent the message removes it from \
                the user's account and asks the person for another one in another way. With HOLDFOR= or HOLDUNTIL=, try later or send \
                without the delay.",
        },
        ko: {
            title: "사서함의 소유자가 바뀜",
            meaning: "사서함의 소유자가 발신자가 지정한 시점의 소유자와 다르므로 메일이 전달되지 않았습니다.",
            when: "RRVS=를 붙인 RCPT에, 또는 Require-Recipient-Valid-Since 헤더가 있는 메일을 보낸 뒤에 나옵니다. 비밀번호 재설정 \
                메일이 주소의 새 소유자에게 가지 않도록 서비스가 사용하는 기능입니다. RFC 4865는 같은 코드를 FUTURERELEASE에도 \
                썼으며, HOLDFOR=나 HOLDUNTIL=을 붙인 MAIL에 나왔다면 서버의 예약 발송 한도를 모두 사용했다는 뜻입니다.",
            action: "이 주소로는 더 이상 중요한 정보를 보내지 마세요. 서비스의 운영자는 사용자의 계정에서 이 주소를 지우고, 다른 \
                방법으로 사용자에게 새 주소를 물어보세요. HOLDFOR=나 HOLDUNTIL=을 썼다면 나중에 다시 시도하거나, 예약하지 말고 바로 \
                발송하세요.",
        },
    }

    7, 18 { classes: [5], basic: [550], commands: ["RCPT", "end of data"], rfc: "RFC 7293 §15.3",
        causes: [MAILBOX_UNAVAILABLE],
        en: {
            title: "Domain owner has changed",
            meaning: "The domain of the recipient has another owner than at the time that the sender named, so the message was not \
                delivered.",
            when: "At RCPT with RRVS=, or after a message with the header field Require-Recipient-Valid-Since, if the receiving server \
                wants to tell. Mail without these is not affected.",
            action: "Do not send anything confidential to addresses of this domain. The service that sent the message removes the \
                address from the user's account and asks the person for another one in another way.",
        },
        ko: {
            title: "도메인의 소유자가 바뀜",
            meaning: "수신자 도메인의 소유자가 발신자가 지정한 시점의 소유자와 다르므로 메일이 전달되지 않았습니다.",
            when: "RRVS=를 붙인 RCPT에, 또는 Require-Recipient-Valid-Since 헤더가 있는 메일을 보낸 뒤에 나오며, 수신 서버가 이 사실을 \
                알려 주기로 한 경우입니다. 이런 표시가 없는 메일에는 나오지 않습니다.",
            action: "이 도메인의 주소로는 중요한 정보를 보내지 마세요. 서비스의 운영자는 사용자의 계정에서 이 주소를 지우고, 다른 \
                방법으로 사용자에게 새 주소를 물어보세요.",
        },
    }

    7, 19 { classes: [5], basic: [550], commands: ["RCPT", "end of data"], rfc: "RFC 7293 §15.3",
        causes: [POLICY_REJECTED],
        en: {
            title: "RRVS test cannot be completed",
            meaning: "The sender asked whether the mailbox still has the same owner, and the receiving server has no record from which \
                it could tell.",
            when: "At RCPT with RRVS=, or after a message with the header field Require-Recipient-Valid-Since. The server does not know \
                since when the mailbox has its owner.",
            action: "The sender decides: an ordinary message can be sent again without RRVS. For a password reset and the like, first \
                make sure in another way that the address still belongs to the person.",
        },
        ko: {
            title: "소유자 확인을 완료할 수 없음",
            meaning: "발신자가 사서함의 소유자가 그대로인지 물었지만, 수신 서버에 이를 판단할 기록이 없습니다.",
            when: "RRVS=를 붙인 RCPT에, 또는 Require-Recipient-Valid-Since 헤더가 있는 메일을 보낸 뒤에 나옵니다. 지금의 소유자가 \
                언제부터 사서함을 썼는지 서버가 모르는 경우입니다.",
            action: "발신자가 결정해야 합니다. 일반 메일이라면 RRVS 없이 다시 발송해도 됩니다. 비밀번호 재설정 같은 메일이라면 먼저 다른 \
                방법으로 주소가 아직 그 사람의 것인지 확인하세요.",
        },
    }

    7, 20 { classes: [5], basic: [550], commands: ["end of data", "BDAT"], rfc: "RFC 7372 §3.1",
        causes: [DKIM_FAIL],
        en: {
            title: "No passing DKIM signature found",
            meaning: "The message has no DKIM signature that passed the check.",
            when: "After the end of the message, at receivers that insist on DKIM, although RFC 6376 §6.1 advises against that. Typical \
                where nobody has switched signing on, where the public key is not in the DNS, or where a mailing list or a forwarding \
                server has changed the message. Gmail says 5.7.30 for the same.",
            action: "The administrator of the sending domain switches DKIM signing on and puts the public key into the DNS: `dig +short \
                TXT selector._domainkey.example.com` has to show it. If the mail is signed already, find what changes it afterwards. In \
                a mail client this cannot be mended.",
        },
        ko: {
            title: "통과한 DKIM 서명 없음",
            meaning: "메일에 검사를 통과한 DKIM 서명이 없습니다.",
            when: "DKIM을 요구하는 수신 서버에서 메일 내용을 모두 보낸 뒤에 나오며, RFC 6376 §6.1에서는 이런 거부를 권하지 않습니다. \
                서명을 켜지 않았거나, 공개 키가 DNS에 없거나, 메일링 리스트나 전달(포워딩)하는 서버가 메일을 바꾸었을 때 흔합니다. \
                Gmail은 같은 상황에 5.7.30으로 응답합니다.",
            action: "발송하는 도메인의 관리자가 DKIM 서명을 켜고 공개 키를 DNS에 추가해야 하며, `dig +short TXT \
                selector._domainkey.example.com`에 키가 나와야 합니다. 이미 서명하고 있다면 서명한 뒤에 메일을 바꾸는 것을 찾으세요. \
                메일 클라이언트에서는 해결할 수 없습니다.",
        },
    }

    7, 21 { classes: [5], basic: [550], commands: ["end of data", "BDAT"], rfc: "RFC 7372 §3.1",
        causes: [DKIM_FAIL],
        en: {
            title: "No acceptable DKIM signature found",
            meaning: "A DKIM signature passed the check, but none meets what this receiver demands in addition.",
            when: "After the end of the message. The receiver demands, for example, that certain header fields are signed, or that the \
                whole text is (no l= in the signature).",
            action: "The administrator of the sending domain signs without l=, with From, To, Subject and Date in h=, and with an RSA \
                key of 2048 bits. If that does not help, the administrator of the receiving server has to say what is demanded.",
        },
        ko: {
            title: "인정되는 DKIM 서명 없음",
            meaning: "검사를 통과한 DKIM 서명이 있지만, 이 수신 서버가 추가로 요구하는 조건을 충족하는 서명이 없습니다.",
            when: "메일 내용을 모두 보낸 뒤에 나옵니다. 수신 서버가 특정 헤더를 서명에 포함하거나 본문 전체에 서명하도록(서명에 l=이 \
                없도록) 요구하는 경우 등입니다.",
            action: "발송하는 도메인의 관리자는 l= 없이, h=에 From, To, Subject, Date를 넣고, 2048비트 RSA 키로 서명하게 하세요. 그래도 \
                거부되면 어떤 조건이 필요한지 수신 서버의 관리자에게 문의하세요.",
        },
    }

    7, 22 { classes: [5], basic: [550], commands: ["end of data", "BDAT"], rfc: "RFC 7372 §3.1",
        causes: [DKIM_FAIL, DMARC_FAIL, FROM_MISMATCH],
        en: {
            title: "No author-matched DKIM signature found",
            meaning: "A DKIM signature passed the check, but none is of the domain of the From address.",
            when: "After the end of the message. Typical for mail services that sign with a domain of their own. Other receivers refuse \
                the same message by DMARC, with 5.7.1 or 5.7.26.",
            action: "The administrator verifies your own domain at the mail service and adds the DNS records that it names, so that it \
                signs with the domain in From. Or write from an address in the domain that signs.",
        },
        ko: {
            title: "From과 일치하는 DKIM 서명 없음",
            meaning: "검사를 통과한 DKIM 서명이 있지만, From 주소의 도메인으로 한 서명이 없습니다.",
            when: "메일 내용을 모두 보낸 뒤에 나오며, 서비스 자체의 도메인으로 서명하는 발송 서비스에서 흔합니다. 다른 수신 서버는 같은 \
                메일을 DMARC에 따라 5.7.1이나 5.7.26으로 거부합니다.",
            action: "관리자는 발송 서비스에서 자신의 도메인에 대한 소유 확인을 마치고, 안내되는 레코드를 DNS에 추가하여 From \
                도메인으로 서명하게 하세요. 또는 서명하는 도메인의 주소를 From에 사용하세요.",
        },
    }

    7, 23 { classes: [4, 5], basic: [421, 550], commands: ["RCPT", "MAIL", "end of data"], rfc: "RFC 7372 §3.2",
        causes: [SPF_FAIL, RDNS_MISSING],
        en: {
            title: "SPF validation failed",
            meaning: "The SPF record of the sender's domain does not allow the server that sent the message.",
            when: "At MAIL or RCPT or after the message. With Postfix, policyd-spf says 550 5.7.23 \"Message rejected due to: SPF \
                fail\"; Microsoft 365 puts 5.7.23 into its bounces when the recipient's server refuses because of SPF. Gmail's 421 \
                4.7.23 is something else: the sending IP address has no PTR record that fits.",
            action: "Take the IP address and the domain from the reply. If that server is meant to send for the domain, the \
                administrator of the domain adds it to the TXT record that begins with v=spf1; if not, set your mail provider's server \
                in the client or program. With a forwarded message, only the forwarding server can mend it (SRS).",
        },
        ko: {
            title: "SPF 검사 실패",
            meaning: "발신자 도메인의 SPF 레코드에서 메일을 발송한 서버를 허용하지 않습니다.",
            when: "MAIL이나 RCPT에, 또는 메일 내용을 모두 보낸 뒤에 나옵니다. Postfix에서는 policyd-spf가 550 5.7.23 \"Message rejected \
                due to: SPF fail\"로 거부하고, Microsoft 365는 수신 서버가 SPF 때문에 거부하면 반송 메일에 5.7.23을 넣습니다. Gmail의 \
                421 4.7.23은 이와 달리 발신 IP 주소에 맞는 PTR 레코드가 없다는 뜻입니다.",
            action: "응답에서 IP 주소와 도메인을 확인하세요. 그 서버에서 발송하는 것이 맞다면 도메인의 관리자가 v=spf1로 시작하는 TXT \
                레코드에 서버를 추가해야 합니다. 아니라면 클라이언트나 프로그램의 발송(SMTP) 서버를 그 도메인의 메일 서비스가 \
                안내하는 서버로 바꾸세요. 전달(포워딩)된 메일이라면 전달하는 서버의 관리자만 해결할 수 있습니다(SRS 사용).",
        },
    }

    7, 24 { classes: [4, 5], basic: [451, 550], commands: ["RCPT", "MAIL", "end of data"], rfc: "RFC 7372 §3.2",
        causes: [SPF_FAIL],
        en: {
            title: "SPF validation error",
            meaning: "The SPF record of the sender's domain could not be evaluated: the DNS did not answer, or the record is faulty.",
            when: "At MAIL or RCPT or after the message: 451 if the DNS had an error, 550 if the record is invalid, such as two records, \
                a typing error or more than 10 DNS lookups. Gmail says 451 4.7.24 or 550 5.7.24 \"The SPF record of the sending domain \
                has one or more suspicious entries\".",
            action: "The administrator of the sender's domain keeps exactly one TXT record that begins with v=spf1, with at most 10 DNS \
                lookups, and removes entries that lead nowhere or allow everybody, such as +all. After 451 the mail server tries again \
                by itself; if it lasts for hours, the record is the reason.",
        },
        ko: {
            title: "SPF 검사 오류",
            meaning: "DNS가 응답하지 않았거나 레코드에 오류가 있어, 발신자 도메인의 SPF 레코드를 검사하지 못했습니다.",
            when: "MAIL이나 RCPT에, 또는 메일 내용을 모두 보낸 뒤에 나오며, DNS 오류이면 451, 레코드가 두 개이거나 오타가 있거나 DNS \
                조회가 10번을 넘어 레코드가 무효이면 550입니다. Gmail은 451 4.7.24나 550 5.7.24 \"The SPF record of the sending domain \
                has one or more suspicious entries\"로 응답합니다.",
            action: "발신자 도메인의 관리자는 v=spf1로 시작하는 TXT 레코드를 하나만 두고, DNS 조회가 10번을 넘지 않게 하며, 없는 곳을 \
                가리키거나 +all처럼 누구나 허용하는 항목을 지우세요. 451이면 메일 서버가 자동으로 다시 시도하며, 몇 시간이 지나도 \
                계속되면 레코드가 원인입니다.",
        },
    }

    7, 25 { classes: [4, 5], basic: [450, 550], commands: ["RCPT", "end of data", "MAIL"], rfc: "RFC 7372 §3.3",
        causes: [RDNS_MISSING],
        en: {
            title: "Reverse DNS validation failed",
            meaning: "The sending IP address has no reverse DNS (PTR) record, or the name in it does not lead back to the address.",
            when: "At RCPT from Postfix: 450 4.7.25 \"Client host rejected: cannot find your hostname\". After the message from Gmail: \
                550 5.7.25, or 421 4.7.23. Microsoft 365 says 5.7.25 to servers that deliver over IPv6: \"the sending IPv6 address must \
                have a reverse DNS record\".",
            action: "The administrator of the sending server has the provider of the IP address set a PTR record with the full name \
                of the server, and adds an A or AAAA record for that name: `dig +short -x 192.0.2.1` has to show it. Where you cannot \
                get one, as with a home connection, send through your mail provider's server with port 587 or 465 and login. Waiting \
                helps only if the DNS failed for a moment, although Postfix's code begins with 4.",
        },
        ko: {
            title: "역방향 DNS 검사 실패",
            meaning: "발신 IP 주소에 역방향 DNS(PTR) 레코드가 없거나, 레코드의 이름이 그 주소를 가리키지 않습니다.",
            when: "Postfix는 RCPT에 450 4.7.25 \"Client host rejected: cannot find your hostname\"으로 응답합니다. Gmail은 메일 \
                내용을 모두 보낸 뒤에 550 5.7.25나 421 4.7.23으로 거부합니다. Microsoft 365는 IPv6로 메일을 보내는 서버에 5.7.25 \
                \"the sending IPv6 address must have a reverse DNS record\"로 응답합니다.",
            action: "발송 서버의 관리자는 IP 주소를 제공하는 업체에 서버의 전체 이름으로 PTR 레코드를 설정해 달라고 하고, 그 이름의 A나 \
                AAAA 레코드를 추가한 다음 `dig +short -x 192.0.2.1`에 그 이름이 나오는지 확인하세요. 가정용 회선처럼 설정할 수 없는 \
                곳이라면 이용하는 메일 서비스의 서버에 587 또는 465 포트로 로그인하여 발송하세요. Postfix의 코드는 4로 시작하지만, DNS의 \
                일시적인 오류였을 때만 기다리면 해결됩니다.",
        },
    }

    7, 26 { classes: [4, 5], basic: [421, 451, 550], commands: ["end of data", "BDAT"], rfc: "RFC 7372 §3.4",
        causes: [UNAUTHENTICATED_MAIL, DMARC_FAIL, SPF_FAIL, DKIM_FAIL],
        en: {
            title: "Several authentication checks failed",
            meaning: "The message failed more than one of the checks that show whether it really comes from its domain (SPF, DKIM, \
                DMARC). It has nothing to do with a login or a password.",
            when: "After the end of the message. Gmail uses it in three senses: \"the sender is unauthenticated\" means that neither \
                SPF nor DKIM passed; \"an SPF record with a hard fail policy (-all)\" that SPF failed and the domain wants such mail \
                refused; \"not accepted due to domain's DMARC policy\" that neither passed for the domain in From. The lines after \
                \"Authentication results\" show what was checked, with the domain and the IP address. Gmail slows some of such mail \
                down first with 421 4.7.26, and 451 4.7.26 means that the DNS failed for the moment; Microsoft 365 says 4.7.26 to \
                servers that deliver over IPv6 without SPF or DKIM. Typical for web forms and programs that send straight from a web \
                host, for a new server or mail service that is not in the SPF record, and after forwarding.",
            action: "Leave the password alone: \"unauthenticated\" is about the domain here. If your program or device was meant to send \
                through your mail provider, set the provider's server with port 587 or 465 and login; a web form puts an address of its \
                own domain into From, and the visitor's into Reply-To. If the server in the reply is meant to send by itself, the \
                administrator of the domain adds it to the one TXT record that begins with v=spf1, switches DKIM signing on for the \
                domain in From, and puts the key into the DNS. For DMARC, one of the two has to pass for the domain in From, which after \
                forwarding only DKIM can do. Then send a new message, and look for spf=pass, dkim=pass and dmarc=pass in its \
                Authentication-Results header; repeating the old one helps only after 451.",
        },
        ko: {
            title: "여러 메일 인증 검사 실패",
            meaning: "메일이 실제로 그 도메인에서 온 것인지 확인하는 검사(SPF, DKIM, DMARC)를 두 가지 이상 통과하지 못했습니다. \
                로그인이나 비밀번호와는 관계가 없습니다.",
            when: "메일 내용을 모두 보낸 뒤에 나옵니다. Gmail은 세 가지 뜻으로 쓰는데, \"the sender is unauthenticated\"는 SPF와 DKIM \
                모두 통과하지 못했다는 뜻이고, \"an SPF record with a hard fail policy (-all)\"은 SPF에 실패한 메일을 거부하도록 \
                도메인이 정해 두었다는 뜻이며, \"not accepted due to domain's DMARC policy\"는 어느 것도 From 도메인으로 통과하지 \
                못했다는 뜻입니다. \"Authentication results\" 뒤의 줄에 검사 결과와 도메인, IP 주소가 나옵니다. Gmail은 거부하기 전에 \
                421 4.7.26으로 발송 속도를 제한하기도 하고, 451 4.7.26은 DNS의 일시적인 오류라는 뜻이며, Microsoft 365는 SPF나 DKIM \
                없이 IPv6로 메일을 보내는 서버에 4.7.26으로 응답합니다. 웹 호스팅에서 직접 발송하는 웹 문의 폼과 프로그램, SPF \
                레코드에 없는 새 서버나 발송 서비스, 전달(포워딩)된 메일에서 흔합니다.",
            action: "\"unauthenticated\"는 도메인에 관한 말이므로 비밀번호는 그대로 두세요. 프로그램이나 장비가 메일 서비스를 거쳐 \
                발송하려던 것이라면 그 서비스의 서버를 설정하여 587 또는 465 포트로 로그인하게 하고, 웹 문의 폼이라면 From에는 그 \
                폼이 속한 도메인의 주소를, Reply-To에는 방문자의 주소를 넣으세요. 응답에 나온 서버에서 직접 발송하는 것이 맞다면 \
                도메인의 관리자가 v=spf1로 시작하는 TXT 레코드(하나만 있어야 합니다)에 서버를 추가하고, From 도메인의 DKIM 서명을 \
                켜고, 공개 키를 DNS에 추가해야 합니다. DMARC라면 둘 중 하나가 From 도메인으로 통과해야 하며, 전달(포워딩)된 \
                메일에서는 DKIM만 통과할 수 있습니다. 같은 메일을 다시 발송해서 해결되는 것은 451뿐입니다. 고친 다음에는 새로 \
                발송하여 Authentication-Results 헤더에서 spf=pass, dkim=pass, dmarc=pass를 확인하세요.",
        },
    }

    7, 27 { classes: [4, 5], basic: [421, 550], commands: ["MAIL", "RCPT", "end of data"], rfc: "RFC 7505 §4.1",
        causes: [SENDER_INVALID, SPF_FAIL],
        en: {
            title: "Sender address has null MX",
            meaning: "The domain of the sender address says in the DNS that it takes no mail (null MX), so that no bounce could ever \
                reach the sender.",
            when: "At MAIL or RCPT, such as Postfix's 550 5.7.27 \"Sender address rejected: Domain … does not accept mail (nullMX)\". \
                Gmail means something else by 421 4.7.27 and 550 5.7.27: SPF did not pass, which Gmail demands of everybody who sends \
                in bulk.",
            action: "Send from an address whose domain receives mail. Or the administrator of the sender's domain replaces the MX \
                record \"0 .\" by one that names a mail server. With Gmail's text, the administrator adds the sending server to the \
                SPF record.",
        },
        ko: {
            title: "발신자 도메인이 메일을 받지 않음",
            meaning: "발신자 주소의 도메인이 메일을 받지 않는다고 DNS에 등록되어 있어(null MX), 반송 메일을 보낼 수 없으므로 \
                거부되었습니다.",
            when: "MAIL이나 RCPT에 나오며, Postfix의 550 5.7.27 \"Sender address rejected: Domain … does not accept mail (nullMX)\"가 \
                대표적입니다. Gmail의 421 4.7.27과 550 5.7.27은 이와 달리, 대량 발신자에게 요구하는 SPF를 통과하지 못했다는 뜻입니다.",
            action: "메일을 받을 수 있는 도메인의 주소로 발송하세요. 또는 도메인의 관리자가 \"0 .\"인 MX 레코드를 메일 서버의 이름이 \
                있는 레코드로 바꾸어야 합니다. Gmail의 문구라면 관리자가 SPF 레코드에 발송 서버를 추가해야 합니다.",
        },
    }

    7, 28 { classes: [4, 5], basic: [421, 550], commands: ["end of data", "RCPT", "MAIL"], rfc: "draft-levine-mailbomb-header",
        causes: [IP_BLOCKED, RATE_LIMIT, SENDER_BLOCKED],
        en: {
            title: "Mail flood detected",
            meaning: "The message looks like part of a flood of similar, unwanted messages.",
            when: "Gmail says 421 4.7.28, later 550 5.7.28, with \"an unusual rate of unsolicited mail\", and names what it has counted: \
                the IP address, its network, the SPF or DKIM domain, or a link in the text. It says 421 4.7.28 also for too many \
                messages with the same Message-ID. The registry took the code from a draft that never became an RFC.",
            action: "The administrator of the sending server stops what sends the flood, such as a stolen account or a web form without \
                protection, and then sends much less for some days, only to people who want it. Going on at the same pace prolongs it. A \
                program gives each message a Message-ID of its own.",
        },
        ko: {
            title: "대량 메일의 일부로 판단됨",
            meaning: "메일이 한꺼번에 쏟아지는 비슷하고 원치 않는 메일의 일부로 판단되었습니다.",
            when: "Gmail은 \"an unusual rate of unsolicited mail\"과 함께 421 4.7.28로, 나중에는 550 5.7.28로 응답하며, IP 주소, 그 \
                네트워크, SPF나 DKIM 도메인, 본문의 링크 가운데 무엇을 기준으로 했는지 알려 줍니다. Message-ID가 같은 메일이 너무 많을 \
                때도 421 4.7.28로 응답합니다. RFC가 되지 못한 초안에서 등록된 코드입니다.",
            action: "발송 서버의 관리자는 유출된 계정이나 보호되지 않은 웹 폼처럼 메일을 쏟아 내는 것을 막은 다음, 며칠 동안 발송량을 \
                크게 줄이고 받기를 원하는 사람에게만 발송하세요. 줄이지 않으면 더 오래 이어집니다. 프로그램은 메일마다 다른 Message-ID를 \
                넣어야 합니다.",
        },
    }

    7, 29 { classes: [4, 5], basic: [421, 550], commands: ["end of data", "BDAT"], rfc: "RFC 8617 §5.2.2",
        causes: [TLS_REQUIRED, UNAUTHENTICATED_MAIL, DMARC_FAIL],
        en: {
            title: "ARC validation failure",
            meaning: "The chain of ARC seals, in which forwarding servers note their check results, is broken. Gmail means that the \
                message came without TLS.",
            when: "In the registered sense it is rare: for a forwarded message that fails other checks too, and many receivers say \
                5.7.26 then. More often one sees 421 4.7.29 or 550 5.7.29 from Gmail, which demands TLS of everybody who sends in \
                bulk.",
            action: "With Gmail's text, the administrator of the sending server switches TLS on for outgoing mail, in Postfix with \
                `smtp_tls_security_level = may`. With ARC, have mail DKIM-signed for the domain in From, so that it passes after \
                forwarding, and tell the administrator of the forwarding server.",
        },
        ko: {
            title: "ARC 검사 실패",
            meaning: "전달(포워딩)하는 서버가 검사 결과를 적어 두는 ARC 서명 체인이 깨졌습니다. Gmail에서는 메일이 TLS 없이 전송되었다는 \
                뜻입니다.",
            when: "등록된 뜻으로는 드물며, 전달(포워딩)된 메일이 다른 검사에도 실패했을 때 나오지만 이때 5.7.26으로 응답하는 서버가 \
                많습니다. 대량 발신자에게 TLS를 요구하는 Gmail의 421 4.7.29나 550 5.7.29를 더 자주 볼 수 있습니다.",
            action: "Gmail의 문구라면 발송 서버의 관리자가 나가는 메일에 TLS를 켜야 하며, Postfix에서는 `smtp_tls_security_level = \
                may`로 설정하세요. ARC라면 전달(포워딩)된 뒤에도 통과하도록 From 도메인으로 DKIM 서명을 하고, 전달하는 서버의 관리자에게 \
                알려 주세요.",
        },
    }

    7, 30 { classes: [4, 5], basic: [421, 550], commands: ["end of data", "AUTH", "MAIL"], rfc: "RFC 8689 §4.2.1",
        causes: [DKIM_FAIL, BASIC_AUTH_DISABLED, TLS_NOT_OFFERED],
        en: {
            title: "REQUIRETLS support required",
            meaning: "By the standard, the message was sent with the demand that each server on its way uses TLS (REQUIRETLS), and the \
                next one does not support that. At Gmail and at Microsoft the same code means two quite different things.",
            when: "Gmail says 550 5.7.30 after the end of the message when DKIM did not pass (\"Gmail requires bulk email senders to \
                authenticate their email with DKIM\"), and slows such mail down with 421 4.7.30 first. Microsoft 365 says 550 5.7.30 \
                \"Basic authentication is not supported for Client Submission\" to programs that log in with user name and password \
                where that is switched off; by its plan of January 2026 that becomes the default after the end of 2026. The registered \
                sense is rare and comes in a bounce: MAIL had the parameter REQUIRETLS, and no server of the recipient's domain lists \
                REQUIRETLS after EHLO. So the words decide: DKIM, Basic authentication or REQUIRETLS.",
            action: "With DKIM in the words, the administrator of the domain in From switches DKIM signing on, puts the public key into \
                the DNS, and sends a new message. With \"Basic authentication\" no other password helps, and app passwords do not \
                either: let the client or program log in with OAuth (XOAUTH2), or send through another server that takes passwords; the \
                mail administrator can say whether the organization may still permit passwords. With REQUIRETLS, the administrator of \
                the recipient's server has to offer it, or the sender sends the message again without REQUIRETLS if it may travel \
                without that protection. Sending again unchanged helps in none of the three cases.",
        },
        ko: {
            title: "REQUIRETLS 지원 필요",
            meaning: "표준에서는 거치는 서버마다 TLS를 쓰도록 요구하며(REQUIRETLS) 보낸 메일인데 다음 서버가 이를 지원하지 않는다는 \
                뜻입니다. Gmail과 Microsoft는 같은 코드를 각각 전혀 다른 뜻으로 씁니다.",
            when: "Gmail은 DKIM을 통과하지 못한 메일을, 메일 내용을 모두 받은 뒤에 550 5.7.30(\"Gmail requires bulk email senders to \
                authenticate their email with DKIM\")으로 거부하며, 그 전에 421 4.7.30으로 발송 속도를 제한합니다. Microsoft 365는 \
                비밀번호 로그인이 꺼져 있을 때 사용자 이름과 비밀번호로 로그인하는 프로그램에 550 5.7.30 \"Basic authentication is \
                not supported for Client Submission\"으로 응답하며, 2026년 1월에 밝힌 계획에 따르면 2026년 말 이후에는 꺼진 상태가 \
                기본값이 됩니다. 등록된 뜻으로는 드물며, MAIL에 REQUIRETLS 매개변수가 있었는데 수신자 도메인의 어느 서버도 EHLO \
                응답에 REQUIRETLS를 제공하지 않을 때 반송 메일에 나옵니다. 따라서 DKIM, Basic authentication, REQUIRETLS 가운데 \
                무엇이 문구에 있는지로 구별해야 합니다.",
            action: "문구에 DKIM이 있으면 From 도메인의 관리자가 DKIM 서명을 켜고 공개 키를 DNS에 추가한 다음 새로 발송해야 합니다. \
                \"Basic authentication\"이라면 다른 비밀번호나 앱 비밀번호로도 해결되지 않으니, 클라이언트나 프로그램이 \
                OAuth(XOAUTH2)로 로그인하게 하거나 비밀번호를 받는 다른 서버를 거쳐 발송하고, 조직에서 비밀번호 로그인을 다시 허용할 \
                수 있는지는 메일 관리자에게 문의하세요. REQUIRETLS라면 수신 서버의 관리자가 이를 지원해야 하며, 그런 보호 없이 보내도 \
                되는 메일이라면 REQUIRETLS 없이 다시 발송하세요. 세 경우 모두 그대로 다시 발송해도 해결되지 않습니다.",
        },
    }
}
