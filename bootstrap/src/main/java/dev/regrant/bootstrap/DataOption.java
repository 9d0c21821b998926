package dev.regrant.bootstrap;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data}, which several commands have. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Folder of the server's data, instead of REGRANT_DATA.")
  private @Nullable String folder;

  /** These variables, with the option in the place of its own. */
  Map<String, String> over(Map<String, String> variables) {
    return override(variables, Setting.DATA, folder);
  }

  static Map<String, String> override(
      Map<String, String> variables, Setting setting, @Nullable String value) {
    var all = new HashMap<>(variables);
    if (value != null) {
      all.put(setting.variable(), value);
    }
    return all;
  }
}
