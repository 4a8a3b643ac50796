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

    AUTH_NOT_OFFERED { id: "auth-not-offered", who: User,
        en: "The client wanted to log in, but the server offers no login in this session."
            => "If the connection is not encrypted yet, switch STARTTLS on or use port 465, \
                and have the client send EHLO, not HELO. \
                If login is missing inside TLS too, take user name and password out of the settings \
                where the server needs none; where it does, its administrator has to enable login on this port. \
                Sending again without a change does not help.",
        ko: "클라이언트가 로그인하려고 했지만, 서버가 이 세션에서 인증을 제공하지 않습니다."
            => "연결이 아직 암호화되지 않았다면 명시적 SSL(STARTTLS)을 켜거나 465 포트를 사용하고, \
                클라이언트가 HELO 대신 EHLO를 보내게 하세요. \
                암호화 연결에도 인증이 없으면, 로그인이 필요 없는 서버일 때는 설정에서 사용자 이름과 비밀번호를 지우고 \
                필요한 서버일 때는 그 관리자에게 이 포트의 인증을 켜 달라고 요청하세요. \
                설정을 바꾸지 않고 다시 발송하면 같은 오류가 발생합니다." }

    CREDENTIALS_WRONG { id: "credentials-wrong", who: User,
        en: "The login name or the password is wrong."
            => "Check both: the user name is often the whole address, and a copied password may carry a space. \
                If the account has app passwords, make a new one and enter it instead.",
        ko: "사용자 이름 또는 비밀번호가 올바르지 않습니다."
            => "두 값을 다시 확인하세요. 사용자 이름은 메일 주소 전체인 경우가 많고, 복사한 비밀번호에는 공백이 섞이기 쉽습니다. \
                앱 비밀번호를 사용하는 계정이라면 새로 만들어 입력하세요." }

    LOGIN_EXPIRED { id: "login-expired", who: MailAdmin,
        en: "The password is right, but the account or the app password was made for a time that is over."
            => "The mail administrator gives it a later end, or makes a new app password for the program. \
                Whoever logs in hears only that the password is wrong; another password does not help.",
        ko: "비밀번호는 맞지만, 계정 또는 앱 비밀번호의 사용 기한이 지났습니다."
            => "메일 관리자가 사용 기한을 늘리거나 프로그램용 앱 비밀번호를 새로 만들어야 합니다. \
                로그인하는 쪽에는 비밀번호가 틀렸다고만 표시되며, 비밀번호를 바꾸어도 해결되지 않습니다." }

    LOGIN_NETWORK { id: "login-network", who: MailAdmin,
        en: "The password is right, but this account or app password may not log in from that address."
            => "If it was the owner, the mail administrator adds the network to those that the account or app password may log in from. \
                If it was not, somebody else knows the password: change it, or revoke the app password.",
        ko: "비밀번호는 맞지만, 이 계정 또는 앱 비밀번호는 그 주소에서 로그인할 수 없습니다."
            => "본인이 로그인한 것이라면 메일 관리자가 계정 또는 앱 비밀번호에 허용된 네트워크에 그 주소를 추가하세요. \
                본인이 아니라면 다른 사람이 비밀번호를 알고 있는 것이므로 비밀번호를 바꾸거나 앱 비밀번호를 폐기하세요." }

    LOGIN_AS_ANOTHER { id: "login-as-another", who: User,
        en: "The login is right, but it asks to act as another account, which nobody may here."
            => "Take the second user name (authorization identity) out of the client's settings, or set it to the account that logs in.",
        ko: "로그인 정보는 맞지만 다른 계정으로 작업하겠다고 요청했으며, 이 서버에서는 허용되지 않습니다."
            => "클라이언트 설정에서 두 번째 사용자 이름(authorization identity)을 지우거나 로그인하는 계정과 같게 설정하세요." }

    CERTIFICATE_UNKNOWN { id: "client-certificate-unknown", who: MailAdmin,
        en: "The client wanted to log in with its certificate, but showed none, or one that belongs to no account."
            => "Set the certificate and its key in the client. The mail administrator checks that it was issued by an authority that the \
                server takes, that it has not expired, and that one of its names is mapped to an account.",
        ko: "클라이언트가 인증서로 로그인하려고 했지만, 인증서를 제시하지 않았거나 어느 계정에도 연결되지 않은 인증서입니다."
            => "클라이언트에 인증서와 개인 키를 설정하세요. 메일 관리자는 서버가 받아들이는 인증 기관에서 발급했는지, \
                만료되지 않았는지, 인증서의 이름이 계정에 연결되어 있는지 확인하세요." }

    APP_PASSWORD_NEEDED { id: "app-password-needed", who: User,
        en: "The server takes only a password made for mail programs, \
            such as an app password or an authorization code, and not the normal password of the account."
            => "Make such a password in the security settings of the account; \
                some providers want two-step verification switched on first. \
                Enter it in place of the normal password. \
                Trying the normal password again does not help, and may lock the account.",
        ko: "서버가 계정의 일반 비밀번호는 받지 않고, \
            앱 비밀번호나 인증 코드처럼 메일 프로그램용으로 따로 발급받은 비밀번호만 받습니다."
            => "계정의 보안 설정에서 앱 비밀번호를 만드세요(2단계 인증을 먼저 켜야 하는 서비스도 있습니다). \
                그 값을 일반 비밀번호 대신 입력하세요. \
                일반 비밀번호로 다시 시도하면 해결되지 않을 뿐 아니라 계정이 잠길 수도 있습니다." }

    BASIC_AUTH_DISABLED { id: "basic-auth-disabled", who: MailAdmin,
        en: "Login with a password is switched off for this mailbox, for its whole organization or for the service."
            => "The mail administrator either permits it for this mailbox, if the provider still has that switch, \
                or moves the client to OAuth. \
                Where authenticated sending itself is off, OAuth is refused too until it is switched on. \
                Another password does not help.",
        ko: "이 사서함이나 조직 전체 또는 서비스에서 비밀번호를 사용한 로그인이 꺼져 있습니다."
            => "메일 관리자가 이 사서함의 비밀번호 로그인을 허용하거나(서비스에 그 설정이 남아 있는 경우), \
                클라이언트를 OAuth 방식으로 바꾸어야 합니다. \
                SMTP 인증 자체가 꺼져 있다면, 그것을 켤 때까지 OAuth도 거부됩니다. 비밀번호를 바꾸어도 해결되지 않습니다." }

    OAUTH_TOKEN_BAD { id: "oauth-token-bad", who: User,
        en: "The OAuth token is missing, expired, for another user, or without the permission to send by SMTP."
            => "Sign in to the provider again to get a new token, for the address that logs in \
                and with the scope that the provider names for SMTP. \
                If tokens keep expiring, check the refresh token and the OAuth client settings of the program. \
                Trying again with the same token does not help.",
        ko: "OAuth 토큰이 없거나 만료되었거나, 다른 사용자의 토큰이거나, SMTP 발송 권한이 없는 토큰입니다."
            => "서비스에 다시 로그인하여, 발송에 쓰는 주소와 서비스에서 SMTP용으로 정한 권한 범위(scope)로 새 토큰을 받으세요. \
                토큰이 계속 만료되면 프로그램의 갱신 토큰(refresh token)과 OAuth 클라이언트 설정을 확인하세요. \
                같은 토큰으로 다시 시도하면 같은 오류가 발생합니다." }

    SMTP_ACCESS_DISABLED { id: "smtp-access-disabled", who: User,
        en: "Sending from mail programs by SMTP is not switched on for this mailbox."
            => "Sign in to the mailbox by browser and switch SMTP or IMAP on in its settings; \
                some providers then show a separate password to be used for it. \
                For an account of a company or a school, the mail administrator may have to permit it first. \
                Until it is on, no password helps.",
        ko: "이 사서함에는 메일 프로그램에서 SMTP로 발송하는 기능이 켜져 있지 않습니다."
            => "웹에서 사서함에 로그인하여 설정에서 SMTP 또는 IMAP 사용을 켜고, 전용 비밀번호가 발급되면 그 비밀번호를 \
                사용하세요. 회사나 학교의 계정이라면 메일 관리자가 먼저 허용해야 할 수도 있습니다. \
                켜기 전에는 어떤 비밀번호를 입력해도 거부됩니다." }

    ACCOUNT_LOCKED { id: "account-locked", who: MailAdmin,
        en: "The account is locked or disabled, or it was changed after the login."
            => "Log in once more; where the provider has a web page for it, sign in there first. \
                If that is refused too, ask the mail administrator to enable the account: \
                another password will not help.",
        ko: "계정이 잠겼거나 사용 중지되었거나, 로그인한 뒤에 변경되었습니다."
            => "다시 로그인해 보세요. 웹 로그인 화면이 있는 서비스라면 웹에서 먼저 로그인하세요. \
                그래도 거부되면 비밀번호를 바꾸어도 해결되지 않으니, \
                메일 관리자에게 계정 사용을 다시 허용해 달라고 요청하세요." }

    AUTH_RATE_LIMIT { id: "auth-rate-limit", who: User,
        en: "Too many logins failed in a short time, so the server takes no more from this network for a while."
            => "Find the client or device that still has an old password, and correct it there. \
                Then wait about 15 minutes before the next login, since further tries only make it longer. \
                The mail administrator can lift the ban at once.",
        ko: "짧은 시간에 로그인이 너무 많이 실패하여, 서버가 이 네트워크의 로그인을 당분간 받지 않습니다."
            => "예전 비밀번호가 남아 있는 클라이언트나 장비를 찾아 올바른 비밀번호를 입력하세요. \
                계속 시도하면 기다리는 시간만 길어지므로, 15분쯤 지난 뒤에 다시 로그인하세요. \
                메일 관리자는 차단을 바로 해제할 수 있으니, 급하면 요청하세요." }

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

    MECHANISM_TOO_WEAK { id: "mechanism-too-weak", who: User,
        en: "The authentication mechanism that the client chose is too weak here, or this account may not use it."
            => "If the connection is not encrypted, encrypt it first: STARTTLS for port 587, TLS for port 465. \
                If it is, choose another, stronger mechanism from the server's reply to EHLO, \
                or update the client if it has none of them; the mail administrator sees which ones the account may use. Another password does not help.",
        ko: "클라이언트가 선택한 인증 메커니즘은 보안 수준이 낮아 허용되지 않거나, 이 계정에서 사용할 수 없는 메커니즘입니다."
            => "연결이 암호화되어 있지 않다면 먼저 587 포트는 명시적 SSL(STARTTLS), 465 포트는 암시적 SSL(SSL/TLS)로 설정하세요. \
                암호화된 연결이라면 서버의 EHLO 응답에서 더 강력한 메커니즘을 선택하고, \
                클라이언트가 지원하지 않으면 클라이언트를 업데이트하거나 메일 관리자에게 계정에 허용된 메커니즘을 문의하세요. 비밀번호를 바꾸어도 해결되지 않습니다." }

    TRANSITION_NEEDED { id: "transition-needed", who: User,
        en: "The server has the password, but not yet in the form that this authentication mechanism needs."
            => "Log in once with PLAIN over an encrypted connection: in a mail client, set the authentication method to the normal \
                password. The server then makes what is missing, and the mechanism works from the next login on. \
                The password is right and need not be changed.",
        ko: "서버에 비밀번호는 있지만, 이 인증 메커니즘에 필요한 형태로는 아직 저장되어 있지 않습니다."
            => "암호화 연결에서 PLAIN으로(메일 클라이언트에서는 인증 방식을 일반 비밀번호로 설정하여) 한 번 로그인하세요. \
                그러면 서버가 필요한 값을 만들어 두므로, 다음 로그인부터 이 메커니즘을 사용할 수 있습니다. \
                비밀번호가 틀린 것이 아니므로 바꾸지 않아도 됩니다." }

    SERVER_UNPROVEN { id: "server-unproven", who: MailAdmin,
        en: "The other server did not prove that it knows the password, so it may be another one than it seems."
            => "Check the server's name and port, and whether something between the two hosts answers in its place; its certificate \
                should be verified. If it is the right server, it is mistaken about the authentication mechanism: choose another, \
                such as PLAIN, for the time being. Mail that waits in the queue goes out as soon as a login works.",
        ko: "상대 서버가 비밀번호를 알고 있음을 증명하지 못했으므로, 다른 서버가 대신 응답했을 수 있습니다."
            => "서버의 이름과 포트가 맞는지, 두 서버 사이에서 다른 장비가 대신 응답하는지 확인하고 서버의 인증서를 검증하세요. \
                올바른 서버라면 그 서버의 인증 메커니즘에 문제가 있으므로 우선 PLAIN과 같은 다른 메커니즘을 선택하세요. \
                큐에서 기다리는 메일은 로그인에 성공하면 바로 발송됩니다." }

    CLIENT_LACKS_MECHANISM { id: "client-lacks-mechanism", who: MailAdmin,
        en: "The sending side has none of the server's authentication mechanisms, or may not use the one that it has."
            => "The administrator of the sending host adds the missing mechanism or its plug-in, \
                or permits PLAIN over an encrypted connection. \
                Mail that waits in the queue then goes out with the next attempt. Another password does not help.",
        ko: "발송하는 쪽이 서버의 인증 메커니즘을 하나도 지원하지 않거나, 지원하더라도 사용할 수 없게 설정되어 있습니다."
            => "발송하는 서버의 관리자가 빠진 메커니즘이나 플러그인을 추가하거나, 암호화 연결에서 PLAIN을 사용하도록 허용해야 \
                합니다. 그러면 큐에서 기다리는 메일은 다음 시도에서 발송됩니다. 비밀번호를 바꾸어도 해결되지 않습니다." }
}
