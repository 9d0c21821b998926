package dev.regrant.application;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody who is to be told what changes in requests or assignments: Graph's {@code subscription}.
 * Immutable.
 *
 * @param subscriber who made it, with what their token allowed then or at the last renewal
 */
public record Subscription(Id id, long version, Terms terms, Caller subscriber, Progress progress) {
  /** How long one lasts at most, as Graph's about its directory do. */
  public static final Duration MAX_DURATION = Duration.ofDays(29);

  /** The longest secret, in characters; Graph's limit. */
  public static final int MAX_CLIENT_STATE = 128;

  /** The longest address, in characters. */
  public static final int MAX_URL = 2_048;

  /** The id of a subscription. */
  public record Id(UUID value) {}

  /** What can happen to an entity. */
  public enum ChangeType {
    /** It was made. */
    CREATED,
    /** It was changed. */
    UPDATED,
    /** It was deleted. */
    DELETED
  }

  /**
   * What is watched.
   *
   * @param resource as the subscriber wrote it
   * @param collection its collection's path, without a slash at either end
   * @param entity one entity of it; all, if empty
   */
  public record Watched(
      String resource, String collection, ChangeQuery.Of of, Optional<UUID> entity) {}

  /**
   * What was asked for.
   *
   * @param notificationUrl where it is told
   * @param clientState a secret by which the receiver knows who tells
   * @param expiresAt when it ends
   */
  public record Terms(
      Watched watched,
      Set<ChangeType> changeTypes,
      String notificationUrl,
      Optional<String> clientState,
      Instant expiresAt) {
    public Terms {
      changeTypes = Set.copyOf(EnumSet.copyOf(changeTypes));
    }

    Terms until(Instant end) {
      return new Terms(watched, changeTypes, notificationUrl, clientState, end);
    }

    Terms at(String url) {
      return new Terms(watched, changeTypes, url, clientState, expiresAt);
    }
  }

  /**
   * How far it was told.
   *
   * @param from from where on it is to be told
   * @param after what of the first position it was told already: this id, and those before it
   * @param failures how often in a row its receiver could not be told
   * @param dueAt when it may be told again; while it is being told, when that counts as lost
   */
  public record Progress(ChangeMark from, Optional<UUID> after, int failures, Instant dueAt) {
    /** Told all before a mark. */
    static Progress at(ChangeMark mark, Instant dueAt) {
      return new Progress(mark, Optional.empty(), 0, dueAt);
    }

    Progress dueAt(Instant later) {
      return new Progress(from, after, failures, later);
    }

    Progress failed(Instant again) {
      return new Progress(from, after, failures + 1, again);
    }

    /** Whether it was told what happened to an entity at a position. */
    boolean isBehind(long position, UUID entity) {
      return position > from.position()
          || (position == from.position()
              && after.map(id -> Order.compare(entity, id) > 0).orElse(true));
    }
  }

  /** This subscription, as stored under {@code version}. */
  public Subscription withVersion(long stored) {
    return new Subscription(id, stored, terms, subscriber, progress);
  }

  Subscription with(Terms other) {
    return new Subscription(id, version, other, subscriber, progress);
  }

  Subscription with(Progress other) {
    return new Subscription(id, version, terms, subscriber, other);
  }

  Subscription by(Caller caller) {
    return new Subscription(id, version, terms, caller, progress);
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "Subscription[%s to %s]".formatted(id.value(), terms.watched().resource());
  }
}
