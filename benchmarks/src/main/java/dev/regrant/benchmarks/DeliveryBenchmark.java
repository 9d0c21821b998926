package dev.regrant.benchmarks;

import static java.util.Objects.requireNonNull;

import dev.regrant.persistence.JdbiStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How fast what waits is worked off, beside db-scheduler: the same number of items, which do
 * nothing, on the same database, in turns. Each contender is warmed up and then takes the
 * concurrency that suits it best.
 */
@Command(
    name = "delivery",
    description = "Deliveries per second with a connector that does nothing, beside db-scheduler.",
    mixinStandardHelpOptions = true)
final class DeliveryBenchmark implements Callable<Integer> {
  @Spec private @Nullable CommandSpec command;

  @Option(names = "--quick", description = "A minute instead of several; less exact.")
  private boolean isQuick;

  /**
   * How much is measured.
   *
   * @param items of each round
   * @param rounds of each contender that count
   * @param concurrencies to choose from
   */
  record Plan(int items, int rounds, List<Integer> concurrencies) {
    static final Plan QUICK = new Plan(500, 3, List.of(8, 16));
    static final Plan WHOLE = new Plan(5_000, 7, List.of(4, 8, 16, 32));
  }

  /**
   * What was measured of a contender.
   *
   * @param perSecond items per second, a figure for each round
   */
  record Result(int concurrency, List<Double> perSecond) {
    double median() {
      var sorted = perSecond.stream().sorted().toList();
      int middle = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(middle)
          : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double slowest() {
      return perSecond.stream().mapToDouble(one -> one).min().orElseThrow();
    }

    double fastest() {
      return perSecond.stream().mapToDouble(one -> one).max().orElseThrow();
    }
  }

  @Override
  public Integer call() throws Exception {
    var out = requireNonNull(command).commandLine().getOut();
    run(isQuick ? Plan.QUICK : Plan.WHOLE, out);
    return 0;
  }

  /** Measures, and prints what was found. */
  static Map<String, Result> run(Plan plan, PrintWriter out)
      throws IOException, SQLException, InterruptedException {
    try (var database = new BenchmarkDatabase();
        var store = JdbiStore.open(database.settings());
        var scheduler = new SchedulerContender(database)) {
      out.printf("%s; %d items%n", database.described(), plan.items());
      var results =
          measured(
              List.of(
                  new EngineContender(database, store, true),
                  new EngineContender(database, store, false),
                  scheduler),
              plan,
              out);
      double beside = results.getOrDefault(scheduler.name(), new Result(0, List.of(1.0))).median();
      results.forEach(
          (name, result) ->
              out.printf(
                  "%-30s %6.0f items/s (%.0f to %.0f), %d at once, %.2f x db-scheduler%n",
                  name,
                  result.median(),
                  result.slowest(),
                  result.fastest(),
                  result.concurrency(),
                  result.median() / beside));
      out.flush();
      return results;
    }
  }

  private static Map<String, Result> measured(
      List<Contender> contenders, Plan plan, PrintWriter out)
      throws SQLException, InterruptedException {
    for (Contender contender : contenders) {
      contender.round(plan.items(), plan.concurrencies().getFirst());
    }
    var chosen = new HashMap<Contender, Integer>();
    for (Contender contender : contenders) {
      chosen.put(contender, best(contender, plan, out));
    }
    var results = new LinkedHashMap<String, Result>();
    for (int round = 0; round < plan.rounds(); round++) {
      for (Contender contender : contenders) {
        int concurrency = chosen.getOrDefault(contender, 1);
        double rate = contender.round(plan.items(), concurrency).perSecond();
        results
            .computeIfAbsent(contender.name(), none -> new Result(concurrency, new ArrayList<>()))
            .perSecond()
            .add(rate);
      }
    }
    return results;
  }

  private static int best(Contender contender, Plan plan, PrintWriter out)
      throws SQLException, InterruptedException {
    int best = plan.concurrencies().getFirst();
    double fastest = 0;
    for (int concurrency : plan.concurrencies()) {
      double rate = contender.round(plan.items(), concurrency).perSecond();
      out.printf("  %s, %d at once: %.0f items/s%n", contender.name(), concurrency, rate);
      out.flush();
      if (rate > fastest) {
        fastest = rate;
        best = concurrency;
      }
    }
    return best;
  }
}
