//! Causes around reaching the server and staying connected.

causes! { REACHING:
    DNS { id: "dns", who: User,
        en: "A server's name could not be looked up: it is wrong, or the DNS gave no usable answer."
            => "Check the host names in the settings for typing errors. \
                If they are right, the administrator of the sending host should check its DNS server, \
                and in a container the container's DNS settings. \
                Sending again helps if the DNS was out of order for a while only.",
        ko: "이름이 잘못되었거나 DNS에서 올바른 응답을 받지 못해 서버의 이름을 찾을 수 없습니다."
            => "설정의 호스트 이름에 오타가 없는지 확인하세요. \
                이름이 맞다면 발송하는 서버의 관리자가 DNS 서버를, 컨테이너에서 실행한다면 컨테이너의 DNS 설정을 확인해야 \
                합니다. DNS의 일시적인 오류였다면 나중에 다시 발송하면 됩니다." }

    CONNECT_TIMEOUT { id: "connect-timeout", who: RemoteAdmin,
        en: "The server could not be reached: it did not answer, sent no greeting, or there is no route to it."
            => "A mail server tries again by itself, which helps if the other one was away for a while. \
                If it stays silent, its administrator should check its MX records and its firewall; \
                if no other server answers either, ask your provider whether outgoing mail is blocked. \
                If you entered the server in a client, check host name, port and encryption there.",
        ko: "서버가 응답하지 않거나 인사말을 보내지 않거나, 서버로 가는 경로가 없어 연결하지 못했습니다."
            => "잠시 멈춘 서버라면 메일 서버가 자동으로 다시 시도할 때 전달됩니다. \
                계속 응답이 없으면 그 서버의 관리자가 MX 레코드와 방화벽을 확인해야 하고, \
                다른 서버도 응답하지 않으면 이용하는 서비스 제공업체에 메일 발송 차단 여부를 문의하세요. \
                클라이언트에 직접 입력한 서버라면 호스트 이름, 포트, 암호화 설정을 확인하세요." }

    CONNECTION_REFUSED { id: "connection-refused", who: RemoteAdmin,
        en: "The connection was refused: no service takes connections on that port, \
            or a firewall does not let them through."
            => "A mail server tries again by itself, which helps if the other one was only restarting. \
                If it goes on, the administrator of that server should check its mail service and its firewall. \
                If you entered host name and port yourself, check both, \
                and ask your hosting provider whether it blocks the port.",
        ko: "그 포트에서 연결을 받는 서비스가 없거나 방화벽이 막고 있어 연결이 거부되었습니다."
            => "다시 시작되는 중인 서버라면 메일 서버가 자동으로 다시 시도할 때 전달됩니다. \
                계속되면 그 서버의 관리자가 메일 서비스와 방화벽을 확인해야 합니다. \
                호스트 이름과 포트를 직접 입력했다면 두 값을 확인하고, 호스팅 업체가 그 포트를 차단하는지 문의하세요." }

    CONNECTION_DROPPED { id: "connection-dropped", who: User,
        en: "The session ended before its work was done: it was silent or open for too long, or the network cut it."
            => "Connect again and send the rest. \
                If it happens often, close connections that are not in use, and look for a firewall that cuts them. \
                If nothing else is shown, read the server's last reply in the client's log.",
        ko: "오랫동안 아무 데이터도 오지 않았거나 세션이 너무 오래 열려 있었거나 네트워크가 끊겨서, \
            작업이 끝나기 전에 세션이 종료되었습니다."
            => "다시 연결하여 남은 메일을 발송하세요. \
                자주 발생하면 사용하지 않는 연결은 닫고, 연결을 끊는 방화벽이 있는지 확인하세요. \
                다른 단서가 없으면 클라이언트 로그에서 서버의 마지막 응답을 확인하세요." }

    SERVICE_UNAVAILABLE { id: "service-unavailable", who: Nobody,
        en: "The server cannot take mail just now: it is restarting or overloaded, or its storage is in trouble."
            => "Wait a few minutes and send again; many clients do so by themselves. \
                If it lasts for an hour, tell the administrator of that server, \
                who should look at its disk space and log.",
        ko: "서버가 다시 시작되는 중이거나 부하가 높거나 저장 장치에 문제가 있어 지금은 메일을 받을 수 없습니다."
            => "잠시 후 다시 시도해 주세요. 자동으로 다시 시도하는 클라이언트도 많습니다. \
                한 시간 넘게 계속되면 그 서버의 관리자에게 디스크 여유 공간과 로그를 확인해 달라고 요청하세요." }

    DELIVERY_EXPIRED { id: "delivery-expired", who: RemoteAdmin,
        en: "The message could not be delivered for so long that the queue gave it up."
            => "Look in the bounce or the log for the last temporary failure, because it says what was in the way. \
                If the recipient's server was out of reach, its administrator has to act. \
                The message is not tried again by itself: send it once more when the reason is gone.",
        ko: "오랫동안 메일을 전달하지 못하여 큐에서 전송을 포기했습니다."
            => "반송 메일이나 로그에서 마지막에 나온 일시적인 오류를 찾아 원인을 확인하세요. \
                수신 서버에 연결되지 않았다면 그 서버의 관리자가 조치해야 합니다. \
                더는 자동으로 다시 시도하지 않으므로, 원인이 없어진 다음 다시 발송하세요." }

    STOPPED_BY_OPERATOR { id: "stopped-by-operator", who: MailAdmin,
        en: "An administrator of the sending server decided that this message is not delivered."
            => "Ask the administrator of your own mail server for the reason. \
                Send the message again only when that is settled, because it would be stopped again.",
        ko: "발송 서버의 관리자가 이 메일을 전달하지 않기로 결정했습니다."
            => "사용하는 메일 서버의 관리자에게 이유를 문의하세요. \
                문제가 해결되기 전에 다시 발송하면 또 중단될 수 있으므로, 해결된 다음 다시 발송하세요." }

    ROUTING_LOOP { id: "routing-loop", who: MailAdmin,
        en: "The message has passed so many servers that it must be going round in a circle."
            => "Compare the Received lines of the message: two servers that take turns send it to each other. \
                Correct the forwarding, alias or route on one of them, then send the message again.",
        ko: "메일이 너무 많은 서버를 거쳤으므로, 서버 사이를 계속 맴도는 것이 틀림없습니다."
            => "메일의 Received 줄을 비교하여 번갈아 나오는 두 서버를 찾으세요. \
                그중 한 서버의 전달(포워딩), 별칭, 경로 설정을 고친 다음 다시 발송하세요." }
}
