package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/security.md says is proven, is. */
class SecurityDocumentTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
  private static final Pattern VARIABLE = Pattern.compile("`(REGRANT_[A-Z_]+)[`=]");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\|");
  private static final Pattern NUMBERS =
      Pattern.compile("\\d+\\.\\d+(\\.\\d+)?(( to|,) \\d+\\.\\d+(\\.\\d+)?)*");

  private static String document() throws IOException {
    return Files.readString(ROOT.resolve("docs").resolve("security.md"));
  }

  private static Map<String, String> tests() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().contains("/src/test/java/"))
          .filter(file -> file.toString().endsWith("Test.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  SecurityDocumentTest::text,
                  (one, other) -> one + other));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_test_that_it_names_is_there() throws IOException {
    var tests = tests();
    var named = TEST.matcher(document()).results().toList();

    assertThat(named).hasSizeGreaterThan(60);
    assertThat(named)
        .allSatisfy(
            name ->
                assertThat(Optional.ofNullable(tests.get(name.group(1))).orElse(""))
                    .as(name.group())
                    .containsPattern("void " + name.group(2) + "\\("));
  }

  @Test
  void every_variable_that_it_names_is_a_setting() throws IOException {
    var settings =
        java.util.Arrays.stream(Setting.values())
            .map(Setting::variable)
            .collect(Collectors.toSet());

    assertThat(VARIABLE.matcher(document()).results().map(found -> found.group(1)))
        .isNotEmpty()
        .isSubsetOf(settings);
  }

  @Test
  void every_row_has_numbers_of_the_standard() throws IOException {
    var rows =
        ROW.matcher(document())
            .results()
            .map(row -> row.group(1))
            .filter(first -> !first.equals("ASVS") && !first.equals("---"))
            .toList();

    assertThat(rows).hasSizeGreaterThan(70);
    assertThat(rows).allMatch(first -> NUMBERS.matcher(first).matches());
  }

  @Test
  void nothing_is_both_met_and_inapplicable() throws IOException {
    String[] parts = document().split("\n## ", -1);

    assertThat(numbers(parts[1])).doesNotContainAnyElementsOf(numbers(parts[2]));
  }

  private static java.util.List<String> numbers(String part) {
    return ROW.matcher(part)
        .results()
        .map(row -> row.group(1))
        .flatMap(first -> Pattern.compile("\\d+\\.\\d+\\.\\d+").matcher(first).results())
        .map(MatchResult::group)
        .toList();
  }
}
