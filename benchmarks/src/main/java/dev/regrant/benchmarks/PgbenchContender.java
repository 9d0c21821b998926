package dev.regrant.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The transaction of {@link NaiveContender}, by PostgreSQL's own benchmark. */
final class PgbenchContender implements Contender {
  private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");

  private final BenchmarkDatabase database;
  private final FailedRequests requests;

  PgbenchContender(BenchmarkDatabase database, FailedRequests requests) {
    this.database = database;
    this.requests = requests;
  }

  /** Whether this machine has it. */
  static boolean isThere() {
    try {
      return new ProcessBuilder("pgbench", "--version").start().waitFor() == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public String name() {
    return "naive transaction, pgbench";
  }

  @Override
  public Round round(int items, int concurrency) throws SQLException, InterruptedException {
    int each = items / concurrency;
    int all = each * concurrency;
    long first = requests.make(all);
    try {
      var script = Files.createTempFile("regrant", ".sql");
      try {
        Files.writeString(script, script());
        var process =
            new ProcessBuilder(
                    List.of(
                        "pgbench",
                        "-n",
                        "-M",
                        "prepared",
                        "-h",
                        "127.0.0.1",
                        "-U",
                        database.user(),
                        "-p",
                        Integer.toString(database.port()),
                        "-c",
                        Integer.toString(concurrency),
                        "-j",
                        Integer.toString(Math.min(2, concurrency)),
                        "-t",
                        Integer.toString(each),
                        "-f",
                        script.toString(),
                        "-D",
                        "first=" + first,
                        "-D",
                        "step=" + concurrency,
                        "-D",
                        "k=0",
                        "postgres"))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        var rate = RATE.matcher(said);
        if (process.waitFor() != 0 || !rate.find()) {
          throw new IllegalStateException("pgbench failed: " + said);
        }
        requests.check(first, all);
        double nanos = all * 1e9 / Double.parseDouble(rate.group(1));
        return new Round(all, Duration.ofNanos(Math.round(nanos)));
      } finally {
        Files.delete(script);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String script() {
    String tenant = FailedRequests.TENANT.value().toString();
    return NaiveContender.STATEMENTS.stream()
        .map(
            statement ->
                statement
                        .replaceFirst("\\?::uuid", "'" + tenant + "'::uuid")
                        .replace("?", ":n")
                        .replaceAll("\\s+", " ")
                    + ";")
        .collect(
            Collectors.joining(
                "\n",
                "\\set n :first + :client_id + :k * :step\n\\set k :k + 1\nbegin;\n",
                "\nend;\n"));
  }
}
