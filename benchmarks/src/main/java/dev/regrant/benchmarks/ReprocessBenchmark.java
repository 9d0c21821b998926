package dev.regrant.benchmarks;

import static java.util.Objects.requireNonNull;

import dev.regrant.benchmarks.DeliveryBenchmark.Result;
import dev.regrant.persistence.JdbiStore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How fast failed requests are reprocessed, as a library and over HTTP, beside the transaction that
 * one would write by hand and beside HTTP without a database; all on the same database, in turns.
 */
@Command(
    name = "reprocess",
    description = "Reprocesses per second, beside a transaction written by hand.",
    mixinStandardHelpOptions = true)
final class ReprocessBenchmark implements Callable<Integer> {
  private static final String NAIVE = "naive transaction";

  @Spec private @Nullable CommandSpec command;

  @Option(names = "--quick", description = "A minute instead of several; less exact.")
  private boolean isQuick;

  /**
   * How much is measured.
   *
   * @param itemsOfEach of each connection in a round, at most
   * @param items of a round, at most
   * @param rounds of each contender that count, after one that does not
   */
  record Plan(int itemsOfEach, int items, int rounds, List<Integer> connections) {
    static final Plan QUICK = new Plan(400, 4_000, 3, List.of(1, 64));
    static final Plan WHOLE = new Plan(2_000, 20_000, 7, List.of(1, 16, 64));

    int items(int connections) {
      return Math.min(items, itemsOfEach * connections);
    }
  }

  /** A contender with so many connections. */
  record Entry(String name, int connections) {}

  @Override
  public Integer call() throws Exception {
    // Each call has a line in the log, which costs whoever runs a server, but none of the peers
    // here.
    LogManager.getLogManager().reset();
    run(isQuick ? Plan.QUICK : Plan.WHOLE, requireNonNull(command).commandLine().getOut());
    return 0;
  }

  /** Measures, and prints what was found. */
  static Map<Entry, Result> run(Plan plan, PrintWriter out) throws Exception {
    try (var database = new BenchmarkDatabase();
        var store = JdbiStore.open(database.settings())) {
      out.println(database.described());
      var requests = new FailedRequests(database, store);
      try (var http = new HttpContender(requests, true);
          var ceiling = new HttpContender(requests, false)) {
        var contenders = new ArrayList<Contender>();
        contenders.add(new NaiveContender(database, requests));
        if (PgbenchContender.isThere()) {
          contenders.add(new PgbenchContender(database, requests));
        } else {
          out.println("pgbench is not installed here: only the transaction over JDBC is measured.");
        }
        contenders.addAll(List.of(ceiling, new PortContender(requests), http));
        var results = new LinkedHashMap<Entry, Result>();
        var latencies = new LinkedHashMap<Entry, long[]>();
        for (int connections : plan.connections()) {
          for (int round = 0; round <= plan.rounds(); round++) {
            for (Contender contender : contenders) {
              double rate = contender.round(plan.items(connections), connections).perSecond();
              var entry = new Entry(contender.name(), connections);
              if (round > 0) {
                results
                    .computeIfAbsent(entry, none -> new Result(connections, new ArrayList<>()))
                    .perSecond()
                    .add(rate);
                if (contender instanceof HttpContender over) {
                  latencies.put(entry, over.latencies());
                }
              }
            }
          }
        }
        print(results, latencies, ceiling.name(), out);
        return results;
      }
    }
  }

  private static void print(
      Map<Entry, Result> results, Map<Entry, long[]> latencies, String ceiling, PrintWriter out) {
    out.printf(
        "%-28s %4s %8s %17s %8s %9s %8s %8s%n",
        "", "at once", "per s", "(slowest–fastest)", "÷ naive", "÷ ceiling", "p50 ms", "p99 ms");
    results.forEach(
        (entry, result) -> {
          double naive =
              results.entrySet().stream()
                  .filter(
                      one ->
                          one.getKey().name().startsWith(NAIVE)
                              && one.getKey().connections() == entry.connections())
                  .mapToDouble(one -> one.getValue().median())
                  .max()
                  .orElseThrow();
          double most =
              requireNonNull(results.get(new Entry(ceiling, entry.connections()))).median();
          long @Nullable [] took = latencies.get(entry);
          out.printf(
              "%-28s %7d %8.0f %17s %8.2f %9.2f %8s %8s%n",
              entry.name(),
              entry.connections(),
              result.median(),
              "(%.0f–%.0f)".formatted(result.slowest(), result.fastest()),
              result.median() / naive,
              result.median() / most,
              took == null ? "" : "%.2f".formatted(took[took.length / 2] / 1e6),
              took == null ? "" : "%.2f".formatted(took[took.length * 99 / 100] / 1e6));
        });
    out.println("÷ naive: beside the faster of the naive transactions with as many connections.");
    out.flush();
  }
}
