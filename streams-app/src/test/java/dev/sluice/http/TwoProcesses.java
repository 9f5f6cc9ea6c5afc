package dev.sluice.http;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two processes, of which only the owner has the partition. */
abstract class TwoProcesses {
  static final String SECRET = "a secret of the cluster";

  final Gateway asked = process();
  final Gateway owner = process();

  static Gateway process() {
    return new Gateway(new PeerClient(SECRET, null, 100).start(), Duration.ofSeconds(60));
  }

  @BeforeEach
  void apart() {
    asked.topic.here = false;
    asked.view.unknown = true;
    asked.topic.elsewhere = List.of(owner.address());
  }

  @AfterEach
  void stop() {
    asked.close();
    owner.close();
  }
}
