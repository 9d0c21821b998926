package dev.regrant.domain;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A bundle of roles that is requested as one: Graph's {@code accessPackage}.
 *
 * @param isHidden whether it is left out of what people can browse; it can be requested all the
 *     same
 * @param roleScopes what it gives, in the order in which it was added
 * @param incompatiblePackages packages that nobody may hold together with this one
 */
public record AccessPackage(
    Id id,
    long version,
    Catalog.Id catalog,
    String displayName,
    String description,
    boolean isHidden,
    List<ResourceRoleScope> roleScopes,
    Set<Id> incompatiblePackages,
    Instant createdDateTime,
    Instant modifiedDateTime) {
  /** Identifies an access package. */
  public record Id(UUID value) implements Comparable<Id> {
    @Override
    public int compareTo(Id other) {
      return value.compareTo(other.value);
    }
  }

  /** The most role scopes that a package may hold; each is an item of every delivery. */
  public static final int MAX_ROLE_SCOPES = 500;

  public AccessPackage {
    Texts.required("displayName", displayName, Catalog.MAX_NAME);
    Texts.limited("description", description, Catalog.MAX_DESCRIPTION);
    if (roleScopes.size() > MAX_ROLE_SCOPES) {
      throw new InvalidMemberException(
          "resourceRoleScopes", "of a package are at most " + MAX_ROLE_SCOPES);
    }
    roleScopes = List.copyOf(roleScopes);
    incompatiblePackages = Set.copyOf(incompatiblePackages);
  }

  /** Whether the package gives this role on this scope. */
  public boolean holds(ResourceRoleScope.Id id) {
    return roleScopes.stream().anyMatch(held -> held.id().equals(id));
  }

  /** This package with one role scope more. */
  public AccessPackage adding(ResourceRoleScope roleScope, Instant now) {
    return with(
        version,
        Stream.concat(roleScopes.stream(), Stream.of(roleScope)).toList(),
        incompatiblePackages,
        now);
  }

  /** This package without one role scope. */
  public AccessPackage removing(ResourceRoleScope.Id id, Instant now) {
    return with(
        version,
        roleScopes.stream().filter(held -> !held.id().equals(id)).toList(),
        incompatiblePackages,
        now);
  }

  /** This package, which nobody may hold together with {@code other}. */
  public AccessPackage incompatibleWith(Id other, Instant now) {
    var packages = new TreeSet<>(incompatiblePackages);
    packages.add(other);
    return with(version, roleScopes, packages, now);
  }

  /** This package, as stored under {@code version}. */
  public AccessPackage withVersion(long version) {
    return with(version, roleScopes, incompatiblePackages, modifiedDateTime);
  }

  private AccessPackage with(
      long version, List<ResourceRoleScope> roleScopes, Set<Id> incompatible, Instant modified) {
    return new AccessPackage(
        id,
        version,
        catalog,
        displayName,
        description,
        isHidden,
        roleScopes,
        incompatible,
        createdDateTime,
        modified);
  }
}
