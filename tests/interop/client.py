#!/usr/bin/env python3
"""Submits one message with Python's own smtplib, as a program would, and says how it went.

Run by crates/gatepost/tests/interop.rs. The message comes on standard input, the password in GATEPOST_PASSWORD.
The last line of the output is `sent`, or the step that was refused with the server's code and text:
`login 535 5.7.8 ...`, `mail 530 5.7.0 ...`. Exit status: 0 sent, 1 refused, 2 anything else.
"""

import argparse
import os
import smtplib
import ssl
import sys

SECONDS = 30


def read_arguments():
    parser = argparse.ArgumentParser(description="Submits one message with smtplib.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tls", choices=["starttls", "implicit"], required=True)
    parser.add_argument("--ca", required=True, help="PEM file that the server's certificate must lead to")
    parser.add_argument("--user", help="log in as this user")
    parser.add_argument("--sender", required=True)
    parser.add_argument("--recipient", required=True)
    return parser.parse_args()


def connect(arguments):
    # Checks the chain and the name, as it does for everybody who does not switch it off.
    context = ssl.create_default_context(cafile=arguments.ca)
    place = {"host": "localhost", "port": arguments.port, "local_hostname": "client.example", "timeout": SECONDS}
    if arguments.tls == "implicit":
        return smtplib.SMTP_SSL(context=context, **place)
    connection = smtplib.SMTP(**place)
    connection.starttls(context=context)
    return connection


def refused(step, code, text):
    print(step, code, text.decode("utf-8", "replace"))
    return 1


def main():
    arguments = read_arguments()
    message = sys.stdin.buffer.read()
    with connect(arguments) as connection:
        try:
            if arguments.user:
                code, text = connection.login(arguments.user, os.environ["GATEPOST_PASSWORD"])
                print("login", code, text.decode("utf-8", "replace"))
            connection.sendmail(arguments.sender, arguments.recipient, message, mail_options=["BODY=8BITMIME"])
        except smtplib.SMTPAuthenticationError as error:
            return refused("login", error.smtp_code, error.smtp_error)
        except smtplib.SMTPSenderRefused as error:
            return refused("mail", error.smtp_code, error.smtp_error)
        except smtplib.SMTPResponseException as error:
            return refused("data", error.smtp_code, error.smtp_error)
    print("sent")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, smtplib.SMTPException) as error:
        print(f"failed: {error!r}", file=sys.stderr)
        sys.exit(2)
