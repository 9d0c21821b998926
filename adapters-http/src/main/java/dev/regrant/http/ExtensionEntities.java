package dev.regrant.http;

import static dev.regrant.http.Name.both;
import static dev.regrant.http.Property.Kind.STRUCTURE;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;

import dev.regrant.application.CustomExtensionField;
import dev.regrant.application.EntityKind;
import dev.regrant.domain.CustomExtension;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Custom extensions on the wire. */
final class ExtensionEntities {
  static final String OLD_TYPE = "customAccessPackageWorkflowExtension";

  static final Reads.Stored<CustomExtension.Id, CustomExtension> EXTENSIONS =
      new Reads.Stored<>(engine -> engine.customExtensions().lookup(), CustomExtension.Id::new);

  static final EntityType<CustomExtension> EXTENSION =
      type("customCalloutExtension", one -> WireFormat.lowerCamel(one.terms().type()));

  /** The same, as beta's older collection has them. */
  static final EntityType<CustomExtension> OLD_EXTENSION = type(OLD_TYPE, one -> OLD_TYPE);

  private ExtensionEntities() {}

  private static EntityType<CustomExtension> type(
      String name, Function<CustomExtension, String> odataType) {
    return EntityType.<CustomExtension>named(name, name + "s")
        .property(ODataType.NAME, TEXT, (one, view) -> ODataType.of(odataType.apply(one)))
        .id(one -> one.id().value(), CustomExtensionField.ID)
        .property(
            both("displayName"),
            TEXT,
            (one, view) -> one.displayName(),
            CustomExtensionField.DISPLAY_NAME)
        .property(both("description"), TEXT, (one, view) -> one.terms().description())
        .property(
            both("endpointConfiguration"),
            STRUCTURE,
            (one, view) -> endpoint(one.terms().endpoint()))
        .property(
            both("authenticationConfiguration"), STRUCTURE, (one, view) -> authentication(one))
        .property(both("clientConfiguration"), STRUCTURE, (one, view) -> client(one))
        .property(both("callbackConfiguration"), STRUCTURE, (one, view) -> callback(one))
        .property(
            both("createdBy"), TEXT, (one, view) -> EntityType.who(one.authorship().createdBy()))
        .property(
            both("createdDateTime"),
            TIME,
            (one, view) -> one.authorship().createdDateTime(),
            CustomExtensionField.CREATED)
        .property(
            both("lastModifiedBy"),
            TEXT,
            (one, view) -> EntityType.who(one.authorship().modifiedBy()))
        .property(
            both("lastModifiedDateTime"), TIME, (one, view) -> one.authorship().modifiedDateTime())
        .versioned(EntityKind.CUSTOM_EXTENSION)
        .build();
  }

  private static JsonObject endpoint(CustomExtension.Endpoint endpoint) {
    return structure("logicAppTriggerEndpointConfiguration")
        .put("subscriptionId", endpoint.subscriptionId().orElse(null))
        .put("resourceGroupName", endpoint.resourceGroupName().orElse(null))
        .put("logicAppWorkflowName", endpoint.logicAppWorkflowName().orElse(null))
        .put("url", endpoint.url());
  }

  private static @Nullable JsonObject authentication(CustomExtension extension) {
    return extension
        .terms()
        .authentication()
        .map(
            one ->
                structure(WireFormat.lowerCamel(one.kind()))
                    .put("resourceId", one.resourceId().orElse(null)))
        .orElse(null);
  }

  private static JsonObject client(CustomExtension extension) {
    var client = extension.terms().client();
    return structure("customExtensionClientConfiguration")
        .put("maximumRetries", client.maximumRetries().orElse(null))
        .put("timeoutInMilliseconds", client.timeoutInMilliseconds().orElse(null));
  }

  private static @Nullable JsonObject callback(CustomExtension extension) {
    return extension
        .terms()
        .callbackTimeout()
        .map(
            timeout ->
                structure("customExtensionCallbackConfiguration")
                    .put("timeoutDuration", WireFormat.duration(timeout)))
        .orElse(null);
  }

  private static JsonObject structure(String type) {
    return new JsonObject().put("@odata.type", ODataType.of(type));
  }
}
