package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database's URL, in libpq's form ({@code postgresql://user:password@host:5432/name}) or JDBC's.
 * Its text is never shown: it may hold the password.
 *
 * @param jdbcUrl without user and password
 */
record DatabaseUrl(String jdbcUrl, Optional<String> user, Optional<String> password) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:postgresql|postgresql|postgres)://"
              + "(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
              + "(?<hosts>[^@/?]+)/(?<name>[^/?]+)(?:\\?(?<query>.*))?");

  /**
   * @param variable that holds it, for messages
   */
  static DatabaseUrl parse(String variable, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new InvalidConfigurationException(
          variable
              + " must look like postgresql://user:password@host:5432/name, with special"
              + " characters of the password percent-encoded");
    }
    Optional<String> user = decoded(variable, form.group("user"));
    Optional<String> password = decoded(variable, form.group("password"));
    var kept = new ArrayList<String>();
    String query = form.group("query");
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      String value = parameter.substring(parameter.indexOf('=') + 1);
      if (parameter.startsWith("user=")) {
        user = decoded(variable, value);
      } else if (parameter.startsWith("password=")) {
        password = decoded(variable, value);
      } else {
        kept.add(parameter);
      }
    }
    String parameters = kept.isEmpty() ? "" : "?" + String.join("&", kept);
    return new DatabaseUrl(
        "jdbc:postgresql://%s/%s%s".formatted(form.group("hosts"), form.group("name"), parameters),
        user,
        password);
  }

  private static Optional<String> decoded(String variable, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      // A plus stands for itself here, unlike in forms.
      return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), UTF_8));
    } catch (IllegalArgumentException wrong) {
      throw new InvalidConfigurationException(
          variable + " has a percent sign that encodes nothing");
    }
  }
}
