package dev.regrant.connectors;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the public internet from all others, by IANA's registries of special-purpose
 * addresses (RFC 6890): loopback, private, link-local, shared, multicast, reserved.
 */
final class PublicAddresses {
  private static final List<Range> NOT_PUBLIC_V4 =
      List.of(
          range("0.0.0.0", 8), // this network
          range("10.0.0.0", 8), // private
          range("100.64.0.0", 10), // shared by carriers
          range("127.0.0.0", 8), // loopback
          range("169.254.0.0", 16), // link-local, and the metadata of clouds
          range("172.16.0.0", 12), // private
          range("192.0.0.0", 24), // protocols
          range("192.0.2.0", 24), // documentation
          range("192.168.0.0", 16), // private
          range("198.18.0.0", 15), // measurements
          range("198.51.100.0", 24), // documentation
          range("203.0.113.0", 24), // documentation
          range("224.0.0.0", 4), // multicast
          range("240.0.0.0", 4)); // reserved, and broadcast

  /** All that is public in IPv6, with what follows taken out. */
  private static final Range PUBLIC_V6 = range("2000::", 3);

  private static final List<Range> NOT_PUBLIC_V6 =
      List.of(
          range("2001::", 23), // protocols, and Teredo
          range("2001:db8::", 32), // documentation
          range("3fff::", 20)); // documentation

  // Each holds an IPv4 address, by which it is judged. A mapped one is an IPv4 address to Java.
  private static final Range NAT64 = range("64:ff9b::", 96, 12);
  private static final Range SIX_TO_FOUR = range("2002::", 16, 2);

  /** Addresses whose first {@code bits} are those of {@code prefix}. */
  private record Range(InetAddress prefix, int bits, int embeddedAt) {
    boolean contains(byte[] address) {
      byte[] start = prefix.getAddress();
      int whole = bits / 8;
      int rest = bits % 8;
      return Arrays.equals(start, 0, whole, address, 0, whole)
          && (rest == 0 || ((start[whole] ^ address[whole]) & 0xff) >>> (8 - rest) == 0);
    }

    byte[] embedded(byte[] address) {
      return Arrays.copyOfRange(address, embeddedAt, embeddedAt + 4);
    }
  }

  private PublicAddresses() {}

  static boolean contain(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? isPublicV4(bytes) : isPublicV6(bytes);
  }

  private static boolean isPublicV4(byte[] address) {
    return NOT_PUBLIC_V4.stream().noneMatch(range -> range.contains(address));
  }

  private static boolean isPublicV6(byte[] address) {
    for (Range range : List.of(NAT64, SIX_TO_FOUR)) {
      if (range.contains(address)) {
        return isPublicV4(range.embedded(address));
      }
    }
    return PUBLIC_V6.contains(address)
        && NOT_PUBLIC_V6.stream().noneMatch(range -> range.contains(address));
  }

  private static Range range(String prefix, int bits) {
    return range(prefix, bits, 0);
  }

  private static Range range(String prefix, int bits, int embeddedAt) {
    try {
      return new Range(InetAddress.getByName(prefix), bits, embeddedAt);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + prefix, e);
    }
  }
}
