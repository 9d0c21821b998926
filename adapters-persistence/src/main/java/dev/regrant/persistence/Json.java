package dev.regrant.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.ResourceScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * What is stored as JSON. The names are part of the stored format, and change by migration only.
 */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database holds JSON that cannot be read", e);
    }
  }

  static <E> ArrayNode array(Collection<E> elements, Function<E, JsonNode> json) {
    var array = MAPPER.createArrayNode();
    elements.forEach(element -> array.add(json.apply(element)));
    return array;
  }

  static <E> List<E> list(JsonNode array, Function<JsonNode, E> element) {
    var list = new ArrayList<E>(array.size());
    array.forEach(node -> list.add(element.apply(node)));
    return list;
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonNode text(String text) {
    return MAPPER.getNodeFactory().textNode(text);
  }

  static JsonNode packageId(AccessPackage.Id id) {
    return text(id.value().toString());
  }

  static AccessPackage.Id packageId(JsonNode json) {
    return new AccessPackage.Id(UUID.fromString(json.textValue()));
  }

  static ObjectNode details(SortedMap<String, String> details) {
    var object = MAPPER.createObjectNode();
    details.forEach(object::put);
    return object;
  }

  static SortedMap<String, String> details(JsonNode object) {
    var details = new TreeMap<String, String>();
    object.properties().forEach(entry -> details.put(entry.getKey(), entry.getValue().textValue()));
    return details;
  }

  private static ObjectNode origin(Origin origin) {
    return MAPPER.createObjectNode().put("system", origin.system()).put("id", origin.id());
  }

  private static Origin origin(JsonNode json) {
    return new Origin(json.get("system").textValue(), json.get("id").textValue());
  }

  static JsonNode role(ResourceRole role) {
    return MAPPER
        .createObjectNode()
        .put("id", role.id().value().toString())
        .put("displayName", role.displayName())
        .put("description", role.description())
        .set("origin", origin(role.origin()));
  }

  static ResourceRole role(JsonNode json) {
    return new ResourceRole(
        new ResourceRole.Id(uuid(json, "id")),
        json.get("displayName").textValue(),
        json.get("description").textValue(),
        origin(json.get("origin")));
  }

  static JsonNode scope(ResourceScope scope) {
    return MAPPER
        .createObjectNode()
        .put("id", scope.id().value().toString())
        .put("displayName", scope.displayName())
        .put("description", scope.description())
        .put("isRootScope", scope.isRootScope())
        .set("origin", origin(scope.origin()));
  }

  static ResourceScope scope(JsonNode json) {
    return new ResourceScope(
        new ResourceScope.Id(uuid(json, "id")),
        json.get("displayName").textValue(),
        json.get("description").textValue(),
        origin(json.get("origin")),
        json.get("isRootScope").booleanValue());
  }

  static JsonNode resource(Resource resource) {
    var json =
        MAPPER
            .createObjectNode()
            .put("id", resource.id().value().toString())
            .put("catalogId", resource.catalog().value().toString())
            .put("displayName", resource.displayName())
            .put("description", resource.description());
    json.set("origin", origin(resource.origin()));
    json.set("roles", array(resource.roles(), Json::role));
    json.set("scopes", array(resource.scopes(), Json::scope));
    var authorship = resource.authorship();
    put(json, "createdBy", authorship.createdBy());
    put(json, "createdAt", authorship.createdDateTime());
    put(json, "modifiedBy", authorship.modifiedBy());
    put(json, "modifiedAt", authorship.modifiedDateTime());
    return json;
  }

  static Resource resource(JsonNode json) {
    return new Resource(
        new Resource.Id(uuid(json, "id")),
        0,
        new Catalog.Id(uuid(json, "catalogId")),
        json.get("displayName").textValue(),
        json.get("description").textValue(),
        origin(json.get("origin")),
        list(json.get("roles"), Json::role),
        list(json.get("scopes"), Json::scope),
        new Authorship(
            actor(json.path("createdBy")),
            Instant.parse(json.get("createdAt").textValue()),
            actor(json.path("modifiedBy")),
            Instant.parse(json.get("modifiedAt").textValue())));
  }

  private static void put(ObjectNode json, String name, Optional<Actor> actor) {
    actor.ifPresent(
        one ->
            json.set(
                name,
                MAPPER.createObjectNode().put("kind", one.kind().name()).put("id", one.id())));
  }

  private static Optional<Actor> actor(JsonNode json) {
    return json.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Actor(
                Actor.Kind.valueOf(json.get("kind").textValue()), json.get("id").textValue()));
  }

  private static void put(ObjectNode json, String name, Instant time) {
    json.put(name, time.truncatedTo(ChronoUnit.MICROS).toString());
  }

  static JsonNode roleScope(ResourceRoleScope roleScope) {
    var json = MAPPER.createObjectNode().put("resourceId", roleScope.resource().value().toString());
    put(json, "createdAt", roleScope.createdDateTime());
    put(json, "createdBy", roleScope.createdBy());
    json.set("resourceOrigin", origin(roleScope.resourceOrigin()));
    json.set("role", role(roleScope.role()));
    json.set("scope", scope(roleScope.scope()));
    return json;
  }

  static ResourceRoleScope roleScope(JsonNode json) {
    return new ResourceRoleScope(
        new Resource.Id(uuid(json, "resourceId")),
        origin(json.get("resourceOrigin")),
        role(json.get("role")),
        scope(json.get("scope")),
        Instant.parse(json.get("createdAt").textValue()),
        actor(json.path("createdBy")));
  }

  private static UUID uuid(JsonNode json, String name) {
    return UUID.fromString(json.get(name).textValue());
  }
}
