package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.http.ServerOperations;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the SDKs have and the server has not: it is listed, with the reason, in a file. */
final class AbsentOperations {
  private static final String FILE = "absent-operations.txt";
  private static final String REASON = "== ";

  /** Reasons by pattern. */
  private final Map<Pattern, String> listed = new LinkedHashMap<>();

  private AbsentOperations(String text) {
    String reason = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith(REASON)) {
        reason = line.substring(REASON.length());
      } else if (!line.isBlank() && !line.startsWith("#")) {
        listed.put(Pattern.compile(line), reason);
      }
    }
  }

  static AbsentOperations listed() throws IOException {
    try (var file = AbsentOperations.class.getResourceAsStream(FILE)) {
      return new AbsentOperations(
          new String(Objects.requireNonNull(file, FILE).readAllBytes(), UTF_8));
    }
  }

  /** Fails if an operation of the SDKs is neither in the server nor in the list. */
  void check(SortedSet<String> operationsOfSdk) {
    var absent = new TreeSet<>(operationsOfSdk);
    absent.removeIf(ServerOperations::has);

    assertThat(operationsOfSdk).hasSizeGreaterThan(300);
    assertThat(absent.stream().filter(one -> !isListed(shortened(one))))
        .as("operations that the SDKs have, the server has not, and nobody gave a reason for")
        .isEmpty();
    assertThat(
            listed.keySet().stream()
                .filter(
                    one -> absent.stream().noneMatch(op -> one.matcher(shortened(op)).matches())))
        .as("reasons for nothing: the server has them, or no SDK does")
        .isEmpty();
  }

  private boolean isListed(String operation) {
    return listed.keySet().stream().anyMatch(pattern -> pattern.matcher(operation).matches());
  }

  private static String shortened(String operation) {
    return operation
        .replaceFirst(" /[^/]+", " ")
        .replace("/identityGovernance/entitlementManagement", "")
        .strip();
  }
}
