package dev.regrant.application;

import dev.regrant.domain.Actor;
import dev.regrant.domain.TenantId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who calls, in which tenant, and what they were allowed. Immutable.
 *
 * @param tenant the only tenant whose data the call can reach
 * @param actor who it is, for the history
 * @param permissions what the token grants
 */
public record Caller(TenantId tenant, Actor actor, Set<Permission> permissions) {
  public Caller {
    permissions = Set.copyOf(permissions);
  }

  boolean mayRead() {
    return has(Permission.READ_ALL) || mayWrite();
  }

  boolean mayWrite() {
    return has(Permission.READ_WRITE_ALL);
  }

  /** Whether the caller is a signed-in person who may act for themselves. */
  boolean mayActForSelf() {
    return isUser() && (has(Permission.SUBJECT_ACCESS) || mayWrite());
  }

  boolean isUser() {
    return actor.kind() == Actor.Kind.USER;
  }

  /** Graph has no permission by which an application could. */
  <T> Outcome<T> mayNotApprove() {
    return isUser()
        ? mayNotActForSelf()
        : new Outcome.Forbidden<>(
            List.of(), "Only a signed-in user can approve; the token is an application's");
  }

  <T> Outcome<T> mayNotRead() {
    return forbidden(List.of(Permission.READ_ALL, Permission.READ_WRITE_ALL));
  }

  <T> Outcome<T> mayNotWrite() {
    return forbidden(List.of(Permission.READ_WRITE_ALL));
  }

  <T> Outcome<T> mayNotActForSelf() {
    return isUser()
        ? forbidden(List.of(Permission.SUBJECT_ACCESS, Permission.READ_WRITE_ALL))
        : new Outcome.Forbidden<>(
            List.of(),
            "Only a signed-in user can ask for themselves; the token is an application's");
  }

  private static <T> Outcome<T> forbidden(List<Permission> anyOf) {
    return new Outcome.Forbidden<>(
        anyOf,
        "The token has none of: "
            + anyOf.stream().map(Permission::value).collect(Collectors.joining(", ")));
  }

  private boolean has(Permission permission) {
    return permissions.contains(permission);
  }
}
