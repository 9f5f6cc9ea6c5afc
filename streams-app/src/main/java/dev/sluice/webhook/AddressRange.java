package dev.sluice.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All IP addresses with a common prefix, such as {@code 10.0.0.0/8}. Immutable; any thread. */
public final class AddressRange {
  /** Never a text that would be looked up in DNS. */
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)(?:/(\\d{1,3}))?");

  private final byte[] address;
  private final int bits;

  private AddressRange(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /**
   * @param text an address, or an address, a slash and the number of significant bits
   * @throws IllegalArgumentException if it is neither
   */
  public static AddressRange parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      try {
        byte[] address = InetAddress.getByName(form.group(1)).getAddress();
        String bits = form.group(2);
        int counted = bits == null ? address.length * Byte.SIZE : Integer.parseInt(bits);
        if (counted <= address.length * Byte.SIZE) {
          return new AddressRange(address, counted);
        }
      } catch (UnknownHostException noAddress) {
        // told below
      }
    }
    throw new IllegalArgumentException("expected addresses such as 10.1.0.0/16 or fd00:1::/32");
  }

  public boolean contains(InetAddress other) {
    return contains(other.getAddress());
  }

  boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (other[i] != address[i]) {
        return false;
      }
    }
    int rest = Byte.SIZE - bits % Byte.SIZE;
    return rest == Byte.SIZE || (other[whole] & 0xFF) >> rest == (address[whole] & 0xFF) >> rest;
  }
}
