package dev.regrant.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.filters.Filter;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds people. Values reach filters through the SDK, which escapes them, and what a server finds
 * is looked at again, as some take no notice of a filter. Thread-safe.
 */
final class ScimUsers {
  static final String ID = "id";
  static final String EXTERNAL_ID = "externalId";
  static final String USER_NAME = "userName";
  static final String EMAIL = "emails.value";

  private static final int PAGE = 100;

  /** More are never meant: a server that finds more does not filter. */
  private static final int MAX_FOUND = 1_000;

  private static final String ATTRIBUTES =
      "attributes=id,externalId,userName,displayName,name.formatted,emails,active";

  private final ScimHttp http;
  private final ScimSettings.UserKey key;

  ScimUsers(ScimHttp http, ScimSettings.UserKey key) {
    this.http = http;
    this.key = key;
  }

  /** The id at the server of the one user that the subject is. */
  String id(Subject subject, Instant deadline) throws ScimFailure {
    return switch (key) {
      case ID -> byId(subject.objectId(), deadline);
      case EXTERNAL_ID -> onlyOne(EXTERNAL_ID, subject.objectId(), deadline);
      case USER_NAME ->
          onlyOne(
              USER_NAME,
              subject
                  .principalName()
                  .orElseThrow(
                      () ->
                          noSubject(
                              "%s has no principal name to be found by"
                                  .formatted(subject.objectId()))),
              deadline);
    };
  }

  /** All users whom the server finds by the filter. */
  List<JsonNode> find(Filter filter, Instant deadline) throws ScimFailure {
    String query = ATTRIBUTES + "&filter=" + ScimRole.segment(filter.toString());
    var found = new ArrayList<JsonNode>();
    while (true) {
      ScimAnswer answer =
          http.read(
              ScimRole.USERS,
              "%s&startIndex=%d&count=%d".formatted(query, found.size() + 1, PAGE),
              deadline);
      var list =
          answer
              .body()
              .filter(json -> answer.status() == 200 && json.has("totalResults"))
              .orElseThrow(() -> http.refused(answer, ErrorClass.SUBJECT_NOT_FOUND));
      List<JsonNode> page = answer.resources();
      found.addAll(page);
      if (page.isEmpty() || found.size() >= list.path("totalResults").asInt()) {
        return found;
      }
      if (found.size() > MAX_FOUND) {
        throw ScimFailure.refused(
            ErrorClass.UNSUPPORTED, answer.request() + ": the server does not filter");
      }
    }
  }

  /** All that the server shows of the user with this id at the server. */
  Optional<JsonNode> whole(String id, Instant deadline) throws ScimFailure {
    if (ScimRole.isNoSegment(id)) {
      return Optional.empty();
    }
    ScimAnswer answer = http.read(ScimRole.USERS + "/" + ScimRole.segment(id), "", deadline);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    return Optional.of(
        answer.resource().orElseThrow(() -> http.refused(answer, ErrorClass.SUBJECT_NOT_FOUND)));
  }

  static Filter has(String attribute, String value) {
    Path path = Path.root();
    for (String name : attribute.split("\\.", -1)) {
      path = path.attribute(name);
    }
    return Filter.eq(path, TextNode.valueOf(value));
  }

  /** Whether the user has the name, or the mail address. */
  static boolean isNamed(JsonNode user, String name) {
    if (user.path(USER_NAME).asText().equalsIgnoreCase(name)) {
      return true;
    }
    for (JsonNode email : user.path("emails")) {
      if (email.path("value").asText().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private String byId(String id, Instant deadline) throws ScimFailure {
    if (ScimRole.isNoSegment(id)) {
      throw noSubject("'%s' is no id".formatted(id));
    }
    ScimAnswer answer =
        http.read(ScimRole.USERS + "/" + ScimRole.segment(id), "attributes=id", deadline);
    if (answer.resource().isEmpty()) {
      throw http.refused(answer, ErrorClass.SUBJECT_NOT_FOUND);
    }
    return id;
  }

  private String onlyOne(String attribute, String value, Instant deadline) throws ScimFailure {
    boolean isExact = attribute.equals(EXTERNAL_ID);
    List<String> ids =
        find(has(attribute, value), deadline).stream()
            .filter(
                user -> {
                  String held = user.path(attribute).asText();
                  return isExact ? held.equals(value) : held.equalsIgnoreCase(value);
                })
            .flatMap(user -> ScimAnswer.text(user.path(ID)).stream())
            .filter(id -> !ScimRole.isNoSegment(id))
            .distinct()
            .toList();
    if (ids.isEmpty()) {
      throw noSubject("no user has %s %s".formatted(attribute, value));
    }
    if (ids.size() > 1) {
      throw noSubject(
          "nobody is meant for certain, as several users have %s %s".formatted(attribute, value));
    }
    return ids.getFirst();
  }

  private static ScimFailure noSubject(String message) {
    return ScimFailure.refused(ErrorClass.SUBJECT_NOT_FOUND, message);
  }

  /** The user as a subject; empty if they have no object id, or are not active. */
  Optional<Subject> subject(JsonNode user) {
    String active = user.path("active").asText("true");
    return ScimAnswer.text(user.path(objectId()))
        .filter(id -> id.length() <= Subject.MAX_OBJECT_ID && !active.equalsIgnoreCase("false"))
        .map(
            id ->
                new Subject(
                    id,
                    ScimAnswer.text(user.path("displayName"))
                        .or(() -> ScimAnswer.text(user.path("name").path("formatted"))),
                    ScimAnswer.text(user.path(USER_NAME)),
                    email(user)));
  }

  /** The attribute that holds the object id. */
  String objectId() {
    return key == ScimSettings.UserKey.EXTERNAL_ID ? EXTERNAL_ID : ID;
  }

  private static Optional<String> email(JsonNode user) {
    Optional<String> first = Optional.empty();
    for (JsonNode email : user.path("emails")) {
      Optional<String> address = ScimAnswer.text(email.path("value"));
      if (email.path("primary").asBoolean() && address.isPresent()) {
        return address;
      }
      first = first.or(() -> address);
    }
    return first;
  }
}
