package dev.sluice.http;

import java.time.Duration;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens: HTTP/1.1, and HTTP/2 for clients that want it, by ALPN over TLS and by
 * prior knowledge otherwise (RFC 9113, section 3).
 */
final class Listener {
  /** A request that waits on its stream for its answer is no idle one; 0 is the connection's. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(365);

  /** What a client that knows begins with. */
  private static final String PREFACE = "PRI";

  private Listener() {}

  static ServerConnector of(Server jetty, HttpConfiguration http, ServerSettings settings) {
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    ServerConnector connector;
    if (settings.tls() == null) {
      connector = new ServerConnector(jetty, http1, patient(new WithoutUpgrade(http)));
    } else {
      SecureRequestCustomizer secure = new SecureRequestCustomizer();
      // clients use any name that the certificate's owner routes here
      secure.setSniHostCheck(false);
      http.addCustomizer(secure);
      ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
      alpn.setDefaultProtocol(http1.getProtocol());
      connector =
          new ServerConnector(
              jetty, settings.tls(), alpn, patient(new HTTP2ServerConnectionFactory(http)), http1);
    }
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    connector.addBean(new NetworkConnectionLimit(settings.maxConnections(), connector));
    return connector;
  }

  private static ConnectionFactory patient(HTTP2ServerConnectionFactory factory) {
    factory.setStreamIdleTimeout(LONGEST_WAIT.toMillis());
    return factory;
  }

  /**
   * The upgrade from HTTP/1.1 is obsolete, and Java's own client offers it by itself where nobody
   * has asked for HTTP/2.
   */
  private static final class WithoutUpgrade extends HTTP2CServerConnectionFactory {
    WithoutUpgrade(HttpConfiguration http) {
      super(http);
    }

    @Override
    public @Nullable Connection upgradeConnection(
        Connector connector,
        EndPoint endPoint,
        MetaData.Request upgradeRequest,
        HttpFields.Mutable responseFields) {
      return upgradeRequest.getMethod().equals(PREFACE)
          ? super.upgradeConnection(connector, endPoint, upgradeRequest, responseFields)
          : null;
    }
  }
}
