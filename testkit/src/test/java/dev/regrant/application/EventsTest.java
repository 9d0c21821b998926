package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.EventSink.Event;
import dev.regrant.application.EventSink.Publication;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.HistoryEntry.Activity;
import dev.regrant.domain.RequestState;
import dev.regrant.testkit.RecordingSink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** What happens to requests is told to whoever wants to know. */
class EventsTest {
  private static final Publication.Failed DOWN =
      new Publication.Failed("receiver is down", Optional.empty());

  private final Scene scene = new Scene("a", "b");
  private final RecordingSink sink = new RecordingSink("recording");
  private int engines = 100;
  private final AccessRequestEngine engine = engine(sink);

  /** A sink that does something with each event. */
  private record Acting(String name, Function<Event, Publication> action) implements EventSink {
    @Override
    public Publication publish(Event event) {
      return action.apply(event);
    }
  }

  private AccessRequestEngineBuilder builder(EventSink... sinks) {
    var builder =
        AccessRequestEngine.builder()
            .store(scene.store)
            .directory(scene.directory)
            .connector(scene.target)
            .clock(scene.clock)
            .random(new Random(engines++))
            .retryPolicy(RETRY);
    for (EventSink one : sinks) {
      builder.eventSink(one);
    }
    return builder;
  }

  private AccessRequestEngine engine(EventSink... sinks) {
    return builder(sinks).build();
  }

  private AssignmentRequest submit(String person) {
    return submit(engine, person);
  }

  private AssignmentRequest submit(AccessRequestEngine at, String person) {
    return done(at.requests().submit(ADMIN, scene.adminAdd(person), Optional.empty()));
  }

  private static Event event(HistoryEntry entry) {
    return new Event(TENANT, entry);
  }

  @Test
  void every_entry_of_the_history_is_told_once_and_in_order() {
    var request = submit("alice");
    settle(engine);
    done(engine.requests().submit(ADMIN, scene.adminAdd("bob"), Optional.empty()));
    settle(engine);

    assertThat(sink.arrived(request.id())).isEqualTo(scene.history(request));
    assertThat(sink.arrived()).contains(event(scene.history(request).getFirst()));
    assertThat(sink.arrived(request.id()))
        .extracting(HistoryEntry::activity)
        .startsWith(Activity.SUBMITTED)
        .endsWith(Activity.DELIVERED);
    assertThat(sink.arrived()).doesNotHaveDuplicates();
  }

  @Test
  void every_way_to_change_a_request_is_told() {
    scene.target.refuseNext("b", ErrorClass.ROLE_NOT_FOUND);
    var partly = submit("alice");
    settle(engine);
    done(engine.requests().reprocess(ADMIN, partly.id(), Optional.empty(), Optional.empty()));
    settle(engine);
    var withdrawn = submit("bob");
    done(engine.requests().cancel(ADMIN, withdrawn.id()));
    settle(engine);

    assertThat(sink.arrived(partly.id()))
        .isEqualTo(scene.history(partly))
        .extracting(HistoryEntry::activity)
        .contains(Activity.PARTIALLY_DELIVERED, Activity.REPROCESSED, Activity.DELIVERED);
    assertThat(sink.arrived(withdrawn.id()))
        .extracting(HistoryEntry::activity)
        .containsExactly(Activity.SUBMITTED, Activity.CANCELED);
  }

  @Test
  void what_is_refused_tells_nothing() {
    var request = submit("alice");
    settle(engine);
    int told = sink.arrived().size();

    refusal(engine.requests().cancel(ADMIN, request.id()));
    refusal(engine.requests().submit(ADMIN, scene.adminAdd("nobody"), Optional.empty()));
    settle(engine);

    assertThat(sink.arrived()).hasSize(told);
  }

  @Test
  void an_event_that_fails_comes_again_and_holds_up_its_own_request_only() {
    var held = submit("alice");
    sink.fail(event -> event.entry().request().equals(held.id()), DOWN);
    var free = submit("bob");
    settle(engine);

    assertThat(sink.arrived(free.id())).isEqualTo(scene.history(free));
    assertThat(sink.arrived(held.id())).isEmpty();
    assertThat(sink.refused()).containsOnly(event(scene.history(held).getFirst()));

    sink.heal();
    scene.clock.advance(EventSettings.DEFAULT.maxDelay());
    settle(engine);
    assertThat(sink.arrived(held.id())).isEqualTo(scene.history(held));
  }

  @Test
  void a_receiver_that_asks_for_a_pause_gets_it() {
    sink.fail(event -> true, new Publication.Failed("busy", Optional.of(Duration.ofMinutes(60))));
    var request = submit("alice");
    settle(engine);
    int tries = sink.refused().size();
    sink.heal();

    scene.clock.advance(Duration.ofMinutes(59));
    settle(engine);
    assertThat(sink.arrived()).isEmpty();
    scene.clock.advance(Duration.ofMinutes(1));
    settle(engine);

    assertThat(tries).isEqualTo(1);
    assertThat(sink.arrived(request.id())).isEqualTo(scene.history(request));
  }

  @Test
  void a_sink_that_throws_has_failed_and_holds_up_no_other_sink() {
    var broken =
        new Acting(
            "broken",
            event -> {
              throw new IllegalStateException("bug");
            });
    var both = engine(broken, sink);
    var request = submit(both, "alice");
    settle(both);

    assertThat(sink.arrived(request.id())).isEqualTo(scene.history(request));
    assertThat(scene.find(request).state()).isEqualTo(RequestState.DELIVERED);
  }

  @Test
  void what_was_published_by_a_process_that_died_before_it_recorded_that_comes_again() {
    var dying =
        new Acting(
            sink.name(),
            event -> {
              sink.publish(event);
              throw new AssertionError("the process dies");
            });
    var dead = engine(dying);
    var request = submit("alice");

    assertThatThrownBy(dead::runOnce).hasMessage("the process dies");
    assertThat(sink.arrived()).hasSize(1);
    settle(engine);
    assertThat(sink.arrived()).as("under the lease").hasSize(1);
    scene.clock.advance(EventSettings.DEFAULT.lease());
    settle(engine);

    var arrived = new ArrayList<>(sink.arrived(request.id()));
    assertThat(arrived.removeFirst()).isEqualTo(arrived.getFirst());
    assertThatAllOf(request, arrived);
  }

  /** Of a request of two engines, whose ids do not tell which of their entries came first. */
  private void assertThatAllOf(AssignmentRequest request, List<HistoryEntry> told) {
    assertThat(told).containsExactlyInAnyOrderElementsOf(scene.history(request));
    assertThat(told)
        .extracting(HistoryEntry::activity)
        .containsExactly(
            Activity.SUBMITTED,
            Activity.AUTO_APPROVED,
            Activity.ATTEMPTED,
            Activity.ATTEMPTED,
            Activity.DELIVERED);
  }

  @Test
  void a_publisher_that_comes_late_stops_and_records_nothing() {
    var late =
        new Acting(
            sink.name(),
            event -> {
              // Meanwhile its lease runs out, and another engine tells everything.
              scene.clock.advance(EventSettings.DEFAULT.lease());
              settle(engine);
              return sink.publish(event);
            });
    var request = submit("alice");
    var slow = engine(late);
    slow.runOnce();
    settle(engine);

    var arrived = sink.arrived(request.id());
    assertThat(arrived).hasSize(scene.history(request).size() + 1);
    assertThatAllOf(request, arrived.stream().distinct().toList());
  }

  @Test
  void two_engines_tell_each_event_once() {
    var other = engine(sink);
    var requests = List.of(submit("alice"), submit(other, "bob"));
    boolean worked;
    do {
      worked = engine.runOnce();
      worked |= other.runOnce();
    } while (worked);

    for (AssignmentRequest request : requests) {
      assertThatAllOf(request, sink.arrived(request.id()));
    }
  }

  @Test
  void a_sink_that_is_added_later_is_told_of_what_happens_from_then_on() {
    submit("alice");
    settle(engine);
    var added = new RecordingSink("added");

    var later = engine(sink, added);
    settle(later);
    assertThat(added.arrived()).isEmpty();
    var request = submit(later, "bob");
    settle(later);

    assertThat(added.arrived(request.id())).isEqualTo(scene.history(request));
    assertThat(added.arrived()).hasSameSizeAs(scene.history(request));
  }

  @Test
  void an_event_that_cannot_be_told_for_too_long_is_given_up_with_a_warning() {
    var warnings = new ArrayList<String>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord warning) {
            warnings.add(new SimpleFormatter().formatMessage(warning));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var log = Logger.getLogger(EventDispatcher.class.getName());
    sink.fail(event -> true, DOWN);
    var old = submit("alice");
    settle(engine);
    scene.clock.advance(EventSettings.DEFAULT.maxAge());
    settle(engine);
    var young = submit("bob");
    log.addHandler(handler);
    try {
      scene.clock.advance(EventSettings.DEFAULT.maxDelay());
      settle(engine);
    } finally {
      log.removeHandler(handler);
    }
    sink.heal();
    scene.clock.advance(EventSettings.DEFAULT.maxDelay());
    settle(engine);

    assertThat(sink.arrived(old.id())).isEmpty();
    assertThat(sink.arrived(young.id())).isEqualTo(scene.history(young));
    assertThat(warnings)
        .hasSameSizeAs(scene.history(old))
        .allSatisfy(warning -> assertThat(warning).contains("sink recording", "receiver is down"))
        .anySatisfy(
            warning -> assertThat(warning).contains(scene.history(old).getFirst().id().toString()));
  }

  @Test
  void a_sink_that_hangs_holds_up_neither_deliveries_nor_other_sinks() throws Exception {
    var go = new CountDownLatch(1);
    var delivered = new CountDownLatch(2);
    var hanging =
        new Acting(
            "hanging",
            event -> {
              await(go);
              return new Publication.Accepted();
            });
    try (var started = started(builder(hanging, counting(delivered)))) {
      submit(started, "alice");
      submit(started, "bob");

      assertThat(delivered.await(20, SECONDS)).isTrue();
      go.countDown();
    }
  }

  @Test
  void an_engine_that_only_takes_in_wakes_one_that_delivers_at_once() throws Exception {
    var one = new CountDownLatch(1);
    var both = new CountDownLatch(2);
    EventSink first = counting(one);
    var counting =
        new Acting(
            first.name(),
            event -> {
              first.publish(event);
              return counting(both).publish(event);
            });
    var desk = builder(counting).clock(InstantSource.system()).build();
    try (var started = started(builder(counting))) {
      // Its loops look when they start, and then once an hour.
      submit(started, "bob");
      assertThat(one.await(20, SECONDS)).isTrue();

      submit(desk, "alice");

      assertThat(both.await(20, SECONDS)).isTrue();
    }
  }

  private static EventSink counting(CountDownLatch delivered) {
    return new Acting(
        "counting",
        event -> {
          if (event.entry().activity() == Activity.DELIVERED) {
            delivered.countDown();
          }
          return new Publication.Accepted();
        });
  }

  private static AccessRequestEngine started(AccessRequestEngineBuilder builder) {
    var hour = Duration.ofHours(1);
    var engine =
        builder
            .clock(InstantSource.system())
            .workerSettings(
                new WorkerSettings(hour, Duration.ofSeconds(20), hour, Duration.ofSeconds(10)))
            .eventSettings(
                new EventSettings(1, hour, Duration.ofSeconds(1), Duration.ofSeconds(1), hour))
            .build();
    engine.start();
    return engine;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void sinks_have_names_of_their_own() {
    var builder = AccessRequestEngine.builder().eventSink(sink);

    assertThatThrownBy(() -> builder.eventSink(new RecordingSink("recording")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two event sinks are named 'recording'");
    assertThatThrownBy(() -> builder.eventSink(new RecordingSink(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an event sink needs a name");
  }

  @Test
  void settings_that_make_no_sense_are_named() {
    var second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new EventSettings(0, second, second, second, second))
        .hasMessageContaining("maxConcurrent");
    assertThatThrownBy(() -> new EventSettings(1, Duration.ZERO, second, second, second))
        .hasMessageContaining("lease must be positive");
    assertThatThrownBy(() -> new EventSettings(1, second, second, Duration.ZERO, second))
        .hasMessageContaining("maxDelay must be at least baseDelay");
    assertThatThrownBy(() -> new EventSettings(1, second, second, second, Duration.ZERO))
        .hasMessageContaining("maxAge must be positive");
  }
}
