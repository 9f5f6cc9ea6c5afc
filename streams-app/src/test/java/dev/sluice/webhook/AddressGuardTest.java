package dev.sluice.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  private static final AddressGuard GUARD = new AddressGuard(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2001:4860:4860::8888",
        "2a00:1450:4001:81b::200e",
        "64:ff9b::8.8.8.8"
      })
  void shouldPermitWhatAnybodyCanReach(String address) throws Exception {
    assertThat(GUARD.permits(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void shouldRefuseWhatIsLocalPrivateOrNobodys(String address) throws Exception {
    assertThat(GUARD.permits(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "10.1.255.255", "fd00:1::7", "127.0.0.1", "8.8.8.8"})
  void shouldPermitWhatTheOperatorAllows(String address) throws Exception {
    // Given
    AddressGuard guard =
        new AddressGuard(
            Stream.of("10.1.0.0/16", "fd00:1::/32", "127.0.0.1").map(AddressRange::parse).toList());

    // When / Then
    assertThat(guard.permits(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.2.0.1", "fd00:2::7", "127.0.0.2"})
  void shouldRefuseWhatIsBesideWhatTheOperatorAllows(String address) throws Exception {
    // Given
    AddressGuard guard =
        new AddressGuard(
            Stream.of("10.1.0.0/16", "fd00:1::/32", "127.0.0.1").map(AddressRange::parse).toList());

    // When / Then
    assertThat(guard.permits(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0/8",
        "10.0.0.0/",
        "10.0.0.256/8",
        "::/129",
        "a:b",
        "10.0.0.0/8/8",
        "example.com/8",
        "fd00::g/8"
      })
  void shouldRefuseRangesThatAreNone(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected addresses such as 10.1.0.0/16 or fd00:1::/32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "::/0"})
  void shouldAllowEverythingOfOneKind(String range) throws Exception {
    // Given
    AddressGuard guard = new AddressGuard(List.of(AddressRange.parse(range)));

    // When / Then
    assertThat(guard.permits(InetAddress.getByName("10.0.0.1"))).isEqualTo(range.contains("."));
    assertThat(guard.permits(InetAddress.getByName("fd00::1"))).isEqualTo(range.contains(":"));
  }
}
