package dev.regrant.connectors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Active Directory's {@code objectGUID}: 16 bytes, of which the first three groups of the text are
 * little-endian and the rest is in order (MS-DTYP 2.3.4.2).
 */
final class ObjectGuid {
  static final String ATTRIBUTE = "objectGUID";

  private static final Pattern TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private ObjectGuid() {}

  /** The bytes of a GUID written as text; none if it is not one. */
  static Optional<byte[]> bytes(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    UUID guid = UUID.fromString(text);
    long high = guid.getMostSignificantBits();
    return Optional.of(
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) (high >>> 32))
            .putShort((short) (high >>> 16))
            .putShort((short) high)
            .order(ByteOrder.BIG_ENDIAN)
            .putLong(guid.getLeastSignificantBits())
            .array());
  }

  /** The text of a GUID, in lower case. */
  static String text(byte[] bytes) {
    if (bytes.length != 16) {
      throw new IllegalArgumentException("a GUID has 16 bytes, not " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long high =
        Integer.toUnsignedLong(buffer.getInt()) << 32
            | Short.toUnsignedLong(buffer.getShort()) << 16
            | Short.toUnsignedLong(buffer.getShort());
    return new UUID(high, buffer.order(ByteOrder.BIG_ENDIAN).getLong()).toString();
  }
}
