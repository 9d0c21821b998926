package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;

import dev.regrant.application.CatalogField;
import dev.regrant.application.Resources;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
import java.util.Optional;
import java.util.UUID;

/** What can be done with catalogs and their resources. */
final class CatalogApi {
  static final Name ID = both("id");
  static final Name NAME = both("displayName");
  static final Name DESCRIPTION = both("description");
  static final Name UNIQUE_NAME = betaOnly("uniqueName");
  static final Name RESOURCE = names("resource", "accessPackageResource");
  private static final Name EXTERNALLY_VISIBLE = both("isExternallyVisible");
  private static final Name STATE = names("state", "catalogStatus");
  private static final Name TYPE = both("requestType");
  private static final Name CATALOG = names("catalog", "accessPackageCatalog");
  private static final Name CATALOG_ID = both("catalogId");
  private static final Name ORIGIN_ID = both("originId");
  private static final Name ORIGIN_SYSTEM = both("originSystem");
  private static final Name ATTRIBUTES = both("attributes");
  private static final Name VALIDATION_ONLY = betaOnly("isValidationOnly");

  private CatalogApi() {}

  static Answer createCatalog(Call call) {
    call.query().requireNone();
    var body = call.body();
    body.required(NAME, body.text(NAME));
    var terms = terms(body, Catalog.Terms.named(""));
    var catalog =
        Refusals.valueOf(
            call.engine().catalogs().createCatalog(call.reads().caller(), terms),
            body::clientsWord);
    return Answer.created(call, CatalogEntities.CATALOG, catalog);
  }

  static Answer updateCatalog(Call call) {
    call.query().requireNone();
    var body = call.body();
    // Read before the transaction, so that what is wrong is told even of a catalog that is not.
    terms(body, Catalog.Terms.named(""));
    Refusals.valueOf(
        call.engine()
            .catalogs()
            .updateCatalog(
                call.reads().caller(), new Catalog.Id(call.id()), held -> terms(body, held)),
        body::clientsWord);
    return Answer.empty(204);
  }

  private static Catalog.Terms terms(Body body, Catalog.Terms held) {
    return new Catalog.Terms(
        body.text(NAME).orElse(held.displayName()),
        body.text(DESCRIPTION).orElse(held.description()),
        body.oneOf(STATE, CatalogField.State.class)
            .map(state -> state == CatalogField.State.PUBLISHED)
            .orElse(held.isPublished()),
        body.bool(EXTERNALLY_VISIBLE).orElse(held.isExternallyVisible()),
        body.text(UNIQUE_NAME).or(held::uniqueName));
  }

  static Answer deleteCatalog(Call call) {
    call.query().requireNone();
    call.reads()
        .value(
            call.engine()
                .catalogs()
                .deleteCatalog(call.reads().caller(), new Catalog.Id(call.id())));
    return Answer.empty(204);
  }

  static Answer createResourceRequest(Call call) {
    call.query().requireNone();
    var body = call.body();
    var type = body.required(TYPE, body.oneOf(TYPE, ResourceRequest.Type.class));
    if (body.bool(VALIDATION_ONLY).orElse(false)) {
      throw body.unsupported(
          VALIDATION_ONLY, "'isValidationOnly' is not supported: a request is done or refused.");
    }
    var caller = call.reads().caller();
    var catalog = new Catalog.Id(catalog(body));
    var description = description(body, type);
    var resources = call.engine().resources();
    var made =
        Refusals.valueOf(
            switch (type) {
              case ADMIN_ADD -> resources.add(caller, catalog, description);
              case ADMIN_UPDATE -> resources.update(caller, catalog, description);
              case ADMIN_REMOVE -> resources.remove(caller, catalog, description);
            },
            body::clientsWord);
    return Answer.created(call, ResourceRequestEntities.REQUEST, made);
  }

  private static Resources.Description description(Body body, ResourceRequest.Type type) {
    var resource = body.required(RESOURCE, body.object(RESOURCE));
    if (!resource.objects(ATTRIBUTES).isEmpty()) {
      throw resource.unsupported(
          ATTRIBUTES, "Attributes are not supported: no connector asks requestors for any.");
    }
    var id = resource.id(ID).map(Resource.Id::new);
    Optional<Origin> origin = origin(resource);
    if (origin.isEmpty() && (id.isEmpty() || type == ResourceRequest.Type.ADMIN_ADD)) {
      resource.required(ORIGIN_SYSTEM, resource.text(ORIGIN_SYSTEM));
      resource.required(ORIGIN_ID, resource.text(ORIGIN_ID));
    }
    return new Resources.Description(
        id,
        origin,
        resource.text(NAME).orElse(""),
        resource.text(DESCRIPTION),
        body.text(both("justification")));
  }

  /** Where something lives that {@code of} describes. */
  static Optional<Origin> origin(Body of) {
    var system = of.text(ORIGIN_SYSTEM);
    return of.text(ORIGIN_ID)
        .map(
            id -> {
              String known = of.required(ORIGIN_SYSTEM, system);
              return of.made(() -> new Origin(known, id));
            });
  }

  /** The catalog that a body names, as a reference or by an id of its own. */
  static UUID catalog(Body body) {
    return body.reference(CATALOG, CATALOG_ID)
        .orElseThrow(
            () -> {
              String member = body.clientsWord(CATALOG.canonical()) + ".id";
              return GraphError.badRequest(
                  ErrorCode.INVALID_MODEL,
                  member,
                  "'%s' is missing, and so is '%s'.".formatted(member, CATALOG_ID.canonical()));
            });
  }

  static Answer refreshResource(Call call) {
    call.query().requireNone();
    call.reads()
        .value(
            call.engine().resources().refresh(call.reads().caller(), new Resource.Id(call.id())));
    return Answer.empty(204);
  }
}
