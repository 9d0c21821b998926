package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);

  private void work(ExecutorService threads, Turns turns, String group, String name) {
    int before = turns.waiting(group);
    threads.execute(() -> turns.take(group, () -> done.add(name)));
    while (turns.waiting(group) == before) {
      Thread.onSpinWait();
    }
  }

  private void occupy(ExecutorService threads, Turns turns) throws InterruptedException {
    var entered = new CountDownLatch(1);
    threads.execute(
        () ->
            turns.take(
                "first",
                () -> {
                  entered.countDown();
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return "done";
                }));
    entered.await();
  }

  @Test
  void groups_take_turns_however_many_of_one_are_waiting() throws Exception {
    var turns = new Turns(1, 100);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      occupy(threads, turns);
      for (int i = 0; i < 5; i++) {
        work(threads, turns, "flood", "flood " + i);
      }
      work(threads, turns, "other", "other 0");
      work(threads, turns, "other", "other 1");
      release.countDown();
    }

    assertThat(done)
        .containsExactly(
            "flood 0", "other 0", "flood 1", "other 1", "flood 2", "flood 3", "flood 4");
  }

  @Test
  void a_group_has_so_many_waiting_and_no_more() throws Exception {
    var turns = new Turns(1, 2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      occupy(threads, turns);
      work(threads, turns, "flood", "one");
      work(threads, turns, "flood", "two");

      assertThatThrownBy(() -> turns.take("flood", () -> done.add("three")))
          .isInstanceOf(RejectedExecutionException.class);
      work(threads, turns, "other", "another");
      release.countDown();
    }

    assertThat(done).containsExactly("one", "another", "two");
    assertThat(turns.take("flood", () -> "free again")).isEqualTo("free again");
  }

  @Test
  void work_that_fails_gives_its_place_free() {
    var turns = new Turns(1, 1);

    assertThatThrownBy(
            () ->
                turns.take(
                    "group",
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");

    assertThat(turns.take("group", () -> "done")).isEqualTo("done");
  }
}
