package dev.regrant.http;

import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.STRUCTURE;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.application.ConnectorHealth;
import dev.regrant.application.Filter;
import dev.regrant.application.ResourceField;
import dev.regrant.domain.Resource;
import java.util.List;
import java.util.UUID;

/** Where resources live: one environment for each connector. */
final class EnvironmentEntities {
  static final EntityType<ConnectorHealth> ENVIRONMENT =
      EntityType.<ConnectorHealth>named(
              "accessPackageResourceEnvironment", "accessPackageResourceEnvironments")
          .id(EnvironmentEntities::id, EntityType.field("id", UUID.class, EnvironmentEntities::id))
          .property(
              both("displayName"),
              TEXT,
              (one, view) -> one.originSystem(),
              EntityType.field("displayName", String.class, ConnectorHealth::originSystem))
          .property(both("description"), TEXT, (one, view) -> null)
          .property(
              both("originId"),
              TEXT,
              (one, view) -> one.originSystem(),
              EntityType.field("originId", String.class, ConnectorHealth::originSystem))
          .property(
              both("originSystem"),
              TEXT,
              (one, view) -> one.originSystem(),
              EntityType.field("originSystem", String.class, ConnectorHealth::originSystem))
          .property(both("isDefaultEnvironment"), BOOLEAN, (one, view) -> true)
          .property(both("connectionInfo"), STRUCTURE, (one, view) -> null)
          .property(both("createdDateTime"), TIME, (one, view) -> null)
          .property(both("modifiedDateTime"), TIME, (one, view) -> null)
          .navigation(
              new Navigation<>(
                  names("resources", "accessPackageResources"),
                  () -> CatalogEntities.RESOURCE,
                  true,
                  (reads, owners) ->
                      owners.stream().map(one -> resources(reads, one).all()).toList(),
                  EnvironmentEntities::resources))
          .build();

  private EnvironmentEntities() {}

  private static UUID id(ConnectorHealth connector) {
    return UUID.nameUUIDFromBytes(connector.originSystem().getBytes(UTF_8));
  }

  private static Listing<Resource> resources(Reads reads, ConnectorHealth connector) {
    return Listing.stored(
        reads,
        CatalogEntities.RESOURCES.lookup().apply(reads.engine()),
        Filter.eq(ResourceField.ORIGIN_SYSTEM, connector.originSystem()));
  }

  static Listing<ConnectorHealth> all(Reads reads) {
    List<ConnectorHealth> connectors =
        reads.value(reads.engine().connectors().list(reads.caller()));
    return Listing.of(connectors);
  }

  /** Where each of the resources lives; nowhere, if no connector serves its system any more. */
  static List<List<ConnectorHealth>> ofResources(Reads reads, List<Resource> resources) {
    // Whoever may see a resource may see where it is.
    var connectors = reads.engine().connectors().health();
    return resources.stream()
        .map(
            resource ->
                connectors.stream()
                    .filter(one -> one.originSystem().equals(resource.origin().system()))
                    .toList())
        .toList();
  }
}
