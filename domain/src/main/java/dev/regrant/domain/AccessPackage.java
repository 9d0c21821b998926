package dev.regrant.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A bundle of roles that is requested as one: Graph's {@code accessPackage}.
 *
 * @param roleScopes what it gives, in the order in which it was added
 * @param exclusions what nobody may have together with it
 * @param rollout how far a change of its role scopes has come to running assignments; empty when
 *     there is nothing to bring to them
 */
public record AccessPackage(
    Id id,
    long version,
    Catalog.Id catalog,
    Terms terms,
    List<ResourceRoleScope> roleScopes,
    Exclusions exclusions,
    Authorship authorship,
    Optional<Rollout> rollout) {
  /** Identifies an access package. */
  public record Id(UUID value) implements Comparable<Id> {
    @Override
    public int compareTo(Id other) {
      return value.compareTo(other.value);
    }
  }

  /**
   * What an administrator says of a package.
   *
   * @param isHidden whether it is left out of what people can browse; it can be requested all the
   *     same
   * @param isRoleScopesVisible whether those who may ask for it see what it gives
   * @param uniqueName a name for programs, which no other package of the tenant has
   */
  public record Terms(
      String displayName,
      String description,
      boolean isHidden,
      boolean isRoleScopesVisible,
      Optional<String> uniqueName) {
    /** Those of a package of which nothing but the name is told. */
    public static Terms named(String displayName) {
      return new Terms(displayName, "", false, false, Optional.empty());
    }
  }

  /**
   * A change of role scopes on its way to the running assignments.
   *
   * @param dueAt when the engine goes on with it
   * @param after the last assignment that was told of it
   */
  public record Rollout(Instant dueAt, Optional<Assignment.Id> after) {}

  /** The most role scopes that a package may hold; each is an item of every delivery. */
  public static final int MAX_ROLE_SCOPES = 500;

  public AccessPackage {
    Texts.required("displayName", terms.displayName(), Catalog.MAX_NAME);
    Texts.limited("description", terms.description(), Catalog.MAX_DESCRIPTION);
    terms.uniqueName().ifPresent(name -> Texts.required("uniqueName", name, Catalog.MAX_NAME));
    if (roleScopes.size() > MAX_ROLE_SCOPES) {
      throw new InvalidMemberException(
          "resourceRoleScopes", "of a package are at most " + MAX_ROLE_SCOPES);
    }
    roleScopes = List.copyOf(roleScopes);
  }

  /** The name to show. */
  public String displayName() {
    return terms.displayName();
  }

  /** Packages that nobody may hold together with this one. */
  public Set<Id> incompatiblePackages() {
    return exclusions.packages();
  }

  /** When it was made. */
  public Instant createdDateTime() {
    return authorship.createdDateTime();
  }

  /** Whether the package gives this role on this scope. */
  public boolean holds(ResourceRoleScope.Id id) {
    return roleScopes.stream().anyMatch(held -> held.id().equals(id));
  }

  /** This package with other terms. */
  public AccessPackage changedTo(Terms terms, Actor actor, Instant now) {
    return new AccessPackage(
        id,
        version,
        catalog,
        terms,
        roleScopes,
        exclusions,
        authorship.changedBy(actor, now),
        rollout);
  }

  /** This package with one role scope more, to be brought to running assignments. */
  public AccessPackage adding(ResourceRoleScope roleScope, Actor actor, Instant now) {
    return giving(Stream.concat(roleScopes.stream(), Stream.of(roleScope)).toList(), actor, now);
  }

  /** This package without one role scope, to be taken from running assignments. */
  public AccessPackage removing(ResourceRoleScope.Id id, Actor actor, Instant now) {
    return giving(roleScopes.stream().filter(held -> !held.id().equals(id)).toList(), actor, now);
  }

  private AccessPackage giving(List<ResourceRoleScope> roleScopes, Actor actor, Instant now) {
    return new AccessPackage(
        id,
        version,
        catalog,
        terms,
        roleScopes,
        exclusions,
        authorship.changedBy(actor, now),
        Optional.of(new Rollout(now, Optional.empty())));
  }

  /**
   * This package in another catalog.
   *
   * @param roleScopes what it gives, by that catalog's resources
   */
  public AccessPackage movedTo(
      Catalog.Id catalog, List<ResourceRoleScope> roleScopes, Actor actor, Instant now) {
    return new AccessPackage(
        id,
        version,
        catalog,
        terms,
        roleScopes,
        exclusions,
        authorship.changedBy(actor, now),
        rollout);
  }

  /** This package, which excludes other access. */
  public AccessPackage excluding(Exclusions exclusions, Actor actor, Instant now) {
    return new AccessPackage(
        id,
        version,
        catalog,
        terms,
        roleScopes,
        exclusions,
        authorship.changedBy(actor, now),
        rollout);
  }

  /** This package, whose change has come so far; empty when it has come to all. */
  public AccessPackage rolledOut(Optional<Rollout> rollout) {
    return new AccessPackage(
        id, version, catalog, terms, roleScopes, exclusions, authorship, rollout);
  }

  /** This package, as stored under {@code version}. */
  public AccessPackage withVersion(long version) {
    return new AccessPackage(
        id, version, catalog, terms, roleScopes, exclusions, authorship, rollout);
  }
}
