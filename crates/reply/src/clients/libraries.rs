//! Clients: libraries and frameworks whose exceptions carry a reply.

clients! { LIBRARIES:
    FLASK_MAIL { id: "flask-mail", name: "Flask-Mail (Python)", kind: Library,
        marks: ["flask_mail", "flask-mail"],
        en: {
            shows: "The exception is that of `smtplib`, for example `smtplib.SMTPAuthenticationError: (535, b'5.7.8 …')`, with \
                `flask_mail` in the traceback.",
            full: "Set `MAIL_DEBUG = True` before `Mail(app)` is made: the dialogue then goes to stderr. It contains the password in \
                base64, so keep it to yourself.",
            settings: "In `app.config`: `MAIL_SERVER`, `MAIL_PORT`, `MAIL_USE_TLS = True` for STARTTLS on port 587 or `MAIL_USE_SSL = \
                True` for port 465 (never both), `MAIL_USERNAME`, `MAIL_PASSWORD`, `MAIL_DEFAULT_SENDER`. Values set after `Mail(app)` do \
                not count.",
        },
        ko: {
            shows: "`smtplib.SMTPAuthenticationError: (535, b'5.7.8 …')` 같은 `smtplib`의 예외가 그대로 나오고, 스택 추적에 `flask_mail`이 \
                보입니다.",
            full: "`Mail(app)`을 만들기 전에 `MAIL_DEBUG = True`로 설정하면 서버와 주고받은 내용이 stderr에 나옵니다. base64로 바꾼 \
                비밀번호도 들어 있으니 다른 사람에게 보여 주지 마세요.",
            settings: "`app.config`의 `MAIL_SERVER`, `MAIL_PORT`, `MAIL_USERNAME`, `MAIL_PASSWORD`, `MAIL_DEFAULT_SENDER`에 \
                설정합니다. 587 포트(STARTTLS)이면 `MAIL_USE_TLS = True`만, 465 포트이면 `MAIL_USE_SSL = True`만 쓰세요. `Mail(app)` \
                다음에 바꾼 값은 반영되지 않습니다.",
        },
    }

    DJANGO { id: "django", name: "Django (Python)", kind: Library,
        marks: ["django/core/mail", "django.core.mail", "email_host_user", "email_use_tls"],
        en: {
            shows: "The exception is that of `smtplib`, for example `SMTPAuthenticationError at /signup/ (535, b'5.7.8 …')` on the error \
                page, with `django/core/mail/backends/smtp.py` in the traceback. With `fail_silently=True` nothing appears at all.",
            full: "Run `python manage.py sendtestemail you@example.com`: it shows the whole exception. For the dialogue, put `import \
                smtplib; smtplib.SMTP.debuglevel = 1` before the mail is sent; it contains the password in base64.",
            settings: "In `settings.py`: `EMAIL_HOST`, `EMAIL_PORT`, `EMAIL_USE_TLS` (STARTTLS, port 587) or `EMAIL_USE_SSL` (port 465), \
                `EMAIL_HOST_USER`, `EMAIL_HOST_PASSWORD`, `DEFAULT_FROM_EMAIL`. From Django 6.1 on, `MAILERS` with the `OPTIONS` `host`, \
                `port`, `use_tls`, `use_ssl`, `username` and `password` takes their place.",
        },
        ko: {
            shows: "`smtplib`의 예외가 그대로 나옵니다. 오류 페이지에는 `SMTPAuthenticationError at /signup/ (535, b'5.7.8 …')`처럼 \
                표시되고 스택 추적에 `django/core/mail/backends/smtp.py`가 보입니다. `fail_silently=True`이면 아무것도 나오지 않습니다.",
            full: "`python manage.py sendtestemail you@example.com`을 실행하면 예외 전체가 나옵니다. 서버와 주고받은 내용을 보려면 \
                발송하기 전에 `import smtplib; smtplib.SMTP.debuglevel = 1`을 넣으세요. 출력에는 base64로 바꾼 비밀번호도 들어 있습니다.",
            settings: "`settings.py`의 `EMAIL_HOST`, `EMAIL_PORT`, `EMAIL_USE_TLS`(STARTTLS, 587 포트) 또는 `EMAIL_USE_SSL`(465 포트), \
                `EMAIL_HOST_USER`, `EMAIL_HOST_PASSWORD`, `DEFAULT_FROM_EMAIL`입니다. Django 6.1부터는 `MAILERS`의 `OPTIONS`에 있는 \
                `host`, `port`, `use_tls`, `use_ssl`, `username`, `password`가 이를 대신합니다.",
        },
    }

    AIOSMTPLIB { id: "aiosmtplib", name: "aiosmtplib, FastAPI-Mail (Python)", kind: Library,
        marks: ["aiosmtplib", "fastapi_mail"],
        en: {
            shows: "The exceptions have the names of `smtplib`, with the code and the text after them: \
                `aiosmtplib.errors.SMTPAuthenticationError: (535, '5.7.8 …')`.",
            full: "The exception has all lines of the reply: print `e.code` and `e.message`. There is no switch for the dialogue; to see \
                it, run `swaks` with the same values.",
            settings: "In `aiosmtplib.send()` or `SMTP()`: `hostname`, `port`, `username`, `password`, `use_tls=True` for port 465 or \
                `start_tls=True` for port 587. In FastAPI-Mail's `ConnectionConfig`: `MAIL_SERVER`, `MAIL_PORT`, `MAIL_STARTTLS` (587), \
                `MAIL_SSL_TLS` (465), `MAIL_USERNAME`, `MAIL_PASSWORD`, `MAIL_FROM`.",
        },
        ko: {
            shows: "예외 이름은 `smtplib`과 같고, `aiosmtplib.errors.SMTPAuthenticationError: (535, '5.7.8 …')`처럼 뒤에 코드와 문구가 \
                붙습니다.",
            full: "예외에 응답의 모든 줄이 들어 있으니 `e.code`와 `e.message`를 출력하세요. 주고받은 내용을 보여 주는 설정은 \
                없으므로, 필요하면 같은 서버, 포트, 사용자 이름으로 `swaks`를 실행하세요.",
            settings: "`aiosmtplib.send()` 또는 `SMTP()`의 `hostname`, `port`, `username`, `password`와, 465 포트의 `use_tls=True` 또는 \
                587 포트의 `start_tls=True`입니다. FastAPI-Mail은 `ConnectionConfig`의 `MAIL_SERVER`, `MAIL_PORT`, `MAIL_STARTTLS`(587 \
                포트), `MAIL_SSL_TLS`(465 포트), `MAIL_USERNAME`, `MAIL_PASSWORD`, `MAIL_FROM`을 씁니다.",
        },
    }

    PYTHON_SMTPLIB { id: "python-smtplib", name: "Python smtplib", kind: Library,
        marks: [
            "smtplib.smtp", "smtplib.py", "import smtplib", "smtpauthenticationerror: (", "smtpauthenticationerror(", "smtpsenderrefused",
            "smtprecipientsrefused", "smtpdataerror", "smtpserverdisconnected", "smtpconnecterror", "smtpheloerror",
            "smtpnotsupportederror", "smtp auth extension not supported by server", "please run connect() first", "(_ssl.c:", "421, b'",
            "450, b'", "451, b'", "452, b'", "454, b'", "530, b'", "534, b'", "535, b'", "550, b'", "552, b'", "553, b'", "554, b'",
            "550, b\"", "553, b\"",
        ],
        en: {
            shows: "A tuple of code and bytes, for example `smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not \
                accepted. …')`; `\\n` stands between the lines of the reply. `SMTPRecipientsRefused` carries a dictionary with one such \
                tuple for each recipient, `SMTPSenderRefused` the sender as a third value.",
            full: "The exception has the whole reply in `smtp_code` and `smtp_error`. For the dialogue, call `server.set_debuglevel(1)` \
                right after the connection is made; the lines with AUTH contain the password in base64.",
            settings: "`smtplib.SMTP_SSL(host, 465)`, or `smtplib.SMTP(host, 587)` and then `starttls()`, both with \
                `context=ssl.create_default_context()`; after that `login(user, password)`. Without `starttls()` most servers offer no \
                login (\"SMTP AUTH extension not supported by server\").",
        },
        ko: {
            shows: "`smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. …')`처럼 코드와 바이트열의 튜플로 \
                나오며, 여러 줄 응답은 줄 사이에 `\\n`이 들어갑니다. `SMTPRecipientsRefused`에는 수신자마다 이런 튜플이 담긴 딕셔너리가, \
                `SMTPSenderRefused`에는 세 번째 값으로 발신자가 있습니다.",
            full: "예외의 `smtp_code`와 `smtp_error`에 응답 전체가 있습니다. 주고받은 내용을 보려면 연결한 직후에 \
                `server.set_debuglevel(1)`을 호출하세요. AUTH가 있는 줄에는 base64로 바꾼 비밀번호가 들어 있습니다.",
            settings: "`smtplib.SMTP_SSL(host, 465)`를 쓰거나 `smtplib.SMTP(host, 587)` 다음에 `starttls()`를 호출하세요. 두 경우 모두 \
                `context=ssl.create_default_context()`를 넘기고, 그다음에 `login(user, password)`를 호출합니다. `starttls()`를 빠뜨리면 \
                대부분의 서버가 로그인을 제공하지 않아 \"SMTP AUTH extension not supported by server\"가 나옵니다.",
        },
    }

    LARAVEL { id: "laravel", name: "Laravel (PHP)", kind: Library,
        marks: [
            "illuminate\\mail", "illuminate/mail", "illuminate\\\\mail", "laravel.log", "local.error: expected response code",
            "production.error: expected response code",
        ],
        en: {
            shows: "In the form of Symfony Mailer (before Laravel 9: SwiftMailer), for example `Failed to authenticate on SMTP server with \
                username \"…\" … Expected response code \"235\" but got code \"535\", with message \"535-5.7.8 …\"`. It is on the error \
                page, in `storage/logs/laravel.log`, and for queued mails in the table `failed_jobs`.",
            full: "The text behind \"with message\" is the whole reply. For the dialogue, catch `TransportExceptionInterface` and log \
                `$e->getDebug()`; it contains the password in base64.",
            settings: "`MAIL_MAILER`, `MAIL_HOST`, `MAIL_PORT`, `MAIL_USERNAME`, `MAIL_PASSWORD`, `MAIL_FROM_ADDRESS` in `.env`, read by \
                `config/mail.php`. Port 465 makes TLS from the start (in newer versions also `MAIL_SCHEME=smtps`), on other ports STARTTLS \
                is used where the server offers it. After a change run `php artisan config:clear` and restart the queue workers.",
        },
        ko: {
            shows: "Symfony Mailer(Laravel 9 이전은 SwiftMailer)의 형식으로 `Failed to authenticate on SMTP server with username \"…\" … \
                Expected response code \"235\" but got code \"535\", with message \"535-5.7.8 …\"`처럼 나옵니다. 오류 페이지와 \
                `storage/logs/laravel.log`에 있고, 큐로 보낸 메일은 `failed_jobs` 테이블에 있습니다.",
            full: "\"with message\" 뒤의 문구가 응답 전체입니다. 주고받은 내용을 보려면 `TransportExceptionInterface`를 잡아 \
                `$e->getDebug()`를 로그에 남기세요. base64로 바꾼 비밀번호도 들어 있습니다.",
            settings: "`.env`의 `MAIL_MAILER`, `MAIL_HOST`, `MAIL_PORT`, `MAIL_USERNAME`, `MAIL_PASSWORD`, `MAIL_FROM_ADDRESS`이며 \
                `config/mail.php`가 읽습니다. 465 포트이면(새 버전에서는 `MAIL_SCHEME=smtps`로도) 암시적 SSL로 연결하고, 다른 \
                포트에서는 서버가 제공하면 STARTTLS를 씁니다. 바꾼 뒤에는 `php artisan config:clear`를 실행하고 큐 워커를 다시 \
                시작하세요.",
        },
    }

    SYMFONY_MAILER { id: "symfony-mailer", name: "Symfony Mailer (PHP)", kind: Library,
        marks: [
            "symfony\\component\\mailer", "symfony\\\\component\\\\mailer", "symfony/mailer", "expected response code \"",
            "using the following authenticators:", "failed to find an authenticator supported by the smtp server",
            "connection could not be established with host \"", "mailer_dsn",
        ],
        en: {
            shows: "`Expected response code \"250\" but got code \"550\", with message \"550 5.7.1 …\"`, at the login behind `Failed to \
                authenticate on SMTP server with username \"…\" using the following authenticators: …`. \"but got empty code\" means that \
                the server hung up without a reply.",
            full: "The text behind \"with message\" is the whole reply. For the dialogue, catch `TransportExceptionInterface` and print \
                `$e->getDebug()`; it contains the password in base64.",
            settings: "`MAILER_DSN` in `.env`: `smtps://user:password@mail.example.com:465` for TLS from the start, \
                `smtp://user:password@mail.example.com:587` for STARTTLS. Characters such as @ : / # + in user name and password have to \
                be URL-encoded (`%40` for @).",
        },
        ko: {
            shows: "`Expected response code \"250\" but got code \"550\", with message \"550 5.7.1 …\"`처럼 나오고, 로그인 실패이면 앞에 \
                `Failed to authenticate on SMTP server with username \"…\" using the following authenticators: …`가 붙습니다. \"but got \
                empty code\"는 서버가 응답 없이 연결을 끊었다는 뜻입니다.",
            full: "\"with message\" 뒤의 문구가 응답 전체입니다. 주고받은 내용을 보려면 `TransportExceptionInterface`를 잡아 \
                `$e->getDebug()`를 출력하세요. base64로 바꾼 비밀번호도 들어 있습니다.",
            settings: "`.env`의 `MAILER_DSN`입니다. 암시적 SSL이면 `smtps://user:password@mail.example.com:465`, STARTTLS이면 \
                `smtp://user:password@mail.example.com:587`로 쓰세요. 사용자 이름과 비밀번호의 @ : / # + 같은 문자는 `%40`(@)처럼 URL \
                인코딩하세요.",
        },
    }

    SWIFTMAILER { id: "swiftmailer", name: "SwiftMailer (PHP)", kind: Library,
        marks: [
            "swift_transportexception", "swift_smtptransport", "swift_message", "swift_rfccompliance", "swiftmailer",
            "expected response code 2", "expected response code 3", "possible authenticators",
        ],
        en: {
            shows: "`Expected response code 250 but got code \"535\", with message \"535 5.7.8 …\"` in a `Swift_TransportException`; the \
                first number has no quotes, unlike in Symfony Mailer. At a login with several methods it ends in `Failed to authenticate \
                on SMTP server with username \"…\" using 2 possible authenticators`.",
            full: "Register `new Swift_Plugins_LoggerPlugin(new Swift_Plugins_Loggers_EchoLogger())` with the mailer: it prints the \
                dialogue, with the password in base64. SwiftMailer has not been maintained since 2021; Symfony Mailer takes its place.",
            settings: "`new Swift_SmtpTransport(host, port, encryption)` with `ssl` for port 465 and `tls` for port 587, then \
                `setUsername()` and `setPassword()`; in a Symfony project the DSN `MAILER_URL`.",
        },
        ko: {
            shows: "`Swift_TransportException`에 `Expected response code 250 but got code \"535\", with message \"535 5.7.8 …\"`처럼 \
                나옵니다. Symfony Mailer와 달리 첫 번째 숫자에 따옴표가 없습니다. 여러 방식으로 로그인을 시도했다면 `Failed to \
                authenticate on SMTP server with username \"…\" using 2 possible authenticators`로 끝납니다.",
            full: "메일러에 `new Swift_Plugins_LoggerPlugin(new Swift_Plugins_Loggers_EchoLogger())`를 등록하면 주고받은 내용이 \
                출력됩니다. base64로 바꾼 비밀번호도 들어 있습니다. SwiftMailer는 2021년 이후 관리되지 않으며 Symfony Mailer가 대신합니다.",
            settings: "`new Swift_SmtpTransport(host, port, encryption)`에서 465 포트는 `ssl`, 587 포트는 `tls`를 지정하고 \
                `setUsername()`과 `setPassword()`를 호출하세요. Symfony 프로젝트에서는 `MAILER_URL`에 설정합니다.",
        },
    }

    CODEIGNITER { id: "codeigniter", name: "CodeIgniter (PHP)", kind: Library,
        marks: [
            "codeigniter", "print_debugger", "printdebugger", "the following smtp error was encountered",
            "failed to send auth login command", "failed to authenticate password. error:", "failed to authenticate username. error:",
            "unable to send email using smtp. your server might not be configured",
            "unable to send email using php smtp. your server might not be configured", "다음 smtp 오류가 발생했습니다",
        ],
        en: {
            shows: "`send()` returns false; the text is in the debugger: \"Failed to authenticate password. Error: 535 5.7.8 …\", \"The \
                following SMTP error was encountered: …\" and at the end always \"Unable to send email using SMTP. Your server might not \
                be configured to send mail using this method.\", which says nothing by itself.",
            full: "CodeIgniter 4: `$email->send(false)` and then `echo $email->printDebugger();`. CodeIgniter 3: \
                `$this->email->send(FALSE)` and `echo $this->email->print_debugger();`. The argument keeps the data until they are \
                printed.",
            settings: "`app/Config/Email.php` (version 3: `application/config/email.php`): `protocol = 'smtp'`, `SMTPHost`, `SMTPPort`, \
                `SMTPUser`, `SMTPPass`, `SMTPCrypto` (`ssl` for port 465, `tls` for port 587), and `CRLF` and `newline` as `\"\\r\\n\"` in \
                double quotes. In version 3 the names are in lower case with `_`, such as `smtp_host`.",
        },
        ko: {
            shows: "`send()`는 false만 반환하고 문구는 디버거에 있습니다. \"Failed to authenticate password. Error: 535 5.7.8 …\", \"The \
                following SMTP error was encountered: …\" 등이 나오고, 끝에는 항상 \"Unable to send email using SMTP. Your server might \
                not be configured to send mail using this method.\"가 붙습니다. 이 마지막 문장만으로는 원인을 알 수 없습니다.",
            full: "CodeIgniter 4에서는 `$email->send(false)` 다음에 `echo $email->printDebugger();`를, CodeIgniter 3에서는 \
                `$this->email->send(FALSE)` 다음에 `echo $this->email->print_debugger();`를 실행하세요. 인수로 false를 넣지 않으면 \
                출력하기 전에 내용이 지워집니다.",
            settings: "`app/Config/Email.php`(버전 3은 `application/config/email.php`)에서 `protocol = 'smtp'`, `SMTPHost`, `SMTPPort`, \
                `SMTPUser`, `SMTPPass`, `SMTPCrypto`(465 포트는 `ssl`, 587 포트는 `tls`)를 설정하고, `CRLF`와 `newline`은 큰따옴표로 묶은 \
                `\"\\r\\n\"`으로 지정하세요. 버전 3에서는 `smtp_host`처럼 소문자와 `_`로 된 이름을 씁니다.",
        },
    }

    PHPMAILER { id: "phpmailer", name: "PHPMailer (PHP)", kind: Library,
        marks: [
            "phpmailer", "smtp error: could not authenticate", "smtp connect() failed", "smtp error: could not connect to smtp host",
            "smtp error: data not accepted", "smtp error: the following recipients failed", "smtp error: password command failed",
            "smtp error: username command failed", "smtp error: mail from command failed", "smtp error: rcpt to command failed",
            "smtp error: data end command failed", "smtp error: failed to connect to server", "additional smtp info:", "smtp -> error:",
            "server -> client:", "client -> server:", "smtp 오류: 인증할 수 없습니다", "smtp 오류: smtp 호스트에 접속할 수 없습니다",
            "smtp 오류: 데이터가 받아들여지지 않았습니다", "smtp -> get_lines",
        ],
        en: {
            shows: "\"SMTP Error: Could not authenticate.\" or \"SMTP connect() failed. \
                https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting\", without the reply. With debug output, \"SMTP ERROR: \
                Password command failed: 535-5.7.8 …\" stands before it; \"SERVER -> CLIENT:\" begins what the server said.",
            full: "`$mail->SMTPDebug = 2;` (`SMTP::DEBUG_SERVER`) prints the dialogue and hides user name and password. Read the first \
                line with \"SMTP ERROR\". `$mail->ErrorInfo` has the last error in short.",
            settings: "`isSMTP()`, `Host`, `Port`, `SMTPSecure` (`PHPMailer::ENCRYPTION_SMTPS` for port 465, \
                `PHPMailer::ENCRYPTION_STARTTLS` for port 587), `SMTPAuth = true`, `Username`, `Password` and `setFrom()`. If the \
                certificate is refused, mend the certificate store (`openssl.cafile` in `php.ini`) or the host name, and leave the checks \
                on.",
        },
        ko: {
            shows: "서버 응답 없이 \"SMTP Error: Could not authenticate.\"나 \"SMTP connect() failed. \
                https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting\"만 나옵니다. 디버그 출력을 켜면 그 앞에 \"SMTP ERROR: \
                Password command failed: 535-5.7.8 …\"가 나오고, \"SERVER -> CLIENT:\"로 시작하는 줄이 서버의 응답입니다.",
            full: "`$mail->SMTPDebug = 2;`(`SMTP::DEBUG_SERVER`)로 설정하면 주고받은 내용이 출력되고 사용자 이름과 비밀번호는 가려집니다. \
                \"SMTP ERROR\"가 처음 나오는 줄을 보세요. `$mail->ErrorInfo`에는 마지막 오류가 짧게 들어 있습니다.",
            settings: "`isSMTP()`, `Host`, `Port`, `SMTPSecure`(465 포트는 `PHPMailer::ENCRYPTION_SMTPS`, 587 포트는 \
                `PHPMailer::ENCRYPTION_STARTTLS`), `SMTPAuth = true`, `Username`, `Password`, `setFrom()`입니다. 인증서 오류가 나면 검사를 \
                끄지 말고 인증서 저장소(`php.ini`의 `openssl.cafile`)나 호스트 이름을 바로잡으세요.",
        },
    }

    NODEMAILER { id: "nodemailer", name: "Nodemailer (Node.js)", kind: Library,
        marks: [
            "nodemailer", "smtp-connection/index.js", "smtpconnection._formaterror", "code: 'eauth'", "\"code\":\"eauth\"",
            "code: 'eenvelope'", "\"code\":\"eenvelope\"", "code: 'emessage'", "command: 'auth plain'", "command: 'auth login'",
            "command: 'auth xoauth2'", "command: 'conn'", "command: 'mail from'", "command: 'rcpt to'", "invalid login:",
            "missing credentials for \"", "mail command failed:", "can't send mail - all recipients were rejected",
            "recipient command failed:", "message failed: 4", "message failed: 5", "../deps/openssl/openssl/", "syscall: 'connect'",
        ],
        en: {
            shows: "`Error: Invalid login: 535-5.7.8 …` at the login, `Mail command failed: …`, `Can't send mail - all recipients were \
                rejected: …` or `Message failed: …` later, each with the reply. The object has `code` (EAUTH, EENVELOPE, EMESSAGE, ESOCKET \
                …), `command`, `responseCode` and `response`; if only some recipients were refused, there is no error and they are in \
                `info.rejected`.",
            full: "`error.response` has all lines of the reply. For the dialogue, create the transport with `logger: true, debug: true`; \
                it hides passwords and tokens, but the user name stays in it, in base64. `await transporter.verify()` tries connection and \
                login without sending.",
            settings: "In `createTransport`: `host`, `port`, `secure` (true for port 465, false for port 587, where STARTTLS follows by \
                itself), `requireTLS: true` to insist on it, `auth.user` and `auth.pass`. \"wrong version number\" means `secure: true` on \
                port 587.",
        },
        ko: {
            shows: "로그인에서는 `Error: Invalid login: 535-5.7.8 …`, 그 뒤에는 `Mail command failed: …`, `Can't send mail - all \
                recipients were rejected: …`, `Message failed: …`처럼 응답과 함께 나옵니다. 오류 객체에는 `code`(EAUTH, EENVELOPE, \
                EMESSAGE, ESOCKET 등), `command`, `responseCode`, `response`가 있습니다. 수신자 일부만 거부되면 오류가 나지 않고 \
                `info.rejected`에 담깁니다.",
            full: "`error.response`에 응답의 모든 줄이 있습니다. 전송 객체를 `logger: true, debug: true`로 만들면 주고받은 내용이 \
                나옵니다. 비밀번호와 토큰은 가려지지만 사용자 이름은 base64로 바꾼 채 남습니다. `await transporter.verify()`는 메일을 \
                보내지 않고 연결과 로그인만 시도합니다.",
            settings: "`createTransport`의 `host`, `port`, `secure`(465 포트는 true, 587 포트는 false이며 STARTTLS는 자동), `auth.user`, \
                `auth.pass`입니다. TLS를 반드시 쓰려면 `requireTLS: true`를 넣으세요. \"wrong version number\"가 나오면 587 포트에 \
                `secure: true`를 쓴 것입니다.",
        },
    }

    SPRING { id: "spring", name: "Spring, Spring Boot (Java)", kind: Library,
        marks: ["org.springframework.mail", "javamailsender", "spring.mail.", "mail server connection failed; nested exception"],
        en: {
            shows: "`MailAuthenticationException`, `MailSendException` or \"Mail server connection failed\" of `org.springframework.mail`, \
                with the exception of JavaMail inside, such as `AuthenticationFailedException: 535-5.7.8 …`. The reply is in the innermost \
                \"Caused by\" or \"nested exception\".",
            full: "`spring.mail.properties.mail.debug=true` prints the dialogue to the standard output, with the login hidden. \
                `spring.mail.test-connection=true` tries the login when the application starts.",
            settings: "In `application.properties`: `spring.mail.host`, `spring.mail.port`, `spring.mail.username`, \
                `spring.mail.password`, `spring.mail.properties.mail.smtp.auth=true`, and \
                `spring.mail.properties.mail.smtp.starttls.enable=true` with `…starttls.required=true` for port 587, or \
                `spring.mail.properties.mail.smtp.ssl.enable=true` for port 465.",
        },
        ko: {
            shows: "`org.springframework.mail`의 `MailAuthenticationException`, `MailSendException` 또는 \"Mail server connection \
                failed\"가 나오고, 그 안에 `AuthenticationFailedException: 535-5.7.8 …` 같은 JavaMail 예외가 있습니다. 가장 안쪽의 \
                \"Caused by\"나 \"nested exception\"에 서버 응답이 있습니다.",
            full: "`spring.mail.properties.mail.debug=true`로 설정하면 주고받은 내용이 표준 출력에 나오며 로그인 정보는 가려집니다. \
                `spring.mail.test-connection=true`로 설정하면 애플리케이션을 시작할 때 로그인을 시도합니다.",
            settings: "`application.properties`의 `spring.mail.host`, `spring.mail.port`, `spring.mail.username`, `spring.mail.password`, \
                `spring.mail.properties.mail.smtp.auth=true`입니다. 587 포트에는 `spring.mail.properties.mail.smtp.starttls.enable=true`와 \
                `…starttls.required=true`를, 465 포트에는 `spring.mail.properties.mail.smtp.ssl.enable=true`를 넣으세요.",
        },
    }

    COMMONS_EMAIL { id: "commons-email", name: "Apache Commons Email (Java)", kind: Library,
        marks: ["org.apache.commons.mail", "sending the email to the following server failed"],
        en: {
            shows: "`EmailException: Sending the email to the following server failed : mail.example.com:465`; this line never has the \
                reason. The exception of JavaMail with the reply is its cause.",
            full: "Log the whole stack trace and read the last \"Caused by\". `email.setDebug(true)` before `send()` prints the dialogue.",
            settings: "`setHostName()`, `setSmtpPort()` and `setStartTLSEnabled(true)` for port 587, or `setSslSmtpPort(\"465\")` and \
                `setSSLOnConnect(true)`; then `setAuthentication(user, password)` and `setFrom()`. `setSSLCheckServerIdentity(true)` \
                switches the check of the host name on.",
        },
        ko: {
            shows: "`EmailException: Sending the email to the following server failed : mail.example.com:465`로 나오며, 이 줄에는 이유가 \
                없습니다. 서버 응답이 담긴 JavaMail 예외는 그 원인(cause)에 있습니다.",
            full: "스택 추적 전체를 로그에 남기고 마지막 \"Caused by\"를 확인하세요. `send()` 전에 `email.setDebug(true)`를 호출하면 \
                주고받은 내용이 출력됩니다.",
            settings: "587 포트이면 `setHostName()`, `setSmtpPort()`, `setStartTLSEnabled(true)`를, 465 포트이면 \
                `setSslSmtpPort(\"465\")`와 `setSSLOnConnect(true)`를 쓰고 `setAuthentication(user, password)`와 `setFrom()`을 호출하세요. \
                `setSSLCheckServerIdentity(true)`로 호스트 이름 검사를 켤 수 있습니다.",
        },
    }

    JAVAMAIL { id: "javamail", name: "JavaMail, Jakarta Mail", kind: Library,
        marks: [
            "javax.mail.", "jakarta.mail.", "com.sun.mail.", "org.eclipse.angus.mail", "debug smtp:", "could not connect to smtp host:",
            "couldn't connect to host, port:", "could not convert socket to tls", "failed to connect, no password specified",
        ],
        en: {
            shows: "`AuthenticationFailedException: 535-5.7.8 …`, `SMTPSendFailedException: 550 5.7.1 …` (MAIL or the message was refused) \
                or `SMTPAddressFailedException: 550 …` (a recipient was refused, inside \"Invalid Addresses\"). \"Could not connect to \
                SMTP host\" and \"Could not convert socket to TLS\" have the reason in the \"nested exception\".",
            full: "Set `mail.debug=true` or call `session.setDebug(true)`: the lines beginning with `DEBUG SMTP:` and the dialogue go to \
                the standard output, without the login. For further exceptions use `getNextException()`.",
            settings: "Properties of the session: `mail.smtp.host`, `mail.smtp.port`, `mail.smtp.auth=true`, and \
                `mail.smtp.starttls.enable=true` with `mail.smtp.starttls.required=true` for port 587, or `mail.smtp.ssl.enable=true` for \
                port 465; user name and password by an `Authenticator` or `transport.connect(host, user, password)`. With the protocol \
                `smtps` the names begin with `mail.smtps.`.",
        },
        ko: {
            shows: "`AuthenticationFailedException: 535-5.7.8 …`, `SMTPSendFailedException: 550 5.7.1 …`(MAIL 또는 메일 내용이 거부됨), \
                `SMTPAddressFailedException: 550 …`(수신자가 거부됨, \"Invalid Addresses\" 안에 있음) 등으로 나옵니다. \"Could not connect \
                to SMTP host\"와 \"Could not convert socket to TLS\"는 \"nested exception\"에 이유가 있습니다.",
            full: "`mail.debug=true`로 설정하거나 `session.setDebug(true)`를 호출하면 `DEBUG SMTP:`로 시작하는 줄과 주고받은 내용이 표준 \
                출력에 나옵니다. 로그인 정보는 빠집니다. 이어지는 예외는 `getNextException()`으로 확인하세요.",
            settings: "세션 속성 `mail.smtp.host`, `mail.smtp.port`, `mail.smtp.auth=true`에 더해 587 포트에는 \
                `mail.smtp.starttls.enable=true`와 `mail.smtp.starttls.required=true`를, 465 포트에는 `mail.smtp.ssl.enable=true`를 \
                넣으세요. 사용자 이름과 비밀번호는 `Authenticator`나 `transport.connect(host, user, password)`로 넘깁니다. 프로토콜이 \
                `smtps`이면 속성 이름이 `mail.smtps.`로 시작합니다.",
        },
    }

    MAILKIT { id: "mailkit", name: "MailKit (.NET)", kind: Library,
        marks: ["mailkit", "mimekit", "smtpcommandexception", "smtpprotocolexception"],
        en: {
            shows: "`MailKit.Security.AuthenticationException: 535: 5.7.8 …`, `MailKit.Net.Smtp.SmtpCommandException: 5.7.1 Unable to \
                relay` (the code is not in the text but in `StatusCode`), or `SslHandshakeException` with an explanation of several lines.",
            full: "`SmtpCommandException` has `StatusCode`, `ErrorCode` (sender, recipient or message) and `Mailbox`. For the dialogue, \
                create the client as `new SmtpClient(new ProtocolLogger(\"smtp.log\"))`; remove the line after AUTH before you show the \
                file to others.",
            settings: "`Connect(host, 465, SecureSocketOptions.SslOnConnect)` or `Connect(host, 587, SecureSocketOptions.StartTls)`, then \
                `Authenticate(user, password)`, or `SaslMechanismOAuth2` for a token.",
        },
        ko: {
            shows: "`MailKit.Security.AuthenticationException: 535: 5.7.8 …`, `MailKit.Net.Smtp.SmtpCommandException: 5.7.1 Unable to \
                relay`(코드는 문구가 아니라 `StatusCode`에 있음), 여러 줄의 설명이 붙은 `SslHandshakeException` 등으로 나옵니다.",
            full: "`SmtpCommandException`에는 `StatusCode`, `ErrorCode`(발신자, 수신자, 메일 내용 가운데 무엇이 거부되었는지), `Mailbox`가 \
                있습니다. 주고받은 내용을 보려면 클라이언트를 `new SmtpClient(new ProtocolLogger(\"smtp.log\"))`로 만드세요. 파일을 다른 \
                사람에게 보여 주기 전에 AUTH 다음 줄을 지우세요.",
            settings: "`Connect(host, 465, SecureSocketOptions.SslOnConnect)` 또는 `Connect(host, 587, SecureSocketOptions.StartTls)`로 \
                연결한 뒤 `Authenticate(user, password)`를 호출하세요. 토큰으로 로그인할 때는 `SaslMechanismOAuth2`를 씁니다.",
        },
    }

    DOTNET_SMTPCLIENT { id: "dotnet-smtpclient", name: ".NET SmtpClient (System.Net.Mail)", kind: Library,
        marks: [
            "system.net.mail", "smtpfailedrecipient", "smtpstatuscode",
            "the smtp server requires a secure connection or the client was not authenticated",
            "the smtp server requires a secure connection or the client is not authenticated",
            "mailbox unavailable. the server response was", "transaction failed. the server response was",
            "syntax error, command unrecognized. the server response was",
            "service not available, closing transmission channel. the server response was",
            "client does not have permission to submit mail to this server. the server response was",
            "smtp 서버에 보안 연결이 필요하거나 클라이언트가 인증되지 않았습니다",
        ],
        en: {
            shows: "A sentence chosen by the code and then the text of the reply without its code: \"The SMTP server requires a secure \
                connection or the client was not authenticated. The server response was: 5.7.57 …\" (530), \"Mailbox unavailable. The \
                server response was: …\" (550), \"Transaction failed. The server response was: …\" (554). The first sentence is .NET's \
                guess; only what follows comes from the server.",
            full: "`SmtpException.StatusCode` has the code, and `ToString()` also the inner exceptions, where the reason of \"Failure \
                sending mail.\" stands. A login that the server refused may go unnoticed, and the error then comes at MAIL as 530; in .NET \
                Framework the trace source `System.Net` shows the dialogue.",
            settings: "`Host`, `Port = 587`, `EnableSsl = true`, `UseDefaultCredentials = false` and after it `Credentials = new \
                NetworkCredential(user, password)`; or `<system.net><mailSettings>` in `web.config`. `EnableSsl` means STARTTLS only: port \
                465 does not work with this class, MailKit can do it.",
        },
        ko: {
            shows: "응답 코드에 따라 정해진 문장 뒤에 코드가 빠진 응답 문구가 이어집니다. \"SMTP 서버에 보안 연결이 필요하거나 \
                클라이언트가 인증되지 않았습니다. 서버 응답: 5.7.57 …\"(530), 영문으로는 \"The SMTP server requires a secure connection or \
                the client was not authenticated. The server response was: …\"이고, 550은 \"Mailbox unavailable.\", 554는 \"Transaction \
                failed.\"로 시작합니다. 앞 문장은 .NET의 추측이고 서버가 보낸 것은 그 뒤의 문구뿐입니다.",
            full: "코드는 `SmtpException.StatusCode`에 있고, `ToString()`을 출력하면 안쪽 예외까지 나옵니다. \"Failure sending mail.\"이면 \
                이유는 안쪽 예외에 있습니다. 로그인이 거부되어도 그대로 진행해 MAIL에서 530이 나올 수 있으며, .NET Framework에서는 추적 \
                소스 `System.Net`으로 주고받은 내용을 볼 수 있습니다.",
            settings: "`Host`, `Port = 587`, `EnableSsl = true`, `UseDefaultCredentials = false`를 설정하고 그다음에 `Credentials = \
                new NetworkCredential(user, password)`를 지정하세요. `web.config`의 `<system.net><mailSettings>`에도 넣을 수 \
                있습니다. `EnableSsl`은 STARTTLS만 뜻하므로 465 포트는 쓸 수 없습니다. 465 포트가 필요하면 MailKit을 쓰세요.",
        },
    }

    GOMAIL { id: "gomail", name: "gomail (Go)", kind: Library,
        marks: ["gomail"],
        en: {
            shows: "`gomail: could not send email 1: 550 5.7.1 …` for a refused message; errors of connection and login stand without this \
                beginning, as in Go's own package. It is inside many programs, such as Grafana and Supabase Auth, whose log shows the \
                line.",
            full: "The error has the whole reply. There is no switch for the dialogue; to see it, run `swaks` with the same values.",
            settings: "`gomail.NewDialer(host, port, user, password)`: port 465 (or `d.SSL = true`) makes TLS from the start, with other \
                ports STARTTLS is used if the server offers it. The original package has not been maintained since 2016; \
                `gopkg.in/mail.v2` and `wneessen/go-mail` take its place.",
        },
        ko: {
            shows: "메일이 거부되면 `gomail: could not send email 1: 550 5.7.1 …`처럼 나옵니다. 연결과 로그인 오류는 Go 표준 패키지처럼 이 \
                머리말 없이 나옵니다. Grafana, Supabase Auth 등 여러 프로그램이 쓰므로 그 로그에서도 볼 수 있습니다.",
            full: "오류에 응답 전체가 들어 있습니다. 주고받은 내용을 보여 주는 설정은 없으므로, 필요하면 같은 서버, 포트, 사용자 \
                이름으로 `swaks`를 실행하세요.",
            settings: "`gomail.NewDialer(host, port, user, password)`입니다. 465 포트이면(또는 `d.SSL = true`) 암시적 SSL로 연결하고, \
                다른 포트에서는 서버가 제공하면 STARTTLS를 씁니다. 원래 패키지는 2016년 이후 관리되지 않으며 `gopkg.in/mail.v2`나 \
                `wneessen/go-mail`이 대신합니다.",
        },
    }

    GO_SMTP { id: "go-smtp", name: "Go net/smtp", kind: Library,
        marks: [
            "net/smtp.(", "\"net/smtp\"", "textproto", "smtp: server doesn't support auth", "smtp: a line must not contain cr or lf",
            ": unencrypted connection", "tls: first record does not look like a tls handshake", "tls: failed to verify certificate",
            "x509: certificate", "certificate signed by unknown authority",
        ],
        en: {
            shows: "The reply as it is, code first: `535 5.7.8 Username and Password not accepted. …`. Before any reply: \"smtp: server \
                doesn't support AUTH\", \"unencrypted connection\" (the login needs TLS first), \"tls: first record does not look like a \
                TLS handshake\" (TLS on a port without it) or \"x509: certificate …\".",
            full: "The error is a `*textproto.Error` with `Code` and `Msg`, which has all lines. There is no switch for the dialogue; to \
                see it, run `swaks` with the same values.",
            settings: "`smtp.SendMail(host+\":587\", smtp.PlainAuth(\"\", user, password, host), from, to, msg)` uses STARTTLS if the \
                server offers it. For port 465, connect with `tls.Dial` and pass the connection to `smtp.NewClient`. The package knows \
                PLAIN and CRAM-MD5 only, not LOGIN.",
        },
        ko: {
            shows: "서버 응답이 `535 5.7.8 Username and Password not accepted. …`처럼 코드부터 그대로 나옵니다. 응답을 받기 전의 오류는 \
                \"smtp: server doesn't support AUTH\", \"unencrypted connection\"(로그인하기 전에 TLS가 필요함), \"tls: first record does \
                not look like a TLS handshake\"(TLS를 쓰지 않는 포트에 TLS로 연결함), \"x509: certificate …\" 등입니다.",
            full: "오류는 `*textproto.Error`이며 `Code`와 모든 줄이 담긴 `Msg`가 있습니다. 주고받은 내용을 보여 주는 설정은 없으므로, \
                필요하면 같은 서버, 포트, 사용자 이름으로 `swaks`를 실행하세요.",
            settings: "`smtp.SendMail(host+\":587\", smtp.PlainAuth(\"\", user, password, host), from, to, msg)`은 서버가 제공하면 \
                STARTTLS를 씁니다. 465 포트에는 `tls.Dial`로 연결한 뒤 그 연결을 `smtp.NewClient`에 넘기세요. 이 패키지는 PLAIN과 \
                CRAM-MD5만 지원하고 LOGIN은 지원하지 않습니다.",
        },
    }

    LETTRE { id: "lettre", name: "lettre (Rust)", kind: Library,
        marks: [
            "lettre::", "lettre=", "permanent error (", "transient error (", "internal client error: ", "permanentnegativecompletion",
            "transientnegativecompletion", "no compatible authentication mechanism was found",
        ],
        en: {
            shows: "`permanent error (535): 5.7.8 …` or `transient error (454): …`; in debug form `lettre::transport::smtp::Error { kind: \
                Permanent(Code { severity: PermanentNegativeCompletion, … }) }`. \"internal client error: No compatible authentication \
                mechanism was found\" comes before any login, mostly because TLS is missing. Vaultwarden shows these texts, too.",
            full: "Print the error with its sources (`{e:?}`), and use `e.status()` for the code. For the dialogue, switch on the cargo \
                feature `tracing` and run with a subscriber at `lettre=trace`; it contains the password in base64.",
            settings: "`SmtpTransport::relay(host)` for port 465 or `SmtpTransport::starttls_relay(host)` for port 587, with \
                `.credentials(Credentials::new(user, password))`; or \
                `SmtpTransport::from_url(\"smtps://user:password@mail.example.com:465\")`.",
        },
        ko: {
            shows: "`permanent error (535): 5.7.8 …`, `transient error (454): …`처럼 나오고, 디버그 형식으로는 \
                `lettre::transport::smtp::Error { kind: Permanent(Code { severity: PermanentNegativeCompletion, … }) }`처럼 나옵니다. \
                \"internal client error: No compatible authentication mechanism was found\"는 로그인하기 전의 오류이며 대개 TLS가 없기 \
                때문입니다. Vaultwarden에서도 같은 문구가 나옵니다.",
            full: "오류를 원인까지 함께 출력하고(`{e:?}`), 코드는 `e.status()`로 확인하세요. 주고받은 내용을 보려면 cargo 기능 `tracing`을 \
                켜고 구독자(subscriber)의 로그 수준을 `lettre=trace`로 설정하세요. base64로 바꾼 비밀번호도 들어 있습니다.",
            settings: "465 포트는 `SmtpTransport::relay(host)`, 587 포트는 `SmtpTransport::starttls_relay(host)`에 \
                `.credentials(Credentials::new(user, password))`를 붙이세요. \
                `SmtpTransport::from_url(\"smtps://user:password@mail.example.com:465\")`로도 만들 수 있습니다.",
        },
    }

    RUBY_NET_SMTP { id: "ruby-net-smtp", name: "Ruby Net::SMTP, Action Mailer (Rails)", kind: Library,
        marks: [
            "net::smtpauthenticationerror", "net::smtpserverbusy", "net::smtpsyntaxerror", "net::smtpfatalerror", "net::smtpunknownerror",
            "net::smtpunsupportedcommand", "net/smtp.rb", "action_mailer", "actionmailer", "could not get 3xx (", "openssl::ssl::sslerror",
        ],
        en: {
            shows: "`Net::SMTPAuthenticationError (535-5.7.8 Username and Password not accepted. …)` for 53x, also where there was no \
                login at all; `Net::SMTPServerBusy` for 4xx, `Net::SMTPSyntaxError` for 50x, `Net::SMTPFatalError` for other 5xx. Only the \
                first line of the reply appears, so that a text of several lines seems cut off.",
            full: "In newer versions `e.response.string` has all lines. For the dialogue, call `smtp.set_debug_output($stderr)` before \
                `start`; it contains the password in base64. In Rails, set `config.action_mailer.raise_delivery_errors = true`, or errors \
                vanish.",
            settings: "Rails: `config.action_mailer.smtp_settings` with `address`, `port`, `user_name`, `password`, `authentication`, and \
                `enable_starttls: true` for port 587 or `tls: true` for port 465. Net::SMTP itself: `Net::SMTP.new(host, 587, starttls: \
                :always)` or `Net::SMTP.new(host, 465, tls: true)`, then `start(user: …, secret: …)`.",
        },
        ko: {
            shows: "53x는 로그인 단계의 응답이 아니어도 `Net::SMTPAuthenticationError (535-5.7.8 Username and Password not accepted. \
                …)`로, 4xx는 `Net::SMTPServerBusy`, 50x는 `Net::SMTPSyntaxError`, 그 밖의 5xx는 `Net::SMTPFatalError`로 나옵니다. \
                응답의 첫 줄만 표시되므로 여러 줄 응답은 중간에 끊긴 것처럼 보입니다.",
            full: "새 버전에서는 `e.response.string`에 모든 줄이 있습니다. `start` 전에 `smtp.set_debug_output($stderr)`를 호출하면 \
                주고받은 내용이 나오며, base64로 바꾼 비밀번호도 들어 있습니다. Rails에서는 `config.action_mailer.raise_delivery_errors = \
                true`로 설정해야 오류가 사라지지 않습니다.",
            settings: "Rails는 `config.action_mailer.smtp_settings`의 `address`, `port`, `user_name`, `password`, `authentication`에 더해 \
                587 포트에는 `enable_starttls: true`, 465 포트에는 `tls: true`를 넣으세요. Net::SMTP를 직접 쓴다면 `Net::SMTP.new(host, \
                587, starttls: :always)` 또는 `Net::SMTP.new(host, 465, tls: true)`를 만들고 `start(user: …, secret: …)`를 호출하세요.",
        },
    }

    PERL_NET_SMTP { id: "perl-net-smtp", name: "Perl Net::SMTP", kind: Library,
        marks: ["net::smtp=glob(", "net::smtp>>>", "net/smtp.pm", "need mime::base64 and authen::sasl", "net::cmd"],
        en: {
            shows: "The methods only return false; what is shown depends on the program. The debug lines begin with `Net::SMTP=GLOB(0x…)`, \
                followed by `>>>` for what was sent and `<<<` for the replies.",
            full: "`$smtp->code` and `$smtp->message` have the last reply. For the dialogue, pass `Debug => 1` to `new`; it contains the \
                password in base64. If the message is \"Need MIME::Base64 and Authen::SASL todo auth\", nothing was sent: install the \
                module Authen::SASL.",
            settings: "`Net::SMTP->new($host, Port => 465, SSL => 1)`, or `Port => 587` and then `$smtp->starttls`; after that \
                `$smtp->auth($user, $password)`. Check the return value of each: without that, the program goes on without TLS or login.",
        },
        ko: {
            shows: "메서드는 false만 반환하므로 표시되는 내용은 프로그램에 따라 다릅니다. 디버그 출력은 `Net::SMTP=GLOB(0x…)`로 시작하며 \
                `>>>`는 보낸 것, `<<<`는 서버 응답입니다.",
            full: "마지막 응답은 `$smtp->code`와 `$smtp->message`에 있습니다. `new`에 `Debug => 1`을 넘기면 주고받은 내용이 나오며, \
                base64로 바꾼 비밀번호도 들어 있습니다. 메시지가 \"Need MIME::Base64 and Authen::SASL todo auth\"이면 서버에 아무것도 \
                보내지 않은 것이니 Authen::SASL 모듈을 설치하세요.",
            settings: "`Net::SMTP->new($host, Port => 465, SSL => 1)`로 만들거나, `Port => 587`로 만든 뒤 `$smtp->starttls`를 호출하고, \
                그다음에 `$smtp->auth($user, $password)`를 호출하세요. 각각의 반환값을 확인하지 않으면 TLS나 로그인 없이 계속 진행합니다.",
        },
    }

    GEN_SMTP { id: "gen-smtp", name: "gen_smtp (Erlang, Elixir)", kind: Library,
        marks: [
            "gen_smtp", "{permanent_failure,", "{:permanent_failure,", "{temporary_failure,", "{:temporary_failure,",
            "{missing_requirement,", "{:missing_requirement,", "no_more_hosts", "retries_exceeded", "swoosh.adapters.smtp",
        ],
        en: {
            shows: "A tuple, for example `{error, no_more_hosts, {permanent_failure, \"mail.example.com\", <<\"550 5.7.1 …\\r\\n\">>}}`, \
                in Elixir `{:error, {:retries_exceeded, {:temporary_failure, 'mail.example.com', \"451 …\"}}}`. `{missing_requirement, …, \
                auth}` or `tls` means that the server did not offer what the options demand; `{permanent_failure, …, auth_failed}` hides \
                the reply to the login.",
            full: "Give the option `{trace_fun, fun io:format/2}`: it prints the steps and the replies, the one to the login as well.",
            settings: "`relay`, `port`, `username`, `password`, `{ssl, true}` for port 465 or `{tls, always}` for port 587, `{auth, \
                always}`, and `tls_options` with the certificate authorities and the server name for the check. In Elixir, Swoosh's \
                `Swoosh.Adapters.SMTP` takes the same options; with the defaults (`if_available`) a failed login or missing TLS is passed \
                over.",
        },
        ko: {
            shows: "`{error, no_more_hosts, {permanent_failure, \"mail.example.com\", <<\"550 5.7.1 …\\r\\n\">>}}` 같은 튜플로 나오고, \
                Elixir에서는 `{:error, {:retries_exceeded, {:temporary_failure, 'mail.example.com', \"451 …\"}}}`처럼 나옵니다. \
                `{missing_requirement, …, auth}`나 `tls`는 옵션이 요구하는 것을 서버가 제공하지 않는다는 뜻이고, `{permanent_failure, …, \
                auth_failed}`에는 로그인에 대한 응답이 보이지 않습니다.",
            full: "`{trace_fun, fun io:format/2}` 옵션을 주면 진행 단계와 서버 응답이 출력되며, 로그인에 대한 응답도 나옵니다.",
            settings: "`relay`, `port`, `username`, `password`, 465 포트의 `{ssl, true}` 또는 587 포트의 `{tls, always}`, `{auth, \
                always}`, 그리고 인증서를 확인할 인증 기관과 서버 이름을 담은 `tls_options`입니다. Elixir의 `Swoosh.Adapters.SMTP`도 같은 \
                옵션을 받습니다. 기본값(`if_available`)이면 로그인에 실패하거나 TLS가 없어도 그냥 넘어갑니다.",
        },
    }

    INDY { id: "indy", name: "Delphi Indy (TIdSMTP)", kind: Library,
        marks: [
            "eidsmtpreplyerror", "eidreplyrfcerror", "eidsocketerror", "eidconnclosedgracefully", "eidossl", "tidsmtp",
            "could not load ssl library", "socket error # 10",
        ],
        en: {
            shows: "\"raised exception class EIdSMTPReplyError with message '…'\": the text of the reply without its code. \"Could not \
                load SSL library\" means that the OpenSSL DLLs are missing or of the wrong version, before anything is sent.",
            full: "`E.ErrorCode` and `E.EnhancedCode` of the exception have the codes. For the dialogue, put a `TIdLogFile` into the \
                `Intercept` of the connection's IOHandler.",
            settings: "`TIdSMTP`: `Host`, `Port`, `Username`, `Password`, `AuthType` (`satDefault`, or `satSASL` with `SASLMechanisms`), a \
                `TIdSSLIOHandlerSocketOpenSSL` as `IOHandler` with TLS 1.2 switched on, and `UseTLS`: `utUseImplicitTLS` for port 465, \
                `utUseExplicitTLS` for port 587.",
        },
        ko: {
            shows: "\"raised exception class EIdSMTPReplyError with message '…'\"처럼 코드 없이 응답의 문구만 나옵니다. \"Could not load \
                SSL library\"는 OpenSSL DLL이 없거나 버전이 맞지 않아 아무것도 보내지 못했다는 뜻입니다.",
            full: "코드는 예외의 `E.ErrorCode`와 `E.EnhancedCode`에 있습니다. 주고받은 내용을 보려면 연결의 IOHandler의 `Intercept`에 \
                `TIdLogFile`을 지정하세요.",
            settings: "`TIdSMTP`의 `Host`, `Port`, `Username`, `Password`, `AuthType`(`satDefault`, 또는 `SASLMechanisms`를 지정한 \
                `satSASL`)과, TLS 1.2를 켠 `TIdSSLIOHandlerSocketOpenSSL`을 지정한 `IOHandler`, 그리고 `UseTLS`(465 포트는 \
                `utUseImplicitTLS`, 587 포트는 `utUseExplicitTLS`)입니다.",
        },
    }
}
