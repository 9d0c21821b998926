package dev.regrant.application;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.RoleAssignment;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Decides who may do what, by {@link Rule#TABLE}. */
final class Authorization {
  private final Store store;

  Authorization(Store store) {
    this.store = store;
  }

  /**
   * Where the caller may do a task. Roles are read in a transaction of its own, and only if
   * anything depends on them.
   */
  Reach reach(Caller caller, Task task) {
    return reach(caller, Rule.about(task));
  }

  private Reach reach(Caller caller, Rule rule) {
    boolean isUser = caller.actor().kind() == Actor.Kind.USER;
    boolean hasPermission =
        !Collections.disjoint(caller.permissions(), isUser ? rule.delegated() : rule.application());
    if (!isUser && rule.application().isEmpty()) {
      return Reach.nowhere(
          Outcome.Lack.USER, "Only a signed-in user can do this; the token is an application's.");
    }
    if (isUser && !hasPermission) {
      return Reach.nowhere(Outcome.Lack.SCOPE, lacksScope("scopes", rule.delegated()));
    }
    boolean isEverywhere =
        isUser
            ? rule.isOwn() || !Collections.disjoint(caller.directoryRoles(), rule.directoryRoles())
            : hasPermission;
    if (isEverywhere) {
      return Reach.everywhere();
    }
    var held = held(caller, rule);
    if (!rule.isOfCatalogs() && !held.isEmpty()) {
      return Reach.everywhere();
    }
    Set<Catalog.Id> catalogs =
        held.stream().flatMap(role -> role.catalog().stream()).collect(toSet());
    if (!held.isEmpty()) {
      return Reach.within(catalogs, "On this catalog, " + lacksRole(caller, rule));
    }
    return isUser
        ? Reach.nowhere(Outcome.Lack.ROLE, capitalised(lacksRole(caller, rule)))
        : Reach.nowhere(
            Outcome.Lack.SCOPE,
            lacksScope("roles", rule.application()) + roleInstead(sufficient(rule)));
  }

  private List<RoleAssignment> held(Caller caller, Rule rule) {
    if (rule.entitlementRoles().isEmpty()) {
      return List.of();
    }
    var principals =
        Stream.concat(Stream.of(caller.actor().id()), caller.principals().stream())
            .<Filter<RoleAssignment>>map(id -> Filter.eq(RoleAssignmentField.PRINCIPAL, id))
            .toList();
    return store
        .inTransaction(caller.tenant(), tx -> tx.roleAssignments().all(new Filter.Or<>(principals)))
        .stream()
        .filter(assignment -> rule.entitlementRoles().contains(assignment.role()))
        .toList();
  }

  private static String lacksScope(String claim, Collection<Permission> anyOf) {
    return "The token's %s hold none of: %s."
        .formatted(claim, anyOf.stream().map(Permission::value).collect(joining(", ")));
  }

  /** The roles that are enough; to make catalogs is not, where it takes one. */
  private static List<EntitlementRole> sufficient(Rule rule) {
    return rule.entitlementRoles().stream()
        .filter(role -> role.isOfCatalog() || !rule.isOfCatalogs())
        .toList();
  }

  private static String roleInstead(List<EntitlementRole> roles) {
    return roles.isEmpty()
        ? ""
        : " Nor was the application given one of these roles: " + names(roles) + ".";
  }

  private static String lacksRole(Caller caller, Rule rule) {
    var directory =
        rule.directoryRoles().stream().map(DirectoryRole::displayName).sorted().toList();
    return "the %s has none of these roles: %s."
        .formatted(
            caller.actor().kind() == Actor.Kind.USER ? "signed-in user" : "application",
            Stream.of(Optional.of(names(sufficient(rule))), directoryRoles(caller, directory))
                .flatMap(Optional::stream)
                .filter(names -> !names.isEmpty())
                .collect(joining(", ")));
  }

  private static Optional<String> directoryRoles(Caller caller, List<String> names) {
    return caller.actor().kind() == Actor.Kind.USER
        ? Optional.of(String.join(", ", names))
        : Optional.empty();
  }

  private static String names(List<EntitlementRole> roles) {
    return roles.stream().map(EntitlementRole::displayName).collect(joining(", "));
  }

  private static String capitalised(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }
}
