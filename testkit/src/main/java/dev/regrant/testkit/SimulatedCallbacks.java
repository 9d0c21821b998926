package dev.regrant.testkit;

import dev.regrant.application.AccessRequestEngine;
import dev.regrant.application.Caller;
import dev.regrant.application.Filter;
import dev.regrant.application.Outcome;
import dev.regrant.application.Resumption;
import dev.regrant.application.Store;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.testkit.Simulation.Happening;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Extensions of a {@link Simulation} that call back, in time or late, once or twice. What is
 * awaited must be taken, and what is repeated must change nothing. For one thread.
 */
final class SimulatedCallbacks {
  private final Store store;
  private final Caller admin;
  private final Random random;
  private final InstantSource clock;
  private final Witness witness;

  SimulatedCallbacks(
      Store store, Caller admin, Random random, InstantSource clock, Witness witness) {
    this.store = store;
    this.admin = admin;
    this.random = random;
    this.clock = clock;
    this.witness = witness;
  }

  /** Some extension calls back, whether or not it is waited for. */
  void callBackSome(AccessRequestEngine engine) {
    List<Callout> all =
        store.inTransaction(admin.tenant(), tx -> tx.callouts().all(Filter.everything()));
    var mine = all.stream().filter(one -> one.terms().request().isPresent()).toList();
    var awaited = mine.stream().filter(Callout::isAwaited).toList();
    var choice = awaited.isEmpty() || random.nextInt(6) == 0 ? mine : awaited;
    if (!choice.isEmpty()) {
      callBack(engine, choice.get(random.nextInt(choice.size())).id());
    }
  }

  /** An extension calls back. */
  void callBack(AccessRequestEngine engine, Callout.Id id) {
    var before = callout(id);
    if (before.terms().request().isEmpty()) {
      return;
    }
    boolean isExpected =
        before.isAwaited() && before.terms().callbackBy().orElseThrow().isAfter(clock.instant());
    var answer = answer(before);
    var outcome = resume(engine, before, answer);
    boolean isTaken = outcome instanceof Outcome.Done<AssignmentRequest>;
    if (isExpected) {
      witness.saw(Happening.CALLED_BACK);
      if (!isTaken || !callout(id).progress().answer().equals(Optional.of(answer))) {
        witness.violated("%s called back with %s: %s".formatted(before, answer, outcome));
      }
      var after = request(before);
      if (!(resume(engine, before, answer) instanceof Outcome.Done<AssignmentRequest>)
          || !request(before).equals(after)) {
        witness.violated("%s called back twice with %s".formatted(before, answer));
      }
    } else if (!callout(id).equals(before)) {
      witness.violated("%s was not awaited, and is %s".formatted(before, callout(id)));
    }
  }

  private Callout.Answer answer(Callout callout) {
    if (!callout.terms().stage().holdsUp() || random.nextInt(5) > 0) {
      return Callout.Answer.CONTINUE;
    }
    return random.nextBoolean() ? Callout.Answer.DENIED : Callout.Answer.CANCELED;
  }

  private Outcome<AssignmentRequest> resume(
      AccessRequestEngine engine, Callout callout, Callout.Answer answer) {
    return engine
        .customExtensions()
        .resume(
            admin,
            callout.terms().request().orElseThrow(),
            new Resumption(
                Optional.empty(),
                callout.terms().stage(),
                callout.id(),
                Optional.of("said " + answer),
                answer));
  }

  private Callout callout(Callout.Id id) {
    return store.inTransaction(admin.tenant(), tx -> tx.callouts().find(id)).orElseThrow();
  }

  private Optional<AssignmentRequest> request(Callout callout) {
    return store.inTransaction(
        admin.tenant(), tx -> tx.requests().find(callout.terms().request().orElseThrow()));
  }
}
