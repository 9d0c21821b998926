package dev.regrant.application;

import dev.regrant.domain.Actor;
import dev.regrant.domain.TenantId;
import java.util.Set;

/**
 * Who calls, in which tenant, and what they were allowed. Immutable.
 *
 * @param tenant the only tenant whose data the call can reach
 * @param actor who it is; entitlement roles are given to this id
 * @param permissions what the token grants
 * @param directoryRoles what a signed-in person is in the whole organisation
 * @param principals further ids by which entitlement roles may be given to the caller: those of
 *     groups, or of an application's service principal
 */
public record Caller(
    TenantId tenant,
    Actor actor,
    Set<Permission> permissions,
    Set<DirectoryRole> directoryRoles,
    Set<String> principals) {
  public Caller {
    permissions = Set.copyOf(permissions);
    directoryRoles = Set.copyOf(directoryRoles);
    principals = Set.copyOf(principals);
  }

  /** Someone who is nothing in the organisation and in no group. */
  public Caller(TenantId tenant, Actor actor, Set<Permission> permissions) {
    this(tenant, actor, permissions, Set.of(), Set.of());
  }
}
