package dev.regrant.application;

import dev.regrant.domain.Assignment;
import java.util.Optional;

/** All that callers can do. Thread-safe. */
public class UseCases {
  private final EngineParts parts;
  private final AccessRequests requests;
  private final Catalogs catalogs;
  private final Resources resources;
  private final AccessPackages accessPackages;
  private final HeldAccess heldAccess;
  private final Requestable requestable;
  private final Settings settings;
  private final ConnectedOrganizations connectedOrganizations;
  private final Subjects subjects;
  private final Policies policies;
  private final Approvals approvals;
  private final Roles roles;
  private final Connectors connectors;
  private final CustomExtensions customExtensions;
  private final Subscriptions subscriptions;

  UseCases(EngineParts parts) {
    this.parts = parts;
    this.requests = new AccessRequests(parts);
    this.catalogs = new Catalogs(parts);
    this.resources = new Resources(parts);
    this.accessPackages = new AccessPackages(parts);
    this.heldAccess = new HeldAccess(parts);
    this.requestable = new Requestable(parts);
    this.settings = new Settings(parts);
    this.connectedOrganizations = new ConnectedOrganizations(parts);
    this.subjects = new Subjects(parts);
    this.policies = new Policies(parts);
    this.approvals = new Approvals(parts);
    this.roles = new Roles(parts);
    this.connectors = new Connectors(parts);
    this.customExtensions = new CustomExtensions(parts);
    this.subscriptions = new Subscriptions(parts);
  }

  /** Asking for access. */
  public AccessRequests requests() {
    return requests;
  }

  /** Where everything is in. */
  public Catalogs catalogs() {
    return catalogs;
  }

  /** Who has what. */
  public HeldAccess heldAccess() {
    return heldAccess;
  }

  /** What people may ask for. */
  public Requestable requestable() {
    return requestable;
  }

  /** What is set for a tenant. */
  public Settings settings() {
    return settings;
  }

  /** Organisations whose people may ask for access. */
  public ConnectedOrganizations connectedOrganizations() {
    return connectedOrganizations;
  }

  /** Whom requests are about. */
  public Subjects subjects() {
    return subjects;
  }

  /** What packages can give roles on. */
  public Resources resources() {
    return resources;
  }

  /** What can be asked for. */
  public AccessPackages accessPackages() {
    return accessPackages;
  }

  /** Who may have it, for how long, and who must approve. */
  public Policies policies() {
    return policies;
  }

  /** What approvers do. */
  public Approvals approvals() {
    return approvals;
  }

  /** What is called at stages of requests. */
  public CustomExtensions customExtensions() {
    return customExtensions;
  }

  /** Who is told what changes. */
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  /** The systems that are delivered to. */
  public Connectors connectors() {
    return connectors;
  }

  /** Entitlement roles. */
  public Roles roles() {
    return roles;
  }

  /** Reads assignments. */
  public Lookup<Assignment.Id, Assignment> assignments() {
    return heldAccess.assignments();
  }

  /** Calls that are repeated under a key. */
  public KeyedCalls keyedCalls() {
    return new KeyedCalls(parts);
  }

  /**
   * Begins a call whose writes belong together.
   *
   * @param keyed what it is, if it has a key
   * @param expected how an entity must be for the call to change it
   */
  public OneCall call(Optional<KeyedCalls.Running> keyed, Optional<EntityKind.Version> expected) {
    return new OneCall(parts, keyed, expected);
  }
}
