package dev.regrant.application;

import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.ConnectedOrganization.Side;
import dev.regrant.domain.ConnectedOrganization.Sponsors;
import dev.regrant.domain.IdentitySource;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectSet;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Organisations whose people may ask for access, and who answers for them. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class ConnectedOrganizations {
  private static final String ORGANIZATION = "connected organization";
  private static final String REFERENCE = "@odata.id";

  private final EngineParts parts;
  private final Writes writes;
  private final Lookup<ConnectedOrganization.Id, ConnectedOrganization> lookup;

  ConnectedOrganizations(EngineParts parts) {
    this.parts = parts;
    this.writes = new Writes(parts);
    this.lookup =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                ORGANIZATION,
                ConnectedOrganization.Id::value,
                Store.Tx::connectedOrganizations,
                ConnectedOrganizationField.ID,
                Task.READ_SYSTEMS));
  }

  /** Reads them. */
  public Lookup<ConnectedOrganization.Id, ConnectedOrganization> lookup() {
    return lookup;
  }

  /**
   * Which organisation each of these people is of, in their order: the oldest that holds their mail
   * address or sign-in name by a domain.
   */
  public List<Optional<ConnectedOrganization>> of(TenantId tenant, List<Subject> people) {
    if (people.isEmpty()) {
      return List.of();
    }
    var all =
        parts
            .store()
            .inTransaction(tenant, tx -> tx.connectedOrganizations().all(Filter.everything()))
            .reversed();
    return people.stream()
        .map(person -> all.stream().filter(one -> one.holds(person)).findFirst())
        .toList();
  }

  /** Makes an organisation without sponsors. */
  public Outcome<ConnectedOrganization> create(Caller caller, ConnectedOrganization.Terms terms) {
    return writes.run(
        caller,
        writes.reach(caller, Task.OPERATE_SYSTEMS),
        (tx, now) ->
            saved(
                tx,
                new ConnectedOrganization(
                    new ConnectedOrganization.Id(writes.id(now)),
                    0,
                    terms,
                    Sponsors.NONE,
                    Authorship.of(caller.actor(), now))));
  }

  /** Changes an organisation; {@code change} is given its present terms. */
  public Outcome<ConnectedOrganization> update(
      Caller caller,
      ConnectedOrganization.Id id,
      UnaryOperator<ConnectedOrganization.Terms> change) {
    return changing(
        caller,
        id,
        (tx, found, now) ->
            saved(tx, found.changedTo(change.apply(found.terms()), caller.actor(), now)));
  }

  private static Outcome<ConnectedOrganization> saved(
      Store.Tx tx, ConnectedOrganization organization) {
    var taken =
        tx.connectedOrganizations().all(Filter.everything()).stream()
            .filter(other -> !other.id().equals(organization.id()))
            .filter(other -> shares(other, organization))
            .findFirst();
    if (taken.isPresent()) {
      return Writes.duplicate(
          "identitySources",
          taken.get().id().value(),
          "another connected organization has one of the identity sources");
    }
    tx.connectedOrganizations().save(organization);
    return new Outcome.Done<>(organization);
  }

  private static boolean shares(ConnectedOrganization one, ConnectedOrganization other) {
    return one.terms().identitySources().stream()
        .anyMatch(
            source ->
                other.terms().identitySources().stream()
                    .anyMatch((IdentitySource same) -> same.isSameAs(source)));
  }

  /** Takes an organisation away that no policy names. */
  public Outcome<ConnectedOrganization> delete(Caller caller, ConnectedOrganization.Id id) {
    return changing(
        caller,
        id,
        (tx, found, now) -> {
          var user =
              tx.policies().all(Filter.everything()).stream()
                  .filter(policy -> names(policy, id))
                  .findFirst();
          if (user.isPresent()) {
            return new Outcome.Refused<>(
                new Refusal.InUse(
                    "the connected organization is named by assignment policy "
                        + user.get().id().value()));
          }
          tx.connectedOrganizations().delete(found);
          return new Outcome.Done<>(found);
        });
  }

  private static boolean names(AssignmentPolicy policy, ConnectedOrganization.Id id) {
    return policy.terms().specificAllowedTargets().stream()
        .filter(set -> set.kind() == SubjectSet.Kind.CONNECTED_ORGANIZATION_MEMBERS)
        .anyMatch(set -> set.id().filter(id.value().toString()::equalsIgnoreCase).isPresent());
  }

  /**
   * Adds a sponsor.
   *
   * @param isGroup whether a group is named; empty for whatever has this id
   */
  public Outcome<ConnectedOrganization> addSponsor(
      Caller caller,
      ConnectedOrganization.Id id,
      Side side,
      String sponsor,
      Optional<Boolean> isGroup) {
    var reach = writes.reach(caller, Task.OPERATE_SYSTEMS);
    if (reach.isNowhere()) {
      return reach.forbidden();
    }
    // The directory is asked first: no network call happens inside a transaction.
    boolean isPerson =
        !isGroup.orElse(false)
            && parts.directory().findAll(caller.tenant(), List.of(sponsor)).containsKey(sponsor);
    if (!isPerson && !isGroup.orElse(true)) {
      return Writes.invalid(REFERENCE, "names nobody in the directory: " + sponsor);
    }
    return changing(
        caller,
        id,
        (tx, found, now) -> {
          if (sponsor(found, side, sponsor).isPresent()) {
            return Writes.duplicate(
                REFERENCE, Optional.of(sponsor), "this is a sponsor of the organization already");
          }
          var set = isPerson ? SubjectSet.user(sponsor) : SubjectSet.group(sponsor);
          var changed = found.sponsoredBy(side, set, caller.actor(), now);
          tx.connectedOrganizations().save(changed);
          return new Outcome.Done<>(changed);
        });
  }

  /** Takes a sponsor away. */
  public Outcome<ConnectedOrganization> removeSponsor(
      Caller caller, ConnectedOrganization.Id id, Side side, String sponsor) {
    return changing(
        caller,
        id,
        (tx, found, now) -> {
          var set = sponsor(found, side, sponsor);
          if (set.isEmpty()) {
            return new Outcome.NotFound<>("sponsor", sponsor);
          }
          var changed = found.notSponsoredBy(side, set.get(), caller.actor(), now);
          tx.connectedOrganizations().save(changed);
          return new Outcome.Done<>(changed);
        });
  }

  private static Optional<SubjectSet> sponsor(ConnectedOrganization of, Side side, String sponsor) {
    return of.sponsors().of(side).stream()
        .filter(set -> set.id().filter(sponsor::equals).isPresent())
        .findFirst();
  }

  private interface Change {
    Outcome<ConnectedOrganization> apply(
        Store.Tx tx, ConnectedOrganization organization, Instant now);
  }

  private Outcome<ConnectedOrganization> changing(
      Caller caller, ConnectedOrganization.Id id, Change change) {
    return writes.run(
        caller,
        writes.reach(caller, Task.OPERATE_SYSTEMS),
        (tx, now) ->
            tx.connectedOrganizations()
                .find(id)
                .map(found -> change.apply(tx, found, now))
                .orElseGet(() -> new Outcome.NotFound<>(ORGANIZATION, id.value().toString())));
  }
}
