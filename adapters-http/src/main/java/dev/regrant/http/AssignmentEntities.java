package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.CHOICE;
import static dev.regrant.http.Property.Kind.ENUM;
import static dev.regrant.http.Property.Kind.STATUS;
import static dev.regrant.http.Property.Kind.STRUCTURE;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;

import dev.regrant.application.AssignmentField;
import dev.regrant.application.EntityKind;
import dev.regrant.application.RequestField;
import dev.regrant.application.SubjectField;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectEntry;
import java.util.List;
import java.util.Map;

/** Assignments and whose they are, on the wire. */
final class AssignmentEntities {
  static final Reads.Stored<Assignment.Id, Assignment> ASSIGNMENTS =
      new Reads.Stored<>(engine -> engine.assignments(), Assignment.Id::new);

  /** What can hold access. */
  private enum SubjectType {
    USER
  }

  static final EntityType<SubjectEntry> SUBJECT =
      EntityType.<SubjectEntry>named("accessPackageSubject", "accessPackageSubjects")
          .id(one -> one.id().value(), SubjectField.ID)
          .property(
              both("objectId"),
              TEXT,
              (one, view) -> one.subject().objectId(),
              SubjectField.OBJECT_ID)
          .property(
              both("displayName"),
              TEXT,
              (one, view) -> one.subject().displayName().orElse(null),
              SubjectField.DISPLAY_NAME)
          .property(
              both("email"),
              TEXT,
              (one, view) -> one.subject().email().orElse(null),
              SubjectField.EMAIL)
          .property(
              both("principalName"),
              TEXT,
              (one, view) -> one.subject().principalName().orElse(null),
              SubjectField.PRINCIPAL_NAME)
          .property(both("onPremisesSecurityIdentifier"), TEXT, (one, view) -> null)
          .property(betaOnly("altSecId"), TEXT, (one, view) -> null)
          .property(betaOnly("cleanupScheduledDateTime"), TIME, (one, view) -> null)
          .property(betaOnly("connectedOrganizationId"), TEXT, (one, view) -> null)
          .property(names("subjectType", "type"), CHOICE, (one, view) -> SubjectType.USER)
          // Graph's schema does not let it be null.
          .property(both("subjectLifecycle"), ENUM, (one, view) -> one.lifecycle())
          .navigation(
              Navigation.fetched(
                  both("connectedOrganization"),
                  () -> OrganizationEntities.ORGANIZATION,
                  false,
                  (reads, owners) ->
                      reads
                          .engine()
                          .connectedOrganizations()
                          .of(
                              reads.caller().tenant(),
                              owners.stream().map(SubjectEntry::subject).toList())
                          .stream()
                          .map(one -> one.stream().toList())
                          .toList()))
          .versioned(EntityKind.SUBJECT)
          .build();

  static final EntityType<Assignment> ASSIGNMENT =
      EntityType.<Assignment>named("accessPackageAssignment", "accessPackageAssignments")
          .id(one -> one.id().value(), AssignmentField.ID)
          .property(
              names("state", "assignmentState"),
              CHOICE,
              (one, view) -> one.state(),
              AssignmentField.STATE)
          .property(
              names("status", "assignmentStatus"),
              STATUS,
              (one, view) -> one.state(),
              AssignmentField.STATE)
          .property(both("schedule"), STRUCTURE, (one, view) -> WireFormat.schedule(one.schedule()))
          .property(
              both("expiredDateTime"),
              TIME,
              (one, view) -> one.expiredDateTime().orElse(null),
              AssignmentField.EXPIRED)
          .fetched(both("customExtensionCalloutInstances"), CalloutFormat::ofAssignments)
          .property(
              betaOnly("accessPackageId"),
              TEXT,
              (one, view) -> one.accessPackage().value(),
              AssignmentField.ACCESS_PACKAGE)
          .property(
              betaOnly("assignmentPolicyId"),
              TEXT,
              (one, view) -> one.policy().value(),
              AssignmentField.POLICY)
          .property(
              betaOnly("catalogId"),
              TEXT,
              (one, view) -> one.catalog().value(),
              AssignmentField.CATALOG)
          .property(betaOnly("targetId"), TEXT, (one, view) -> one.target().id(view.tenant()))
          .property(
              betaOnly("isExtended"),
              BOOLEAN,
              (one, view) -> one.isExtended(),
              AssignmentField.EXTENDED)
          .navigation(
              Navigation.byIds(
                  both("accessPackage"),
                  () -> PackageEntities.PACKAGE,
                  false,
                  PackageEntities.PACKAGES,
                  one -> List.of(one.accessPackage())))
          .navigation(
              Navigation.byIds(
                  names("assignmentPolicy", "accessPackageAssignmentPolicy"),
                  () -> PolicyEntities.POLICY,
                  false,
                  PolicyEntities.POLICIES,
                  one -> List.of(one.policy())))
          .navigation(
              Navigation.fetched(
                  both("target"),
                  () -> AssignmentEntities.SUBJECT,
                  false,
                  (reads, owners) ->
                      subjects(reads, owners.stream().map(Assignment::target).toList())))
          .navigation(
              Navigation.inverse(
                  betaOnly("accessPackageAssignmentRequests"),
                  () -> RequestEntities.REQUEST,
                  RequestEntities.REQUESTS,
                  one -> one.id().value(),
                  RequestField.ASSIGNMENT))
          .navigation(
              Navigation.fetched(
                  betaOnly("accessPackageAssignmentResourceRoles"),
                  () -> DeliveredRoleEntities.ASSIGNED_ROLE,
                  true,
                  (reads, owners) -> {
                    var roles =
                        reads.value(reads.engine().heldAccess().rolesOf(reads.caller(), owners));
                    return owners.stream()
                        .map(
                            one ->
                                roles.stream()
                                    .filter(role -> role.assignment().id().equals(one.id()))
                                    .toList())
                        .toList();
                  }))
          .path("accessPackage/id", AssignmentField.ACCESS_PACKAGE)
          .path("accessPackage/catalog/id", AssignmentField.CATALOG)
          .path("assignmentPolicy/id", AssignmentField.POLICY)
          .path("target/objectId", AssignmentField.TARGET)
          .path("target/displayName", AssignmentField.TARGET_DISPLAY_NAME)
          .path("target/email", AssignmentField.TARGET_EMAIL)
          .path("target/principalName", AssignmentField.TARGET_PRINCIPAL_NAME)
          .versioned(EntityKind.ASSIGNMENT)
          .build();

  /** Who has a package along with one that excludes it. */
  static final BoundFunction<Assignment> ADDITIONAL_ACCESS =
      new BoundFunction<>(
          "additionalAccess",
          List.of("accessPackageId", "incompatibleAccessPackageId"),
          (reads, arguments) ->
              Listing.of(
                  reads.value(
                      reads
                          .engine()
                          .heldAccess()
                          .withOther(
                              reads.caller(),
                              accessPackage(arguments, "accessPackageId"),
                              accessPackage(arguments, "incompatibleAccessPackageId")))));

  private AssignmentEntities() {}

  private static AccessPackage.Id accessPackage(Map<String, String> arguments, String name) {
    return new AccessPackage.Id(Call.guid(arguments.getOrDefault(name, "")));
  }

  /** Each of these people, with what is kept of them beside. */
  static List<List<SubjectEntry>> subjects(Reads reads, List<Subject> people) {
    var unknown =
        people.stream().map(one -> SubjectEntry.of(reads.caller().tenant(), one)).toList();
    var kept = reads.related(SubjectsApi.SUBJECTS, unknown.stream().map(SubjectEntry::id).toList());
    return unknown.stream()
        .map(one -> List.of(one.with(kept.getOrDefault(one.id(), one).lifecycle())))
        .toList();
  }
}
