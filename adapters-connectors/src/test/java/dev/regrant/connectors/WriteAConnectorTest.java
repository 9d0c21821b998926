package dev.regrant.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WriteAConnectorTest {
  private static final Pattern EXCERPT = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void every_excerpt_in_the_guide_is_in_the_sources() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "write-a-connector.md"));
    String sources;
    try (var files = Files.walk(Path.of("src"))) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(WriteAConnectorTest::read)
              .collect(Collectors.joining());
    }

    assertThat(EXCERPT.matcher(guide).results().map(MatchResult::group))
        .hasSize(8)
        .allSatisfy(
            excerpt ->
                assertThat(sources)
                    .contains(excerpt.substring("```java\n".length(), excerpt.length() - 3)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
