package dev.regrant.http;

import dev.regrant.application.EntityKind;
import java.util.regex.Pattern;

/**
 * Entity tags (RFC 9110, section 8.8.3): the version of an entity, as a weak one, since the same
 * version looks different by selection and API version. They are compared weakly in every
 * condition, as OData and Graph do: strongly, no weak one would ever be as wanted.
 */
final class EntityTags {
  /** Of headers: OData's name in a body is {@code @odata.etag}. */
  static final String HEADER = "ETag";

  static final String IF_MATCH = "If-Match";
  static final String IF_NONE_MATCH = "If-None-Match";

  private static final String ONE = "(?:W/)?\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\"";
  private static final Pattern LIST =
      Pattern.compile("\\s*,*\\s*%s(?:\\s*,\\s*(?:%s)?)*\\s*".formatted(ONE, ONE));
  private static final Pattern TAG = Pattern.compile(ONE);

  private EntityTags() {}

  /** The tag of a version. */
  static String of(EntityKind.Version version) {
    return "W/\"%d\"".formatted(version.version());
  }

  static boolean isAny(String condition) {
    return condition.trim().equals("*");
  }

  /**
   * Whether a condition names a tag.
   *
   * @param header which condition, for when it is malformed
   */
  static boolean matches(String header, String condition, String tag) {
    if (isAny(condition)) {
      return true;
    }
    if (!LIST.matcher(condition).matches()) {
      throw GraphError.badRequest(
          ErrorCode.BAD_REQUEST,
          header,
          "'%s' must be * or entity tags, such as W/\"1\".".formatted(header));
    }
    return TAG.matcher(condition)
        .results()
        .anyMatch(one -> opaque(one.group()).equals(opaque(tag)));
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
