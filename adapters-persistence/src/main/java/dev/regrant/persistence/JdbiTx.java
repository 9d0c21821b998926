package dev.regrant.persistence;

import dev.regrant.application.Change;
import dev.regrant.application.ChangeMark;
import dev.regrant.application.ChangeQuery;
import dev.regrant.application.Claim;
import dev.regrant.application.EventClaim;
import dev.regrant.application.KeyedCall;
import dev.regrant.application.Maintenance;
import dev.regrant.application.Page;
import dev.regrant.application.Store;
import dev.regrant.application.Subscription;
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

/** One transaction of {@link JdbiStore}: hands out what each table does. */
final class JdbiTx implements Store.Tx {
  private final Session session;

  JdbiTx(Session session) {
    this.session = session;
  }

  @Override
  public Store.Entities<AssignmentRequest.Id, AssignmentRequest> requests() {
    return new StoredRequests(session);
  }

  @Override
  public Store.Entities<Assignment.Id, Assignment> assignments() {
    return new StoredAssignments(session);
  }

  @Override
  public Store.Entities<Catalog.Id, Catalog> catalogs() {
    return new StoredCatalogs(session);
  }

  @Override
  public Store.Entities<Resource.Id, Resource> resources() {
    return new StoredResources(session);
  }

  @Override
  public Store.Entities<AccessPackage.Id, AccessPackage> accessPackages() {
    return new StoredAccessPackages(session);
  }

  @Override
  public Store.Entities<AssignmentPolicy.Id, AssignmentPolicy> policies() {
    return new StoredPolicies(session);
  }

  @Override
  public Store.Entities<RoleAssignment.Id, RoleAssignment> roleAssignments() {
    return new StoredRoleAssignments(session);
  }

  @Override
  public Store.Entities<TenantId, TenantSettings> settings() {
    return new StoredSettings(session);
  }

  @Override
  public Store.Entities<ConnectedOrganization.Id, ConnectedOrganization> connectedOrganizations() {
    return new StoredConnectedOrganizations(session);
  }

  @Override
  public Store.Entities<SubjectEntry.Id, SubjectEntry> subjects() {
    return new StoredSubjects(session);
  }

  @Override
  public Store.Entities<AssignmentRequest.Id, Approval> approvals() {
    return new StoredApprovals(session);
  }

  @Override
  public Set<String> groupsAwaited() {
    return new StoredApprovals(session).groupsAwaited();
  }

  @Override
  public Page<Approval> approvalsAwaiting(
      String person, Collection<String> groups, int limit, Optional<UUID> after) {
    return new StoredApprovals(session).awaiting(person, groups, limit, after);
  }

  @Override
  public Store.Entities<ResourceRequest.Id, ResourceRequest> resourceRequests() {
    return new StoredResourceRequests(session);
  }

  @Override
  public Store.Entities<CustomExtension.Id, CustomExtension> customExtensions() {
    return new StoredCustomExtensions(session);
  }

  @Override
  public Store.Entities<Callout.Id, Callout> callouts() {
    return new StoredCallouts(session);
  }

  @Override
  public Store.Entities<Subscription.Id, Subscription> subscriptions() {
    return new StoredSubscriptions(session);
  }

  @Override
  public List<Callout.Id> dueCallouts(
      Instant now, Collection<CustomExtension.Id> without, int limit) {
    return new StoredCallouts(session).due(now, without, limit);
  }

  @Override
  public Map<AssignmentRequest.Id, AssignmentRequest> lock(Collection<AssignmentRequest.Id> ids) {
    return new StoredRequests(session).lock(ids);
  }

  @Override
  public List<AssignmentRequest.Id> dueRequests(Instant now, int limit) {
    return new StoredRequests(session).due(now, limit);
  }

  @Override
  public List<Assignment.Id> dueAssignments(Instant now, int limit) {
    return new StoredAssignments(session).due(now, limit);
  }

  @Override
  public List<Assignment.Id> dueUpdates(Instant now, int limit) {
    return new StoredAssignments(session).dueUpdates(now, limit);
  }

  @Override
  public List<AccessPackage.Id> dueRollouts(Instant now, int limit) {
    return new StoredAccessPackages(session).due(now, limit);
  }

  @Override
  public List<Claim> claimDue(Instant now, Instant leaseUntil, Map<String, Integer> limits) {
    return new DeliveryQueue(session).claimDue(now, leaseUntil, limits);
  }

  @Override
  public List<Claim> claims(Collection<AssignmentRequest.Id> requests) {
    return new DeliveryQueue(session).claims(requests);
  }

  @Override
  public List<Claim> end(Collection<Claim> claims) {
    return new DeliveryQueue(session).end(claims);
  }

  @Override
  public List<Claim> extend(Collection<Claim> claims, Instant leaseUntil) {
    return new DeliveryQueue(session).extend(claims, leaseUntil);
  }

  @Override
  public List<Maintenance> maintenances(Instant now) {
    return new Maintenances(session).list(now);
  }

  @Override
  public void save(Maintenance maintenance) {
    new Maintenances(session).save(maintenance);
  }

  @Override
  public void endMaintenance(String originSystem) {
    new Maintenances(session).end(originSystem);
  }

  @Override
  public Map<DeliveryItem.Id, List<Attempt>> attempts(AssignmentRequest.Id request) {
    return new DeliveryItems(session).attempts(request);
  }

  @Override
  public void append(Collection<HistoryEntry> entries) {
    new Records(session).append(entries);
  }

  @Override
  public void enqueue(Collection<String> sinks, Collection<HistoryEntry> entries) {
    new EventQueue(session).enqueue(sinks, entries);
  }

  @Override
  public List<EventClaim> claimEvents(
      Instant now, Instant leaseUntil, Map<String, Integer> limits, int maxEvents) {
    return new EventQueue(session).claim(now, leaseUntil, limits, maxEvents);
  }

  @Override
  public boolean endEvents(EventClaim claim, int done, int failures, Instant nextAttemptAt) {
    return new EventQueue(session).end(claim, done, failures, nextAttemptAt);
  }

  @Override
  public List<HistoryEntry> history(AssignmentRequest.Id request) {
    return new Records(session).history(request);
  }

  @Override
  public ChangeMark changeMark() {
    return new ChangeRecords(session).mark();
  }

  @Override
  public List<Change> changes(ChangeQuery query) {
    return new ChangeRecords(session).list(query);
  }

  @Override
  public void noteDeleted(AssignmentRequest request, Instant at) {
    new ChangeRecords(session).noteDeleted(request, at);
  }

  @Override
  public void forgetDeletionsBefore(Instant instant, int limit) {
    new ChangeRecords(session).forgetBefore(instant, limit);
  }

  @Override
  public Optional<KeyedCall> keyedCall(Actor caller, String key) {
    return new KeyedCallTable(session).find(caller, key);
  }

  @Override
  public void save(KeyedCall call) {
    new KeyedCallTable(session).save(call);
  }

  @Override
  public void forget(KeyedCall call) {
    new KeyedCallTable(session).forget(call);
  }

  @Override
  public void forgetCallsBefore(Instant instant, int limit) {
    new KeyedCallTable(session).forgetBefore(instant, limit);
  }
}
