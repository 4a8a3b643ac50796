//! Causes in how client and server talk to each other.

causes! { PROTOCOL:
    BAD_SEQUENCE { id: "bad-sequence", who: User, retry: No,
        en: {
            title: "Commands out of order",
            meaning: "The client sent a command, or something behind it, at a point where SMTP does not allow it.",
            when: "503 5.5.1 at any command: \"need MAIL command\" or \"send HELO/EHLO first\" (Postfix), \"sender not yet given\" \
                (Exim), \"EHLO/HELO first\" (Gmail), \"Bad sequence of commands\". Also 554 5.5.1 \"no valid recipients\" at DATA, \
                421 \"too many unauthenticated commands\", and 554 \"SMTP synchronization error\" (Exim) where the client did not \
                wait for a reply. Often it only follows from a refusal before it.",
            steps: [
                "Look in the log for the first reply that begins with 4 or 5, and mend that one first: once MAIL or RCPT was \
                    refused, the next command gets 503 or 554.",
                "In a program of your own, keep to the order EHLO, STARTTLS, EHLO again, AUTH, MAIL, RCPT, DATA, and wait for each \
                    reply before you send the next command. Only where EHLO lists PIPELINING may MAIL, RCPT and DATA be sent together.",
                "After a refusal send RSET before the next MAIL, or close the connection and open a new one.",
                "If you use a mail library, update it, and do not let several threads share one connection.",
                "If it is a mail client, update it, and check whether encryption and authentication are switched on for outgoing \
                    mail.",
            ],
            check: "In the log MAIL and RCPT are answered with 250, and DATA with 354.",
            retry: "Not with the same order of commands. If it followed from another refusal, that one says whether a retry helps.",
        },
        ko: {
            title: "명령 순서가 잘못됨",
            meaning: "클라이언트가 SMTP에서 허용되지 않는 순서로 명령이나 데이터를 보냈습니다.",
            when: "어느 명령에서나 503 5.5.1로 나오며, Postfix의 \"need MAIL command\"와 \"send HELO/EHLO first\", Exim의 \"sender \
                not yet given\", Gmail의 \"EHLO/HELO first\", \"Bad sequence of commands\"가 대표적입니다. DATA에 나오는 554 5.5.1 \
                \"no valid recipients\", 421 \"too many unauthenticated commands\", 응답을 기다리지 않았을 때 나오는 554 \"SMTP \
                synchronization error\"(Exim)도 같은 원인입니다. 앞선 거부 응답의 결과로 나오는 경우가 많습니다.",
            steps: [
                "로그에서 4나 5로 시작하는 첫 번째 응답을 찾아 그것부터 해결하세요. MAIL이나 RCPT가 거부되면 그다음 명령에는 \
                    503이나 554가 나옵니다.",
                "직접 만든 프로그램이라면 EHLO, STARTTLS, 다시 EHLO, AUTH, MAIL, RCPT, DATA의 순서를 지키고, 응답을 받은 다음에만 다음 \
                    명령을 보내세요. MAIL, RCPT, DATA는 EHLO 응답에 PIPELINING이 있을 때만 한꺼번에 보낼 수 있습니다.",
                "거부된 뒤에는 다음 MAIL 앞에 RSET을 보내거나, 연결을 끊고 다시 연결하세요.",
                "메일 라이브러리를 사용한다면 업데이트하고, 여러 스레드가 연결 하나를 함께 쓰지 않게 하세요.",
                "메일 클라이언트라면 업데이트하고, 발송(SMTP) 설정에서 암호화와 인증이 켜져 있는지 확인하세요.",
            ],
            check: "로그에서 MAIL과 RCPT에 250이, DATA에 354가 나오면 해결된 것입니다.",
            retry: "같은 순서로 보내면 같은 오류가 발생합니다. 앞선 거부 응답의 결과였다면 다시 시도할지는 그 응답에 달려 \
                있습니다.",
        },
        near: [
            AUTH_REQUIRED => "503 or 530 speaks of authentication: the command that is missing is AUTH.",
                "503이나 530에 인증에 관한 문구가 있으면 빠진 명령은 AUTH입니다.",
            AUTH_NOT_OFFERED => "503 comes at AUTH and says \"not advertised\": the server offers no login at this point.",
                "AUTH에 503과 \"not advertised\"가 나오면 서버가 이 시점에 인증을 제공하지 않는 것입니다.",
            AUTH_ALREADY_DONE => "503 comes at a second AUTH and says \"already authenticated\".",
                "두 번째 AUTH에 503과 \"already authenticated\"가 나옵니다.",
            MAILBOX_UNAVAILABLE => "RCPT was refused with 550 before: that is the cause, and 503 or 554 at DATA only follows from \
                    it.",
                "그 앞의 RCPT가 550으로 거부되었다면 그것이 원인이고, DATA의 503이나 554는 그 결과입니다.",
        ],
    }

    SYNTAX { id: "syntax", who: User, retry: No,
        en: {
            title: "Command or address not understood",
            meaning: "The server cannot read a command or the address in it, or does not know the command or one of its parameters.",
            when: "500 or 502 to a command that the server does not have, 501 to a malformed argument or address, 504 or 555 to a \
                parameter that it does not know. For recipients: 501 5.1.3 \"Bad recipient address syntax\" (Postfix), 501 \
                \"malformed address\" (Exim), 553 \"is not a valid RFC-5321 address\" (Gmail).",
            steps: [
                "Check the recipients' addresses for blanks, line breaks, brackets, a missing @, and a comma or semicolon at the \
                    end. Delete a stored address and type it anew.",
                "In a program, give the bare address, such as user@example.com, as the recipient of the envelope (RCPT), without a \
                    name and angle brackets, and one entry for each recipient.",
                "Compare the refused line in the log with the right form, which is `MAIL FROM:<user@example.com>` and `RCPT \
                    TO:<user@example.com>`, with no blank after the colon.",
                "Send parameters (SIZE=, BODY=8BITMIME, SMTPUTF8) and commands of extensions (STARTTLS, AUTH, BDAT) only if the \
                    reply to EHLO lists the extension, and none of them after HELO.",
                "If a mail client or a library is at fault, update it, and send its makers the refused line.",
            ],
            check: "In the log the line that was refused is answered with 250.",
            retry: "Not with the same line. After several such errors many servers close the connection.",
        },
        ko: {
            title: "명령 또는 주소의 구문 오류",
            meaning: "명령이나 그 안의 주소에 구문 오류가 있거나, 서버에 구현되지 않은 명령 또는 매개변수를 보냈습니다.",
            when: "서버에 없는 명령에는 500이나 502, 형식이 잘못된 인수나 주소에는 501, 서버가 모르는 매개변수에는 504나 555가 \
                나옵니다. 수신자 주소의 오류로는 Postfix의 501 5.1.3 \"Bad recipient address syntax\", Exim의 501 \"malformed \
                address\", Gmail의 553 \"is not a valid RFC-5321 address\"가 대표적입니다.",
            steps: [
                "수신자 주소에 공백, 줄 바꿈, 괄호가 섞이거나 @가 빠지지 않았는지, 끝에 쉼표나 세미콜론이 없는지 확인하세요. \
                    저장된 주소는 지우고 직접 입력하세요.",
                "프로그램이라면 RCPT로 보낼 수신자에 이름이나 꺾쇠괄호를 넣지 말고 user@example.com처럼 주소만 지정하세요. \
                    수신자마다 따로 지정해야 합니다.",
                "로그에서 거부된 줄을 올바른 형식인 `MAIL FROM:<user@example.com>`, `RCPT TO:<user@example.com>`과 비교하세요. \
                    콜론 뒤에는 공백이 없어야 합니다.",
                "매개변수(SIZE=, BODY=8BITMIME, SMTPUTF8)와 확장 명령(STARTTLS, AUTH, BDAT)은 그 확장이 EHLO 응답에 있을 때만 \
                    보내고, HELO를 보낸 세션에서는 쓰지 마세요.",
                "메일 클라이언트나 라이브러리의 문제라면 업데이트하고, 거부된 줄을 개발사에 알려 주세요.",
            ],
            check: "로그에서 거부되었던 줄에 250이 나오면 해결된 것입니다.",
            retry: "같은 줄을 보내면 같은 오류가 발생합니다. 이런 오류가 여러 번 나오면 연결을 끊는 서버도 많습니다.",
        },
        near: [
            SENDER_INVALID => "The refused line is MAIL, or the code is 5.1.7 or 5.1.8: the sender address is at fault.",
                "거부된 줄이 MAIL이거나 코드가 5.1.7, 5.1.8이면 발신자 주소의 문제입니다.",
            HELO_BAD => "The refused line is EHLO or HELO: the name in it is at fault.",
                "거부된 줄이 EHLO나 HELO이면 그 안에 넣은 이름의 문제입니다.",
            AUTH_EXCHANGE_BAD => "500 or 501 comes during AUTH: what was sent for the login is malformed.",
                "AUTH를 진행하는 중에 500이나 501이 나오면 로그인에 보낸 값의 형식이 잘못된 것입니다.",
            LINE_FORMAT => "The reply speaks of a bare CR or LF, or it comes only after the text of the message.",
                "단독으로 쓰인 CR이나 LF가 응답에 나오거나, 메일 내용을 모두 보낸 뒤에야 오류가 나옵니다.",
        ],
    }

    LINE_FORMAT { id: "line-format", who: User, retry: No,
        en: {
            title: "Wrong line ends or too long lines",
            meaning: "A line has a bare CR or LF, another character that is not allowed there, or is too long.",
            when: "Mostly at the end of DATA, with messages that a program wrote itself: 550 5.5.2 \"bare <LF> received\" \
                (Postfix), 451 with a link to smtplf.html (qmail), 550 5.6.11 \"BareLinefeedsAreIllegal\" (Exchange Online). For \
                long lines: 550 \"maximum allowed line length is 998 octets\" or \"message has lines too long for transport\" \
                (Exim), 500 \"Line too long\". Since SMTP smuggling became known at the end of 2023, more servers are strict.",
            steps: [
                "Have the program end every line with CR LF and nothing else, also in HTML, templates and text attachments.",
                "Keep every line to 998 bytes at most (in UTF-8, an accented letter has 2, a Korean one 3): encode long HTML, logs \
                    and data as quoted-printable or base64.",
                "Better still, let a current mail library build the message (`email.message` in Python, PHPMailer, Nodemailer, \
                    MimeKit), which does both by itself.",
                "If a device or program cannot be changed, let it send to a mail server of your own that mends the line ends, such \
                    as Postfix with `smtpd_forbid_bare_newline = normalize`.",
            ],
            check: "The end of the message is answered with 250, and the command `file`, run on the message as it was sent, prints \
                \"with CRLF line terminators\".",
            retry: "Not with the same message, not even at 451: a mail server would repeat it for days in vain.",
        },
        ko: {
            title: "줄 끝이나 줄 길이가 잘못됨",
            meaning: "줄에 단독으로 쓰인 CR이나 LF, 그 밖에 허용되지 않는 문자가 있거나, 줄이 너무 깁니다.",
            when: "프로그램이 직접 만든 메일을 DATA로 보냈을 때, 대부분 메일 내용을 모두 보낸 뒤에 나옵니다. Postfix의 550 5.5.2 \
                `bare <LF> received`, smtplf.html 링크가 있는 qmail의 451, Exchange Online의 550 5.6.11 \"BareLinefeedsAreIllegal\", \
                줄이 길 때 Exim에서 나오는 550 \"maximum allowed line length is 998 octets\"와 \"message has lines too long for \
                transport\", 500 \"Line too long\"이 대표적입니다. 2023년 말에 SMTP smuggling 공격이 알려진 뒤로 엄격하게 검사하는 \
                서버가 늘었습니다.",
            steps: [
                "프로그램이 HTML, 템플릿, 텍스트 첨부 파일을 포함한 모든 줄을 CR LF로만 끝내도록 수정하세요.",
                "한 줄은 998바이트를 넘지 않게 하세요. UTF-8에서 한글 한 글자는 3바이트, 악센트가 붙은 글자는 2바이트입니다. 긴 HTML, \
                    로그, 데이터는 quoted-printable이나 base64로 인코딩하세요.",
                "메일을 직접 만들지 말고 최신 메일 라이브러리(Python의 `email.message`, PHPMailer, Nodemailer, MimeKit)로 만드는 \
                    것이 가장 좋습니다. 그러면 두 가지가 자동으로 처리됩니다.",
                "수정할 수 없는 장비나 프로그램이라면 줄 끝을 고쳐 주는 메일 서버를 두고 그곳으로 보내세요. Postfix에서는 \
                    `smtpd_forbid_bare_newline = normalize`로 설정하세요.",
            ],
            check: "메일 내용을 모두 보낸 뒤 250이 나오고, 발송한 메일 파일에 `file` 명령을 실행했을 때 \"with CRLF line \
                terminators\"가 나오면 해결된 것입니다.",
            retry: "451이 나왔더라도 같은 메일을 그대로 다시 보내면 같은 오류가 발생합니다. 메일 서버가 며칠 동안 다시 시도해도 \
                소용이 없습니다.",
        },
        near: [
            SYNTAX => "500 or 501 comes right after a single command and not after the message: that command is unknown, malformed \
                    or too long.",
                "메일 본문이 아니라 명령 하나를 보낸 직후에 500이나 501이 나오면 그 명령이 없거나 형식이 잘못되었거나 너무 긴 \
                    것입니다.",
            EIGHT_BIT => "The reply names 8BITMIME or 8-bit data: the characters are at fault, not the line ends.",
                "응답에 8BITMIME이나 8-bit data가 나오면 줄 끝이 아니라 문자의 문제입니다.",
            HEADER_BAD => "The reply names a header field, such as a missing Date or a duplicate From.",
                "Date가 없거나 From이 중복되었다는 등 헤더 필드의 이름이 응답에 나옵니다.",
            SIZE_LIMIT => "552 or a size in the reply: the message as a whole is too large.",
                "552나 크기에 관한 문구가 나오면 메일 전체가 너무 큰 것입니다.",
        ],
    }

    SMTPUTF8 { id: "smtputf8", who: User, retry: No,
        en: {
            title: "Address or header is not ASCII",
            meaning: "An address or a header is not ASCII, but the client did not ask for SMTPUTF8 or a server lacks it.",
            when: "At MAIL or RCPT as 550 or 553 with 5.6.7, such as \"Must declare SMTPUTF8 to send unicode address\" (Postfix); \
                in a bounce as \"SMTPUTF8 is required, but was not offered by host\" (Postfix). Python reports \"SMTPUTF8 not \
                supported by server\". Often no address is the reason, but a subject or a name that a script put into the header \
                unencoded, such as `mail -s` with a Korean subject.",
            steps: [
                "Look for characters outside ASCII in the addresses: accented letters, Korean, a full-width @, invisible \
                    characters from copying. Type such an address anew.",
                "In a program, put only the bare address into MAIL and RCPT, and encode subject and names in the header by RFC \
                    2047 (`=?UTF-8?B?...?=`), as mail libraries do by themselves.",
                "If only the part after the @ is not ASCII, enter the domain in its xn-- form; the command `idn2` converts it.",
                "If the part before the @ is not ASCII, ask for an ASCII address of the same person, or use a client and a server \
                    that both have SMTPUTF8.",
                "The administrator of a server that lacks SMTPUTF8 can switch it on, in Postfix with `smtputf8_enable = yes`.",
            ],
            check: "MAIL and RCPT are answered with 250; in the source of the message the header has only ASCII, or EHLO lists \
                SMTPUTF8 and the client uses it.",
            retry: "Not with the same address and header, unless the server offers SMTPUTF8 by then.",
        },
        ko: {
            title: "ASCII가 아닌 주소 또는 헤더",
            meaning: "주소나 헤더에 한글처럼 ASCII가 아닌 문자가 있는데, 클라이언트가 SMTPUTF8을 요청하지 않았거나 서버가 지원하지 \
                않습니다.",
            when: "MAIL이나 RCPT에 Postfix의 \"Must declare SMTPUTF8 to send unicode address\"처럼 5.6.7이 붙은 550 또는 553이 \
                나오고, 반송 메일에는 \"SMTPUTF8 is required, but was not offered by host\"(Postfix)가 나옵니다. Python에서는 \
                \"SMTPUTF8 not supported by server\"로 표시됩니다. 주소가 아니라, `mail -s`로 한글 제목을 넣을 때처럼 스크립트가 \
                제목이나 이름을 인코딩하지 않고 헤더에 쓴 것이 원인일 때가 많습니다.",
            steps: [
                "주소에 한글, 악센트가 붙은 글자, 전각 @, 복사할 때 딸려 온 보이지 않는 문자가 없는지 확인하고 직접 다시 \
                    입력하세요.",
                "프로그램이라면 MAIL과 RCPT에는 주소만 넣고, 헤더의 제목과 이름은 RFC 2047에 따라 `=?UTF-8?B?...?=` 형태로 \
                    인코딩하세요. 메일 라이브러리는 자동으로 그렇게 합니다.",
                "@ 뒤의 도메인만 ASCII가 아니라면 xn--으로 시작하는 형태로 입력하세요. `idn2` 명령으로 변환할 수 있습니다.",
                "@ 앞부분이 ASCII가 아니라면 받는 사람에게 영문 주소를 물어보거나, SMTPUTF8을 지원하는 클라이언트와 서버를 함께 \
                    사용하세요.",
                "SMTPUTF8을 지원하지 않는 서버라면 그 관리자가 켤 수 있습니다. Postfix에서는 `smtputf8_enable = yes`로 설정하세요.",
            ],
            check: "MAIL과 RCPT에 250이 나오면 해결된 것입니다. 메일 원본의 헤더에는 ASCII 문자만 있거나, EHLO 응답에 SMTPUTF8이 있고 \
                클라이언트가 이를 사용해야 합니다.",
            retry: "서버가 그사이 SMTPUTF8을 지원하지 않는 한, 같은 주소와 헤더로 다시 보내면 같은 오류가 발생합니다.",
        },
        near: [
            EIGHT_BIT => "Addresses and header are ASCII, and the server lacks 8BITMIME for the text of the message (5.6.3).",
                "주소와 헤더는 ASCII이고, 서버가 본문에 필요한 8BITMIME을 지원하지 않습니다(5.6.3).",
            SYNTAX => "501 5.1.3 or 553 to an address that has only ASCII: it is malformed.",
                "ASCII로만 된 주소에 501 5.1.3이나 553이 나오면 주소의 형식이 잘못된 것입니다.",
            SENDER_INVALID => "The reply is about the sender, with 5.1.7 or 5.1.8, and the address has only ASCII.",
                "ASCII로만 된 발신자 주소에 5.1.7이나 5.1.8이 나옵니다.",
        ],
    }

    EIGHT_BIT { id: "eight-bit", who: User, retry: No,
        en: {
            title: "Server takes 7-bit messages only",
            meaning: "The message has octets outside ASCII, but the next server does not offer 8BITMIME (RFC 6152), and nothing is \
                converted on the way.",
            when: "When a server passes the message on and the next one does not list 8BITMIME in its reply to EHLO: mostly as a \
                bounce with 5.6.3. Many servers, such as Postfix, convert the message instead, so it is rare. A strict Postfix \
                refuses with 550 5.6.0 \"improper use of 8-bit data in message body\" or \"header\".",
            steps: [
                "Have the client or program encode text and attachments as quoted-printable or base64, in PHPMailer with `Encoding \
                    = 'base64'`.",
                "Have it encode subject and names in the header by RFC 2047; 8BITMIME is for the text only.",
                "The administrator of the next server switches 8BITMIME on: in Exim with `accept_8bitmime = true`, in Postfix by \
                    taking 8bitmime out of `smtpd_discard_ehlo_keywords`.",
                "If a firewall hides 8BITMIME, its administrator exempts the server from the inspection of SMTP.",
            ],
            check: "The source of the message says Content-Transfer-Encoding: quoted-printable or base64, or the next server lists \
                8BITMIME after EHLO.",
            retry: "Not with the same message, unless the next server offers 8BITMIME by then.",
        },
        ko: {
            title: "7비트 메일만 받는 서버",
            meaning: "메일에 한글처럼 ASCII가 아닌 문자가 인코딩되지 않은 채 들어 있는데 다음 서버가 8BITMIME(RFC 6152)을 제공하지 \
                않으며, 중간에서 변환하지도 않습니다.",
            when: "메일을 전달받을 다음 서버의 EHLO 응답에 8BITMIME이 없을 때 나오며, 대부분 5.6.3이 붙은 반송 메일로 알게 됩니다. \
                Postfix처럼 메일을 변환하여 전달하는 서버가 많으므로 드문 오류입니다. 엄격하게 설정된 Postfix는 550 5.6.0 \
                \"improper use of 8-bit data in message body\" 또는 \"header\"로 거부합니다.",
            steps: [
                "클라이언트나 프로그램이 본문과 첨부 파일을 quoted-printable이나 base64로 인코딩하게 하세요. PHPMailer에서는 \
                    `Encoding = 'base64'`로 설정하세요.",
                "헤더의 제목과 이름은 RFC 2047에 따라 인코딩하게 하세요. 8BITMIME은 본문에만 적용됩니다.",
                "다음 서버의 관리자는 8BITMIME을 켜세요. Exim은 `accept_8bitmime = true`로 설정하고, Postfix는 \
                    `smtpd_discard_ehlo_keywords`에서 8bitmime을 빼면 됩니다.",
                "방화벽이 8BITMIME을 가린다면 방화벽의 관리자가 그 서버를 SMTP 검사 대상에서 제외해야 합니다.",
            ],
            check: "메일 원본의 Content-Transfer-Encoding이 quoted-printable이나 base64이거나, 다음 서버의 EHLO 응답에 8BITMIME이 \
                나오면 해결된 것입니다.",
            retry: "다음 서버가 그사이 8BITMIME을 제공하지 않는 한, 같은 메일을 그대로 다시 보내면 같은 오류가 발생합니다.",
        },
        near: [
            SMTPUTF8 => "The reply names SMTPUTF8 or has 5.6.7: an address or the header is not ASCII.",
                "응답에 SMTPUTF8이나 5.6.7이 나오면 주소나 헤더가 ASCII가 아닌 것입니다.",
            LINE_FORMAT => "The reply speaks of a bare CR or LF, or of the length of a line.",
                "단독으로 쓰인 CR이나 LF, 줄 길이에 관한 문구가 응답에 나옵니다.",
            MIDDLEBOX => "The reply to EHLO has XXXX in the place of keywords: something on the way hides 8BITMIME.",
                "EHLO 응답의 키워드 자리에 XXXX가 있으면 중간에서 8BITMIME을 가리는 것입니다.",
        ],
    }
}
