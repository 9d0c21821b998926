package dev.regrant.bootstrap;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    requireNonNull(spec).commandLine().getOut().println("Regrant " + version());
  }

  static String version() {
    try (InputStream in =
        requireNonNull(VersionCommand.class.getResourceAsStream("version.properties"))) {
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
