package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.CHOICE;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;

import dev.regrant.application.EntityKind;
import dev.regrant.application.ResourceRequestField;
import dev.regrant.domain.Actor;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectEntry;
import java.util.List;

/** What was asked about resources, on the wire. */
final class ResourceRequestEntities {
  static final Reads.Stored<ResourceRequest.Id, ResourceRequest> REQUESTS =
      new Reads.Stored<>(engine -> engine.resources().requests(), ResourceRequest.Id::new);

  /** What was asked about a resource: it is done at once, so it tells how the resource was then. */
  static final EntityType<ResourceRequest> REQUEST =
      EntityType.<ResourceRequest>named(
              "accessPackageResourceRequest", "accessPackageResourceRequests")
          .id(one -> one.id().value(), ResourceRequestField.ID)
          .property(
              both("requestType"), CHOICE, (one, view) -> one.type(), ResourceRequestField.TYPE)
          .property(names("state", "requestState"), CHOICE, (one, view) -> RequestState.DELIVERED)
          .property(betaOnly("requestStatus"), TEXT, (one, view) -> "Fulfilled")
          .property(
              both("createdDateTime"),
              TIME,
              (one, view) -> one.createdDateTime(),
              ResourceRequestField.CREATED)
          .property(
              betaOnly("catalogId"),
              TEXT,
              (one, view) -> one.resource().catalog().value(),
              ResourceRequestField.CATALOG)
          .property(betaOnly("isValidationOnly"), BOOLEAN, (one, view) -> false)
          .property(betaOnly("executeImmediately"), BOOLEAN, (one, view) -> true)
          .property(
              betaOnly("justification"), TEXT, (one, view) -> one.justification().orElse(null))
          .property(betaOnly("expirationDateTime"), TIME, (one, view) -> null)
          .navigation(
              Navigation.byIds(
                  v1Only("catalog"),
                  () -> CatalogEntities.CATALOG,
                  false,
                  CatalogEntities.CATALOGS,
                  one -> List.of(one.resource().catalog())))
          .navigation(
              Navigation.within(
                  names("resource", "accessPackageResource"),
                  () -> CatalogEntities.RESOURCE,
                  false,
                  (reads, one) -> List.of(one.resource())))
          .navigation(
              Navigation.within(
                  betaOnly("requestor"),
                  () -> AssignmentEntities.SUBJECT,
                  false,
                  ResourceRequestEntities::requestor))
          .path("catalog/id", ResourceRequestField.CATALOG)
          .path("resource/id", ResourceRequestField.RESOURCE)
          .path("resource/originId", ResourceRequestField.ORIGIN_ID)
          .path("resource/originSystem", ResourceRequestField.ORIGIN_SYSTEM)
          .versioned(EntityKind.RESOURCE_REQUEST)
          .build();

  private ResourceRequestEntities() {}

  /** A person who asked; an application is no subject. */
  private static List<SubjectEntry> requestor(Reads reads, ResourceRequest request) {
    var by = request.requestedBy();
    return by.kind() == Actor.Kind.USER
        ? AssignmentEntities.subjects(reads, List.of(Subject.of(by.id()))).getFirst()
        : List.of();
  }
}
