package dev.regrant.http;

import dev.regrant.domain.Subject;

/** What has to exist before anything can be requested, made over the API. */
record World(
    TestServer server,
    String catalog,
    String accessPackage,
    String policy,
    String first,
    String second) {
  /** Two groups in one package that anybody may request. */
  static World in(TestServer server) {
    return in(server, "ldap");
  }

  /** The same, in another system. */
  static World in(TestServer server, String system) {
    String catalog =
        server.post("v1.0", "/catalogs", "{\"displayName\":\"Sales\"}").getString("id");
    String first = resource(server, catalog, system, "g1");
    String second = resource(server, catalog, system, "g2");
    String accessPackage =
        server
            .post(
                "v1.0",
                "/accessPackages",
                "{\"displayName\":\"Starter\",\"description\":\"To begin\",\"catalog\":{\"id\":\"%s\"}}"
                    .formatted(catalog))
            .getString("id");
    addRole(server, accessPackage, system, "g1");
    addRole(server, accessPackage, system, "g2");
    String policy =
        server
            .post(
                "v1.0",
                "/assignmentPolicies",
                """
                {"displayName":"All","allowedTargetScope":"allMemberUsers",
                 "requestorSettings":{"enableTargetsToSelfAddAccess":true,
                                      "enableTargetsToSelfRemoveAccess":true},
                 "accessPackage":{"id":"%s"}}
                """
                    .formatted(accessPackage))
            .getString("id");
    return new World(server, catalog, accessPackage, policy, first, second);
  }

  private static String resource(TestServer server, String catalog, String system, String group) {
    return server
        .post(
            "v1.0",
            "/resourceRequests",
            """
            {"requestType":"adminAdd","catalog":{"id":"%s"},
             "resource":{"originId":"%s","originSystem":"%s","displayName":"Group %s"}}
            """
                .formatted(catalog, group, system, group))
        .getString("id");
  }

  private static void addRole(
      TestServer server, String accessPackage, String system, String group) {
    server.post(
        "v1.0",
        "/accessPackages/" + accessPackage + "/resourceRoleScopes",
        """
        {"role":{"originId":"Member_%s","originSystem":"%s"},
         "scope":{"originId":"%s","originSystem":"%s"}}
        """
            .formatted(group, system, group, system));
  }

  /** Another policy of the package; {@code terms} are members of its body. */
  String policy(String terms) {
    return server
        .post(
            "v1.0",
            "/assignmentPolicies",
            "{%s,\"accessPackage\":{\"id\":\"%s\"}}".formatted(terms, accessPackage))
        .getString("id");
  }

  /** A custom extension about requests; {@code more} are further members of its body. */
  String extension(String... more) {
    return server
        .post(
            "v1.0",
            "/catalogs/" + catalog + "/customWorkflowExtensions",
            """
            {"@odata.type":"#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
             "displayName":"Tickets",
             "endpointConfiguration":{
               "@odata.type":"#microsoft.graph.logicAppTriggerEndpointConfiguration",
               "url":"https://tickets.test/in"}%s}
            """
                .formatted(String.join("", more)))
        .getString("id");
  }

  /** Gives Ann the package by a policy, and returns the assignment's id. */
  String given(String byPolicy) {
    var request =
        server
            .post("v1.0", "/assignmentRequests", adminAdd().replace(policy, byPolicy))
            .getString("id");
    server.run();
    return server.get("v1.0", "/assignmentRequests/" + request + "/assignment").getString("id");
  }

  String adminAdd() {
    return adminAdd(TestServer.ANN);
  }

  String adminAdd(Subject target) {
    return """
    {"requestType":"adminAdd","assignment":{"targetId":"%s","assignmentPolicyId":"%s",
     "accessPackageId":"%s"}}
    """
        .formatted(target.objectId(), policy, accessPackage);
  }

  /** Asks for the package for Ann, and returns the request's id. */
  String request() {
    return server.post("v1.0", "/assignmentRequests", adminAdd()).getString("id");
  }
}
