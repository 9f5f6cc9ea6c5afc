package dev.sluice.bench.load;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP clients of the load: few threads, as they must not be what limits. */
final class HttpClients {
  private static final int THREADS = 6;
  private static final int MAX_QUEUED = 1 << 16;

  private HttpClients() {}

  /**
   * @return started; nothing in it blocks
   */
  static HttpClient start(int connections) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setDaemon(true);
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setExecutor(threads);
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client.setExecutor(threads);
    client.setMaxConnectionsPerDestination(connections);
    client.setMaxRequestsQueuedPerDestination(MAX_QUEUED);
    client.start();
    return client;
  }
}
