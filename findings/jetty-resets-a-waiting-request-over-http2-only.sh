#!/usr/bin/env bash
# Eclipse Jetty 12.1.12 (Java), asked by the JDK's own client
#
# One would guess: a connector's idle timeout means the same for a request whichever protocol carries it. A handler that
# answers later, as a long poll does, is left alone over HTTP/1.1 however long it takes.
# What happens: over HTTP/2 the stream is reset after the idle timeout, while the handler still has the request and other
# streams keep the connection busy. A stream idle timeout of 0 does not turn that off: it means the connector's. Only a
# long one helps.
#
#   HTTP_1_1: answered
#   HTTP_2: reset
#   HTTP_2, stream idle timeout 0: reset
#   HTTP_2, stream idle timeout of a day: answered
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

jars lib org.eclipse.jetty:jetty-server:12.1.12 org.eclipse.jetty.http2:jetty-http2-server:12.1.12
cat >Waits.java <<'JAVA'
import java.io.IOException;
import java.net.URI;
import java.net.http.*;
import java.util.concurrent.*;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.*;
import org.eclipse.jetty.util.Callback;

class Waits {
  static final int IDLE_MS = 500;

  static String ask(HttpClient.Version version, Long streamIdleMs) throws Exception {
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    HTTP2CServerConnectionFactory http2 = new HTTP2CServerConnectionFactory(http);
    if (streamIdleMs != null) {
      http2.setStreamIdleTimeout(streamIdleMs);
    }
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http), http2);
    connector.setHost("127.0.0.1");
    connector.setIdleTimeout(IDLE_MS);
    server.addConnector(connector);
    Executor later = CompletableFuture.delayedExecutor(4 * IDLE_MS, TimeUnit.MILLISECONDS);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            later.execute(() -> Content.Sink.write(response, true, "done", callback));
            return true;
          }
        });
    server.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
      HttpClient client = HttpClient.newBuilder().version(version).build();
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).version() == version
          ? "answered"
          : "answered by another protocol";
    } catch (IOException reset) {
      return "reset";
    } finally {
      server.stop();
    }
  }

  public static void main(String[] args) throws Exception {
    System.out.println("HTTP_1_1: " + ask(HttpClient.Version.HTTP_1_1, null));
    System.out.println("HTTP_2: " + ask(HttpClient.Version.HTTP_2, null));
    System.out.println("HTTP_2, stream idle timeout 0: " + ask(HttpClient.Version.HTTP_2, 0L));
    System.out.println("HTTP_2, stream idle timeout of a day: " + ask(HttpClient.Version.HTTP_2, 86_400_000L));
    System.exit(0);
  }
}
JAVA
java -cp 'lib/*' Waits.java 2>errors | tee seen
[ "$(wc -l <seen)" = 4 ] || { cat errors >&2; set_up_failed "not all were asked"; }
grep -qx 'HTTP_1_1: answered' seen || set_up_failed "HTTP/1.1 is not answered either"
[ "$(grep -c '^HTTP_2.*: reset$' seen)" = 2 ] || no_longer "HTTP/2 lets a request wait"
still_surprising "a request that waits longer than the idle timeout is answered over HTTP/1.1 and reset over HTTP/2"
