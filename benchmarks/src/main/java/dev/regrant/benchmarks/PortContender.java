package dev.regrant.benchmarks;

import dev.regrant.domain.AssignmentRequest;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Regrant as a library. */
final class PortContender implements Contender {
  private final FailedRequests requests;

  PortContender(FailedRequests requests) {
    this.requests = requests;
  }

  @Override
  public String name() {
    return "Regrant, as a library";
  }

  @Override
  public Round round(int items, int concurrency) throws SQLException, InterruptedException {
    long first = requests.make(items);
    var next = new AtomicLong(first);
    var time =
        Crew.run(
            concurrency,
            thread -> {
              for (long n = next.getAndIncrement(); n < first + items; n = next.getAndIncrement()) {
                reprocess(n);
              }
            });
    requests.check(first, items);
    return new Round(items, time);
  }

  private void reprocess(long n) {
    BenchmarkPackage.done(
        requests
            .engine()
            .requests()
            .reprocess(
                FailedRequests.CALLER,
                new AssignmentRequest.Id(FailedRequests.id(n)),
                Optional.empty(),
                Optional.empty()));
  }
}
