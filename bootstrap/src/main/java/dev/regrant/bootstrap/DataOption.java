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
    var all = new HashMap<>(variables);
    put(all, Setting.DATA, folder);
    return all;
  }

  /** Sets a variable, if there is a value. */
  static void put(Map<String, String> variables, Setting setting, @Nullable String value) {
    if (value != null) {
      variables.put(setting.variable(), value);
    }
  }
}
