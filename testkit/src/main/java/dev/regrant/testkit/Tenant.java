package dev.regrant.testkit;

import dev.regrant.application.AssignmentField;
import dev.regrant.application.Change;
import dev.regrant.application.ChangeQuery;
import dev.regrant.application.Claim;
import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import dev.regrant.application.KeyedCall;
import dev.regrant.application.Maintenance;
import dev.regrant.application.Order;
import dev.regrant.application.RequestField;
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
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.RoleAssignment;
import dev.regrant.domain.SubjectEntry;
import dev.regrant.domain.TenantId;
import dev.regrant.domain.TenantSettings;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that {@link InMemoryStore} keeps of one tenant. */
final class Tenant {
  /** An item, which is known by its request and its own id. */
  record ItemKey(AssignmentRequest.Id request, DeliveryItem.Id item) {}

  /** Who has used which key. */
  record CallKey(Actor caller, String key) {}

  /** The newest claim of an item, which keeps its token when it is ended. */
  record ClaimState(Claim claim, boolean isEnded) {}

  /** What is known of a request that was deleted. */
  record Deletion(Change change, Catalog.Id catalog, Instant at) {}

  /** An item that may be claimed. */
  record Due(ItemKey key, String system, Instant since) {}

  final Rows<AssignmentRequest.Id, AssignmentRequest> requests = new Rows<>(Kind.REQUEST);
  final Rows<Assignment.Id, Assignment> assignments = new Rows<>(Kind.ASSIGNMENT);
  final Rows<Catalog.Id, Catalog> catalogs = new Rows<>(Kind.CATALOG);
  final Rows<Resource.Id, Resource> resources = new Rows<>(Kind.RESOURCE);
  final Rows<AccessPackage.Id, AccessPackage> accessPackages = new Rows<>(Kind.ACCESS_PACKAGE);
  final Rows<AssignmentPolicy.Id, AssignmentPolicy> policies = new Rows<>(Kind.POLICY);
  final Rows<RoleAssignment.Id, RoleAssignment> roleAssignments = new Rows<>(Kind.ROLE_ASSIGNMENT);
  final Rows<AssignmentRequest.Id, Approval> approvals = new Rows<>(Kind.APPROVAL);
  final Rows<ResourceRequest.Id, ResourceRequest> resourceRequests =
      new Rows<>(Kind.RESOURCE_REQUEST);
  final Rows<CustomExtension.Id, CustomExtension> customExtensions =
      new Rows<>(Kind.CUSTOM_EXTENSION);
  final Rows<Callout.Id, Callout> callouts = new Rows<>(Kind.CALLOUT);
  final Rows<Subscription.Id, Subscription> subscriptions = new Rows<>(Kind.SUBSCRIPTION);
  final Rows<TenantId, TenantSettings> settings = new Rows<>(Kind.SETTINGS);
  final Rows<ConnectedOrganization.Id, ConnectedOrganization> connectedOrganizations =
      new Rows<>(Kind.CONNECTED_ORGANIZATION);
  final Rows<SubjectEntry.Id, SubjectEntry> subjects = new Rows<>(Kind.SUBJECT);
  final Map<ItemKey, ClaimState> claims = new HashMap<>();
  final Map<ItemKey, List<Attempt>> attempts = new HashMap<>();
  final Map<UUID, HistoryEntry> history = new LinkedHashMap<>();
  final Map<String, Maintenance> maintenances = new TreeMap<>();
  final Map<EventStreams.Key, EventStreams.Waiting> events = new LinkedHashMap<>();
  final Map<CallKey, KeyedCall> calls = new LinkedHashMap<>();
  final Map<UUID, Deletion> deletions = new HashMap<>();
  private long positions;

  /** The position of the changes of one more transaction. */
  long nextPosition() {
    return ++positions;
  }

  /** Changes, in their order. */
  List<Change> changes(ChangeQuery query) {
    return switch (query.of()) {
      case REQUESTS ->
          changes(
              query,
              Stream.concat(
                  changes(query, requests, RequestField.CATALOG),
                  deletions.values().stream()
                      .filter(
                          one ->
                              query.catalogs().map(in -> in.contains(one.catalog())).orElse(true))
                      .map(Deletion::change)));
      case ASSIGNMENTS -> changes(query, changes(query, assignments, AssignmentField.CATALOG));
    };
  }

  private static <I, T> Stream<Change> changes(
      ChangeQuery query, Rows<I, T> rows, Field<T> catalog) {
    return rows.byId.entrySet().stream()
        .filter(
            one ->
                query
                    .catalogs()
                    .map(
                        in ->
                            Filter.anyOf(catalog, in.stream().map(Catalog.Id::value).toList())
                                .matches(one.getValue()))
                    .orElse(true))
        .map(one -> rows.changes.get(one.getKey()));
  }

  private static List<Change> changes(ChangeQuery query, Stream<Change> all) {
    return all.filter(one -> one.position() < query.until() && isWithin(query, one))
        .sorted(
            Comparator.comparingLong(Change::position).thenComparing(Change::id, Order::compare))
        .limit(query.limit())
        .toList();
  }

  private static boolean isWithin(ChangeQuery query, Change change) {
    return change.position() > query.from()
        || (change.position() == query.from()
            && query.after().map(id -> Order.compare(change.id(), id) > 0).orElse(true));
  }

  /** The groups by which approvers are asked now. */
  Set<String> groupsAwaited() {
    return approvals.byId.values().stream()
        .flatMap(approval -> approval.awaited().stream())
        .flatMap(asked -> asked.groupId().stream())
        .collect(Collectors.toSet());
  }

  /** Requests that the engine must look at, the longest waiting first. */
  Stream<AssignmentRequest> dueRequests(Instant now) {
    return requests.byId.values().stream()
        .filter(request -> request.progress().dueAt().filter(due -> !due.isAfter(now)).isPresent())
        .sorted(Comparator.comparing(request -> request.progress().dueAt().orElseThrow()));
  }

  /** Assignments that the engine must end, the longest waiting first. */
  Stream<Assignment> dueAssignments(Instant now) {
    return assignments.byId.values().stream()
        .filter(assignment -> assignment.dueAt().filter(due -> !due.isAfter(now)).isPresent())
        .sorted(Comparator.comparing(assignment -> assignment.dueAt().orElseThrow()));
  }

  /** Assignments that the engine must compare with their package, the longest waiting first. */
  Stream<Assignment> dueUpdates(Instant now) {
    return assignments.byId.values().stream()
        .filter(one -> one.updateDueAt().filter(due -> !due.isAfter(now)).isPresent())
        .sorted(Comparator.comparing(one -> one.updateDueAt().orElseThrow()));
  }

  /** Packages whose change is to be brought to assignments, the longest waiting first. */
  Stream<AccessPackage> dueRollouts(Instant now) {
    return accessPackages.byId.values().stream()
        .filter(one -> one.rollout().filter(due -> !due.dueAt().isAfter(now)).isPresent())
        .sorted(Comparator.comparing(one -> one.rollout().orElseThrow().dueAt()));
  }

  /** Callouts that the engine must look at, the longest waiting first. */
  Stream<Callout> dueCallouts(Instant now) {
    return callouts.byId.values().stream()
        .filter(one -> one.progress().dueAt().filter(due -> !due.isAfter(now)).isPresent())
        .sorted(Comparator.comparing(one -> one.progress().dueAt().orElseThrow()));
  }

  /** How long a callout has been waiting here, if one is due. */
  Optional<Instant> calloutsWaitingSince(Instant now) {
    return dueCallouts(now).findFirst().flatMap(one -> one.progress().dueAt());
  }

  /** What something else holds on to. */
  Stream<UUID> heldOn() {
    return Stream.of(
            resources.byId.values().stream().map(one -> one.catalog().value()),
            accessPackages.byId.values().stream().map(one -> one.catalog().value()),
            customExtensions.byId.values().stream().map(one -> one.catalog().value()),
            policies.byId.values().stream().map(one -> one.accessPackage().value()))
        .flatMap(Function.identity());
  }

  /** Items that may be claimed, the longest waiting first. */
  Stream<Due> dueItems(Instant now) {
    return requests.byId.values().stream()
        .filter(request -> request.progress().status() == RequestStatus.DELIVERING)
        .flatMap(
            request ->
                request.items().stream()
                    .filter(item -> item.nextAttemptAt().filter(at -> !at.isAfter(now)).isPresent())
                    .map(
                        item ->
                            new Due(
                                new ItemKey(request.id(), item.id()),
                                item.roleScope().resourceOrigin().system(),
                                item.nextAttemptAt().orElseThrow())))
        .filter(
            due ->
                Optional.ofNullable(maintenances.get(due.system()))
                    .filter(one -> one.until().isAfter(now))
                    .isEmpty())
        .filter(
            due -> openClaim(due.key()).filter(open -> open.leaseUntil().isAfter(now)).isEmpty())
        .sorted(Comparator.comparing(Due::since));
  }

  /** How long a request, assignment, update or rollout has been waiting here, if one is due. */
  Optional<Instant> waitingSince(Instant now) {
    return Stream.of(
            dueRequests(now).map(request -> request.progress().dueAt().orElseThrow()),
            dueAssignments(now).map(assignment -> assignment.dueAt().orElseThrow()),
            dueUpdates(now).map(assignment -> assignment.updateDueAt().orElseThrow()),
            dueRollouts(now).map(one -> one.rollout().orElseThrow().dueAt()))
        .flatMap(Function.identity())
        .min(Comparator.naturalOrder());
  }

  /** How long an item of one of these systems has been waiting here, if one is due. */
  Optional<Instant> itemsWaitingSince(Instant now, Collection<String> systems) {
    return dueItems(now)
        .filter(due -> systems.contains(due.system()))
        .map(Due::since)
        .min(Comparator.naturalOrder());
  }

  /** How long an event for one of these sinks has been waiting here, if one is due. */
  Optional<Instant> eventsWaitingSince(Instant now, Collection<String> sinks) {
    return events.entrySet().stream()
        .filter(stream -> sinks.contains(stream.getKey().sink()))
        .map(Map.Entry::getValue)
        .filter(waiting -> waiting.isDue(now))
        .map(EventStreams.Waiting::since)
        .min(Comparator.naturalOrder());
  }

  /** The claim on an item, if there is one that is not ended. */
  Optional<Claim> openClaim(ItemKey key) {
    var state = claims.get(key);
    return state == null || state.isEnded() ? Optional.empty() : Optional.of(state.claim());
  }
}
