//! Causes around the login.

causes! { LOGIN:
    AUTH_OK { id: "auth-ok", who: Nobody,
        en: "The login worked, and from here on the session may send mail."
            => "There is nothing to do. If mail still fails, look at the next refusal in the log.",
        ko: "로그인에 성공했으며, 이제 이 세션에서 메일을 발송할 수 있습니다."
            => "조치할 것이 없습니다. 그래도 메일이 발송되지 않으면 로그에서 그다음에 나온 거부 응답을 확인하세요." }

    AUTH_REQUIRED { id: "auth-required", who: User,
        en: "The server takes mail only from those who log in, and this session did not."
            => "Switch authentication on for outgoing mail in the client, and enter user name and password there. \
                If both are set already, check in the client's log that it sends AUTH before MAIL.",
        ko: "서버는 로그인한 사용자의 메일만 받는데, 이 세션에서는 로그인하지 않았습니다."
            => "메일 클라이언트의 발송(SMTP) 설정에서 인증을 켜고 사용자 이름과 비밀번호를 입력하세요. \
                이미 입력되어 있다면 클라이언트가 MAIL보다 먼저 AUTH를 보내는지 로그에서 확인하세요." }

    AUTH_NEEDS_TLS { id: "auth-needs-tls", who: User,
        en: "Login is possible only over an encrypted connection, and this one is not encrypted."
            => "Switch encryption on in the client: STARTTLS for port 587, TLS for port 465. \
                The client may have sent the password unprotected already: \
                if others could listen on that network, change it.",
        ko: "로그인은 암호화 연결에서만 할 수 있는데, 이 연결은 암호화되지 않았습니다."
            => "메일 클라이언트에서 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요. \
                비밀번호가 이미 암호화되지 않은 채 전송되었을 수 있으므로, \
                다른 사람이 엿볼 수 있는 네트워크였다면 비밀번호를 바꾸세요." }

    CREDENTIALS_WRONG { id: "credentials-wrong", who: User,
        en: "The login name or the password is wrong."
            => "Check both: the user name is often the whole address, and a copied password may carry a space. \
                If the account has app passwords, make a new one and enter it instead.",
        ko: "사용자 이름 또는 비밀번호가 올바르지 않습니다."
            => "두 값을 다시 확인하세요. 사용자 이름은 메일 주소 전체인 경우가 많고, 복사한 비밀번호에는 공백이 섞이기 쉽습니다. \
                앱 비밀번호를 사용하는 계정이라면 새로 만들어 입력하세요." }

    ACCOUNT_LOCKED { id: "account-locked", who: MailAdmin,
        en: "The account is locked or disabled, or it was changed after the login."
            => "Log in once more; where the provider has a web page for it, sign in there first. \
                If that is refused too, ask the mail administrator to enable the account: \
                another password will not help.",
        ko: "계정이 잠겼거나 사용 중지되었거나, 로그인한 뒤에 변경되었습니다."
            => "다시 로그인해 보세요. 웹 로그인 화면이 있는 서비스라면 웹에서 먼저 로그인하세요. \
                그래도 거부되면 비밀번호를 바꾸어도 해결되지 않으니, \
                메일 관리자에게 계정 사용을 다시 허용해 달라고 요청하세요." }

    TEMP_AUTH_FAILURE { id: "temp-auth-failure", who: MailAdmin,
        en: "The server could not check the login just now, which says nothing about the password."
            => "Keep the password and try again in a few minutes. \
                If it goes on, the mail administrator should look at the server's load and at its account store.",
        ko: "서버의 일시적인 오류로 로그인을 확인하지 못했으며, 비밀번호가 틀렸다는 뜻은 아닙니다."
            => "비밀번호를 바꾸지 말고 잠시 후 다시 시도해 주세요. \
                계속되면 메일 관리자가 서버의 부하와 계정 저장소의 상태를 확인해야 합니다." }

    AUTH_ALREADY_DONE { id: "auth-already-done", who: User,
        en: "The client logged in again in a session that is logged in already."
            => "Send the next message of this session without AUTH. \
                To log in as somebody else, close the connection and open a new one.",
        ko: "이미 로그인한 세션에서 클라이언트가 다시 로그인하려고 했습니다."
            => "같은 세션에서는 AUTH 없이 다음 메일을 이어서 발송하세요. \
                다른 계정으로 로그인하려면 연결을 끊고 다시 연결하세요." }

    AUTH_EXCHANGE_BAD { id: "auth-exchange-bad", who: User,
        en: "What the client sent for its login was malformed or too long, or the client gave the login up."
            => "Enter user name and password again, since an empty one is a frequent reason. \
                If it stays, update the client or choose another authentication method. \
                A program of your own has to send the base64 in one line, without breaks.",
        ko: "클라이언트가 로그인할 때 보낸 값이 형식에 맞지 않거나 너무 길었거나, 클라이언트가 로그인을 취소했습니다."
            => "사용자 이름이나 비밀번호가 비어 있는 경우가 많으니 두 값을 다시 입력하세요. \
                계속되면 클라이언트를 업데이트하거나 다른 인증 방식을 선택하세요. \
                직접 만든 프로그램이라면 base64 값을 줄 바꿈 없이 한 줄로 보내야 합니다." }

    MECHANISM_UNSUPPORTED { id: "mechanism-unsupported", who: User,
        en: "The server does not have the authentication mechanism that the client chose."
            => "Choose one that the server lists in its reply to EHLO once the connection is encrypted; \
                PLAIN is the usual one. \
                In a mail client, set the authentication method to the normal password.",
        ko: "클라이언트가 선택한 인증 메커니즘을 서버가 지원하지 않습니다."
            => "암호화 연결에서 서버의 EHLO 응답에 나오는 메커니즘 중 하나를 선택하세요. 보통은 PLAIN을 사용합니다. \
                메일 클라이언트에서는 인증 방식을 일반 비밀번호로 설정하세요." }

    AUTH_RATE_LIMIT { id: "auth-rate-limit", who: User,
        en: "Too many logins failed in a short time, so the server takes no more from this network for a while."
            => "Find the client or device that still has an old password, and correct it there. \
                Then wait about 15 minutes before the next login, since further tries only make it longer. \
                The mail administrator can lift the ban at once.",
        ko: "짧은 시간에 로그인이 너무 많이 실패하여, 서버가 이 네트워크의 로그인을 당분간 받지 않습니다."
            => "예전 비밀번호가 남아 있는 클라이언트나 장비를 찾아 올바른 비밀번호를 입력하세요. \
                계속 시도하면 기다리는 시간만 길어지므로, 15분쯤 지난 뒤에 다시 로그인하세요. \
                메일 관리자는 차단을 바로 해제할 수 있으니, 급하면 요청하세요." }
}
