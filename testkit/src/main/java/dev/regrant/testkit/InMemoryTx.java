package dev.regrant.testkit;

import dev.regrant.application.Change;
import dev.regrant.application.ChangeMark;
import dev.regrant.application.ChangeQuery;
import dev.regrant.application.Claim;
import dev.regrant.application.EventClaim;
import dev.regrant.application.KeyedCall;
import dev.regrant.application.Maintenance;
import dev.regrant.application.Page;
import dev.regrant.application.StaleEntityException;
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
import dev.regrant.testkit.Tenant.CallKey;
import dev.regrant.testkit.Tenant.ItemKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One transaction of {@link InMemoryStore}: it changes rows at once and can undo that. */
final class InMemoryTx implements Store.Tx {
  private final Tenant tenant;
  private final long position;
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final Map<UUID, String> deleted = new HashMap<>();
  private @Nullable StaleEntityException failure;
  private boolean isCommitted;
  private boolean isOver;

  InMemoryTx(Tenant tenant) {
    this.tenant = tenant;
    this.position = tenant.nextPosition();
  }

  /** That of the changes made here: transactions run one after the other. */
  long position() {
    return position;
  }

  /** Ends it well, unless it failed and {@code work} did not let that through. */
  void commit() {
    if (!deleted.isEmpty()) {
      tenant
          .heldOn()
          .filter(deleted::containsKey)
          .findFirst()
          .ifPresent(held -> stale(deleted.getOrDefault(held, ""), held));
    }
    if (failure != null) {
      throw failure;
    }
    isCommitted = true;
  }

  void end() {
    if (!isCommitted) {
      undo.forEach(Runnable::run);
    }
    isOver = true;
  }

  Tenant open() {
    if (isOver) {
      throw new IllegalStateException("this transaction is over");
    }
    return tenant;
  }

  StaleEntityException stale(String type, UUID id) {
    failure = new StaleEntityException(type, id);
    return failure;
  }

  <K, V> void put(Map<K, V> rows, K key, V value) {
    var before = rows.put(key, value);
    undo.push(before == null ? () -> rows.remove(key) : () -> rows.put(key, before));
  }

  <K, V> void remove(Map<K, V> rows, K key) {
    var before = rows.remove(key);
    if (before != null) {
      undo.push(() -> rows.put(key, before));
    }
  }

  /** Notes what was deleted, which nothing may hold on to at the end. */
  void deleted(UUID id, String type) {
    deleted.put(id, type);
  }

  @Override
  public Store.Entities<AssignmentRequest.Id, AssignmentRequest> requests() {
    return new InMemoryRequests(this, open());
  }

  @Override
  public Store.Entities<Assignment.Id, Assignment> assignments() {
    return new InMemoryEntities<>(this, open().assignments);
  }

  @Override
  public Store.Entities<Catalog.Id, Catalog> catalogs() {
    return new InMemoryEntities<>(this, open().catalogs);
  }

  @Override
  public Store.Entities<Resource.Id, Resource> resources() {
    return new InMemoryEntities<>(this, open().resources);
  }

  @Override
  public Store.Entities<AccessPackage.Id, AccessPackage> accessPackages() {
    return new InMemoryEntities<>(this, open().accessPackages);
  }

  @Override
  public Store.Entities<AssignmentPolicy.Id, AssignmentPolicy> policies() {
    return new InMemoryEntities<>(this, open().policies);
  }

  @Override
  public Store.Entities<AssignmentRequest.Id, Approval> approvals() {
    return new InMemoryEntities<>(this, open().approvals);
  }

  @Override
  public Set<String> groupsAwaited() {
    return open().groupsAwaited();
  }

  @Override
  public Page<Approval> approvalsAwaiting(
      String person, Collection<String> groups, int limit, Optional<UUID> after) {
    return new InMemoryEntities<>(this, open().approvals)
        .page(after, limit, approval -> approval.awaits(person, groups));
  }

  @Override
  public Store.Entities<RoleAssignment.Id, RoleAssignment> roleAssignments() {
    return new InMemoryEntities<>(this, open().roleAssignments);
  }

  @Override
  public Store.Entities<TenantId, TenantSettings> settings() {
    return new InMemoryEntities<>(this, open().settings);
  }

  @Override
  public Store.Entities<ConnectedOrganization.Id, ConnectedOrganization> connectedOrganizations() {
    return new InMemoryEntities<>(this, open().connectedOrganizations);
  }

  @Override
  public Store.Entities<SubjectEntry.Id, SubjectEntry> subjects() {
    return new InMemoryEntities<>(this, open().subjects);
  }

  @Override
  public Store.Entities<ResourceRequest.Id, ResourceRequest> resourceRequests() {
    return new InMemoryEntities<>(this, open().resourceRequests);
  }

  @Override
  public Store.Entities<CustomExtension.Id, CustomExtension> customExtensions() {
    return new InMemoryEntities<>(this, open().customExtensions);
  }

  @Override
  public Store.Entities<Callout.Id, Callout> callouts() {
    return new InMemoryEntities<>(this, open().callouts);
  }

  @Override
  public Store.Entities<Subscription.Id, Subscription> subscriptions() {
    return new InMemoryEntities<>(this, open().subscriptions);
  }

  @Override
  public List<Callout.Id> dueCallouts(
      Instant now, Collection<CustomExtension.Id> without, int limit) {
    return open()
        .dueCallouts(now)
        .filter(callout -> !without.contains(callout.terms().extension()))
        .limit(limit)
        .map(Callout::id)
        .toList();
  }

  @Override
  public Map<AssignmentRequest.Id, AssignmentRequest> lock(Collection<AssignmentRequest.Id> ids) {
    return requests().findAll(ids); // Nobody else runs anyway.
  }

  @Override
  public List<AssignmentRequest.Id> dueRequests(Instant now, int limit) {
    return open().dueRequests(now).limit(limit).map(AssignmentRequest::id).toList();
  }

  @Override
  public List<Assignment.Id> dueAssignments(Instant now, int limit) {
    return open().dueAssignments(now).limit(limit).map(Assignment::id).toList();
  }

  @Override
  public List<Assignment.Id> dueUpdates(Instant now, int limit) {
    return open().dueUpdates(now).limit(limit).map(Assignment::id).toList();
  }

  @Override
  public List<AccessPackage.Id> dueRollouts(Instant now, int limit) {
    return open().dueRollouts(now).limit(limit).map(AccessPackage::id).toList();
  }

  private InMemoryClaims itemClaims() {
    return new InMemoryClaims(this, open());
  }

  @Override
  public List<Claim> claimDue(Instant now, Instant leaseUntil, Map<String, Integer> limits) {
    return itemClaims().claimDue(now, leaseUntil, limits);
  }

  @Override
  public List<Claim> claims(Collection<AssignmentRequest.Id> requests) {
    return itemClaims().of(requests);
  }

  @Override
  public List<Claim> end(Collection<Claim> claims) {
    return itemClaims().end(claims);
  }

  @Override
  public List<Claim> extend(Collection<Claim> claims, Instant leaseUntil) {
    return itemClaims().extend(claims, leaseUntil);
  }

  @Override
  public List<Maintenance> maintenances(Instant now) {
    return open().maintenances.values().stream().filter(one -> one.until().isAfter(now)).toList();
  }

  @Override
  public void save(Maintenance maintenance) {
    put(open().maintenances, maintenance.originSystem(), maintenance);
  }

  @Override
  public void endMaintenance(String originSystem) {
    if (open().maintenances.containsKey(originSystem)) {
      remove(tenant.maintenances, originSystem);
    }
  }

  @Override
  public Map<DeliveryItem.Id, List<Attempt>> attempts(AssignmentRequest.Id id) {
    var found = new LinkedHashMap<DeliveryItem.Id, List<Attempt>>();
    for (AssignmentRequest request : requests().find(id).stream().toList()) {
      for (DeliveryItem item : request.items()) {
        var attempts = tenant.attempts.get(new ItemKey(id, item.id()));
        if (attempts != null) {
          found.put(item.id(), attempts);
        }
      }
    }
    return found;
  }

  @Override
  public void append(Collection<HistoryEntry> entries) {
    open();
    for (HistoryEntry entry : entries) {
      if (tenant.history.containsKey(entry.id())) {
        throw stale("history entry", entry.id());
      }
      put(tenant.history, entry.id(), entry);
    }
  }

  private EventStreams events() {
    return new EventStreams(this, open().events);
  }

  @Override
  public void enqueue(Collection<String> sinks, Collection<HistoryEntry> entries) {
    events().enqueue(sinks, entries);
  }

  @Override
  public List<EventClaim> claimEvents(
      Instant now, Instant leaseUntil, Map<String, Integer> limits, int maxEvents) {
    return events().claim(now, leaseUntil, limits, maxEvents);
  }

  @Override
  public boolean endEvents(EventClaim claim, int done, int failures, Instant nextAttemptAt) {
    return events().end(claim, done, failures, nextAttemptAt);
  }

  @Override
  public List<HistoryEntry> history(AssignmentRequest.Id request) {
    return open().history.values().stream()
        .filter(entry -> entry.request().equals(request))
        .toList();
  }

  @Override
  public ChangeMark changeMark() {
    open();
    return new ChangeMark("memory", position);
  }

  @Override
  public List<Change> changes(ChangeQuery query) {
    return open().changes(query);
  }

  @Override
  public void noteDeleted(AssignmentRequest request, Instant at) {
    var id = request.id().value();
    put(
        open().deletions,
        id,
        new Tenant.Deletion(
            new Change(id, position, position, true), request.terms().catalog(), at));
  }

  @Override
  public void forgetDeletionsBefore(Instant instant, int limit) {
    open().deletions.entrySet().stream()
        .filter(one -> one.getValue().at().isBefore(instant))
        .sorted(Comparator.comparing(one -> one.getValue().at()))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(id -> remove(tenant.deletions, id));
  }

  @Override
  public Optional<KeyedCall> keyedCall(Actor caller, String key) {
    return Optional.ofNullable(open().calls.get(new CallKey(caller, key)));
  }

  @Override
  public void save(KeyedCall call) {
    var key = new CallKey(call.caller(), call.key());
    var before = open().calls.get(key);
    if (call.version() != (before == null ? 0 : before.version())) {
      throw stale("keyed call", call.id());
    }
    put(tenant.calls, key, call.withVersion(call.version() + 1));
  }

  @Override
  public void forget(KeyedCall call) {
    var key = new CallKey(call.caller(), call.key());
    var before = open().calls.get(key);
    if (before != null && before.version() == call.version()) {
      remove(tenant.calls, key);
    }
  }

  @Override
  public void forgetCallsBefore(Instant instant, int limit) {
    open().calls.entrySet().stream()
        .filter(call -> call.getValue().at().isBefore(instant))
        .sorted(Comparator.comparing(call -> call.getValue().at()))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(key -> remove(tenant.calls, key));
  }
}
