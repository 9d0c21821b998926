package dev.regrant.application;

import dev.regrant.application.Store.Entities;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Approval;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Attempt;
import dev.regrant.domain.Callout;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.RoleAssignment;
import dev.regrant.domain.SubjectEntry;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.TenantSettings;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A transaction that does what another one does: for subclasses that do single things otherwise,
 * and are to compile when {@link Tx} has more. Not thread-safe.
 */
public class ForwardingTx implements Tx {
  /** Entities that do what others do. */
  public static class ForwardingEntities<I, T> implements Entities<I, T> {
    /** The others. */
    protected final Entities<I, T> good;

    /** Does what {@code good} does. */
    protected ForwardingEntities(Entities<I, T> good) {
      this.good = good;
    }

    @Override
    public Map<I, T> findAll(Collection<I> ids) {
      return good.findAll(ids);
    }

    @Override
    public Page<T> list(Query<T> query) {
      return good.list(query);
    }

    @Override
    public long count(Filter<T> filter) {
      return good.count(filter);
    }

    @Override
    public void saveAll(Collection<T> entities) {
      good.saveAll(entities);
    }

    @Override
    public void delete(T entity) {
      good.delete(entity);
    }
  }

  /** The other one. */
  protected final Tx good;

  /** Does what {@code good} does. */
  protected ForwardingTx(Tx good) {
    this.good = good;
  }

  @Override
  public Entities<AssignmentRequest.Id, AssignmentRequest> requests() {
    return good.requests();
  }

  @Override
  public Entities<Assignment.Id, Assignment> assignments() {
    return good.assignments();
  }

  @Override
  public Entities<Catalog.Id, Catalog> catalogs() {
    return good.catalogs();
  }

  @Override
  public Entities<Resource.Id, Resource> resources() {
    return good.resources();
  }

  @Override
  public Entities<AccessPackage.Id, AccessPackage> accessPackages() {
    return good.accessPackages();
  }

  @Override
  public Entities<AssignmentPolicy.Id, AssignmentPolicy> policies() {
    return good.policies();
  }

  @Override
  public Entities<RoleAssignment.Id, RoleAssignment> roleAssignments() {
    return good.roleAssignments();
  }

  @Override
  public Entities<TenantId, TenantSettings> settings() {
    return good.settings();
  }

  @Override
  public Entities<ConnectedOrganization.Id, ConnectedOrganization> connectedOrganizations() {
    return good.connectedOrganizations();
  }

  @Override
  public Entities<SubjectEntry.Id, SubjectEntry> subjects() {
    return good.subjects();
  }

  @Override
  public Entities<AssignmentRequest.Id, Approval> approvals() {
    return good.approvals();
  }

  @Override
  public Set<String> groupsAwaited() {
    return good.groupsAwaited();
  }

  @Override
  public Page<Approval> approvalsAwaiting(
      String person, Collection<String> groups, int limit, Optional<UUID> after) {
    return good.approvalsAwaiting(person, groups, limit, after);
  }

  @Override
  public Entities<ResourceRequest.Id, ResourceRequest> resourceRequests() {
    return good.resourceRequests();
  }

  @Override
  public Entities<CustomExtension.Id, CustomExtension> customExtensions() {
    return good.customExtensions();
  }

  @Override
  public Entities<Callout.Id, Callout> callouts() {
    return good.callouts();
  }

  @Override
  public Entities<Subscription.Id, Subscription> subscriptions() {
    return good.subscriptions();
  }

  @Override
  public List<Callout.Id> dueCallouts(
      Instant now, Collection<CustomExtension.Id> without, int limit) {
    return good.dueCallouts(now, without, limit);
  }

  @Override
  public Map<AssignmentRequest.Id, AssignmentRequest> lock(Collection<AssignmentRequest.Id> ids) {
    return good.lock(ids);
  }

  @Override
  public List<AssignmentRequest.Id> dueRequests(Instant now, int limit) {
    return good.dueRequests(now, limit);
  }

  @Override
  public List<Assignment.Id> dueAssignments(Instant now, int limit) {
    return good.dueAssignments(now, limit);
  }

  @Override
  public List<Assignment.Id> dueUpdates(Instant now, int limit) {
    return good.dueUpdates(now, limit);
  }

  @Override
  public List<AccessPackage.Id> dueRollouts(Instant now, int limit) {
    return good.dueRollouts(now, limit);
  }

  @Override
  public List<Claim> claimDue(Instant now, Instant leaseUntil, Map<String, Integer> limits) {
    return good.claimDue(now, leaseUntil, limits);
  }

  @Override
  public List<Claim> claims(Collection<AssignmentRequest.Id> requests) {
    return good.claims(requests);
  }

  @Override
  public List<Claim> end(Collection<Claim> claims) {
    return good.end(claims);
  }

  @Override
  public List<Claim> extend(Collection<Claim> claims, Instant leaseUntil) {
    return good.extend(claims, leaseUntil);
  }

  @Override
  public List<Maintenance> maintenances(Instant now) {
    return good.maintenances(now);
  }

  @Override
  public void save(Maintenance maintenance) {
    good.save(maintenance);
  }

  @Override
  public void endMaintenance(String originSystem) {
    good.endMaintenance(originSystem);
  }

  @Override
  public Map<DeliveryItem.Id, List<Attempt>> attempts(AssignmentRequest.Id request) {
    return good.attempts(request);
  }

  @Override
  public void append(Collection<HistoryEntry> entries) {
    good.append(entries);
  }

  @Override
  public void enqueue(Collection<String> sinks, Collection<HistoryEntry> entries) {
    good.enqueue(sinks, entries);
  }

  @Override
  public List<EventClaim> claimEvents(
      Instant now, Instant leaseUntil, Map<String, Integer> limits, int maxEvents) {
    return good.claimEvents(now, leaseUntil, limits, maxEvents);
  }

  @Override
  public boolean endEvents(EventClaim claim, int done, int failures, Instant nextAttemptAt) {
    return good.endEvents(claim, done, failures, nextAttemptAt);
  }

  @Override
  public List<HistoryEntry> history(AssignmentRequest.Id request) {
    return good.history(request);
  }

  @Override
  public ChangeMark changeMark() {
    return good.changeMark();
  }

  @Override
  public List<Change> changes(ChangeQuery query) {
    return good.changes(query);
  }

  @Override
  public void noteDeleted(AssignmentRequest request, Instant at) {
    good.noteDeleted(request, at);
  }

  @Override
  public void forgetDeletionsBefore(Instant instant, int limit) {
    good.forgetDeletionsBefore(instant, limit);
  }

  @Override
  public Optional<KeyedCall> keyedCall(Actor caller, String key) {
    return good.keyedCall(caller, key);
  }

  @Override
  public void save(KeyedCall call) {
    good.save(call);
  }

  @Override
  public void forget(KeyedCall call) {
    good.forget(call);
  }

  @Override
  public void forgetCallsBefore(Instant instant, int limit) {
    good.forgetCallsBefore(instant, limit);
  }
}
