package dev.regrant.domain;

import static dev.regrant.domain.FailedCheck.Check.*;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What must hold whenever delivery begins, be it the first time, at a scheduled start or at a
 * reprocess: one place for all three, and for asking what would happen.
 *
 * <p>Taking access away is checked for nothing but a connector and for not being overtaken: access
 * must be removable even when everything that once justified it is gone.
 */
public final class DeliveryGate {
  private DeliveryGate() {}

  /** What delivery of {@code request} would do with each item. */
  public static DeliveryPlan plan(AssignmentRequest request, Facts facts) {
    var tried = new ArrayList<DeliveryItem.Id>();
    var kept = new ArrayList<DeliveryItem.Id>();
    var dropped = new ArrayList<DeliveryItem.Id>();
    for (DeliveryItem item : request.items()) {
      switch (item.state()) {
        case DONE -> kept.add(item.id());
        case DROPPED -> {}
        case PENDING, FAILED -> (isStillWanted(item, facts) ? tried : dropped).add(item.id());
      }
    }
    return new DeliveryPlan(tried, kept, dropped);
  }

  private static boolean isStillWanted(DeliveryItem item, Facts facts) {
    return switch (item.operation()) {
      case REVOKE -> !facts.otherAccess().neededElsewhere().contains(item.id());
      case GRANT ->
          facts.accessPackage().filter(held -> held.holds(item.roleScope().id())).isPresent();
    };
  }

  /** Everything that stands in the way of delivering {@code request} now; empty if nothing does. */
  public static List<FailedCheck> failedChecks(
      AssignmentRequest request, Facts facts, Instant now) {
    var failed = new ArrayList<FailedCheck>();
    if (!takesOnly(request)) {
      checkGrant(request, facts, now, failed);
    }
    facts
        .otherAccess()
        .supersededBy()
        .ifPresent(other -> failed.add(new FailedCheck(NOT_SUPERSEDED, other)));
    facts
        .otherAccess()
        .opposedBy()
        .ifPresent(
            other ->
                failed.add(
                    new FailedCheck(
                        NOT_OPPOSED,
                        "request %s, which is under way, does the opposite to one of the same roles"
                            .formatted(other.value()))));
    checkConnectors(request, facts, failed);
    return List.copyOf(failed);
  }

  /** Whether it is a removal, or a change that takes roles out of an assignment. */
  private static boolean takesOnly(AssignmentRequest request) {
    return request.terms().type().isRemoval()
        || (!request.items().isEmpty()
            && request.items().stream().allMatch(item -> item.operation() == Operation.REVOKE));
  }

  private static void checkGrant(
      AssignmentRequest request, Facts facts, Instant now, List<FailedCheck> failed) {
    var terms = request.terms();
    if (facts.accessPackage().isEmpty()) {
      failed.add(
          new FailedCheck(
              ACCESS_PACKAGE_EXISTS,
              "access package %s no longer exists".formatted(terms.accessPackage().value())));
    } else if (!request.items().isEmpty()) {
      var plan = plan(request, facts);
      if (plan.tried().isEmpty() && plan.kept().isEmpty()) {
        failed.add(
            new FailedCheck(
                ROLE_SCOPES_EXIST,
                "access package %s no longer holds any of the roles that were approved"
                    .formatted(terms.accessPackage().value())));
      }
    }
    if (facts.policy().isEmpty()) {
      failed.add(
          new FailedCheck(
              POLICY_ALLOWS,
              "assignment policy %s no longer exists".formatted(terms.policy().value())));
    } else if (!facts
        .policy()
        .get()
        .admits(terms.target(), facts.target().groups(), terms.type())) {
      failed.add(
          new FailedCheck(
              POLICY_ALLOWS,
              "assignment policy %s does not allow user %s to have the package"
                  .formatted(terms.policy().value(), terms.target().objectId())));
    }
    if (!facts.target().exists()) {
      failed.add(
          new FailedCheck(
              TARGET_EXISTS,
              "user %s is not in the directory".formatted(terms.target().objectId())));
    }
    if (terms.schedule().isOver(now)) {
      failed.add(
          new FailedCheck(
              SCHEDULE_NOT_OVER,
              "the requested access ended at %s"
                  .formatted(terms.schedule().endsAt(now).orElseThrow())));
    }
    for (String group : excludingGroups(facts)) {
      failed.add(
          new FailedCheck(
              NO_INCOMPATIBLE_ACCESS,
              "user %s is in group %s, which excludes access package %s"
                  .formatted(terms.target().objectId(), group, terms.accessPackage().value())));
    }
    for (AccessPackage.Id held : new TreeSet<>(facts.otherAccess().incompatiblePackagesHeld())) {
      failed.add(
          new FailedCheck(
              NO_INCOMPATIBLE_ACCESS,
              "user %s holds access package %s, which excludes this one"
                  .formatted(terms.target().objectId(), held.value())));
    }
  }

  private static Set<String> excludingGroups(Facts facts) {
    var groups = new TreeSet<>(facts.target().groups());
    groups.retainAll(
        facts.accessPackage().map(one -> one.exclusions().groups()).orElseGet(() -> Set.of()));
    return groups;
  }

  private static void checkConnectors(
      AssignmentRequest request, Facts facts, List<FailedCheck> failed) {
    var tried = plan(request, facts).tried();
    var unserved =
        request.items().stream()
            .filter(item -> tried.contains(item.id()))
            .map(item -> item.roleScope().resourceOrigin().system())
            .filter(system -> !facts.availableSystems().contains(system))
            .collect(Collectors.toCollection(TreeSet::new));
    for (String system : unserved) {
      failed.add(
          new FailedCheck(
              CONNECTOR_AVAILABLE,
              Optional.ofNullable(facts.quarantines().get(system))
                  .map(quarantine -> quarantined(system, quarantine))
                  .orElse("no connector is available for origin system '%s'".formatted(system))));
    }
  }

  private static String quarantined(String system, Quarantine quarantine) {
    return "origin system '%s' is quarantined, as it has failed since %s (%s)%s"
        .formatted(
            system,
            quarantine.since(),
            quarantine.message(),
            quarantine.nextProbeAt().map(at -> "; it is asked again at " + at).orElse(""));
  }
}
