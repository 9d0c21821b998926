package dev.regrant.application;

import static java.util.stream.Collectors.groupingBy;

import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Callout;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.Refusal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What is called at stages of requests and assignments, and what it says. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class CustomExtensions {
  private static final String TYPE = "custom extension";

  private final EngineParts parts;
  private final Writes writes;
  private final Lookup<CustomExtension.Id, CustomExtension> lookup;

  CustomExtensions(EngineParts parts) {
    this.parts = parts;
    this.writes = new Writes(parts);
    this.lookup =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                TYPE,
                CustomExtension.Id::value,
                Store.Tx::customExtensions,
                CustomExtensionField.CATALOG,
                Task.READ_CATALOGS));
  }

  /** Reads custom extensions. */
  public Lookup<CustomExtension.Id, CustomExtension> lookup() {
    return lookup;
  }

  /** Makes a custom extension in a catalog. */
  public Outcome<CustomExtension> create(
      Caller caller, Catalog.Id catalog, CustomExtension.Terms terms) {
    var reach = writes.reach(caller, Task.MANAGE_CATALOGS);
    return writes.run(
        caller,
        reach,
        (tx, now) -> {
          if (tx.catalogs().find(catalog).isEmpty()) {
            return new Outcome.NotFound<>("catalog", catalog.value().toString());
          }
          if (!reach.covers(catalog)) {
            return reach.forbidden();
          }
          return saved(
              tx,
              new CustomExtension(
                  new CustomExtension.Id(writes.id(now)),
                  0,
                  catalog,
                  terms,
                  Authorship.of(caller.actor(), now)));
        });
  }

  /** Changes a custom extension; {@code change} is given its present terms. */
  public Outcome<CustomExtension> update(
      Caller caller,
      Catalog.Id catalog,
      CustomExtension.Id id,
      UnaryOperator<CustomExtension.Terms> change) {
    return changing(
        caller,
        catalog,
        id,
        (tx, found, now) -> {
          var terms = change.apply(found.terms());
          return terms.type() == found.terms().type()
              ? saved(tx, found.changedTo(terms, found.authorship().changedBy(caller.actor(), now)))
              : Writes.invalid("@odata.type", "must stay as it is");
        });
  }

  private Outcome<CustomExtension> saved(Store.Tx tx, CustomExtension extension) {
    var objection = parts.extensionCaller().objectionTo(extension.terms().endpoint().url());
    if (objection.isPresent()) {
      return Writes.invalid("endpointConfiguration.url", objection.get());
    }
    tx.customExtensions().save(extension);
    return new Outcome.Done<>(extension);
  }

  /** Takes a custom extension away that no policy has called. */
  public Outcome<CustomExtension> delete(Caller caller, Catalog.Id catalog, CustomExtension.Id id) {
    return changing(
        caller,
        catalog,
        id,
        (tx, found, now) -> {
          Optional<AssignmentPolicy> user =
              tx.policies().all(Filter.eq(PolicyField.CATALOG, found.catalog().value())).stream()
                  .filter(policy -> names(policy, id))
                  .findFirst();
          if (user.isPresent()) {
            return Writes.inUse(TYPE, id.value(), Refusal.Use.POLICY, user.get().id().value());
          }
          tx.customExtensions().delete(found);
          return new Outcome.Done<>(found);
        });
  }

  private static boolean names(AssignmentPolicy policy, CustomExtension.Id id) {
    return policy.terms().extras().customExtensionStageSettings().stream()
        .anyMatch(setting -> setting.customExtension().equals(id.value()));
  }

  private interface Change {
    Outcome<CustomExtension> apply(Store.Tx tx, CustomExtension extension, Instant now);
  }

  private Outcome<CustomExtension> changing(
      Caller caller, Catalog.Id catalog, CustomExtension.Id id, Change change) {
    var reach = writes.reach(caller, Task.MANAGE_CATALOGS);
    return writes.run(
        caller,
        reach,
        (tx, now) -> {
          var found = tx.customExtensions().find(id).filter(one -> one.catalog().equals(catalog));
          if (found.isEmpty()) {
            return new Outcome.NotFound<>(TYPE, id.value().toString());
          }
          return reach.covers(catalog) ? change.apply(tx, found.get(), now) : reach.forbidden();
        });
  }

  /**
   * Takes what an extension says of a request that came to a stage. A request that stands still
   * goes on once all that were called have said so, or is denied or cancelled by the first that
   * says that. What was said before is accepted again, and changes nothing.
   */
  public Outcome<AssignmentRequest> resume(
      Caller caller, AssignmentRequest.Id request, Resumption resumption) {
    return new Callbacks(parts).resume(caller, request, resumption);
  }

  /**
   * What was called about requests that the caller was shown, by their ids, oldest first. What is
   * still to be called is left out, unless a request waits for it.
   */
  public Map<AssignmentRequest.Id, List<Callout>> calloutsOf(
      Caller caller, Collection<AssignmentRequest> requests) {
    // A request that was just taken in has come to no stage.
    var ids =
        requests.stream()
            .filter(request -> request.version() > 1)
            .map(request -> request.id().value())
            .toList();
    return shown(caller, CalloutField.REQUEST, ids).stream()
        .collect(groupingBy(callout -> callout.terms().request().orElseThrow()));
  }

  /** What was called about assignments that the caller was shown: when given, ended or ending. */
  public Map<Assignment.Id, List<Callout>> calloutsOfAssignments(
      Caller caller, Collection<Assignment.Id> assignments) {
    return shown(
            caller,
            CalloutField.ASSIGNMENT,
            assignments.stream().map(Assignment.Id::value).toList())
        .stream()
        .filter(callout -> !callout.terms().stage().holdsUp())
        .collect(groupingBy(callout -> callout.terms().assignment()));
  }

  private List<Callout> shown(Caller caller, CalloutField field, List<UUID> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    var found =
        parts
            .store()
            .inTransaction(caller.tenant(), tx -> tx.callouts().all(Filter.anyOf(field, ids)));
    return found.stream()
        .filter(one -> one.progress().status() != Callout.Status.PENDING || one.isAwaited())
        .toList()
        .reversed();
  }
}
