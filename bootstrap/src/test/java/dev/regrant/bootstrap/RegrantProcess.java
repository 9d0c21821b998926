package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Regrant as a process of its own, on the class path of the tests. */
final class RegrantProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Pattern READY = Pattern.compile("Ready at (\\S+) in \\d+ ms");

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  private RegrantProcess(Process process) {
    this.process = process;
    read(process.getInputStream(), out);
    read(process.getErrorStream(), err);
  }

  static RegrantProcess start(Map<String, String> variables, String... arguments)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith(Setting.PREFIX));
    builder.environment().putAll(variables);
    return new RegrantProcess(builder.start());
  }

  /** Waits until it serves, and returns where. */
  URI ready() {
    await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || err.stream().anyMatch(READY.asPredicate()));
    return err.stream()
        .map(READY::matcher)
        .filter(matcher -> matcher.find())
        .map(matcher -> URI.create(matcher.group(1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("It ended before it was ready: " + err));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM. Not by the process itself, which would close its output, too. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("ended: " + err)
        .isTrue();
    for (Thread reader : readers) {
      reader.join(PATIENCE);
    }
    return process.exitValue();
  }

  List<String> out() {
    return out;
  }

  List<String> err() {
    return err;
  }

  /** Ends it in any case: gently, so that its PostgreSQL ends too, and then not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read(InputStream stream, List<String> lines) {
    readers.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try (var reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                    reader.lines().forEach(lines::add);
                  } catch (IOException | UncheckedIOException ended) {
                    lines.add("(no more output: " + ended.getMessage() + ")");
                  }
                }));
  }
}
