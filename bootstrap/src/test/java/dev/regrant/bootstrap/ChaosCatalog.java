package dev.regrant.bootstrap;

import com.unboundid.ldap.sdk.LDAPException;
import dev.regrant.bootstrap.ChaosClient.Offer;
import dev.regrant.bootstrap.ChaosClient.Seat;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes people, groups, and packages of two groups each, in the directory and in Regrant. */
final class ChaosCatalog {
  private final DemoClient client;
  private final ChaosDirectory directory;

  ChaosCatalog(DemoClient client, ChaosDirectory directory) {
    this.client = client;
    this.directory = directory;
  }

  /** Every one of so many people in every one of so many packages. */
  List<Seat> seats(int people, int packages) throws LDAPException {
    String catalog =
        post("/catalogs", new JsonObject().put("displayName", "Chaos").put("description", "All"));
    var offers = new ArrayList<Offer>();
    for (int i = 0; i < packages; i++) {
      offers.add(offer(catalog, List.of("group-%d-a".formatted(i), "group-%d-b".formatted(i))));
    }
    var seats = new ArrayList<Seat>();
    for (int i = 0; i < people; i++) {
      String uid = "person-" + i;
      String objectId = directory.addPerson(uid);
      offers.forEach(offer -> seats.add(new Seat(uid, objectId, offer)));
    }
    return seats;
  }

  private Offer offer(String catalog, List<String> groups) throws LDAPException {
    var dns = new HashMap<String, String>();
    for (String group : groups) {
      String dn = directory.addGroup(group);
      dns.put(dn, group);
      post(
          "/resourceRequests",
          new JsonObject()
              .put("requestType", "adminAdd")
              .put("catalog", new JsonObject().put("id", catalog))
              .put(
                  "resource",
                  new JsonObject()
                      .put("displayName", group)
                      .put("originSystem", "Ldap")
                      .put("originId", dn)));
    }
    String accessPackage =
        post(
            "/accessPackages",
            new JsonObject()
                .put("displayName", String.join(" and ", groups))
                .put("description", "Both")
                .put("catalog", new JsonObject().put("id", catalog)));
    addRoles(catalog, accessPackage, dns);
    String policy =
        post(
            "/assignmentPolicies",
            new JsonObject()
                .put("displayName", "By administrators")
                .put("description", "Assigned, never asked for")
                .put("allowedTargetScope", "notSpecified")
                .put("expiration", new JsonObject().put("type", "noExpiration"))
                .put("accessPackage", new JsonObject().put("id", accessPackage)));
    return new Offer(accessPackage, policy, groups);
  }

  private void addRoles(String catalog, String accessPackage, Map<String, String> dns) {
    var resources =
        client
            .get("/catalogs/" + catalog + "/resources?$expand=roles,scopes&$top=100")
            .getJsonArray("value");
    for (int i = 0; i < resources.size(); i++) {
      var resource = resources.getJsonObject(i);
      if (dns.containsKey(resource.getString("originId"))) {
        var role =
            origin(resource.getJsonArray("roles").getJsonObject(0))
                .put("resource", new JsonObject().put("id", resource.getString("id")));
        var scope = origin(resource.getJsonArray("scopes").getJsonObject(0));
        post(
            "/accessPackages/" + accessPackage + "/resourceRoleScopes",
            new JsonObject().put("role", role).put("scope", scope));
      }
    }
  }

  private static JsonObject origin(JsonObject of) {
    return new JsonObject()
        .put("id", of.getString("id"))
        .put("originId", of.getString("originId"))
        .put("originSystem", of.getString("originSystem"));
  }

  private String post(String path, JsonObject body) {
    return client.post(path, body, 201).getString("id");
  }
}
