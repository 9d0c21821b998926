package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Property.Kind.TEXT;

import dev.regrant.application.HeldAccess;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.DeliveryItem;
import java.util.List;

/** What becomes of each role of an assignment, which beta alone tells. */
final class DeliveredRoleEntities {
  private static final String SUBJECT = "subjectObjectId";

  static final EntityType<HeldAccess.Role> ASSIGNED_ROLE =
      EntityType.<HeldAccess.Role>named(
              "accessPackageAssignmentResourceRole", "accessPackageAssignmentResourceRoles")
          .id(
              DeliveredRoleEntities::id,
              EntityType.field("id", String.class, DeliveredRoleEntities::id))
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
              Navigation.fetched(
                  betaOnly("accessPackageSubject"),
                  () -> AssignmentEntities.SUBJECT,
                  false,
                  (reads, owners) ->
                      AssignmentEntities.subjects(
                          reads, owners.stream().map(one -> one.assignment().target()).toList())))
          .path(
              "accessPackageSubject/objectId",
              EntityType.field(SUBJECT, String.class, one -> one.assignment().target().objectId()))
          .build();

  private DeliveredRoleEntities() {}

  private static String status(HeldAccess.Role role) {
    return role.item().state() == DeliveryItem.State.DONE ? "Fulfilled" : "PendingFulfillment";
  }

  /** Of the assignment and of the delivery, so that one is found by it without a search. */
  private static String id(HeldAccess.Role role) {
    return role.assignment().id().value() + "_" + role.item().id().value();
  }

  /** The role of this id. */
  static HeldAccess.Role find(Reads reads, String id) {
    String[] parts = id.split("_", -1);
    if (parts.length != 2) {
      throw new GraphError(
          ErrorCode.INVALID_ID,
          "The id '%s' is not that of an assignment and of a delivery, joined by '_'."
              .formatted(id));
    }
    return reads.value(
        reads
            .engine()
            .heldAccess()
            .role(
                reads.caller(),
                new Assignment.Id(Call.guid(parts[0])),
                new DeliveryItem.Id(Call.guid(parts[1]))));
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
