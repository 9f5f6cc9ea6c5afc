package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on a real socket that answers one request after the other with what a test writes. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listener;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> received = new CompletableFuture<>();

  /** What the server does with one connection, which is closed afterwards. */
  interface Script {
    void answer(Reply reply) throws IOException;
  }

  /** One connection whose request has been read. */
  static final class Reply {
    private final Socket socket;
    private final OutputStream out;

    Reply(Socket socket) throws IOException {
      this.socket = socket;
      this.out = socket.getOutputStream();
    }

    Reply write(String text) throws IOException {
      out.write(text.getBytes(UTF_8));
      out.flush();
      return this;
    }

    Reply streamHead(String... headers) throws IOException {
      String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      return write(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
              + more
              + "Transfer-Encoding: chunked\r\n\r\n");
    }

    /** Each text is a chunk of its own. */
    Reply chunks(String... texts) throws IOException {
      for (String text : texts) {
        write(Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
      }
      return this;
    }

    /** The end of the body, as HTTP has it. */
    void last() throws IOException {
      write("0\r\n\r\n");
    }

    void whole(int status, String json) throws IOException {
      write(
          "HTTP/1.1 "
              + status
              + " x\r\nContent-Type: application/json\r\nContent-Length: "
              + json.getBytes(UTF_8).length
              + "\r\n\r\n"
              + json);
    }

    /** Until the client has closed the connection. */
    void awaitClose() throws IOException {
      InputStream in = socket.getInputStream();
      try {
        int next = in.read();
        while (next >= 0) {
          next = in.read();
        }
      } catch (SocketException reset) {
        // closed, too
      }
    }
  }

  ScriptedServer(Script script) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> serve(script), "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** The first request, head and body. */
  CompletableFuture<String> received() {
    return received;
  }

  private void serve(Script script) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        open.add(socket);
        received.complete(request(socket.getInputStream()));
        script.answer(new Reply(socket));
      } catch (IOException closed) {
        // the test is over, or the client is gone
      }
    }
  }

  private static String request(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int bodyAt = -1;
    int length = 0;
    while (bodyAt < 0 || read.size() < bodyAt + length) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      read.write(next);
      if (bodyAt < 0 && read.toString(UTF_8).endsWith("\r\n\r\n")) {
        bodyAt = read.size();
        length =
            read.toString(UTF_8)
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.split(":", 2)[1].strip()))
                .findFirst()
                .orElse(0);
      }
    }
    return read.toString(UTF_8);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
