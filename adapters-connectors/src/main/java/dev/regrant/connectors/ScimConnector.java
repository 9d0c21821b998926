package dev.regrant.connectors;

import dev.regrant.application.Connector;
import dev.regrant.application.ConnectorCall;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Done;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Gives and takes memberships, roles and entitlements at a SCIM 2.0 server (RFC 7643, RFC 7644).
 * Thread-safe.
 *
 * <p>A resource's {@code originId} says what is given, by its one role, {@code Member}:
 *
 * <ul>
 *   <li>a group's {@code id}: membership, a value in the group's {@code members}
 *   <li>{@code roles:<value>}, such as {@code roles:auditor}: that value in the user's {@code
 *       roles}
 *   <li>{@code entitlements:<value>}: that value in the user's {@code entitlements}
 * </ul>
 *
 * <p>Reads before it writes. Writes by PATCH, or by PUT to servers that have no PATCH or do not
 * understand this one; with {@code If-Match} wherever the server gives a version, so that nothing
 * is lost that others change at the same time. To a server with neither PATCH nor versions, no one
 * else should write.
 *
 * <p>A call that was to change something is {@link Unknown} only if the change was sent and no
 * definite answer came back. Someone who does not exist at the server can be neither granted to nor
 * revoked from, and it cannot be told whether they hold something.
 */
public final class ScimConnector implements Connector, AutoCloseable {
  /** The only role that a resource offers. */
  public static final String MEMBER = "Member";

  private static final int TRIES = 3;
  private static final int LOCKS = 64;

  private final Description description;
  private final ScimHttp http;
  private final ScimFeatures features;
  private final ScimUsers users;
  private final ScimResources resources;

  // One change of a resource at a time: with versions, all but one would fail.
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  /** Connects to nothing yet. */
  public ScimConnector(ScimSettings settings, InstantSource clock) {
    var limits = settings.limits();
    this.description =
        new Description(
            settings.originSystem(),
            List.of(MEMBER),
            new Limits(
                limits.maxConcurrentCalls(), limits.maxCallsPerSecond(), limits.callTimeout()));
    this.http = new ScimHttp(settings, clock);
    this.features = new ScimFeatures(http);
    this.users = new ScimUsers(http, settings.dialect().userKey());
    this.resources = new ScimResources(http, features, settings.dialect().removesByValue());
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public DeliveryOutcome grant(ConnectorCall call) {
    return change(call, true);
  }

  @Override
  public DeliveryOutcome revoke(ConnectorCall call) {
    return change(call, false);
  }

  @Override
  public Presence verify(ConnectorCall call) {
    try {
      return resources.find(role(call), call.deadline()).presence();
    } catch (ScimFailure e) {
      return Presence.CANNOT_TELL;
    }
  }

  /** Reads what the server says it can do. */
  @Override
  public Optional<Refused> probe(Instant deadline) {
    try {
      features.ask(deadline);
      return Optional.empty();
    } catch (ScimFailure e) {
      return Optional.of(e.refused());
    }
  }

  private DeliveryOutcome change(ConnectorCall call, boolean wanted) {
    try {
      ScimRole role = role(call);
      var lock = locks.get(Math.floorMod(role.path().hashCode(), LOCKS));
      acquire(lock, call.deadline());
      try {
        return change(role, wanted, call.deadline());
      } finally {
        lock.unlock();
      }
    } catch (ScimFailure e) {
      return e.outcome();
    }
  }

  private DeliveryOutcome change(ScimRole role, boolean wanted, Instant deadline)
      throws ScimFailure {
    for (int tries = 0; tries < TRIES; tries++) {
      var found = resources.find(role, deadline);
      if (found.presence() == (wanted ? Presence.PRESENT : Presence.ABSENT)) {
        return new Done(true);
      }
      var done = resources.change(role, wanted, found.version(), deadline);
      if (done.isPresent()) {
        return done.get();
      }
    }
    return Refused.because(
        ErrorClass.CONFLICT,
        "%s: 412, something else changed it each of %d times".formatted(role.path(), TRIES));
  }

  private ScimRole role(ConnectorCall call) throws ScimFailure {
    var mistake = ScimRole.mistake(call);
    if (mistake.isPresent()) {
      throw mistake.get();
    }
    return ScimRole.of(call, users.id(call.subject(), call.deadline()));
  }

  private void acquire(ReentrantLock lock, Instant deadline) throws ScimFailure {
    try {
      if (!lock.tryLock(http.patience(deadline).toNanos(), TimeUnit.NANOSECONDS)) {
        throw ScimFailure.refused(
            ErrorClass.TIMEOUT, "earlier changes of the same resource took too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ScimFailure.refused(ErrorClass.INTERNAL, "interrupted");
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
