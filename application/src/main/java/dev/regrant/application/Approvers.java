package dev.regrant.application;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.Actor;
import dev.regrant.domain.Approval;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.ConnectedOrganization.Side;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectSet;
import dev.regrant.domain.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds out who the approvers of a stage are. Asks the directory: never inside a transaction.
 *
 * <p>Managers become people when they are asked, and stay who they are. Groups stay groups, so that
 * whoever is in one when they decide may decide.
 */
final class Approvers {
  /** Two of them may be the requestor and the target, who do not count. */
  private static final int ENOUGH_MEMBERS = 3;

  private final SubjectDirectory directory;
  private final ConnectedOrganizations organizations;

  Approvers(EngineParts parts) {
    this.directory = parts.directory();
    this.organizations = new ConnectedOrganizations(parts);
  }

  /**
   * The people and groups that {@code sets} name for a request, or else those that {@code
   * fallbacks} name; none, if there is nobody but the requestor and the target.
   */
  List<SubjectSet> of(
      TenantId tenant,
      AssignmentRequest request,
      Approval approval,
      List<SubjectSet> sets,
      List<SubjectSet> fallbacks) {
    var found = of(tenant, request, approval, sets);
    return found.isEmpty() ? of(tenant, request, approval, fallbacks) : found;
  }

  private List<SubjectSet> of(
      TenantId tenant, AssignmentRequest request, Approval approval, List<SubjectSet> named) {
    var sets = named.stream().flatMap(set -> sponsors(tenant, request, set)).toList();
    Set<String> known = people(tenant, sets);
    var approvers = new LinkedHashSet<SubjectSet>();
    for (SubjectSet set : sets) {
      switch (set.kind()) {
        case SINGLE_USER ->
            set.id()
                .filter(known::contains)
                .filter(id -> !approval.isOwnOf(id))
                .ifPresent(id -> approvers.add(SubjectSet.user(id)));
        case GROUP_MEMBERS ->
            set.groupId()
                .filter(group -> holdsAnApprover(tenant, group, approval))
                .ifPresent(group -> approvers.add(SubjectSet.group(group)));
        case REQUESTOR_MANAGER ->
            manager(tenant, requestor(request), set.managerLevel())
                .filter(id -> !approval.isOwnOf(id))
                .ifPresent(id -> approvers.add(SubjectSet.user(id)));
        case TARGET_MANAGER ->
            manager(tenant, request.terms().target().objectId(), set.managerLevel())
                .filter(id -> !approval.isOwnOf(id))
                .ifPresent(id -> approvers.add(SubjectSet.user(id)));
        case CONNECTED_ORGANIZATION_MEMBERS,
            SINGLE_SERVICE_PRINCIPAL,
            ATTRIBUTE_RULE_MEMBERS,
            INTERNAL_SPONSORS,
            EXTERNAL_SPONSORS,
            TARGET_USER_SPONSORS,
            TARGET_APPLICATION_OWNERS,
            TARGET_AGENT_IDENTITY_SPONSORS_OR_OWNERS -> {
          // The directory knows nobody by these.
        }
      }
    }
    return new ArrayList<>(approvers);
  }

  /** The people and groups who are the sponsors that {@code set} means; else the set itself. */
  private Stream<SubjectSet> sponsors(TenantId tenant, AssignmentRequest request, SubjectSet set) {
    return switch (set.kind()) {
      case INTERNAL_SPONSORS -> sponsors(tenant, request, Side.INTERNAL);
      case EXTERNAL_SPONSORS -> sponsors(tenant, request, Side.EXTERNAL);
      case SINGLE_USER,
          GROUP_MEMBERS,
          REQUESTOR_MANAGER,
          TARGET_MANAGER,
          CONNECTED_ORGANIZATION_MEMBERS,
          SINGLE_SERVICE_PRINCIPAL,
          ATTRIBUTE_RULE_MEMBERS,
          TARGET_USER_SPONSORS,
          TARGET_APPLICATION_OWNERS,
          TARGET_AGENT_IDENTITY_SPONSORS_OR_OWNERS ->
          Stream.of(set);
    };
  }

  private Stream<SubjectSet> sponsors(TenantId tenant, AssignmentRequest request, Side side) {
    return organizations.of(tenant, List.of(request.terms().target())).stream()
        .flatMap(Optional::stream)
        .flatMap(organization -> organization.sponsors().of(side).stream());
  }

  private Set<String> people(TenantId tenant, List<SubjectSet> sets) {
    var ids =
        sets.stream()
            .filter(set -> set.kind() == SubjectSet.Kind.SINGLE_USER)
            .flatMap(set -> set.id().stream())
            .collect(toSet());
    return ids.isEmpty() ? Set.of() : directory.findAll(tenant, ids).keySet();
  }

  private boolean holdsAnApprover(TenantId tenant, String group, Approval approval) {
    return directory.membersOf(tenant, group, ENOUGH_MEMBERS).stream()
        .anyMatch(member -> !approval.isOwnOf(member));
  }

  /** Graph: of a direct assignment, the requestor is whoever is assigned. */
  private static String requestor(AssignmentRequest request) {
    var terms = request.terms();
    boolean isDirect =
        terms.type() == RequestType.ADMIN_ADD || terms.type() == RequestType.ADMIN_UPDATE;
    return isDirect || terms.requestedBy().kind() != Actor.Kind.USER
        ? terms.target().objectId()
        : terms.requestedBy().id();
  }

  private Optional<String> manager(TenantId tenant, String objectId, int level) {
    Optional<String> manager = Optional.of(objectId);
    for (int n = 0; n < level && manager.isPresent(); n++) {
      manager = directory.managerOf(tenant, manager.get()).map(Subject::objectId);
    }
    return manager;
  }
}
