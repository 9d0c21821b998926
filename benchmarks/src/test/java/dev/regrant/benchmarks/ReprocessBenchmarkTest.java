package dev.regrant.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.benchmarks.ReprocessBenchmark.Entry;
import dev.regrant.benchmarks.ReprocessBenchmark.Plan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ReprocessBenchmarkTest {
  @Test
  void every_contender_reprocesses_each_request_once_in_each_round() throws Exception {
    var out = new StringWriter();

    var results = ReprocessBenchmark.run(new Plan(10, 40, 1, List.of(1, 4)), new PrintWriter(out));

    assertThat(results)
        .containsKeys(
            new Entry("naive transaction, JDBC", 4),
            new Entry("Regrant, as a library", 4),
            new Entry("Regrant, over HTTP", 1),
            new Entry("HTTP alone, no database", 4));
    assertThat(results.values())
        .allSatisfy(result -> assertThat(result.perSecond()).hasSize(1).allMatch(rate -> rate > 0));
    assertThat(out.toString()).contains("fsync on, synchronous_commit on", "÷ naive", "p99 ms");
  }
}
