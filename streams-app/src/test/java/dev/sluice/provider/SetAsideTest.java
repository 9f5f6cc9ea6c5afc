package dev.sluice.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.sluice.topology.FaultRun;
import dev.sluice.topology.SetAsideRun;
import dev.sluice.topology.SetAsideRun.SetAside;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SetAsideTest {
  @TempDir static Path stateDir;
  private static Map<String, SetAside> seen = Map.of();

  @BeforeAll
  static void run() throws Exception {
    List<FaultRun.Fault> faults = new ArrayList<>();
    rows().forEach(row -> {
      String[] c = row.get()[0].toString().split("/");
      if (row.get()[2].equals("fault")) { faults.add(ConnectionFault.valueOf(c[1].toUpperCase()).at(c[0])); return; }
      HttpReply reply = Fixtures.reply(c[0], c[1]);
      ResponseDefinitionBuilder served = aResponse().withStatus(reply.status()).withBody(reply.body());
      reply.headers().forEach((n, v) -> served.withHeader(n, v.get(0)));
      faults.add(new FaultRun.Fault(c[0] + "/" + c[1], Fixtures.kind(c[0]), served, null));
    });
    seen = SetAsideRun.of(faults, stateDir, Fixtures.NOW);
  }

  static Stream<Arguments> rows() {
    List<Arguments> all = new ArrayList<>();
    Fixtures.text("failures.csv").lines().skip(1).forEach(l -> {
      String[] c = l.split("\\|", -1);
      all.add(Arguments.of(c[0] + "/" + c[1], c[5], "reply"));
    });
    for (ConnectionFault f : ConnectionFault.values()) {
      String about = switch (f) { case REFUSED -> "TARGET"; case EMPTY -> "REQUEST"; default -> "UNCLEAR"; };
      all.add(Arguments.of(f.name("openai"), about, "fault"));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldSetAsideForOthersWhatTheReplyIsEvidenceAbout(String name, String about, String kind) {
    SetAside aside = seen.get(name);
    SetAside expected = switch (about) {
      case "REQUEST" -> new SetAside(false, false, false, false);
      case "UNCLEAR" -> new SetAside(false, false, false, true);
      case "TARGET" -> new SetAside(true, false, false, true);
      case "CREDENTIAL_FOR_MODEL" -> new SetAside(true, true, false, true);
      default -> new SetAside(true, true, true, true);
    };
    assertThat(aside).isEqualTo(expected);
  }
}
