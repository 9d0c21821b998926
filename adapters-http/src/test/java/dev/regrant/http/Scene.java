package dev.regrant.http;

import static dev.regrant.http.TestServer.ANN;

import dev.regrant.domain.EntitlementRole;
import dev.regrant.domain.ErrorClass;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A tenant in which there is one of everything that a call can be about. What a placeholder in a
 * path or body stands for is made when it is first named.
 */
final class Scene {
  static final String WRITE = "EntitlementManagement.ReadWrite.All";
  static final String READ = "EntitlementManagement.Read.All";
  static final String SELF = "EntitlementMgmt-SubjectAccess.ReadWrite";

  /** Who has which role on each catalog but one, by object or application id. */
  static final Map<String, EntitlementRole> HOLDERS =
      Map.of(
          "reader", EntitlementRole.CATALOG_READER,
          "assigner", EntitlementRole.ACCESS_PACKAGE_ASSIGNMENT_MANAGER,
          "manager", EntitlementRole.ACCESS_PACKAGE_MANAGER,
          "owner", EntitlementRole.CATALOG_OWNER,
          "creator", EntitlementRole.CATALOG_CREATOR,
          "app-owner", EntitlementRole.CATALOG_OWNER);

  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?<![\\w-])[A-Z]{3,}(?=_[A-Z]|[^\\w-]|$)|(?<=_)[A-Z]{3,}");
  private final TestServer server;
  private final TenantId tenant;
  private final Map<String, String> made = new HashMap<>();

  Scene(TestServer server, long number) {
    this.server = server;
    this.tenant = new TenantId(new UUID(0x5ce9e, number));
    HOLDERS.keySet().forEach(holder -> server.directory.with(Subject.of(holder)));
    List.of("bob", "stranger", "elsewhere", "nobody", "ida")
        .forEach(person -> server.directory.with(Subject.of(person)));
  }

  /** Claims of an application of this tenant. */
  JsonObject application(String id, String... roles) {
    return server
        .claims()
        .put("tid", tenant.toString())
        .put("appid", id)
        .put("roles", new JsonArray(List.of(roles)));
  }

  /** Claims of a person of this tenant. */
  JsonObject person(String id, String scopes) {
    return server.userClaims(id, scopes).put("tid", tenant.toString());
  }

  HttpResponse<String> call(JsonObject claims, String method, String address, String body) {
    return server.send(
        server
            .to(address)
            .header("Authorization", "Bearer " + server.token(claims))
            .method(method, TestServer.content(body))
            .build());
  }

  /** The template with an id for each placeholder. */
  String filled(String template) {
    return PLACEHOLDER.matcher(template).replaceAll(found -> id(found.group()));
  }

  /** The placeholders in the template that stand for something of this tenant. */
  static List<String> placeholders(String template) {
    return PLACEHOLDER
        .matcher(template)
        .results()
        .map(one -> one.group())
        .distinct()
        .filter(
            name ->
                !List.of("ANN", "LDAP", "GROUP", "SPONSOR", "DEFINITION", "ENVIRONMENT")
                    .contains(name))
        .toList();
  }

  String id(String name) {
    String known = made.get(name);
    if (known == null) {
      known = make(name);
      made.put(name, known);
    }
    return known;
  }

  private String make(String name) {
    return switch (name) {
      case "LDAP" -> "ldap";
      case "ANN" -> ANN.objectId();
      case "CATALOG", "EMPTY", "OTHER" -> catalog(name);
      case "PERSONS" ->
          TestServer.expect(
                  201,
                  call(
                      person("owner", WRITE),
                      "POST",
                      at("v1.0", "/resourceRequests"),
                      adding("ldap", name)))
              .getString("id");
      case "RESOURCE", "FREE" -> resource("ldap", name);
      case "DESKRESOURCE" -> resource(Deskwork.SYSTEM, name);
      case "ROLE", "SCOPE" ->
          first("v1.0", "/resources/%s/%ss".formatted(id("FREE"), name.toLowerCase(Locale.ROOT)));
      case "PACKAGE" -> giving(name, "ldap", "RESOURCE");
      case "EXTRA", "REVIEWED", "ENDING", "FAILING", "CALLING", "BOBS", "BARE" ->
          giving(name, "ldap", "RESOURCE");
      case "PLAIN" -> plain(name);
      case "SECOND" -> catalog(name);
      case "EXTENSION", "SPAREEXTENSION" -> extension("");
      case "AWAITED" -> extension(",\"callbackConfiguration\":{\"timeoutDuration\":\"PT1H\"}");
      case "CALLINGPOLICY" ->
          policy(name, "CALLING", SceneTexts.EVERYBODY + SceneTexts.calling(id("AWAITED")));
      case "WAITING" -> asked(id("CALLING"), id("CALLINGPOLICY"));
      case "CALLOUT" ->
          get("v1.0", "/assignmentRequests/" + id("WAITING"))
              .getJsonArray("customExtensionCalloutInstances")
              .getJsonObject(0)
              .getString("id");
      case "ORGANIZATION" -> organization();
      case "SUBSCRIPTION" -> subscription();
      case "SPONSOR" -> "bob";
      case "SUBJECT" -> {
        id("ASSIGNMENT");
        yield get("v1.0", "/assignments/" + id("ASSIGNMENT") + "/target").getString("id");
      }
      case "DESK" -> giving(name, Deskwork.SYSTEM, "DESKRESOURCE");
      case "EXCLUDED" -> excluded();
      case "GROUP" -> group();
      case "ROLESCOPE" -> first("v1.0", "/accessPackages/" + id("PACKAGE") + "/resourceRoleScopes");
      case "POLICY" -> policy(name, "PACKAGE", SceneTexts.EVERYBODY + SceneTexts.approvers(false));
      case "WHOLE" -> whole(GoodBody.POLICY);
      case "SPARE" -> policy(name, "PACKAGE", SceneTexts.EVERYBODY);
      case "EXTRAPOLICY" -> policy(name, "EXTRA", SceneTexts.EVERYBODY);
      case "REVIEWPOLICY" ->
          policy(name, "REVIEWED", SceneTexts.EVERYBODY + SceneTexts.approvers(true));
      case "ENDPOLICY" -> policy(name, "ENDING", SceneTexts.EVERYBODY + SceneTexts.approvers(true));
      case "FAILINGPOLICY" -> policy(name, "FAILING", SceneTexts.EVERYBODY);
      case "DESKPOLICY" -> policy(name, "DESK", SceneTexts.EVERYBODY);
      case "BOBSPOLICY" ->
          policy(
              name,
              "BOBS",
              SceneTexts.EVERYBODY.replace("allMemberUsers", "specificDirectoryUsers")
                  + ",\"specificAllowedTargets\":["
                  + "{\"@odata.type\":\"#microsoft.graph.singleUser\",\"userId\":\"bob\"}]");
      case "ASSIGNMENT" -> {
        String request = asked(id("PACKAGE"), id("POLICY"));
        yield get("v1.0", "/assignmentRequests/" + request + "/assignment").getString("id");
      }
      case "REQUEST" -> asked(id("REVIEWED"), id("REVIEWPOLICY"));
      case "STAGE" ->
          TestServer.expect(
                  200,
                  call(
                      person("bob", SELF),
                      "GET",
                      at("v1.0", "/accessPackageAssignmentApprovals/" + id("REQUEST") + "/stages"),
                      ""))
              .getJsonArray("value")
              .getJsonObject(0)
              .getString("id");
      case "FAILED" -> {
        String accessPackage = id("FAILING");
        String policy = id("FAILINGPOLICY");
        server.run(); // What is due elsewhere is not what is refused.
        server.target.refuseNext("resource", ErrorClass.ROLE_NOT_FOUND);
        yield asked(accessPackage, policy);
      }
      case "DECIDED" -> decided();
      case "ANSWERED" -> answered();
      case "ENDED" -> {
        String ended = asked(id("ENDING"), id("ENDPOLICY"));
        TestServer.expect(
            200, admin("POST", "v1.0", "/assignmentRequests/" + ended + "/cancel", ""));
        yield ended;
      }
      case "MANUAL" -> asked(id("DESK"), id("DESKPOLICY"));
      case "ITEM" -> first("v1.0", "/assignmentRequests/" + id("MANUAL") + "/deliveries");
      case "DELIVERY" -> first("v1.0", "/assignmentRequests/" + id("FAILED") + "/deliveries");
      case "GIVEN" -> given("someone", EntitlementRole.CATALOG_READER, id("CATALOG"));
      case "ENVIRONMENT" -> first("v1.0", "/resourceEnvironments");
      case "ASSIGNED" -> {
        id("ASSIGNMENT");
        yield first(
            "beta",
            "/accessPackageAssignmentResourceRoles?$filter=accessPackageSubject/objectId eq '"
                + ANN.objectId()
                + "'");
      }
      case "DEFINITION" -> EntitlementRole.CATALOG_READER.definitionId().toString();
      default -> throw new IllegalArgumentException("Nothing is called " + name);
    };
  }

  private static String at(String version, String path) {
    return "/" + version + TestServer.BASE + path;
  }

  private HttpResponse<String> admin(String method, String version, String path, String body) {
    return call(application("setup", WRITE), method, at(version, path), body);
  }

  private JsonObject get(String version, String path) {
    return TestServer.expect(200, admin("GET", version, path, ""));
  }

  private String first(String version, String path) {
    return get(version, path).getJsonArray("value").getJsonObject(0).getString("id");
  }

  private String post(String path, String body) {
    return TestServer.expect(201, admin("POST", "v1.0", path, body)).getString("id");
  }

  private String catalog(String name) {
    String id = post("/catalogs", "{\"displayName\":\"%s\"}".formatted(name));
    if (name.equals("OTHER")) {
      given("elsewhere", EntitlementRole.CATALOG_OWNER, id);
    } else {
      HOLDERS.forEach((holder, role) -> given(holder, role, id));
    }
    return id;
  }

  private String given(String principal, EntitlementRole role, String catalog) {
    var body =
        new JsonObject()
            .put("principalId", principal)
            .put("roleDefinitionId", role.definitionId().toString())
            .put("appScopeId", role.isOfCatalog() ? "/AccessPackageCatalog/" + catalog : "/");
    return new JsonObject(
            call(
                    application("setup", WRITE),
                    "POST",
                    "/v1.0/roleManagement/entitlementManagement/roleAssignments",
                    body.encode())
                .body())
        .getString("id");
  }

  private String resource(String system, String name) {
    return post("/resourceRequests", adding(system, name));
  }

  private String adding(String system, String name) {
    return """
    {"requestType":"adminAdd","catalog":{"id":"%s"},
     "resource":{"originId":"%s","originSystem":"%s"}}
    """
        .formatted(id("CATALOG"), name.toLowerCase(Locale.ROOT), system);
  }

  private String giving(String name, String system, String resource) {
    id(resource);
    String group = resource.toLowerCase(Locale.ROOT);
    String id =
        post(
            "/accessPackages",
            "{\"displayName\":\"%s\",\"catalog\":{\"id\":\"%s\"}}".formatted(name, id("CATALOG")));
    post(
        "/accessPackages/" + id + "/resourceRoleScopes",
        """
        {"role":{"originId":"Member_%s","originSystem":"%s"},
         "scope":{"originId":"%s","originSystem":"%s"}}
        """
            .formatted(group, system, group, system));
    return id;
  }

  private String policy(String name, String accessPackage, String terms) {
    return post(
        "/assignmentPolicies",
        "{\"displayName\":\"%s\",\"accessPackage\":{\"id\":\"%s\"},%s}"
            .formatted(name, id(accessPackage), terms));
  }

  /** A request that Bob has approved. */
  private String decided() {
    String request =
        asked(
            id("EXTRA"),
            policy("DECIDED", "EXTRA", SceneTexts.EVERYBODY + SceneTexts.approvers(true)));
    String stages = at("v1.0", "/accessPackageAssignmentApprovals/" + request + "/stages");
    var bob = person("bob", SELF);
    String stage =
        new JsonObject(call(bob, "GET", stages, "").body())
            .getJsonArray("value")
            .getJsonObject(0)
            .getString("id");
    TestServer.expect(
        204,
        call(
            bob,
            "PATCH",
            stages + "/" + stage,
            "{\"reviewResult\":\"Approve\",\"justification\":\"ok\"}"));
    return request;
  }

  /** A request with an answer and an end. */
  private String answered() {
    String policy = policy("ASKING", "BARE", SceneTexts.EVERYBODY + SceneTexts.QUESTION);
    return post("/assignmentRequests", SceneTexts.answered(id("BARE"), policy, ANN.objectId()));
  }

  /** A policy that says all there is to say. */
  private String whole(String body) {
    return post(
        "/assignmentPolicies",
        filled(body.replace("ANDPACKAGE", ",'accessPackage':{'id':'PACKAGE'}")).replace('\'', '"'));
  }

  private String plain(String name) {
    return post(
        "/accessPackages",
        "{\"displayName\":\"%s\",\"catalog\":{\"id\":\"%s\"}}".formatted(name, id("CATALOG")));
  }

  /** An extension about requests; {@code more} are further members. */
  private String extension(String more) {
    return post(
        "/catalogs/" + id("CATALOG") + "/customWorkflowExtensions",
        """
        {"@odata.type":"#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
         "displayName":"Ask","endpointConfiguration":{
           "@odata.type":"#microsoft.graph.logicAppTriggerEndpointConfiguration",
           "subscriptionId":"s","resourceGroupName":"r","logicAppWorkflowName":"w",
           "url":"https://example.org/w"}%s}
        """
            .formatted(more));
  }

  private String subscription() {
    id("CATALOG");
    return TestServer.expect(
            201,
            call(
                application("setup", WRITE),
                "POST",
                "/v1.0/subscriptions",
                SceneTexts.SUBSCRIPTION))
        .getString("id");
  }

  /** A connected organisation of which Bob is a sponsor on both sides. */
  private String organization() {
    String made = post("/connectedOrganizations", SceneTexts.ORGANIZATION);
    for (String side : List.of("internalSponsors", "externalSponsors")) {
      TestServer.expect(
          204,
          admin(
              "POST",
              "v1.0",
              "/connectedOrganizations/" + made + "/" + side + "/$ref",
              "{\"@odata.id\":\"https://x/users/bob\"}"));
    }
    return made;
  }

  private String excluded() {
    String other = giving("EXCLUDED", "ldap", "RESOURCE");
    TestServer.expect(
        204,
        admin(
            "POST",
            "v1.0",
            "/accessPackages/" + id("PACKAGE") + "/incompatibleAccessPackages/$ref",
            "{\"@odata.id\":\"https://x/accessPackages/%s\"}".formatted(other)));
    return other;
  }

  private String group() {
    TestServer.expect(
        204,
        admin(
            "POST",
            "v1.0",
            "/accessPackages/" + id("PACKAGE") + "/incompatibleGroups/$ref",
            "{\"@odata.id\":\"https://x/groups/traders\"}"));
    return "traders";
  }

  /** Ann asks for a package, and what can be done about it is done. */
  private String asked(String accessPackage, String policy) {
    String body =
        """
        {"requestType":"userAdd","assignment":{"accessPackageId":"%s","assignmentPolicyId":"%s"}}
        """
            .formatted(accessPackage, policy);
    var made = call(person(ANN.objectId(), SELF), "POST", at("v1.0", "/assignmentRequests"), body);
    server.run();
    return TestServer.expect(201, made).getString("id");
  }
}
