#!/usr/bin/env bash
# Apache HttpClient 5.6.2 (Java), classic and async, with their defaults
#
# One would guess: a client retries requests without side effects; a POST that was answered with 429 or 503 comes back
# to the application, which decides.
# What happens: DefaultHttpRequestRetryStrategy asks for the method only after an I/O error. After a 429 or 503 it waits
# for as long as Retry-After says, without a limit (1 s without the header), and sends any request again, POST too.
# The thread or future is held all the while, and a rate-limited server gets twice the load. An application with retries
# of its own doubles each of them. Cure: disableAutomaticRetries().
#
#   classic: status 429, 2 POSTs, 4 s
#   async: status 429, 2 POSTs, 4 s
#   classic, retries disabled: status 429, 1 POSTs, 0 s
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

jars client org.apache.httpcomponents.client5:httpclient5:5.6.2
cat >Post.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.*;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;

class Post {
  static final AtomicInteger POSTS = new AtomicInteger();
  static String url;

  public static void main(String[] args) throws Exception {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      POSTS.incrementAndGet();
      exchange.getResponseHeaders().set("Retry-After", "4");
      exchange.sendResponseHeaders(429, -1);
      exchange.close();
    });
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/messages";
    try (var client = HttpClients.createDefault()) {
      tell("classic", () -> post(client));
    }
    try (var client = HttpAsyncClients.createDefault()) {
      client.start();
      var request = SimpleRequestBuilder.post(url).setBody("{}", ContentType.APPLICATION_JSON).build();
      tell("async", () -> client.execute(request, null).get().getCode());
    }
    try (var client = HttpClients.custom().disableAutomaticRetries().build()) {
      tell("classic, retries disabled", () -> post(client));
    }
    server.stop(0);
  }

  static int post(CloseableHttpClient client) throws Exception {
    var post = new HttpPost(url);
    post.setEntity(new StringEntity("{}", ContentType.APPLICATION_JSON));
    return client.execute(post, response -> response.getCode());
  }

  static void tell(String name, Callable<Integer> call) throws Exception {
    POSTS.set(0);
    long start = System.nanoTime();
    int status = call.call();
    System.out.printf("%s: status %d, %d POSTs, %d s%n", name, status, POSTS.get(), (System.nanoTime() - start) / 1_000_000_000);
  }
}
JAVA
java -cp 'client/*' Post.java 2>errors | tee seen || { cat errors >&2; set_up_failed "the client did not run"; }
grep -q 'classic, retries disabled: status 429, 1 POSTs' seen || set_up_failed "the stub was not reached"
[ "$(grep -cE '^(classic|async): status 429, 2 POSTs' seen)" = 2 ] || no_longer "a POST is not sent again after 429"
still_surprising "a POST answered with 429 was sent again without being asked for"
