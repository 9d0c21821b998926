package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  @Test
  void its_table_of_settings_is_the_one_in_the_code() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));

    assertThat(readme).contains(Setting.markdown());
  }
}
