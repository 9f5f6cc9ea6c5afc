"""A relay of bytes between clients and the gateway that keeps them: which path a case asked, and what was said."""

import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from provider import CASE

REQUEST = re.compile(rb"(POST) (/\S*) HTTP/1\.[01]\r\n")


@dataclass
class Connection:
    sent: bytearray = field(default_factory=bytearray)
    conversation: list = field(default_factory=list)


class Tap:
    """Listens on a free port of 127.0.0.1. Nothing is changed on the way, so that clients meet the gateway as it is."""

    def __init__(self, upstream_port):
        self.upstream = ("127.0.0.1", upstream_port)
        self.connections = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(self.upstream)
            connection = Connection()
            self.connections.append(connection)
            for source, sink, is_request in ((client, server, True), (server, client, False)):
                threading.Thread(target=self.relay, args=(source, sink, connection, is_request), daemon=True).start()

    @staticmethod
    def relay(source, sink, connection, is_request):
        try:
            while data := source.recv(65536):
                connection.conversation.append((is_request, data))
                if is_request:
                    connection.sent += data
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            # one side is gone, and the other one learns it as it would without a relay
            for end in (source, sink):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def paths(self, row):
        """Which paths the row's cases posted to, by case: one entry for each POST."""
        paths = {}
        for connection in self.connections:
            starts = [*REQUEST.finditer(connection.sent)]
            for start, after in zip(starts, [*starts[1:], None]):
                body = connection.sent[start.end() : after.start() if after else None].decode(errors="replace")
                if (case := CASE.search(body)) and case[1] == row:
                    paths.setdefault(case[2], []).append(start[2].decode())
        return paths

    def write(self, row, case, file):
        """What was said on the connections of that case, requests and answers as they were."""
        marker = f"[case {row}/{case}]".encode()
        with file.open("wb") as written:
            for connection in self.connections:
                if marker in connection.sent:
                    written.writelines(data for _, data in connection.conversation)
                    written.write(b"\n" + b"=" * 80 + b"\n")
