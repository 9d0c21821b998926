package dev.regrant.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Keycloak in a process of its own, on a free loopback port, with all its data in memory. */
final class Keycloak implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://\\S+)");
  private static final String ADMIN = "admin";
  private static final String PASSWORD = "only for this process";

  private final Process process;
  private final Path log;
  private final Thread hook;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;

  /**
   * Starts the distribution that the build unpacked.
   *
   * @param folder where it may write
   */
  Keycloak(Path folder) {
    String home = System.getProperty("keycloak.home");
    if (home == null) {
      throw new AssertionError("keycloak.home is not set: Maven does, after it unpacked Keycloak");
    }
    this.log = folder.resolve("keycloak.log");
    try {
      this.process = process(Path.of(home), folder).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      this.address =
          Awaitility.await()
              .atMost(PATIENCE)
              .until(this::announced, Optional::isPresent)
              .orElseThrow();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What its launch script does when all is built: it was, for the defaults, by its makers. */
  private static ProcessBuilder process(Path home, Path folder) {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.language=en",
                "-Djava.io.tmpdir=" + folder,
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                    + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Dkc.config.built=true",
                "-cp",
                home.resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                "start",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=0",
                "--hostname-strict=false",
                "--cache=local",
                "--db-url=jdbc:h2:mem:keycloak;NON_KEYWORDS=VALUE;DB_CLOSE_DELAY=-1")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("KC_BOOTSTRAP_ADMIN_CLIENT_ID", ADMIN);
    builder.environment().put("KC_BOOTSTRAP_ADMIN_CLIENT_SECRET", PASSWORD);
    return builder;
  }

  private Optional<URI> announced() throws IOException {
    String text = Files.readString(log);
    if (!process.isAlive()) {
      throw new AssertionError("Keycloak ended: " + text);
    }
    return ADDRESS.matcher(text).results().map(MatchResult::group).findFirst().map(this::uri);
  }

  private URI uri(String announcement) {
    return URI.create(announcement.substring(announcement.indexOf("http://")));
  }

  /** The issuer that a realm is. */
  URI issuer(String realm) {
    return address.resolve("/realms/" + realm);
  }

  /** Makes a realm of what Keycloak calls a realm's representation. */
  void createRealm(JsonObject representation) {
    administer("/admin/realms", representation);
  }

  /** Has the realm sign with a new key from now on. */
  void rotateKeys(String realm) {
    administer(
        "/admin/realms/" + realm + "/components",
        new JsonObject()
            .put("name", "rotated")
            .put("providerId", "rsa-generated")
            .put("providerType", "org.keycloak.keys.KeyProvider")
            .put("config", new JsonObject().put("priority", new JsonArray(List.of("1000")))));
  }

  /** Tokens by any of OAuth's grants. */
  JsonObject tokens(String realm, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
            .collect(joining("&"));
    return new JsonObject(
        send(
            HttpRequest.newBuilder(URI.create(issuer(realm) + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))));
  }

  private void administer(String path, JsonObject body) {
    String token =
        tokens(
                "master",
                Map.of(
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    ADMIN,
                    "client_secret",
                    PASSWORD))
            .getString("access_token");
    send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode())));
  }

  private String send(HttpRequest.Builder request) {
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new AssertionError(response + ": " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
