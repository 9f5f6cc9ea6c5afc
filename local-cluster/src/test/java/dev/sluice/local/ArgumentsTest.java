package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

  @Test
  void shouldTakeEveryOptionInAnyOrder() {
    // When
    Arguments arguments =
        Arguments.parse(
            "--registry-port", "8081", "--until-stdin-closes", "--data", "d", "--kafka-port", "0");

    // Then
    assertThat(arguments).isEqualTo(new Arguments(Path.of("d"), 0, 8081, true));
  }

  @ParameterizedTest
  @CsvSource({
    "--kafka-port 1, --data is missing",
    "--data, --data needs a value",
    "--data d --kafka-port x, --kafka-port needs a number",
    "--data d --registry-port 65536, --registry-port needs a number",
    "--data d --registry-port -1, --registry-port needs a number",
    "--data d --port 1, unknown option --port",
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
