package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.Caller;
import dev.regrant.application.ChangeMark;
import dev.regrant.application.ChangeQuery;
import dev.regrant.application.DirectoryRole;
import dev.regrant.application.Permission;
import dev.regrant.application.Store.Tx;
import dev.regrant.application.Subscription;
import dev.regrant.application.Subscription.ChangeType;
import dev.regrant.domain.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is told what changes. */
abstract class SubscriptionContract extends ContractPart {
  private Subscription subscription(boolean isFull) {
    return new Subscription(
        new Subscription.Id(World.nextId()),
        0,
        new Subscription.Terms(
            new Subscription.Watched(
                "/" + ODD_TEXT,
                ODD_TEXT,
                isFull ? ChangeQuery.Of.REQUESTS : ChangeQuery.Of.ASSIGNMENTS,
                isFull ? Optional.of(new UUID(1, 2)) : Optional.empty()),
            isFull ? Set.of(ChangeType.values()) : Set.of(ChangeType.DELETED),
            "https://example.org/" + ODD_TEXT,
            isFull ? Optional.of(ODD_TEXT) : Optional.empty(),
            NOW.plus(Duration.ofDays(1))),
        isFull
            ? new Caller(
                tenant,
                Actor.user(ODD_TEXT),
                Set.of(Permission.values()),
                Set.of(DirectoryRole.values()),
                Set.of(ODD_TEXT, "another"))
            : new Caller(tenant, Actor.application("app"), Set.of()),
        progress(isFull ? Optional.of(new UUID(3, 4)) : Optional.empty(), isFull ? 7 : 0, NOW));
  }

  private static Subscription.Progress progress(Optional<UUID> after, int failures, Instant due) {
    return new Subscription.Progress(
        new ChangeMark(ODD_TEXT, Long.MAX_VALUE), after, failures, due);
  }

  @Test
  void subscriptions_are_found_as_they_were_saved() {
    assertFoundAsSaved(
        Kind.SUBSCRIPTION, Tx::subscriptions, List.of(subscription(true), subscription(false)));
  }

  @Test
  void a_subscription_changes_but_for_what_it_watches() {
    var first = subscription(true);
    var other = subscription(false);
    var terms = other.terms();

    assertReplaced(
        Kind.SUBSCRIPTION,
        Tx::subscriptions,
        first,
        new Subscription(
            first.id(),
            0,
            new Subscription.Terms(
                first.terms().watched(),
                terms.changeTypes(),
                terms.notificationUrl(),
                terms.clientState(),
                terms.expiresAt()),
            other.subscriber(),
            other.progress()));
  }

  @Test
  void tenants_with_subscriptions_are_known() {
    var other = freshTenant();
    var saved = subscription(true);
    assertThat(store().tenantsWithSubscriptions()).doesNotContain(tenant, other);

    run(tx -> tx.subscriptions().save(saved));

    assertThat(store().tenantsWithSubscriptions()).contains(tenant).doesNotContain(other);
    run(tx -> tx.subscriptions().delete(saved.withVersion(1)));
    assertThat(store().tenantsWithSubscriptions()).doesNotContain(tenant);
  }
}
