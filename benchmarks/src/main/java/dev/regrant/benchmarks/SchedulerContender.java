package dev.regrant.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** db-scheduler: one-time tasks that do nothing, polled by lock-and-fetch, its fastest way. */
final class SchedulerContender implements Contender, AutoCloseable {
  private static final String TASK = "nothing";

  private final BenchmarkDatabase database;
  private final HikariDataSource pool;

  SchedulerContender(BenchmarkDatabase database) throws SQLException {
    this.database = database;
    var config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setUsername(database.user());
    config.setMaximumPoolSize(BenchmarkDatabase.POOL_SIZE);
    pool = new HikariDataSource(config);
    // As its documentation wants it for PostgreSQL; priorities are not used.
    database.run(
        """
        create table scheduled_tasks (
          task_name            text not null,
          task_instance        text not null,
          task_data            bytea,
          execution_time       timestamptz,
          picked               boolean not null,
          picked_by            text,
          last_success         timestamptz,
          last_failure         timestamptz,
          consecutive_failures integer,
          last_heartbeat       timestamptz,
          version              bigint not null,
          priority             smallint,
          state                text,
          primary key (task_name, task_instance)
        );
        create index scheduled_tasks_time on scheduled_tasks (execution_time);
        create index scheduled_tasks_heartbeat on scheduled_tasks (last_heartbeat);
        """);
  }

  @Override
  public String name() {
    return "db-scheduler";
  }

  @Override
  public Round round(int items, int concurrency) throws SQLException, InterruptedException {
    var toExecute = new CountDownLatch(items);
    var executed = new AtomicInteger();
    OneTimeTask<Void> task =
        Tasks.oneTime(TASK)
            .execute(
                (instance, context) -> {
                  executed.incrementAndGet();
                  toExecute.countDown();
                });
    prepare(task, items);
    database.tidy();
    var scheduler =
        Scheduler.create(pool, task)
            .threads(concurrency)
            .pollUsingLockAndFetch(0.5, 4.0)
            .pollingInterval(Duration.ofMillis(100))
            .build();
    try {
      long begin = System.nanoTime();
      scheduler.start();
      toExecute.await();
      database.awaitNone("select from scheduled_tasks");
      var time = Duration.ofNanos(System.nanoTime() - begin);
      if (executed.get() != items) {
        throw new IllegalStateException(
            "%d tasks were executed, not %d".formatted(executed.get(), items));
      }
      return new Round(items, time);
    } finally {
      scheduler.stop();
    }
  }

  private void prepare(OneTimeTask<Void> task, int items) {
    List<TaskInstance<?>> instances = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      instances.add(task.instance(Integer.toString(i)));
    }
    SchedulerClient.Builder.create(pool, task).build().scheduleBatch(instances, Instant.now());
  }

  @Override
  public void close() {
    pool.close();
  }
}
