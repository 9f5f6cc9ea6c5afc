package dev.sluice.webhook;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that a webhook may be sent to: those that anyone on the internet could reach as
 * well, and those that the operator allows. Tenants choose URLs, and the gateway's neighbors trust
 * it. Immutable; any thread.
 */
public final class AddressGuard {
  /** IANA's special-purpose registry, and multicast and reserved space. */
  private static final List<AddressRange> NOT_PUBLIC =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3",
          // tunnels and translators, which may end at a private address; documentation
          "2001::/23",
          "2001:db8::/32",
          "2002::/16",
          "3fff::/20");

  /**
   * Everything else in IPv6 is local, multicast, another form of an IPv4 address, or unassigned.
   */
  private static final AddressRange GLOBAL_IPV6 = AddressRange.parse("2000::/3");

  /** In IPv6-only networks, name servers give IPv4 hosts these addresses. */
  private static final AddressRange TRANSLATED = AddressRange.parse("64:ff9b::/96");

  private static final int IPV4_BYTES = 4;

  private final List<AddressRange> allowed;

  /**
   * @param allowed addresses that may be reached although they are not public
   */
  public AddressGuard(List<AddressRange> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  public boolean permits(InetAddress address) {
    byte[] bytes = address.getAddress();
    return allowed.stream().anyMatch(range -> range.contains(bytes)) || isPublic(bytes);
  }

  private static boolean isPublic(byte[] address) {
    if (TRANSLATED.contains(address)) {
      return isPublic(Arrays.copyOfRange(address, address.length - IPV4_BYTES, address.length));
    }
    boolean reachable = address.length == IPV4_BYTES || GLOBAL_IPV6.contains(address);
    return reachable && NOT_PUBLIC.stream().noneMatch(range -> range.contains(address));
  }

  private static List<AddressRange> ranges(String... texts) {
    return Stream.of(texts).map(AddressRange::parse).toList();
  }
}
