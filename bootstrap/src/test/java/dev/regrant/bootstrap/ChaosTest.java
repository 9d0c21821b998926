package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers on one database, of which one is killed every few seconds, while the database is
 * restarted, connections are cut, and the directory loses requests and answers. Nothing may be
 * lost, and nothing granted twice.
 *
 * <p>Short, unless {@code -Dregrant.chaos.duration=PT10M} says otherwise. {@code
 * -Dregrant.chaos.seed} repeats the choices of a run, though not the races of its processes.
 */
class ChaosTest {
  private static final int SERVERS = 2;
  private static final int CLIENTS = 12;
  private static final int PEOPLE = 24;
  private static final int PACKAGES = 3;
  private static final Duration LEASE = Duration.ofSeconds(4);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Duration duration =
      Duration.parse(System.getProperty("regrant.chaos.duration", "PT10S"));
  private final long seed =
      Optional.ofNullable(System.getProperty("regrant.chaos.seed"))
          .map(Long::parseLong)
          .orElseGet(() -> new Random().nextLong());
  private final Random random = new Random(seed);
  private final MembershipRecord record = new MembershipRecord(LEASE.multipliedBy(2));
  private final List<Instant> kills = new ArrayList<>();
  private int restarts;
  private int cut;
  private volatile boolean isOver;

  @TempDir private Path folder;

  @BeforeEach
  void tell_how_to_repeat_it() {
    System.out.printf("Chaos for %s: -Dregrant.chaos.seed=%d%n", duration, seed);
  }

  @Test
  void nothing_is_lost_and_nothing_is_granted_twice() throws Exception {
    try (var database = new ChaosDatabase(folder.resolve("postgresql"));
        var directory = new ChaosDirectory(seed, record, SERVERS);
        var servers =
            new ChaosServers(
                SERVERS, folder.resolve("data"), server -> variables(database, directory, server));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      database.watch();
      var clients = clients(servers, directory);
      var working = new ArrayList<Future<?>>();
      for (ChaosClient client : clients) {
        working.add(threads.submit(carriedOut(client)));
      }
      try {
        wreak(database, directory, servers, working);
      } catch (Exception | AssertionError failed) {
        threads.shutdownNow();
        throw failed;
      } finally {
        isOver = true;
        directory.calm();
      }
      for (Future<?> work : working) {
        finish(work);
      }
      await()
          .atMost(LEASE.plusSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          database.one(
                              "select count(*) from delivery_item where claimed_at is not null"))
                      .as("items under a claim")
                      .isZero());
      print(database, servers, clients);
      expectThatNothingIsLost(database, clients);
      expectThatNothingIsDoneTwice(database);
      expectThatWhatIsHeldWasAskedFor(directory, clients);
    }
  }

  private Callable<Boolean> carriedOut(ChaosClient client) {
    return () -> {
      client.run(() -> isOver);
      return true;
    };
  }

  private static Map<String, String> variables(
      ChaosDatabase database, ChaosDirectory directory, int server) {
    var variables = new HashMap<>(database.variables());
    variables.putAll(directory.variables(server));
    variables.put("REGRANT_LEASE", LEASE.toString());
    variables.put("REGRANT_CALL_TIMEOUT", CALL_TIMEOUT.toString());
    variables.put("REGRANT_POLL_INTERVAL", "PT0.2S");
    variables.put("REGRANT_RETRY_ATTEMPTS", "4");
    variables.put("REGRANT_RETRY_BASE_DELAY", "PT0.1S");
    variables.put("REGRANT_RETRY_MAX_DELAY", "PT1S");
    variables.put("REGRANT_REPROCESS_LIMIT", "1000");
    return variables;
  }

  private List<ChaosClient> clients(ChaosServers servers, ChaosDirectory directory)
      throws Exception {
    var seats = new ChaosCatalog(servers.client(), directory).seats(PEOPLE, PACKAGES);
    var clients = new ArrayList<ChaosClient>();
    for (int i = 0; i < CLIENTS; i++) {
      int own = i;
      clients.add(
          new ChaosClient(
              servers,
              record,
              new Random(seed + 1 + i),
              seats.stream().filter(seat -> seats.indexOf(seat) % CLIENTS == own).toList()));
    }
    return clients;
  }

  /** Kills, restarts and cuts until the time is over, or a client has failed. */
  private void wreak(
      ChaosDatabase database,
      ChaosDirectory directory,
      ChaosServers servers,
      List<Future<?>> clients)
      throws Exception {
    var begin = Instant.now();
    while (Instant.now().isBefore(begin.plus(duration))
        && clients.stream().noneMatch(Future::isDone)) {
      int victim = random.nextInt(SERVERS);
      if (kills.isEmpty() || random.nextBoolean()) {
        // Its change is then made, but nobody is left to hear of it.
        directory.hold(victim);
      }
      kills.add(servers.kill(victim));
      directory.letGo();
      servers.restart(victim);
      cut += database.cut();
      if (restarts == 0 && Instant.now().isAfter(begin.plus(duration.dividedBy(2)))) {
        database.restart(random.nextBoolean() ? "fast" : "immediate");
        restarts++;
      }
      Thread.sleep(random.nextInt(1_500));
    }
  }

  private static void finish(Future<?> work) throws InterruptedException, TimeoutException {
    try {
      work.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new AssertionError("A client failed", failed.getCause());
    }
  }

  private static void expectThatNothingIsLost(ChaosDatabase database, List<ChaosClient> clients)
      throws Exception {
    var accepted = clients.stream().flatMap(client -> client.accepted().stream()).toList();
    assertThat(database.all("select id from request", row -> row.getString(1)))
        .as("requests that are there, against those that were answered with 201")
        .containsExactlyInAnyOrderElementsOf(accepted);
    assertThat(
            database.all(
                "select id from request where completed_at is null or status <> 'DELIVERED'",
                row -> row.getString(1)))
        .as("requests that are not delivered")
        .isEmpty();
    assertThat(
            database.one(
                "select count(*) from delivery_item where state <> 'DONE' or next_attempt_at is not null"))
        .as("items that are not done")
        .isZero();
  }

  private static void expectThatNothingIsDoneTwice(ChaosDatabase database) throws Exception {
    assertThat(database.all("select with_table from tampered", row -> row.getString(1)))
        .as("attempts and history that were changed or deleted")
        .isEmpty();
    assertThat(
            database.all(
                """
                select item_id from attempt group by tenant_id, request_id, item_id
                having count(*) <> max(number) or min(number) <> 1
                  or count(*) filter (where outcome = 'DONE') <> 1
                  or max(number) filter (where outcome = 'DONE') <> max(number)
                """,
                row -> row.getString(1)))
        .as("items with a gap in their attempts, or with any after the one that did it")
        .isEmpty();
  }

  private void expectThatWhatIsHeldWasAskedFor(ChaosDirectory directory, List<ChaosClient> clients)
      throws Exception {
    var expected = new HashSet<MembershipRecord.Membership>();
    clients.forEach(client -> expected.addAll(client.held()));
    assertThat(record.faults()).as("what the directory saw").isEmpty();
    assertThat(directory.members()).as("members").isEqualTo(expected);
    assertThat(record.held()).as("the record").isEqualTo(expected);
  }

  private void print(ChaosDatabase database, ChaosServers servers, List<ChaosClient> clients)
      throws Exception {
    var lost = new ArrayList<Duration>();
    int lostOtherwise = 0;
    for (Instant[] attempt :
        database.all(
            "select started_at, finished_at from attempt where cause = 'LOST_LEASE'",
            row ->
                new Instant[] {row.getTimestamp(1).toInstant(), row.getTimestamp(2).toInstant()})) {
      var kill =
          kills.stream()
              .filter(at -> !at.isBefore(attempt[0]) && !at.isAfter(attempt[1]))
              .reduce((earlier, later) -> later);
      kill.ifPresent(at -> lost.add(Duration.between(at, attempt[1])));
      lostOtherwise += kill.isEmpty() ? 1 : 0;
    }
    lost.sort(null);
    System.out.printf(
        "  %d requests, %d reprocessed, %d attempts; %s%n",
        clients.stream().mapToInt(client -> client.accepted().size()).sum(),
        clients.stream().mapToInt(ChaosClient::reprocessed).sum(),
        database.one("select count(*) from attempt"),
        record.figures());
    System.out.printf(
        "  %d kills, %d database restarts, %d connections cut, %d calls tried elsewhere, %d bugs%n",
        kills.size(), restarts, cut, servers.unanswered(), servers.bugs());
    System.out.printf(
        "  recovery after a kill: %s, of %d items; lease %d ms; %d leases lost with connections%n",
        lost.isEmpty()
            ? "none"
            : "median %d ms, worst %d ms"
                .formatted(lost.get(lost.size() / 2).toMillis(), lost.getLast().toMillis()),
        lost.size(),
        LEASE.toMillis(),
        lostOtherwise);
    assertThat(lost).as("items recovered from killed servers").isNotEmpty();
  }
}
