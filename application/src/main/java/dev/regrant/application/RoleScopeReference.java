package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.ResourceScope;
import java.time.Instant;
import java.util.Optional;

/**
 * Names a role and a scope of a resource in the package's catalog, as clients do: by ids, by
 * origins, or by some of each. The resource may be left out where the scope's origin is the
 * resource's own.
 */
public record RoleScopeReference(
    Optional<Resource.Id> resource,
    Optional<Origin> resourceOrigin,
    Optional<ResourceRole.Id> role,
    Optional<Origin> roleOrigin,
    Optional<ResourceScope.Id> scope,
    Optional<Origin> scopeOrigin) {
  /** What is named, or which part names nothing. */
  Outcome<ResourceRoleScope> resolved(
      Store.Tx tx, AccessPackage accessPackage, Actor actor, Instant now) {
    var found = resource(tx, accessPackage);
    if (found.isEmpty()) {
      return unknown("role.resource", "a resource of the package's catalog");
    }
    var held = found.get();
    var foundRole =
        held.roles().stream()
            .filter(each -> names(role, each.id()) || names(roleOrigin, each.origin()))
            .findFirst();
    if (foundRole.isEmpty()) {
      return unknown("role", "a role of resource " + held.id().value());
    }
    var foundScope =
        held.scopes().stream()
            .filter(each -> names(scope, each.id()) || names(scopeOrigin, each.origin()))
            .findFirst();
    if (foundScope.isEmpty()) {
      return unknown("scope", "a scope of resource " + held.id().value());
    }
    return new Outcome.Done<>(
        new ResourceRoleScope(
            held.id(), held.origin(), foundRole.get(), foundScope.get(), now, Optional.of(actor)));
  }

  private Optional<Resource> resource(Store.Tx tx, AccessPackage accessPackage) {
    if (resource.isPresent()) {
      return tx.resources()
          .find(resource.get())
          .filter(found -> found.catalog().equals(accessPackage.catalog()));
    }
    return resourceOrigin
        .or(() -> scopeOrigin)
        .flatMap(origin -> Resources.at(tx, accessPackage.catalog(), origin));
  }

  private static <T> boolean names(Optional<T> named, T candidate) {
    return named.filter(candidate::equals).isPresent();
  }

  private static <T> Outcome<T> unknown(String member, String what) {
    return new Outcome.Refused<>(
        new Refusal.Invalid(
            member, "with its id, or its originSystem and originId, must name " + what));
  }
}
