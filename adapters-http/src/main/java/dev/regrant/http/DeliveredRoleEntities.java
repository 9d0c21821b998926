package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Property.Kind.TEXT;

import dev.regrant.application.HeldAccess;
import dev.regrant.domain.DeliveryItem;
import java.util.List;
import java.util.UUID;

/** What becomes of each role of an assignment, which beta alone tells. */
final class DeliveredRoleEntities {
  private static final String SUBJECT = "subjectObjectId";

  static final EntityType<HeldAccess.Role> ASSIGNED_ROLE =
      EntityType.<HeldAccess.Role>named(
              "accessPackageAssignmentResourceRole", "accessPackageAssignmentResourceRoles")
          .id(
              one -> one.item().id().value(),
              EntityType.field("id", UUID.class, one -> one.item().id().value()))
          .property(
              betaOnly("originId"),
              TEXT,
              (one, view) -> one.item().roleScope().role().origin().id())
          .property(
              betaOnly("originSystem"),
              TEXT,
              (one, view) -> one.item().roleScope().resourceOrigin().system(),
              EntityType.field(
                  "originSystem",
                  String.class,
                  one -> one.item().roleScope().resourceOrigin().system()))
          .property(
              betaOnly("status"),
              TEXT,
              (one, view) -> status(one),
              EntityType.field("status", String.class, DeliveredRoleEntities::status))
          .navigation(
              Navigation.within(
                  betaOnly("accessPackageAssignments"),
                  () -> AssignmentEntities.ASSIGNMENT,
                  true,
                  (reads, one) -> List.of(one.assignment())))
          .navigation(
              Navigation.within(
                  betaOnly("accessPackageResourceRole"),
                  () -> CatalogEntities.ROLE,
                  false,
                  (reads, one) ->
                      List.of(
                          new CatalogEntities.RoleOf(
                              one.item().roleScope().resource(), one.item().roleScope().role()))))
          .navigation(
              Navigation.within(
                  betaOnly("accessPackageResourceScope"),
                  () -> CatalogEntities.SCOPE,
                  false,
                  (reads, one) ->
                      List.of(
                          new CatalogEntities.ScopeOf(
                              one.item().roleScope().resource(), one.item().roleScope().scope()))))
          .navigation(
              Navigation.within(
                  betaOnly("accessPackageSubject"),
                  () -> AssignmentEntities.SUBJECT,
                  false,
                  (reads, one) ->
                      List.of(AssignmentEntities.subject(reads, one.assignment().target()))))
          .path(
              "accessPackageSubject/objectId",
              EntityType.field(SUBJECT, String.class, one -> one.assignment().target().objectId()))
          .build();

  private DeliveredRoleEntities() {}

  private static String status(HeldAccess.Role role) {
    return role.item().state() == DeliveryItem.State.DONE ? "Fulfilled" : "PendingFulfillment";
  }

  /** The roles of one person, whom the filter must name: all roles of all people are too many. */
  static Listing<HeldAccess.Role> ofSubject(Reads reads) {
    return part -> {
      var objectId =
          Filters.required(part.filter(), SUBJECT).stream()
              .findFirst()
              .orElseThrow(
                  () ->
                      GraphError.badRequest(
                          ErrorCode.INVALID_FILTER,
                          "$filter",
                          "The list needs $filter=accessPackageSubject/objectId eq '…'."));
      var roles =
          reads.value(reads.engine().heldAccess().rolesOf(reads.caller(), (String) objectId));
      return Listing.of(roles).page(part);
    };
  }
}
