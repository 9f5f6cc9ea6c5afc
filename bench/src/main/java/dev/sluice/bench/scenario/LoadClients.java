package dev.sluice.bench.scenario;

import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.rig.Build;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** One client of each build, in their order. */
record LoadClients(List<LoadClient> clients) implements AutoCloseable {

  static LoadClients of(List<Build> builds, Function<Build, LoadClient> client) {
    return new LoadClients(builds.stream().map(client).toList());
  }

  List<LoadClient> with(LoadClient other) {
    return Stream.concat(clients.stream(), Stream.of(other)).toList();
  }

  interface Measurement {
    Round of(LoadClient client) throws InterruptedException;
  }

  /** Takes turns. Every other round begins with the last, since what comes first is favoured. */
  void round(List<List<Round>> rounds, Measurement measurement) throws InterruptedException {
    while (rounds.size() < clients.size()) {
      rounds.add(new ArrayList<>());
    }
    int count = clients.size();
    boolean forwards = rounds.get(0).size() % 2 == 0;
    for (int turn = 0; turn < count; turn++) {
      int which = forwards ? turn : count - 1 - turn;
      rounds.get(which).add(measurement.of(clients.get(which)));
    }
  }

  @Override
  public void close() {
    clients.forEach(LoadClient::close);
  }
}
