#!/usr/bin/env bash
# Javalin 7.2.3 (Java), its own CORS plugin
#
# One would guess: a request from an origin that is not on the list is either refused before its handler runs, or served
# as if nobody had asked for CORS, without the headers, as the fetch standard has it.
# What happens: both by halves. The plugin sets status 400 and goes on: the handler runs, whatever it changes is changed,
# and its body is sent under the 400, unless it sets a status of its own.
#
#   from the origin on the list: 200 "done 1", Access-Control-Allow-Origin https://a.example
#   from another origin: 400 "done 2", Access-Control-Allow-Origin none
#   from another origin, a handler that sets its status: 201 "done 3", Access-Control-Allow-Origin none
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

jars lib io.javalin:javalin:7.2.3 org.slf4j:slf4j-nop:2.0.17
cat >Origins.java <<'JAVA'
import io.javalin.Javalin;
import java.io.*;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

class Origins {
  static String ask(int port, String path, String origin) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String head = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: " + origin + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes());
      String answer = new String(socket.getInputStream().readAllBytes());
      String allowed = answer.lines().filter(line -> line.toLowerCase().startsWith("access-control-allow-origin:"))
          .map(line -> line.substring(line.indexOf(':') + 2)).findFirst().orElse("none");
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4).strip();
      return answer.split(" ")[1] + " \"" + body + "\", Access-Control-Allow-Origin " + allowed;
    }
  }

  public static void main(String[] args) throws Exception {
    AtomicInteger done = new AtomicInteger();
    Javalin server = Javalin.create(config -> {
      config.startup.showJavalinBanner = false;
      config.bundledPlugins.enableCors(cors -> cors.addRule(rule -> rule.allowHost("https://a.example")));
      config.routes.get("/plain", ctx -> ctx.result("done " + done.incrementAndGet()));
      config.routes.get("/created", ctx -> ctx.status(201).result("done " + done.incrementAndGet()));
    }).start("127.0.0.1", 0);
    System.out.println("from the origin on the list: " + ask(server.port(), "/plain", "https://a.example"));
    System.out.println("from another origin: " + ask(server.port(), "/plain", "https://b.example"));
    System.out.println("from another origin, a handler that sets its status: " + ask(server.port(), "/created", "https://b.example"));
    server.stop();
    System.exit(0);
  }
}
JAVA
java -cp 'lib/*' Origins.java 2>errors | tee seen
[ "$(wc -l <seen)" = 3 ] || { cat errors >&2; set_up_failed "not all were asked"; }
grep -q '^from the origin on the list: 200 "done 1"' seen || set_up_failed "the plugin does not work at all"
grep -q '^from another origin: 400 "done 2"' seen || no_longer "$(sed -n 2p seen)"
grep -q 'status: 201 "done 3"' seen || no_longer "$(sed -n 3p seen)"
still_surprising "the handler runs for an origin that is answered with 400"
