package dev.regrant.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.filters.Filter;
import dev.regrant.application.ConnectorCall;
import dev.regrant.domain.ErrorClass;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;

/**
 * A value in a multi-valued attribute of a resource at the server: there, the subject holds the
 * role; not there, they do not.
 *
 * @param type {@code /Users} or {@code /Groups}
 * @param resource the resource's id
 * @param attribute {@code members}, {@code roles} or {@code entitlements}
 * @param value the user's id, or the role's or entitlement's value
 * @param missing what it means that the resource does not exist
 */
record ScimRole(String type, String resource, String attribute, String value, ErrorClass missing) {
  static final String USERS = "/Users";
  static final String GROUPS = "/Groups";
  private static final String MEMBERS = "members";
  private static final List<String> USER_ATTRIBUTES = List.of("roles", "entitlements");

  /** What is wrong with a call before anything is asked of the server. */
  static Optional<ScimFailure> mistake(ConnectorCall call) {
    String role = call.roleScope().role().origin().id();
    if (!role.startsWith(ScimConnector.MEMBER + "_")) {
      return Optional.of(
          ScimFailure.refused(
              ErrorClass.ROLE_NOT_FOUND,
              "a resource has the role %s only, not '%s'".formatted(ScimConnector.MEMBER, role)));
    }
    String originId = originId(call);
    return isNoSegment(originId)
            || userAttribute(originId).filter(name -> valueIsBlank(originId, name)).isPresent()
        ? Optional.of(
            ScimFailure.refused(
                ErrorClass.INVALID_REQUEST,
                "originId must be a group's id, roles:<value> or entitlements:<value>, not '%s'"
                    .formatted(originId)))
        : Optional.empty();
  }

  /** What the call is about, for the user with this id at the server. */
  static ScimRole of(ConnectorCall call, String user) {
    String originId = originId(call);
    return userAttribute(originId)
        .map(
            name ->
                new ScimRole(
                    USERS,
                    user,
                    name,
                    originId.substring(name.length() + 1),
                    ErrorClass.SUBJECT_NOT_FOUND))
        .orElseGet(
            () -> new ScimRole(GROUPS, originId, MEMBERS, user, ErrorClass.RESOURCE_NOT_FOUND));
  }

  /** The same, of someone else. */
  ScimRole of(String other) {
    return new ScimRole(type, resource, attribute, other, missing);
  }

  /** Of the resource, below the server's URL. */
  String path() {
    return type + "/" + segment(resource);
  }

  boolean isMembership() {
    return attribute.equals(MEMBERS);
  }

  /** Whether the resource, as it was read, has the value. */
  boolean isIn(JsonNode resource) {
    for (JsonNode held : resource.path(attribute)) {
      if (isValue(held)) {
        return true;
      }
    }
    return false;
  }

  /** The resource with the value, or without it; all else stays as it was. */
  ObjectNode in(ObjectNode resource, boolean wanted) {
    ObjectNode changed = resource.deepCopy();
    ArrayNode values = changed.arrayNode();
    for (JsonNode held : resource.path(attribute)) {
      if (!isValue(held)) {
        values.add(held);
      }
    }
    if (wanted) {
      values.add(node());
    }
    changed.set(attribute, values);
    return changed;
  }

  /** The value, as a list of one. */
  ArrayNode asList() {
    return JsonNodeFactory.instance.arrayNode().add(node());
  }

  /** The attribute. */
  Path whole() {
    return Path.root().attribute(attribute);
  }

  /** The value in the attribute: {@code members[value eq "…"]}. */
  Path one() {
    return Path.root()
        .attribute(attribute, Filter.eq(Path.root().attribute("value"), TextNode.valueOf(value)));
  }

  /** {@code id eq "…" and members.value eq "…"}. */
  Filter asFilter() {
    return Filter.and(
        Filter.eq(Path.root().attribute("id"), TextNode.valueOf(resource)),
        Filter.eq(Path.root().attribute(attribute).attribute("value"), TextNode.valueOf(value)));
  }

  static String originId(ConnectorCall call) {
    return call.roleScope().resourceOrigin().id();
  }

  /** A segment of a path or a value of a query, in which nothing has a meaning. */
  static String segment(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** Whether the text could not be a segment, since it would name another path. */
  static boolean isNoSegment(String text) {
    return text.isBlank() || text.equals(".") || text.equals("..");
  }

  // Ids exactly, roles and entitlements without regard to case (RFC 7643, section 8.7.1).
  private boolean isValue(JsonNode held) {
    String text = held.isTextual() ? held.textValue() : held.path("value").asText();
    return isMembership() ? text.equals(value) : text.equalsIgnoreCase(value);
  }

  private ObjectNode node() {
    return JsonNodeFactory.instance.objectNode().put("value", value);
  }

  private static Optional<String> userAttribute(String originId) {
    return USER_ATTRIBUTES.stream().filter(name -> originId.startsWith(name + ":")).findFirst();
  }

  private static boolean valueIsBlank(String originId, String attribute) {
    return originId.substring(attribute.length() + 1).isBlank();
  }
}
