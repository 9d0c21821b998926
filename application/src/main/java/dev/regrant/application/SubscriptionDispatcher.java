package dev.regrant.application;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import dev.regrant.application.ChangeNotifier.Answer;
import dev.regrant.application.ChangeNotifier.Message;
import dev.regrant.application.Subscription.ChangeType;
import dev.regrant.application.Subscription.Progress;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Tells subscriptions what changed: each reads the changes from where it was told last, as a delta
 * query does, so that writers have nothing to queue. Claims in a transaction, tells in none, and
 * moves on in another. What a receiver has accepted is behind it; while one fails, its changes wait
 * where they are, and only its.
 */
final class SubscriptionDispatcher {
  private static final System.Logger LOG = System.getLogger(SubscriptionDispatcher.class.getName());

  /** The longest wait between two tries. */
  private static final Duration MAX_WAIT = Duration.ofHours(1);

  private static final int MESSAGES_AT_ONCE = 32;
  private static final int CHANGES_AT_ONCE = 100;

  /** What there is to do. */
  private sealed interface Step {
    /** A message to send, and where its subscription is once it is accepted. */
    record Tell(Message message, Progress told) implements Step {}

    /** Nothing that the subscriber wants to know was left behind. */
    record Passed() implements Step {}

    /** Nothing, as nothing has happened. */
    record Nothing() implements Step {}
  }

  private final EngineParts parts;
  private final Semaphore places = new Semaphore(MESSAGES_AT_ONCE);

  SubscriptionDispatcher(EngineParts parts) {
    this.parts = parts;
  }

  /**
   * Has {@code telling} send what there is to tell, as far as there are places.
   *
   * @return whether there was anything
   */
  boolean run(Executor telling) {
    boolean worked = false;
    for (TenantId tenant : parts.store().tenantsWithSubscriptions()) {
      for (Subscription one : due(tenant)) {
        if (!places.tryAcquire()) {
          return worked;
        }
        boolean isTaken = false;
        try {
          switch (claimed(tenant, one)) {
            case Step.Tell tell -> {
              isTaken = true;
              worked = true;
              telling.execute(() -> tell(tenant, tell));
            }
            case Step.Passed passed -> worked = true;
            case Step.Nothing nothing -> {}
          }
        } finally {
          if (!isTaken) {
            places.release();
          }
        }
      }
    }
    return worked;
  }

  /** Those that there may be something to do about. */
  private List<Subscription> due(TenantId tenant) {
    var now = parts.now();
    return parts
        .store()
        .inTransaction(
            tenant,
            tx -> {
              var told = Progress.at(tx.changeMark(), now);
              return tx.subscriptions().all(Filter.everything()).stream()
                  .filter(one -> !one.progress().dueAt().isAfter(now))
                  .filter(one -> isOver(one, now) || !one.progress().dueAt(now).equals(told))
                  .toList();
            });
  }

  private static boolean isOver(Subscription one, Instant now) {
    return !one.terms().expiresAt().isAfter(now);
  }

  private Step claimed(TenantId tenant, Subscription due) {
    try {
      // What the roles allow now, whatever they allowed when it was made.
      var reach = parts.reach(due.subscriber(), Task.READ_REQUESTS);
      return parts
          .store()
          .inTransaction(
              tenant,
              tx ->
                  tx.subscriptions()
                      .find(due.id())
                      .filter(due::equals)
                      .map(one -> claimed(tx, tenant, one, reach))
                      .orElseGet(Step.Nothing::new));
    } catch (StaleEntityException others) {
      return new Step.Nothing();
    }
  }

  private Step claimed(Store.Tx tx, TenantId tenant, Subscription one, Reach reach) {
    var now = parts.now();
    if (isOver(one, now)) {
      tx.subscriptions().delete(one);
      return new Step.Passed();
    }
    var mark = tx.changeMark();
    var progress = one.progress();
    if (!mark.epoch().equals(progress.from().epoch())) {
      LOG.log(WARNING, "{0} misses what happened before the data was restored or moved", one);
      tx.subscriptions().save(one.with(Progress.at(mark, now)));
      return new Step.Passed();
    }
    var changes =
        tx.changes(
            new ChangeQuery(
                one.terms().watched().of(),
                reach.catalogs(),
                progress.from().position(),
                progress.after(),
                mark.position(),
                CHANGES_AT_ONCE));
    if (changes.isEmpty()) {
      return new Step.Nothing();
    }
    var told =
        changes.size() < CHANGES_AT_ONCE
            ? Progress.at(mark, now)
            : behind(mark, changes.getLast(), now);
    var wanted = wanted(one, changes);
    if (wanted.isEmpty()) {
      tx.subscriptions().save(one.with(told));
      return new Step.Passed();
    }
    tx.subscriptions().save(one.with(progress.dueAt(now.plus(parts.eventSettings().lease()))));
    var claimed = tx.subscriptions().find(one.id()).orElseThrow();
    return new Step.Tell(new Message(parts.ids().next(now), tenant, claimed, wanted), told);
  }

  private static Progress behind(ChangeMark mark, Change last, Instant now) {
    return new Progress(
        new ChangeMark(mark.epoch(), last.position()), Optional.of(last.id()), 0, now);
  }

  private static List<ChangeNotifier.Change> wanted(Subscription one, List<Change> changes) {
    var wanted = new ArrayList<ChangeNotifier.Change>();
    for (Change change : changes) {
      if (one.terms().watched().entity().map(change.id()::equals).orElse(true)) {
        types(one.progress(), change).stream()
            .filter(one.terms().changeTypes()::contains)
            .forEach(
                type ->
                    wanted.add(new ChangeNotifier.Change(type, change.id(), change.position())));
      }
    }
    return wanted;
  }

  private static List<ChangeType> types(Progress progress, Change change) {
    if (change.isDeletion()) {
      return List.of(ChangeType.DELETED);
    }
    if (!progress.isBehind(change.createdAt(), change.id())) {
      return List.of(ChangeType.UPDATED);
    }
    return change.createdAt() == change.position()
        ? List.of(ChangeType.CREATED)
        : List.of(ChangeType.CREATED, ChangeType.UPDATED);
  }

  private void tell(TenantId tenant, Step.Tell job) {
    var claimed = job.message().subscription();
    try {
      var answer = told(job.message());
      record(
          tenant,
          claimed,
          switch (answer) {
            case Answer.Accepted yes -> job.told().dueAt(parts.now());
            case Answer.Failed failure -> claimed.progress().failed(again(claimed, failure));
          });
    } catch (UnavailableException outage) {
      LOG.log(WARNING, "{0} is told again after its lease: {1}", claimed, outage.getMessage());
    } catch (RuntimeException bug) {
      LOG.log(ERROR, "telling " + claimed + " failed", bug);
    } finally {
      places.release();
    }
  }

  private Answer told(Message message) {
    try {
      return requireNonNull(parts.changeNotifier().tell(message), "no answer");
    } catch (RuntimeException failure) {
      LOG.log(DEBUG, "a receiver of notifications threw", failure);
      return new Answer.Failed("the call failed: " + failure, Optional.empty());
    }
  }

  private Instant again(Subscription claimed, Answer.Failed failure) {
    int failures = claimed.progress().failures() + 1;
    if (failures == 1) {
      LOG.log(WARNING, "{0} is told again later: {1}", claimed, failure.message());
    }
    var settings = parts.eventSettings();
    var backoff = settings.backoff(failures, parts.random().nextDouble());
    var asked = failure.retryAfter().orElse(Duration.ZERO);
    var wait = backoff.compareTo(asked) > 0 ? backoff : asked;
    return parts.now().plus(wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait);
  }

  /** If nobody else has it by now; what its subscriber changed meanwhile stays. */
  private void record(TenantId tenant, Subscription claimed, Progress progress) {
    parts
        .transactions()
        .run(
            tenant,
            tx -> {
              tx.subscriptions()
                  .find(claimed.id())
                  .filter(one -> one.progress().equals(claimed.progress()))
                  .ifPresent(one -> tx.subscriptions().save(one.with(progress)));
              return true;
            });
  }
}
