package dev.sluice.http.async;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the client of a waiting request has gone. Jetty reads nothing from an HTTP/1.1
 * connection while a request is handled, so only a write would reveal its end. Started and closed
 * once; any thread.
 *
 * <p>Close it before the answer is written: from then on the connection reads for itself.
 */
final class ClientDisconnect implements Callback, AutoCloseable {
  private static final int PEEK = 1024;

  private final AbstractEndPoint endPoint;
  private final Connection connection;
  private final Runnable gone;

  // Guarded by this
  private boolean closed;

  private ClientDisconnect(AbstractEndPoint endPoint, Connection connection, Runnable gone) {
    this.endPoint = endPoint;
    this.connection = connection;
    this.gone = gone;
  }

  /**
   * @param gone called on one of the server's threads; must not block
   * @return null if it can't be noticed
   */
  static @Nullable ClientDisconnect watch(HttpServletRequest request, Runnable gone) {
    Connection connection =
        ServletContextRequest.getServletContextRequest(request)
            .getConnectionMetaData()
            .getConnection();
    // HTTP/2 reads its connection all the time, and tells of a stream's end
    if (!request.getProtocol().startsWith("HTTP/1")
        || !isRead(request)
        || !(connection instanceof Connection.UpgradeTo)
        || !(connection.getEndPoint() instanceof AbstractEndPoint endPoint)) {
      return null;
    }
    ClientDisconnect disconnect = new ClientDisconnect(endPoint, connection, gone);
    return endPoint.tryFillInterested(disconnect) ? disconnect : null;
  }

  /** Whether the connection has no more bytes of this request. */
  private static boolean isRead(HttpServletRequest request) {
    try {
      boolean hasBody =
          request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
      return !hasBody || request.getInputStream().isFinished();
    } catch (IOException | IllegalStateException broken) {
      return false;
    }
  }

  @Override
  public void succeeded() {
    boolean left;
    synchronized (this) {
      // after close() the connection may be reading the next request
      left = !closed && isAtEnd();
      if (!closed && !left) {
        return;
      }
    }
    if (left) {
      endPoint.close();
      gone.run();
    }
  }

  @Override
  public void failed(Throwable cause) {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    if (!endPoint.isOpen()) {
      gone.run();
    }
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  /** Leaves a pipelined request to the connection. */
  private boolean isAtEnd() {
    try {
      ByteBuffer next = BufferUtil.allocate(PEEK);
      int filled = endPoint.fill(next);
      if (filled > 0) {
        ((Connection.UpgradeTo) connection).onUpgradeTo(next);
      } else if (filled == 0) {
        endPoint.tryFillInterested(this);
      }
      return filled < 0;
    } catch (IOException broken) {
      return true;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    // the connection's own interest would conflict with this one
    endPoint.getFillInterest().onFail(new CancellationException());
  }
}
