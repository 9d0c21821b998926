package dev.regrant.application;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Port to where everything is kept. Thread-safe. What a store must do is tested by the test kit's
 * {@code StoreContract}.
 *
 * <p>An outage is an {@link UnavailableException}. Times are kept to the microsecond.
 */
public interface Store {
  /**
   * Runs {@code work} in one transaction, which sees and changes this tenant's data only. It
   * commits when {@code work} returns; any exception rolls everything back and reaches the caller
   * unchanged. Concurrent transactions may see each other's committed changes (READ COMMITTED).
   *
   * <p>{@code work} touches nothing but its {@link Tx}, which must not be used after it returned,
   * and opens no other transaction: both throw {@link IllegalStateException}.
   */
  <T> T inTransaction(TenantId tenant, Function<Tx, T> work);

  /**
   * Tenants that have a due request, assignment, update or rollout at {@code now}, the longest
   * waiting first.
   */
  List<TenantId> tenantsDue(Instant now, int limit);

  /**
   * Tenants that have an item of one of {@code systems} which {@link Tx#claimDue} would give at
   * {@code now}, the longest waiting first.
   */
  List<TenantId> tenantsWithItems(Instant now, Collection<String> systems, int limit);

  /**
   * Tenants that have a due event for one of {@code sinks} at {@code now}, the longest waiting
   * first.
   */
  List<TenantId> tenantsWithEvents(Instant now, Collection<String> sinks, int limit);

  /** Tenants that have a callout due at {@code now}, the longest waiting first. */
  List<TenantId> tenantsWithCallouts(Instant now, int limit);

  /** Tenants that have a subscription. */
  List<TenantId> tenantsWithSubscriptions();

  /**
   * Tenants that have keyed calls begun before {@code instant}, those with the oldest first: so
   * that they are forgotten.
   */
  List<TenantId> tenantsWithCallsBefore(Instant instant, int limit);

  /**
   * Tells whoever listens, in this process or another one that shares the data, that there may be
   * something to do. Returns at once and throws nothing. Only a hint: it may be lost, come late or
   * more than once, so nothing may depend on it. A store without such means does nothing.
   */
  default void announce() {}

  /**
   * Has {@code hint} run at announcements, until the result is closed. It runs in any thread, so it
   * must be quick.
   */
  default Listening listen(Runnable hint) {
    return () -> {};
  }

  /** What ends when it is closed. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** Returns if the store can serve, and throws {@link UnavailableException} if it cannot. */
  void check();

  /**
   * The entities of one kind, of the transaction's tenant.
   *
   * @param <I> their id
   * @param <T> the entities
   */
  interface Entities<I, T> {
    /** Those with these ids; unknown ones are left out. */
    Map<I, T> findAll(Collection<I> ids);

    /** The one with this id. */
    default Optional<T> find(I id) {
      return Optional.ofNullable(findAll(List.of(id)).get(id));
    }

    /** A page of those that satisfy the query's filter, sorted as it asks. */
    Page<T> list(Query<T> query);

    /** How many satisfy {@code filter}. */
    long count(Filter<T> filter);

    /** The newest of those that satisfy all of {@code conditions}. */
    default Optional<T> first(List<Filter<T>> conditions) {
      return list(new Query<>(new Filter.And<>(conditions), 1, Optional.empty())).items().stream()
          .findFirst();
    }

    /** All that satisfy {@code filter}, read page by page: for lists that are short. */
    default List<T> all(Filter<T> filter) {
      var all = new ArrayList<T>();
      Optional<UUID> after = Optional.empty();
      do {
        var page = list(new Query<>(filter, Query.MAX_LIMIT, after));
        all.addAll(page.items());
        after = page.next();
      } while (after.isPresent());
      return all;
    }

    /**
     * Adds those of version 0 and replaces the others, each under a version one higher than its
     * own. An entity that is not as it was read, or whose identity is taken, fails the transaction
     * with {@link StaleEntityException}. To save an entity again, find it again first.
     */
    void saveAll(Collection<T> entities);

    /**
     * Takes an entity away, for good. One that is not as it was read, or that others hold on to,
     * fails the transaction with {@link StaleEntityException}, at its end at the latest.
     */
    void delete(T entity);

    /** Saves one. */
    default void save(T entity) {
      saveAll(List.of(entity));
    }
  }

  /**
   * One transaction. Not thread-safe.
   *
   * <p>These identities are taken once only, beside the ids: a catalog's unique name and a
   * package's; a package's name in its catalog; a policy's name in its package; a resource's origin
   * in its catalog; among the requests that are not finished, the target and package of a grant,
   * and the assignment of a removal; the caller and key of a {@link KeyedCall}.
   *
   * <p>A resource, a package and a custom extension hold on to their catalog, a policy to its
   * package.
   */
  interface Tx {
    /** Requests. Saving one keeps its items' new attempts, and never takes away an old one. */
    Entities<AssignmentRequest.Id, AssignmentRequest> requests();

    /** Assignments. */
    Entities<Assignment.Id, Assignment> assignments();

    /** Catalogs. */
    Entities<Catalog.Id, Catalog> catalogs();

    /** Resources. */
    Entities<Resource.Id, Resource> resources();

    /** Access packages. */
    Entities<AccessPackage.Id, AccessPackage> accessPackages();

    /** Policies. */
    Entities<AssignmentPolicy.Id, AssignmentPolicy> policies();

    /** Who has which entitlement role. */
    Entities<RoleAssignment.Id, RoleAssignment> roleAssignments();

    /** Approvals, each of a request that is stored. */
    Entities<AssignmentRequest.Id, Approval> approvals();

    /** The groups by which {@link Approval#awaited} names those whose decision is waited for. */
    Set<String> groupsAwaited();

    /**
     * A page of the approvals that wait for this person's decision, by falling id: those that
     * {@linkplain Approval#awaited await} the person or one of the groups, and are not {@linkplain
     * Approval#isOwnOf the person's own}.
     *
     * @param after the id after which the page begins
     */
    Page<Approval> approvalsAwaiting(
        String person, Collection<String> groups, int limit, Optional<UUID> after);

    /** What is set for the tenant, by its id. */
    Entities<TenantId, TenantSettings> settings();

    /** Connected organisations. */
    Entities<ConnectedOrganization.Id, ConnectedOrganization> connectedOrganizations();

    /** Whom requests are or were about. */
    Entities<SubjectEntry.Id, SubjectEntry> subjects();

    /** What was asked about resources. */
    Entities<ResourceRequest.Id, ResourceRequest> resourceRequests();

    /** What can be called at stages. */
    Entities<CustomExtension.Id, CustomExtension> customExtensions();

    /** What was called, and what is to be. */
    Entities<Callout.Id, Callout> callouts();

    /** Who is told what changes. */
    Entities<Subscription.Id, Subscription> subscriptions();

    /**
     * Callouts whose {@code dueAt} is reached, the longest waiting first.
     *
     * @param without of these extensions, none
     */
    List<Callout.Id> dueCallouts(Instant now, Collection<CustomExtension.Id> without, int limit);

    /**
     * As {@link Entities#findAll} on requests, and nobody else can lock or save these until the
     * transaction ends. A transaction locks once, before it touches claims, so that two cannot wait
     * for each other.
     */
    Map<AssignmentRequest.Id, AssignmentRequest> lock(Collection<AssignmentRequest.Id> ids);

    /** Requests under way whose {@code dueAt} is reached, the longest waiting first. */
    List<AssignmentRequest.Id> dueRequests(Instant now, int limit);

    /** Assignments whose {@code dueAt} is reached, the longest waiting first. */
    List<Assignment.Id> dueAssignments(Instant now, int limit);

    /** Assignments whose {@code updateDueAt} is reached, the longest waiting first. */
    List<Assignment.Id> dueUpdates(Instant now, int limit);

    /** Packages whose rollout is due, the longest waiting first. */
    List<AccessPackage.Id> dueRollouts(Instant now, int limit);

    /**
     * Takes items to deliver: pending, of a request that delivers, their {@code nextAttemptAt}
     * reached, of a system that is not in maintenance, and under nobody's lease. The longest
     * waiting come first. Two claimers never get the same item.
     *
     * @param leaseUntil when others may claim what is not ended by then; never before {@code now}
     * @param limits how many items to take at most of each origin system; others are left alone
     */
    List<Claim> claimDue(Instant now, Instant leaseUntil, Map<String, Integer> limits);

    /** The claims on these requests' items that are not ended, whether or not their lease is. */
    List<Claim> claims(Collection<AssignmentRequest.Id> requests);

    /**
     * Ends claims, whether or not something came of them. Returns those that still held: neither
     * ended before nor taken over. What others bring is to be discarded.
     */
    List<Claim> end(Collection<Claim> claims);

    /**
     * Lengthens claims whose work goes on. Returns those that still held, as they are now.
     *
     * @param leaseUntil when others may claim what is not ended by then
     */
    List<Claim> extend(Collection<Claim> claims, Instant leaseUntil);

    /** The tenant's maintenances that have begun and not ended. */
    List<Maintenance> maintenances(Instant now);

    /** Adds a maintenance, in the place of any other of the same system. */
    void save(Maintenance maintenance);

    /** Takes away the maintenance of a system, if there is one. */
    void endMaintenance(String originSystem);

    /** All attempts on the items of a request, oldest first. */
    Map<DeliveryItem.Id, List<Attempt>> attempts(AssignmentRequest.Id request);

    /**
     * Adds entries, for good, behind those that their requests have; a transaction that does so has
     * locked or saved these requests.
     */
    void append(Collection<HistoryEntry> entries);

    /**
     * Queues entries that are appended, for each of {@code sinks}, behind all that is queued for
     * the same sink and request. Transactions that queue for the same request wait for each other,
     * so that events are queued in the order in which the changes are committed, whatever the
     * clocks say. What is queued first for a sink and request is due from its own time on.
     */
    void enqueue(Collection<String> sinks, Collection<HistoryEntry> entries);

    /**
     * Takes events to tell: of each request, the earliest ones that wait for the sink, if they are
     * due and under nobody's lease. The longest waiting requests come first. Two claimers never get
     * events of the same request for the same sink.
     *
     * @param leaseUntil when others may claim what is not ended by then; never before {@code now}
     * @param limits of how many requests to take events at most for each sink; those for others are
     *     left alone
     * @param maxEvents how many to take at most of each request
     */
    List<EventClaim> claimEvents(
        Instant now, Instant leaseUntil, Map<String, Integer> limits, int maxEvents);

    /**
     * Ends a claim, and forgets the first events of it.
     *
     * @param done how many of the claim's events to forget, from the first one on
     * @param failures how often in a row the first of those left has failed
     * @param nextAttemptAt when those left are due
     * @return whether the claim still held; if it was ended before or taken over, nothing changes
     */
    boolean endEvents(EventClaim claim, int done, int failures, Instant nextAttemptAt);

    /**
     * The entries of a request, in the order in which they were added: processes' clocks may
     * differ, so their times need not rise.
     */
    List<HistoryEntry> history(AssignmentRequest.Id request);

    /**
     * Where the changes of requests and assignments end. A change bears the position of the
     * transaction that makes it; one that has not ended holds the mark back.
     */
    ChangeMark changeMark();

    /** Changes of requests or assignments. Of an entity, there is only the latest one. */
    List<Change> changes(ChangeQuery query);

    /** Remembers that a request was deleted, which the transaction does besides. */
    void noteDeleted(AssignmentRequest request, Instant at);

    /** Forgets deletions before {@code instant}, at most {@code limit}. */
    void forgetDeletionsBefore(Instant instant, int limit);

    /** The call that {@code caller} made under an idempotency key, if it is still remembered. */
    Optional<KeyedCall> keyedCall(Actor caller, String key);

    /**
     * Remembers a call of version 0, and replaces another one, each under a version one higher than
     * its own. A call that is not as it was read, or whose key is taken, fails the transaction with
     * {@link StaleEntityException}.
     */
    void save(KeyedCall call);

    /** Forgets a call, if it is still as it was read. */
    void forget(KeyedCall call);

    /** Forgets calls begun before {@code instant}, the oldest first, at most {@code limit}. */
    void forgetCallsBefore(Instant instant, int limit);
  }
}
