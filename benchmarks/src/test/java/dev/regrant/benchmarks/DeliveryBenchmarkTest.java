package dev.regrant.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.benchmarks.DeliveryBenchmark.Plan;
import dev.regrant.benchmarks.DeliveryBenchmark.Result;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DeliveryBenchmarkTest {
  @Test
  void every_contender_does_each_item_once_in_each_round() throws Exception {
    var out = new StringWriter();

    var results = DeliveryBenchmark.run(new Plan(30, 2, List.of(4)), new PrintWriter(out));

    assertThat(results)
        .containsOnlyKeys("Regrant, deliver", "Regrant, approve and deliver", "db-scheduler");
    assertThat(results.values())
        .allSatisfy(result -> assertThat(result.perSecond()).hasSize(2).allMatch(rate -> rate > 0));
    assertThat(out.toString())
        .contains("fsync on, synchronous_commit on")
        .contains("x db-scheduler");
  }

  @Test
  void a_median_is_the_middle_one_or_between_the_two_in_the_middle() {
    assertThat(new Result(1, List.of(9.0, 1.0, 4.0)).median()).isEqualTo(4.0);
    assertThat(new Result(1, List.of(9.0, 1.0, 4.0, 5.0)).median()).isEqualTo(4.5);
  }
}
