//! Causes in how client and server talk to each other.

causes! { PROTOCOL:
    BAD_SEQUENCE { id: "bad-sequence", who: User,
        en: "The client sent a command, or something behind it, at a point where SMTP does not allow it."
            => "Look in the log for the first refusal, because later ones often only follow from it. \
                A program of your own has to wait for the reply to EHLO, STARTTLS and AUTH, \
                send EHLO again after STARTTLS, and then MAIL, RCPT and DATA in this order.",
        ko: "클라이언트가 SMTP에서 허용되지 않는 순서로 명령이나 데이터를 보냈습니다."
            => "뒤에 나온 오류는 앞선 오류의 결과인 경우가 많으니, 로그에서 처음 나온 거부 응답을 찾으세요. \
                직접 만든 프로그램이라면 EHLO, STARTTLS, AUTH의 응답을 기다리고 STARTTLS 뒤에는 EHLO를 다시 보내야 합니다. \
                그다음 MAIL, RCPT, DATA를 이 순서대로 보내세요." }

    SYNTAX { id: "syntax", who: User,
        en: "The server cannot read a command or an address in it, or does not have that command or parameter."
            => "Check the recipients' addresses for spaces, brackets and commas. \
                If they are right, the client is at fault: update it, \
                or compare the line in its log with the form that the reply asks for.",
        ko: "명령이나 그 안의 주소에 구문 오류가 있거나, 서버에 구현되지 않은 명령 또는 매개변수입니다."
            => "수신자 주소에 공백, 괄호, 쉼표가 섞여 있지 않은지 확인하세요. \
                주소가 맞다면 클라이언트의 문제이므로 클라이언트를 업데이트하거나, \
                로그에 남은 명령을 응답에 나온 형식과 비교하세요." }

    LINE_FORMAT { id: "line-format", who: User,
        en: "A line has a bare CR or LF, another character that is not allowed there, or is too long."
            => "Have the program end each line with CR LF and nothing else; a current mail library does so by itself. \
                Sending the same message again does not help.",
        ko: "줄에 단독으로 쓰인 CR이나 LF, 그 밖에 허용되지 않는 문자가 있거나, 줄이 너무 깁니다."
            => "프로그램이 모든 줄을 CR LF로만 끝내도록 수정하세요. 최신 메일 라이브러리는 자동으로 그렇게 합니다. \
                같은 메일을 그대로 다시 보내면 같은 오류가 발생합니다." }

    SMTPUTF8 { id: "smtputf8", who: User,
        en: "An address or a header is not ASCII, but the client did not ask for SMTPUTF8 or a server lacks it."
            => "Use a client that supports SMTPUTF8, or addresses that are plain ASCII. \
                A program of your own has to add SMTPUTF8 to MAIL, and to encode names in headers by RFC 2047.",
        ko: "주소나 헤더에 한글처럼 ASCII가 아닌 문자가 있는데, 클라이언트가 SMTPUTF8을 요청하지 않았거나 서버가 지원하지 않습니다."
            => "SMTPUTF8을 지원하는 클라이언트를 사용하거나 영문 등 ASCII 문자로만 된 주소를 사용하세요. \
                직접 만든 프로그램이라면 MAIL에 SMTPUTF8을 추가하고, 헤더의 표시 이름은 RFC 2047에 따라 인코딩해야 합니다." }

    EIGHT_BIT { id: "eight-bit", who: User,
        en: "The message has octets outside ASCII, but the next server does not offer 8BITMIME (RFC 6152), \
            and nothing is converted on the way."
            => "Have the client encode text and attachments as quoted-printable or base64, \
                and names in headers by RFC 2047. \
                The administrator of the next server can help as well, by enabling 8BITMIME. \
                Sending the message unchanged does not help before that.",
        ko: "메일에 ASCII가 아닌 옥텟이 있는데 다음 서버가 8BITMIME(RFC 6152)을 제공하지 않으며, 중간에서 변환하지도 않습니다."
            => "클라이언트가 본문과 첨부 파일은 quoted-printable이나 base64로, 헤더의 표시 이름은 RFC 2047에 따라 인코딩하게 \
                하세요. 다음 서버의 관리자가 8BITMIME을 켜도 해결됩니다. \
                그 전에는 같은 메일을 그대로 다시 보내도 해결되지 않습니다." }
}
