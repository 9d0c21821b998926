package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.domain.IdentitySource;
import dev.regrant.domain.IdentitySource.Kind;
import dev.regrant.domain.InvalidMemberException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Where the people of connected organisations come from; both versions have the same words. */
final class IdentitySourceFormat {
  private static final Name DISPLAY_NAME = both("displayName");

  private IdentitySourceFormat() {}

  private static Name value(Kind kind) {
    return both(
        switch (kind) {
          case AZURE_ACTIVE_DIRECTORY_TENANT, CROSS_CLOUD_AZURE_ACTIVE_DIRECTORY_TENANT ->
              "tenantId";
          case DOMAIN_IDENTITY_SOURCE, EXTERNAL_DOMAIN_FEDERATION -> "domainName";
          case SOCIAL_IDENTITY_SOURCE -> "socialIdentitySourceType";
        });
  }

  private static Optional<Name> detail(Kind kind) {
    return switch (kind) {
      case CROSS_CLOUD_AZURE_ACTIVE_DIRECTORY_TENANT -> Optional.of(both("cloudInstance"));
      case EXTERNAL_DOMAIN_FEDERATION -> Optional.of(both("issuerUri"));
      case AZURE_ACTIVE_DIRECTORY_TENANT, DOMAIN_IDENTITY_SOURCE, SOCIAL_IDENTITY_SOURCE ->
          Optional.empty();
    };
  }

  static List<IdentitySource> read(Body body, Name name) {
    return body.objects(name).stream().map(IdentitySourceFormat::source).toList();
  }

  private static IdentitySource source(Body source) {
    String type = source.required(ODataType.NAME, source.text(ODataType.NAME));
    var kind =
        ODataType.name(type)
            .flatMap(name -> WireFormat.constant(Kind.class, name))
            .orElseThrow(
                () ->
                    source.invalid(
                        ODataType.NAME,
                        "'%s' is no identity source; of #microsoft.graph there are: %s."
                            .formatted(type, WireFormat.names(Kind.class))));
    var value = value(kind);
    var detail = detail(kind);
    try {
      return new IdentitySource(
          kind,
          source.text(DISPLAY_NAME).orElse(""),
          source.required(value, source.text(value)),
          detail.flatMap(source::text));
    } catch (InvalidMemberException e) {
      throw source.invalid(
          switch (e.member()) {
            case "value" -> value;
            case "detail" -> detail.orElse(value);
            default -> DISPLAY_NAME;
          },
          e);
    }
  }

  static JsonArray json(List<IdentitySource> sources) {
    var json = new JsonArray();
    for (IdentitySource source : sources) {
      var one =
          new JsonObject()
              .put("@odata.type", ODataType.of(WireFormat.lowerCamel(source.kind())))
              .put("displayName", source.displayName())
              .put(value(source.kind()).canonical(), source.value());
      detail(source.kind())
          .ifPresent(name -> one.put(name.canonical(), source.detail().orElse(null)));
      json.add(one);
    }
    return json;
  }
}
