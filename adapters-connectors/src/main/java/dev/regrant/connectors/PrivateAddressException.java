package dev.regrant.connectors;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A host is at an address that may not be connected to. */
final class PrivateAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  PrivateAddressException(String host, InetAddress address) {
    super(
        "%s is at %s, which is not an address of the public internet; private addresses are not allowed"
            .formatted(host, address.getHostAddress()));
  }
}
