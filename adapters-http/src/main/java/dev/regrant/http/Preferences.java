package dev.regrant.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client would like ({@code Prefer}, RFC 7240). What is not known is ignored, as that wants
 * it; of what is said twice, the first counts.
 *
 * @param content what to answer a write with
 */
record Preferences(boolean knowsAllEnumMembers, Optional<Content> content) {
  private static final String ALL_ENUM_MEMBERS = "include-unknown-enum-members";

  /** What a write is answered with. */
  enum Content {
    /** No body. */
    MINIMAL("return=minimal"),
    /** The entity as it has become. */
    REPRESENTATION("return=representation");

    private final String preference;

    Content(String preference) {
      this.preference = preference;
    }
  }

  static Preferences of(Optional<String> header) {
    boolean knowsAll = false;
    Optional<Content> content = Optional.empty();
    for (String one : header.orElse("").toLowerCase(Locale.ROOT).split(",", -1)) {
      // Parameters of a preference come behind a semicolon; these have none.
      String preference = one.split(";", 2)[0].replaceAll("[\\s\"]", "");
      knowsAll |= preference.equals(ALL_ENUM_MEMBERS);
      if (content.isEmpty()) {
        content =
            List.of(Content.values()).stream()
                .filter(known -> known.preference.equals(preference))
                .findFirst();
      }
    }
    return new Preferences(knowsAll, content);
  }

  /**
   * The answer, which says what was followed.
   *
   * @param followed of {@link #content}
   */
  Answer applied(Answer answer, boolean followed) {
    List<String> applied = new ArrayList<>();
    if (knowsAllEnumMembers) {
      applied.add(ALL_ENUM_MEMBERS);
    }
    content.filter(one -> followed).ifPresent(one -> applied.add(one.preference));
    return applied.isEmpty()
        ? answer
        : answer.with("Preference-Applied", String.join(", ", applied));
  }
}
