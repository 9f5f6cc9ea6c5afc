package dev.sluice.capacity;

import java.time.Duration;

/**
 * What a demand takes, by the costs of docs/scaling.md, which tells where each comes from. Times
 * are in seconds, sizes in bytes, CPU in cores; nothing is rounded but what is counted.
 *
 * @param gateways processes of {@value #GATEWAY_CORES} cores, one more than the load needs
 * @param brokers of {@value #BROKER_CORES} cores and {@value #BROKER_WRITES} bytes a second
 * @param taskCommits how many transactions a second each partition has a part in, all together
 * @param written a second to the logs of all brokers
 * @param callsInFlight in all gateways
 * @param topics on the disks of all brokers, changelogs included, with the retention of topics that
 *     Sluice creates
 * @param state on the disk of each gateway, standbys included
 * @param restore of a gateway that has lost its state or has to wipe all of it, in seconds
 * @param heap that is live in each gateway; a JVM needs about twice as much
 */
public record Capacity(
    int partitions,
    int gateways,
    int brokers,
    double gatewayCores,
    double brokerCores,
    double taskCommits,
    double records,
    double written,
    double callsInFlight,
    double topics,
    double state,
    double restore,
    double heap) {

  static final int GATEWAY_CORES = 4;
  static final int BROKER_CORES = 8;
  static final int BROKER_WRITES = 150_000_000;

  /** How busy a machine may be when all are there. */
  private static final double BUSY = 0.6;

  /** To plan with; a stream thread that has nothing else to do decides about 5,000. */
  public static final int PER_PARTITION = 1_000;

  private static final int LEAST_PARTITIONS = 4;
  private static final int THREADS = 2;

  // CPU, from scenarios a and b
  private static final double GATEWAY_REQUEST = 290e-6;
  private static final double GATEWAY_COMMIT = 1.17e-3;
  private static final double BROKER_REQUEST = 51e-6;
  private static final double BROKER_COMMIT = 1.44e-3;
  private static final double FOLLOWER = 0.5;
  private static final double BUSY_THREAD = 1_000;
  private static final double COMMITS_BUSY = 40;
  private static final double COMMITS_MOST = 100;

  // records and bytes, from RequestCostTest
  private static final int RECORDS = 11;
  private static final int REQUEST = 125;
  private static final int POLLING = 282;
  private static final int RESULT = 321;
  private static final int ATTEMPT = 350;
  private static final int JOURNAL = 299;
  private static final int REQUEST_ID = 115;
  private static final int VIEW_PENDING = 287;

  // memory, from scenario d and from docs/scaling.md
  private static final double CALL = 8.1 * 1024;
  private static final double TENANT = 1_290;
  private static final double TENANT_OF_PARTITION = 1_630;
  private static final double IDLE_HEAP = 65e6;
  private static final int MOST_CALLS = 20_000;

  private static final double ROWS_RESTORED = 700_000;
  private static final double BYTES_RESTORED = 100e6;
  private static final double SEGMENTS = 1.5;
  private static final double DAY = Duration.ofDays(1).toSeconds();

  public static Capacity of(Demand demand) {
    double rate = demand.requestsPerSecond();
    double calls = rate * demand.answerTime().toMillis() / 1e3;
    int partitions = Math.max(LEAST_PARTITIONS, ceil(rate / PER_PARTITION));
    int gateways = gateways(rate * GATEWAY_REQUEST, calls);
    double commits = taskCommits(rate, partitions, Math.min(partitions, gateways * THREADS));
    double gatewayCores = rate * GATEWAY_REQUEST + commits * GATEWAY_COMMIT;
    gateways = gateways(gatewayCores, calls);
    partitions = Math.max(partitions, gateways * THREADS);
    double followers = 1 + FOLLOWER * (demand.replicas() - 1);
    double brokerCores = (rate * BROKER_REQUEST + commits * BROKER_COMMIT) * followers;
    double written = rate * bytes(demand) * demand.replicas();
    double view = demand.viewRetention().toSeconds();
    double rows = rate * SEGMENTS * (view + DAY);
    double state = rate * SEGMENTS * (view * ended(demand) + DAY * REQUEST_ID) / gateways;
    return new Capacity(
        partitions,
        gateways,
        Math.max(
            demand.replicas(),
            ceil(Math.max(brokerCores / BROKER_CORES / BUSY, written / BROKER_WRITES))),
        gatewayCores,
        brokerCores,
        commits,
        rate * RECORDS,
        written,
        calls,
        rate * kept(demand) * demand.replicas(),
        state * (1 + demand.standbys()),
        Math.max(rows / gateways / ROWS_RESTORED, state / BYTES_RESTORED),
        IDLE_HEAP
            + calls / gateways * CALL
            + demand.tenants() * (TENANT + TENANT_OF_PARTITION / gateways));
  }

  private static int gateways(double cores, double calls) {
    return 1 + ceil(Math.max(cores / GATEWAY_CORES / BUSY, calls / MOST_CALLS));
  }

  /** A busy thread commits every 25 ms; another one for each step of a request. */
  private static double taskCommits(double rate, int partitions, int threads) {
    return rate / threads < BUSY_THREAD
        ? Math.min(2 * rate, COMMITS_MOST * partitions)
        : COMMITS_BUSY * partitions;
  }

  /**
   * CPU seconds in all gateways for each request.
   *
   * @param threads stream threads of all gateways that have a partition
   */
  public static double gatewayCpu(double rate, int partitions, int threads) {
    return GATEWAY_REQUEST + taskCommits(rate, partitions, threads) / rate * GATEWAY_COMMIT;
  }

  /** The same in all brokers, without what followers take. */
  public static double brokerCpu(double rate, int partitions, int threads) {
    return BROKER_REQUEST + taskCommits(rate, partitions, threads) / rate * BROKER_COMMIT;
  }

  /** Written for each request, once. */
  private static double bytes(Demand demand) {
    return REQUEST
        + POLLING
        + RESULT
        + ATTEMPT
        + JOURNAL
        + REQUEST_ID
        + 2 * VIEW_PENDING
        + 2.0 * demand.promptBytes()
        + 3.0 * demand.answerBytes();
  }

  private static double ended(Demand demand) {
    return VIEW_PENDING + demand.answerBytes();
  }

  /** Byte seconds that topics and windowed changelogs hold of one request. */
  private static double kept(Demand demand) {
    double week = REQUEST + demand.promptBytes() + POLLING + RESULT + demand.answerBytes();
    return 7 * DAY * week
        + DAY * (ATTEMPT + demand.answerBytes())
        + (demand.viewRetention().toSeconds() + DAY) * (VIEW_PENDING + ended(demand))
        + 2 * DAY * REQUEST_ID;
  }

  private static int ceil(double number) {
    return (int) Math.ceil(number);
  }
}
