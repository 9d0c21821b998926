package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.http.TokenIssuer;
import dev.regrant.testkit.ManualClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real OpenID provider issues the tokens; the server finds its keys by discovery. */
@Timeout(180)
class KeycloakTest {
  private static final String AUDIENCE = "api://regrant";

  /** A realm with a daemon that acts for itself and a portal that people sign in to. */
  private static final String REALM =
      """
      {
        "realm": "%s",
        "enabled": true,
        "roles": {"realm": [
          {"name": "EntitlementManagement.ReadWrite.All"}, {"name": "Global Reader"}
        ]},
        "clientScopes": [
          {
            "name": "EntitlementManagement.Read.All",
            "protocol": "openid-connect",
            "attributes": {"include.in.token.scope": "true"}
          }
        ],
        "clients": [
          {
            "clientId": "daemon",
            "secret": "secret",
            "serviceAccountsEnabled": true,
            "standardFlowEnabled": false,
            "protocolMappers": [
              %2$s,
              {
                "name": "roles",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-usermodel-realm-role-mapper",
                "config": {
                  "claim.name": "roles", "multivalued": "true", "access.token.claim": "true"
                }
              },
              {
                "name": "idtyp",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-hardcoded-claim-mapper",
                "config": {
                  "claim.name": "idtyp", "claim.value": "app", "access.token.claim": "true"
                }
              }
            ]
          },
          {
            "clientId": "portal",
            "publicClient": true,
            "directAccessGrantsEnabled": true,
            "standardFlowEnabled": false,
            "optionalClientScopes": ["EntitlementManagement.Read.All"],
            "protocolMappers": [
              %2$s,
              {
                "name": "sub",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-sub-mapper",
                "config": {"access.token.claim": "true"}
              },
              {
                "name": "wids",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-usermodel-realm-role-mapper",
                "config": {
                  "claim.name": "wids", "multivalued": "true", "access.token.claim": "true"
                }
              }
            ]
          }
        ],
        "users": [
          {
            "username": "ada",
            "enabled": true,
            "email": "ada@example.com",
            "firstName": "Ada",
            "lastName": "Example",
            "realmRoles": ["Global Reader"],
            "credentials": [{"type": "password", "value": "secret"}]
          },
          {
            "username": "service-account-daemon",
            "enabled": true,
            "serviceAccountClientId": "daemon",
            "realmRoles": ["EntitlementManagement.ReadWrite.All"]
          }
        ]
      }
      """;

  private static final String MAPPERS =
      """
      {
        "name": "aud",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-audience-mapper",
        "config": {"included.custom.audience": "%s", "access.token.claim": "true"}
      },
      {
        "name": "tid",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-hardcoded-claim-mapper",
        "config": {"claim.name": "tid", "claim.value": "%s", "access.token.claim": "true"}
      }
      """
          .formatted(AUDIENCE, TestServer.TENANT);

  @TempDir private static Path folder;
  @AutoClose private static Keycloak keycloak;

  /** Stands still, as the server asks for keys again only after some time. */
  private static ManualClock clock;

  @AutoClose private static TestServer server;
  @AutoClose private static HttpClient http;

  @BeforeAll
  static void start() {
    keycloak = new Keycloak(folder);
    keycloak.createRealm(new JsonObject(REALM.formatted("people", MAPPERS)));
    keycloak.createRealm(new JsonObject(REALM.formatted("others", MAPPERS)));
    var issuer =
        new TokenIssuer.OpenId(
            keycloak.issuer("people"),
            AUDIENCE,
            new TokenIssuer.Claims("tid", Optional.empty(), "scope", "roles", "wids", "groups"));
    clock = new ManualClock(Instant.now());
    server = new TestServer(issuer, clock);
    http = HttpClient.newHttpClient();
  }

  @Test
  void an_applications_role_lets_it_create_a_catalog() throws Exception {
    var answer = createCatalog(applicationToken("people"));

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(new JsonObject(answer.body()).getString("displayName")).isEqualTo("Catalog");
  }

  @Test
  void a_persons_scope_and_role_let_them_read_and_no_more() throws Exception {
    String token = personsTokens().getString("access_token");

    assertThat(listCatalogs(token).statusCode()).isEqualTo(200);
    assertThat(createCatalog(token)).satisfies(refused(403, "Authorization_RequestDenied"));
  }

  @Test
  void an_id_token_opens_nothing() throws Exception {
    String token = personsTokens().getString("id_token");

    assertThat(listCatalogs(token)).satisfies(refused(401, "InvalidAuthenticationToken"));
  }

  @Test
  void tokens_of_another_realm_open_nothing() throws Exception {
    String token = applicationToken("others");

    assertThat(listCatalogs(token)).satisfies(refused(401, "InvalidAuthenticationToken"));
  }

  @Test
  void tokens_of_a_new_key_are_accepted() throws Exception {
    String before = applicationToken("people");
    assertThat(listCatalogs(before).statusCode()).isEqualTo(200);

    keycloak.rotateKeys("people");
    String after = applicationToken("people");
    clock.advance(Duration.ofSeconds(30));

    assertThat(keyId(after)).isNotEqualTo(keyId(before));
    assertThat(listCatalogs(after).statusCode()).isEqualTo(200);
    assertThat(listCatalogs(before).statusCode()).isEqualTo(200);
  }

  private static String applicationToken(String realm) {
    return keycloak
        .tokens(
            realm,
            Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                "daemon",
                "client_secret",
                "secret"))
        .getString("access_token");
  }

  private static JsonObject personsTokens() {
    return keycloak.tokens(
        "people",
        Map.of(
            "grant_type",
            "password",
            "client_id",
            "portal",
            "username",
            "ada",
            "password",
            "secret",
            "scope",
            "openid EntitlementManagement.Read.All"));
  }

  private static String keyId(String token) {
    byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    return new JsonObject(Buffer.buffer(header)).getString("kid");
  }

  private static HttpResponse<String> createCatalog(String token) throws Exception {
    return send(token, catalogs().POST(BodyPublishers.ofString("{\"displayName\": \"Catalog\"}")));
  }

  private static HttpResponse<String> listCatalogs(String token) throws Exception {
    return send(token, catalogs().GET());
  }

  private static HttpRequest.Builder catalogs() {
    return HttpRequest.newBuilder(
        URI.create(server.url("v1.0") + "/identityGovernance/entitlementManagement/catalogs"));
  }

  private static HttpResponse<String> send(String token, HttpRequest.Builder request)
      throws Exception {
    return http.send(
        request
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .build(),
        BodyHandlers.ofString());
  }

  private static Consumer<HttpResponse<String>> refused(int status, String code) {
    return answer -> {
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("code"))
          .isEqualTo(code);
    };
  }
}
