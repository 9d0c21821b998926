package dev.regrant.application;

import dev.regrant.application.Subscription.ChangeType;
import dev.regrant.application.Subscription.Terms;
import dev.regrant.application.Subscription.Watched;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Refusal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who is to be told what changes. Whoever may list requests and assignments may be; each caller
 * sees their own subscriptions only. Thread-safe.
 */
public final class Subscriptions {
  /** How many a tenant has at most. */
  public static final int MAX = 100;

  private static final Duration SKEW = Duration.ofMinutes(5);

  private final EngineParts parts;

  Subscriptions(EngineParts parts) {
    this.parts = parts;
  }

  /**
   * Makes one, after its receiver has shown that it wants it. It is told what changes from now on.
   */
  public Outcome<Subscription> create(
      Caller caller,
      Watched watched,
      Set<ChangeType> changeTypes,
      String notificationUrl,
      Optional<String> clientState,
      Instant expiresAt) {
    var reach = parts.reach(caller, Task.READ_REQUESTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var unseen = unseen(caller, watched);
    if (unseen.isPresent()) {
      return unseen.get();
    }
    var now = parts.now();
    if (clientState.filter(text -> text.length() > Subscription.MAX_CLIENT_STATE).isPresent()) {
      return refused(
          "clientState",
          "must have at most %d characters".formatted(Subscription.MAX_CLIENT_STATE));
    }
    var wrong = wrongEnd(expiresAt, now).or(() -> wrongUrl(notificationUrl));
    if (wrong.isPresent()) {
      return new Outcome.Refused<>(wrong.get());
    }
    return parts
        .transactions()
        .run(
            caller.tenant(),
            tx -> {
              if (tx.subscriptions().count(Filter.everything()) >= MAX) {
                return refused("resource", "is one too many: there are %d".formatted(MAX));
              }
              var made =
                  new Subscription(
                      new Subscription.Id(parts.ids().next(now)),
                      0,
                      new Terms(
                          watched,
                          changeTypes,
                          notificationUrl,
                          clientState,
                          parts.asStored(expiresAt)),
                      caller,
                      Subscription.Progress.at(tx.changeMark(), now));
              tx.subscriptions().save(made);
              return new Outcome.Done<>(made);
            });
  }

  /** Why the caller cannot see the one thing that is to be watched, if it is one. */
  private Optional<Outcome<Subscription>> unseen(Caller caller, Watched watched) {
    return watched
        .entity()
        .flatMap(
            id ->
                unseen(
                    switch (watched.of()) {
                      case REQUESTS ->
                          new AccessRequests(parts)
                              .lookup()
                              .find(caller, new AssignmentRequest.Id(id));
                      case ASSIGNMENTS ->
                          new HeldAccess(parts).assignments().find(caller, new Assignment.Id(id));
                    }));
  }

  private static Optional<Outcome<Subscription>> unseen(Outcome<?> found) {
    return switch (found) {
      case Outcome.Done<?> seen -> Optional.empty();
      case Outcome.NotFound<?>(var type, var id) -> Optional.of(new Outcome.NotFound<>(type, id));
      case Outcome.Refused<?>(var refusal) -> Optional.of(new Outcome.Refused<>(refusal));
      case Outcome.Forbidden<?>(var lack, var why) ->
          Optional.of(new Outcome.Forbidden<>(lack, why));
    };
  }

  /** The caller's own, newest first. */
  public Outcome<List<Subscription>> list(Caller caller) {
    var reach = parts.reach(caller, Task.READ_REQUESTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var now = parts.now();
    return new Outcome.Done<>(
        parts
            .store()
            .inTransaction(caller.tenant(), tx -> tx.subscriptions().all(Filter.everything()))
            .stream()
            .filter(one -> isOwn(caller, one, now))
            .toList());
  }

  /** Changes when it ends, and where it is told; a new receiver has to show that it wants it. */
  public Outcome<Subscription> renew(
      Caller caller, Subscription.Id id, Optional<Instant> expiresAt, Optional<String> url) {
    var found = found(caller, id, tx -> one -> one);
    if (!(found instanceof Outcome.Done<Subscription>)) {
      return found;
    }
    var now = parts.now();
    var wrong = expiresAt.flatMap(end -> wrongEnd(end, now)).or(() -> url.flatMap(this::wrongUrl));
    if (wrong.isPresent()) {
      return new Outcome.Refused<>(wrong.get());
    }
    return found(
        caller,
        id,
        tx ->
            one -> {
              var terms = one.terms();
              terms = expiresAt.isPresent() ? terms.until(parts.asStored(expiresAt.get())) : terms;
              terms = url.isPresent() ? terms.at(url.get()) : terms;
              var renewed = one.by(caller).with(terms).with(one.progress().dueAt(dueAt(one, now)));
              tx.subscriptions().save(renewed);
              return renewed;
            });
  }

  /** What waits for its next try is tried soon; what is being told is left its lease. */
  private Instant dueAt(Subscription one, Instant now) {
    var soon = now.plus(parts.eventSettings().lease());
    return one.progress().dueAt().isBefore(soon) ? one.progress().dueAt() : soon;
  }

  /** Ends it. */
  public Outcome<Subscription> delete(Caller caller, Subscription.Id id) {
    return found(
        caller,
        id,
        tx ->
            one -> {
              tx.subscriptions().delete(one);
              return one;
            });
  }

  private Outcome<Subscription> found(
      Caller caller,
      Subscription.Id id,
      Function<Store.Tx, Function<Subscription, Subscription>> change) {
    var reach = parts.reach(caller, Task.READ_REQUESTS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    var now = parts.now();
    return parts
        .transactions()
        .run(
            caller.tenant(),
            tx ->
                tx.subscriptions()
                    .find(id)
                    .filter(one -> isOwn(caller, one, now))
                    .<Outcome<Subscription>>map(
                        one -> new Outcome.Done<>(change.apply(tx).apply(one)))
                    .orElseGet(
                        () -> new Outcome.NotFound<>("subscription", id.value().toString())));
  }

  private static boolean isOwn(Caller caller, Subscription one, Instant now) {
    return one.subscriber().actor().equals(caller.actor()) && one.terms().expiresAt().isAfter(now);
  }

  private static Optional<Refusal> wrongEnd(Instant end, Instant now) {
    if (!end.isAfter(now)) {
      return Optional.of(new Refusal.Invalid("expirationDateTime", "must be in the future"));
    }
    return end.isAfter(now.plus(Subscription.MAX_DURATION).plus(SKEW))
        ? Optional.of(
            new Refusal.Invalid(
                "expirationDateTime",
                "must be at most %d minutes from now"
                    .formatted(Subscription.MAX_DURATION.toMinutes())))
        : Optional.empty();
  }

  /** A network call: never inside a transaction. */
  private Optional<Refusal> wrongUrl(String url) {
    return objection(url).map(why -> new Refusal.Invalid("notificationUrl", why));
  }

  private Optional<String> objection(String url) {
    if (url.length() > Subscription.MAX_URL) {
      return Optional.of("must have at most %d characters".formatted(Subscription.MAX_URL));
    }
    try {
      URI.create(url);
    } catch (IllegalArgumentException e) {
      return Optional.of("is not a URL");
    }
    return parts.changeNotifier().objectionTo(url, parts.ids().next(parts.now()).toString());
  }

  private static <T> Outcome<T> refused(String member, String why) {
    return new Outcome.Refused<>(new Refusal.Invalid(member, why));
  }
}
