package dev.regrant.application;

import java.util.Optional;
import java.util.UUID;

/** What subscriptions are found by. */
public enum SubscriptionField implements Field<Subscription> {
  /** The id. */
  ID;

  @Override
  public Class<? extends Comparable<?>> type() {
    return UUID.class;
  }

  @Override
  public Optional<? extends Comparable<?>> of(Subscription subscription) {
    return Optional.of(subscription.id().value());
  }
}
