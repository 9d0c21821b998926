package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRoleScope;

/** What can be requested, and by whom: catalogs, their resources, packages and policies. */
@SuppressWarnings("DoNotCallSuggester") // being written
public final class Catalogs {
  Catalogs() {}

  /** Reads catalogs. */
  public Lookup<Catalog.Id, Catalog> catalogs() {
    throw new UnsupportedOperationException();
  }

  /** Reads resources. */
  public Lookup<Resource.Id, Resource> resources() {
    throw new UnsupportedOperationException();
  }

  /** Reads packages. */
  public Lookup<AccessPackage.Id, AccessPackage> accessPackages() {
    throw new UnsupportedOperationException();
  }

  /** Reads policies. */
  public Lookup<AssignmentPolicy.Id, AssignmentPolicy> policies() {
    throw new UnsupportedOperationException();
  }

  /** Makes a catalog. */
  public Outcome<Catalog> createCatalog(
      Caller caller,
      String displayName,
      String description,
      boolean isPublished,
      boolean isExternallyVisible) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a resource to a catalog, with the roles that its connector offers on it.
   *
   * @param displayName the name to show; blank for the origin's id
   */
  public Outcome<Resource> addResource(
      Caller caller, Catalog.Id catalog, Origin origin, String displayName, String description) {
    throw new UnsupportedOperationException();
  }

  /** Makes a package that holds nothing yet. */
  public Outcome<AccessPackage> createAccessPackage(
      Caller caller, Catalog.Id catalog, String displayName, String description, boolean isHidden) {
    throw new UnsupportedOperationException();
  }

  /** Adds a role on a scope to a package. */
  public Outcome<ResourceRoleScope> addRoleScope(
      Caller caller, AccessPackage.Id accessPackage, RoleScopeReference reference) {
    throw new UnsupportedOperationException();
  }

  /** Takes a role on a scope out of a package; running assignments keep it. */
  public Outcome<AccessPackage> removeRoleScope(
      Caller caller, AccessPackage.Id accessPackage, ResourceRoleScope.Id roleScope) {
    throw new UnsupportedOperationException();
  }

  /** Says that nobody may hold the two packages together. */
  public Outcome<AccessPackage> addIncompatiblePackage(
      Caller caller, AccessPackage.Id accessPackage, AccessPackage.Id other) {
    throw new UnsupportedOperationException();
  }

  /** Makes a policy for a package. */
  public Outcome<AssignmentPolicy> createPolicy(
      Caller caller, AccessPackage.Id accessPackage, PolicyTerms terms) {
    throw new UnsupportedOperationException();
  }
}
