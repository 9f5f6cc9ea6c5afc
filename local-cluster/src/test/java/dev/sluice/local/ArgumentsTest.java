package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

  @Test
  void shouldTakeEveryOptionInAnyOrder() {
    // When
    Arguments arguments =
        Arguments.parse(
            "--registry-port",
            "8081",
            "--until-stdin-closes",
            "--secured",
            "--data",
            "d",
            "--kafka-port",
            "0");

    // Then
    assertThat(arguments).isEqualTo(new Arguments(Path.of("d"), 0, 8081, true, null, true));
  }

  @Test
  void shouldTakeThePlaceOfOneOfSeveralNodes() {
    // When
    Arguments arguments =
        Arguments.parse(
            "--data", "d", "--controller-ports", "11,12,13", "--node", "2", "--kafka-port", "9");

    // Then
    assertThat(arguments)
        .isEqualTo(
            new Arguments(Path.of("d"), 9, 0, false, new Quorum(2, List.of(11, 12, 13)), false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kafka-port 1 | --data is missing",
        "--data | --data needs a value",
        "--data d --kafka-port x | --kafka-port needs a number",
        "--data d --registry-port 65536 | --registry-port needs a number",
        "--data d --registry-port -1 | --registry-port needs a number",
        "--data d --port 1 | unknown option --port",
        "--data d --node 1 --kafka-port 1 | --node needs a number",
        "--data d --controller-ports 1,2,3 --kafka-port 1 | --node needs a number",
        "--data d --node 4 --controller-ports 1,2,3 --kafka-port 1 | --node needs a number",
        "--data d --node 1 --controller-ports 1,x,3 --kafka-port 1 | --controller-ports needs a number",
        "--data d --node 1 --controller-ports 1,2,3 | --node needs --kafka-port",
        "--data d --node 1 --controller-ports 1,2,3 --kafka-port 1 --secured | --node needs --kafka-port",
      })
  void shouldSayWhatIsWrongWhenAnOptionIsBad(String line, String message) {
    // When
    assertThatThrownBy(() -> Arguments.parse(line.split(" ", -1)))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining(Arguments.USAGE);
  }
}
