package dev.regrant.bootstrap;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "serve", description = "Runs the server until it gets SIGTERM or SIGINT.")
final class ServeCommand implements Callable<Integer> {
  private final Map<String, String> variables;

  @Option(names = "--host", paramLabel = "H", description = "Instead of REGRANT_HOST.")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "P", description = "Instead of REGRANT_PORT.")
  private @Nullable String port;

  @Mixin private final DataOption data = new DataOption();

  ServeCommand(Map<String, String> variables) {
    this.variables = variables;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> all = data.over(variables);
    DataOption.put(all, Setting.HOST, host);
    DataOption.put(all, Setting.PORT, port);
    var configuration = Configuration.of(all);
    if (configuration.edge().logsJson()) {
      Logs.writeJson();
    }
    try (var parts = new Parts()) {
      Server.start(configuration, parts);
      new CountDownLatch(1).await(); // the shutdown hook ends the process
    }
    return 0;
  }
}
