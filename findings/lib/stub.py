"""An HTTP server on 127.0.0.1 that gives fixed replies and writes down what it was asked.

Argument: a JSON object of replies by the first part of the path, each with any of
status (200), headers ({}), body (a text, or JSON that is sent as such), type (application/json),
delay (seconds before the reply), spaces (so many, one a second, before the body).
Output: the port; then for each request the first part of its path, the seconds since its first request, its headers.
"""

import http.server
import json
import sys
import time

REPLIES = json.loads(sys.argv[1])
first = {}


class Stub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        name = self.path.split("/")[1].split("?")[0]
        now = time.monotonic()
        request = {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body.decode()}
        print(name, f"{now - first.setdefault(name, now):.1f}", json.dumps(request), flush=True)
        reply = REPLIES[name]
        time.sleep(reply.get("delay", 0))
        content = reply.get("body", "")
        content = (content if isinstance(content, str) else json.dumps(content)).encode()
        spaces = reply.get("spaces", 0)
        try:
            self.send_response(reply.get("status", 200))
            for field, value in reply.get("headers", {}).items():
                self.send_header(field, value)
            self.send_header("content-type", reply.get("type", "application/json"))
            self.send_header("content-length", str(len(content) + spaces))
            self.end_headers()
            for _ in range(spaces):
                self.wfile.write(b" ")
                time.sleep(1)
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    do_GET = do_POST


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
