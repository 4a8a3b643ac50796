//! Causes around reaching the server and staying connected.

causes! { REACHING:
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

    ROUTING_LOOP { id: "routing-loop", who: MailAdmin,
        en: "The message has passed so many servers that it must be going round in a circle."
            => "Compare the Received lines of the message: two servers that take turns send it to each other. \
                Correct the forwarding, alias or route on one of them, then send the message again.",
        ko: "메일이 너무 많은 서버를 거쳤으므로, 서버 사이를 계속 맴도는 것이 틀림없습니다."
            => "메일의 Received 줄을 비교하여 번갈아 나오는 두 서버를 찾으세요. \
                그중 한 서버의 전달(포워딩), 별칭, 경로 설정을 고친 다음 다시 발송하세요." }
}
