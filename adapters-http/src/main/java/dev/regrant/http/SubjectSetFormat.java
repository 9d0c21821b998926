package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;

import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.SubjectSet;
import dev.regrant.domain.SubjectSet.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** People as policies name them: v1.0's {@code subjectSet}, beta's {@code userSet}. */
final class SubjectSetFormat {
  private static final Name LEVEL = both("managerLevel");
  private static final Name IS_BACKUP = betaOnly("isBackup");

  /**
   * What a client sent.
   *
   * @param isFallback beta's {@code isBackup}
   */
  record Given(SubjectSet set, boolean isFallback) {}

  private SubjectSetFormat() {}

  static List<SubjectSet> read(Body body, Name name) {
    return given(body, name).stream().map(Given::set).toList();
  }

  static List<Given> given(Body body, Name name) {
    return body.objects(name).stream().map(SubjectSetFormat::given).toList();
  }

  private static Given given(Body set) {
    var kind = kind(set);
    var id = id(kind);
    int level = kind.isManager() ? set.integer(LEVEL).orElse(1) : 0;
    try {
      return new Given(
          new SubjectSet(
              kind,
              kind.hasId() ? Optional.of(set.required(id, set.text(id))) : Optional.empty(),
              set.text(both("description")),
              level),
          set.bool(IS_BACKUP).orElse(false));
    } catch (InvalidMemberException e) {
      throw set.invalid(e.member().equals("id") ? id : both(e.member()), e);
    }
  }

  private static Kind kind(Body set) {
    var type = set.text(ODataType.NAME);
    if (type.isEmpty()) {
      // The plain case, in which clients leave it out.
      set.required(ODataType.NAME, set.text(id(Kind.SINGLE_USER)));
      return Kind.SINGLE_USER;
    }
    return ODataType.name(type.get())
        .flatMap(name -> WireFormat.constant(Kind.class, name))
        .orElseThrow(
            () ->
                set.invalid(
                    ODataType.NAME,
                    "'%s' is no set of subjects; of #microsoft.graph there are: %s."
                        .formatted(type.get(), WireFormat.names(Kind.class))));
  }

  private static Name id(Kind kind) {
    return switch (kind) {
      case SINGLE_USER -> names("userId", "id");
      case GROUP_MEMBERS -> names("groupId", "id");
      case CONNECTED_ORGANIZATION_MEMBERS -> names("connectedOrganizationId", "id");
      case SINGLE_SERVICE_PRINCIPAL -> names("servicePrincipalId", "id");
      case ATTRIBUTE_RULE_MEMBERS -> both("membershipRule");
      case REQUESTOR_MANAGER,
          TARGET_MANAGER,
          INTERNAL_SPONSORS,
          EXTERNAL_SPONSORS,
          TARGET_USER_SPONSORS,
          TARGET_APPLICATION_OWNERS,
          TARGET_AGENT_IDENTITY_SPONSORS_OR_OWNERS ->
          both("id");
    };
  }

  /** As this version has them. */
  static JsonArray json(Collection<SubjectSet> sets, ApiVersion version) {
    var json = new JsonArray();
    sets.forEach(set -> json.add(json(set, false, version)));
    return json;
  }

  /** As beta has them: those asked first, and those asked where there is nobody among them. */
  static JsonArray beta(Collection<SubjectSet> sets, Collection<SubjectSet> fallbacks) {
    var json = new JsonArray();
    sets.forEach(set -> json.add(json(set, false, ApiVersion.BETA)));
    fallbacks.forEach(set -> json.add(json(set, true, ApiVersion.BETA)));
    return json;
  }

  private static JsonObject json(SubjectSet set, boolean isFallback, ApiVersion version) {
    var json = new JsonObject().put("@odata.type", ODataType.of(WireFormat.lowerCamel(set.kind())));
    if (version == ApiVersion.BETA) {
      json.put("isBackup", isFallback);
    }
    set.id().ifPresent(id -> json.put(id(set.kind()).in(version).orElseThrow(), id));
    if (set.kind().isManager()) {
      json.put("managerLevel", set.managerLevel());
    }
    set.description().ifPresent(text -> json.put("description", text));
    return json;
  }
}
