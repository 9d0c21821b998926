package dev.regrant.bootstrap;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.regrant.application.Permission;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server process whose PostgreSQL is stopped and started again. */
@Timeout(300)
class DatabaseOutageTest {
  private static final String CATALOGS = "/v1.0/identityGovernance/entitlementManagement/catalogs";

  @TempDir private Path folder;

  private String token() {
    var claims =
        DevelopmentIssuer.application(
            DevelopmentIssuer.TENANT, "test", List.of(Permission.READ_WRITE_ALL));
    return DevelopmentIssuer.of(folder).token(claims, Instant.now(), Duration.ofMinutes(30));
  }

  private static HttpResponse<String> list(HttpClient client, URI server, String token)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(server.resolve(CATALOGS))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(30))
            .build(),
        ofString());
  }

  @Test
  void calls_are_answered_503_soon_while_the_database_is_away_and_served_when_it_is_back()
      throws Exception {
    try (var database = new ChaosDatabase(folder.resolve("database"));
        var client = HttpClient.newHttpClient()) {
      var variables = new HashMap<>(database.variables());
      // Whoever waited for that would wait much longer than the client.
      variables.put("REGRANT_DATABASE_CONNECT_TIMEOUT", "PT10M");
      try (var server =
          RegrantProcess.start(variables, "serve", "--port", "0", "--data", folder.toString())) {
        URI uri = server.ready();
        String token = token();
        assertThat(list(client, uri, token).statusCode()).isEqualTo(200);

        database.stop();
        for (int i = 0; i < 5; i++) {
          var answer = list(client, uri, token);

          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
          assertThat(answer.headers().firstValue("Retry-After")).isPresent();
          assertThat(answer.body()).contains("ServiceUnavailable").doesNotContain("127.0.0.1");
        }

        database.start();
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> list(client, uri, token).statusCode() == 200);
        assertThat(server.isAlive()).isTrue();
      }
    }
  }
}
