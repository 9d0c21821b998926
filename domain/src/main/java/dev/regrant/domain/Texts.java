package dev.regrant.domain;

/** Checks of text that come with every record; the message names the member and the limit. */
final class Texts {
  private Texts() {}

  static void required(String member, String value, int maxLength) {
    if (value.isBlank()) {
      throw new InvalidMemberException(member, "must not be blank");
    }
    limited(member, value, maxLength);
  }

  static void limited(String member, String value, int maxLength) {
    if (value.length() > maxLength) {
      throw new InvalidMemberException(
          member, "has %d characters, at most %d are allowed".formatted(value.length(), maxLength));
    }
    if (value.indexOf('\0') >= 0) {
      throw new InvalidMemberException(member, "must not contain the character U+0000");
    }
  }
}
