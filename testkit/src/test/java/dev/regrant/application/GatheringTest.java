package dev.regrant.application;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatheringTest {
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));
  private static final TenantId OTHER = new TenantId(new UUID(1, 2));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private Function<String, String> work = command -> command + " done";

  /** A command that begins with "slow" is being done until {@link #goOn}. */
  private final Gathering<String, String> gathering =
      new Gathering<>(
          command -> command.replaceAll(".* of ", ""),
          (tenant, commands) -> {
            batches.add(commands);
            if (commands.getFirst().startsWith("slow")) {
              begun.countDown();
              await(goOn);
            }
            return commands.stream().map(work).toList();
          });

  @AfterEach
  void ends() {
    goOn.countDown();
    threads.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Future<String> later(TenantId tenant, String command) {
    return threads.submit(() -> gathering.run(tenant, command));
  }

  /** Has a command be done while these wait, in their order. */
  private List<Future<String>> whileOneIsDone(String... commands) {
    var results = new ArrayList<Future<String>>();
    results.add(later(TENANT, "slow"));
    await(begun);
    for (String command : commands) {
      int before = gathering.waiting(TENANT);
      results.add(later(TENANT, command));
      while (gathering.waiting(TENANT) == before) {
        Thread.onSpinWait();
      }
    }
    return results;
  }

  @Test
  void a_command_that_is_alone_is_done_at_once() {
    assertThat(gathering.run(TENANT, "one")).isEqualTo("one done");
    assertThat(gathering.run(TENANT, "two")).isEqualTo("two done");

    assertThat(batches).containsExactly(List.of("one"), List.of("two"));
  }

  @Test
  void what_comes_meanwhile_is_done_together() throws Exception {
    var results = whileOneIsDone("a", "b", "c");
    goOn.countDown();

    for (var result : results) {
      assertThat(result.get()).endsWith(" done");
    }
    assertThat(results.get(2).get()).isEqualTo("b done");
    assertThat(batches).containsExactly(List.of("slow"), List.of("a", "b", "c"));
    assertThat(gathering.figures().commands()).isEqualTo(4);
    assertThat(gathering.figures().batches()).isEqualTo(2);
    assertThat(gathering.figures().waitedNanos()).isPositive();
  }

  @Test
  void two_about_the_same_are_not_done_together_and_keep_their_order() throws Exception {
    var results = whileOneIsDone("first of alice", "second of alice", "first of bob");
    goOn.countDown();

    for (var result : results) {
      result.get();
    }
    assertThat(batches)
        .containsExactly(
            List.of("slow"), List.of("first of alice", "first of bob"), List.of("second of alice"));
  }

  @Test
  void one_that_fails_is_answered_alone_and_the_others_are_done() throws Exception {
    work =
        command -> {
          if (command.equals("b")) {
            throw new IllegalStateException("b fails");
          }
          return command + " done";
        };
    var results = whileOneIsDone("a", "b", "c");
    goOn.countDown();

    assertThat(results.get(1).get()).isEqualTo("a done");
    assertThat(results.get(3).get()).isEqualTo("c done");
    assertThatThrownBy(results.get(2)::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("b fails");
    assertThat(batches.subList(1, 5))
        .containsExactly(List.of("a", "b", "c"), List.of("a"), List.of("b"), List.of("c"));
  }

  @Test
  void in_an_outage_none_is_tried_again() throws Exception {
    work =
        command -> {
          if (command.equals("slow")) {
            return command;
          }
          throw new UnavailableException("away", null);
        };
    var results = whileOneIsDone("a", "b");
    goOn.countDown();

    for (var result : results.subList(1, 3)) {
      assertThatThrownBy(result::get).hasCauseInstanceOf(UnavailableException.class);
    }
    assertThat(batches).hasSize(2);
    work = command -> command + " done";
    assertThat(gathering.run(TENANT, "later")).isEqualTo("later done");
  }

  @Test
  void tenants_do_not_wait_for_each_other() {
    whileOneIsDone("a");

    assertThat(gathering.run(OTHER, "b")).isEqualTo("b done");
    assertThat(gathering.waiting(TENANT)).isEqualTo(1);
  }

  @Test
  void whoever_leads_is_answered_before_those_who_came_later_are_done() throws Exception {
    var first = whileOneIsDone("slow second").getFirst();
    goOn.countDown();

    assertThat(first.get()).isEqualTo("slow done");
  }

  @Test
  void a_batch_has_a_limit_and_so_has_the_line() {
    var commands = new String[Gathering.MAX_WAITING];
    for (int i = 0; i < commands.length; i++) {
      commands[i] = "n" + i;
    }
    whileOneIsDone(commands);

    assertThatThrownBy(() -> gathering.run(TENANT, "one more"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("10000 commands");
    goOn.countDown();
    threads.close();
    assertThat(batches).hasSize(1 + Gathering.MAX_WAITING / Gathering.AT_ONCE);
    assertThat(gathering.waiting(TENANT)).isZero();
  }

  @Test
  void an_interrupted_caller_still_gets_its_answer() throws Exception {
    var results = whileOneIsDone("a");
    var interrupted =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              return gathering.run(TENANT, "b") + " " + Thread.currentThread().isInterrupted();
            });
    while (gathering.waiting(TENANT) < 2) {
      Thread.onSpinWait();
    }
    goOn.countDown();

    assertThat(results.get(1).get()).isEqualTo("a done");
    assertThat(interrupted.get()).isEqualTo("b done true");
  }
}
