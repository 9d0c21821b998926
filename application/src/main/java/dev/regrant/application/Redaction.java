package dev.regrant.application;

import java.util.regex.Pattern;

/**
 * Takes out of messages what looks like a secret. Connectors keep their own secrets out; this is
 * for what a target sends back.
 */
final class Redaction {
  private static final String HIDDEN = "***";

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)([\"']?(?:[\\w-]*(?:password|passwd|pwd|secret|token|api[_-]?key|credential)s?"
              + "|authorization)[\"']?\\s*[=:]\\s*)(?:(?:bearer|basic)\\s+)?"
              + "(\"[^\"]*\"|'[^']*'|[^\\s,;&}]+)");
  private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{6,}");
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s@]+(?=@)");
  private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*");

  private Redaction() {}

  static String redacted(String message) {
    String text = JWT.matcher(message).replaceAll(HIDDEN);
    text = NAMED.matcher(text).replaceAll("$1" + HIDDEN);
    text = SCHEME.matcher(text).replaceAll("$1 " + HIDDEN);
    return USER_INFO.matcher(text).replaceAll(HIDDEN);
  }
}
