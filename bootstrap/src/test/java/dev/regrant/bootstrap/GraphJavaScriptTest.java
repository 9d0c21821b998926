package dev.regrant.bootstrap;

import static dev.regrant.application.Permission.READ_WRITE_ALL;
import static dev.regrant.application.Permission.SUBJECT_ACCESS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.regrant.testkit.BreakableProxy.Mode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Microsoft's client for JavaScript, unchanged but for address and token, plays the core journey.
 * It sends its token by https only, so that TLS ends in front of the server.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GraphJavaScriptTest {
  private static final Path SOURCES = Path.of("src", "test", "javascript");
  private static final Path WORK = Path.of("target", "javascript");

  @TempDir private static Path folder;
  private static DevelopmentIssuer issuer;
  @AutoClose private static TlsFront front;
  @AutoClose private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    for (String program : new String[] {"node", "npm"}) {
      assumeTrue(
          isInstalled(program),
          "There is no '%s' in the PATH: Microsoft's client for JavaScript needs Node.js 18 or newer with npm."
              .formatted(program));
    }
    install();
    issuer = DevelopmentIssuer.of(folder);
    front = new TlsFront(folder);
    server = TestServer.trusting(issuer, Optional.of(front.url()));
    front.leadTo(server.port());
  }

  private static boolean isInstalled(String program) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(Optional.ofNullable(System.getenv("PATH")).orElse(""))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** What the lock file names, and nothing else; its scripts are not run. */
  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(WORK);
    for (String file : new String[] {"package.json", "package-lock.json", "journey.js"}) {
      Files.copy(SOURCES.resolve(file), WORK.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    var npm =
        new ProcessBuilder(
                "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
            .directory(WORK.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(npm.getInputStream().readAllBytes(), UTF_8);
    assertThat(npm.waitFor()).as(output).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.0", "beta"})
  void microsofts_client_for_javascript_plays_the_core_journey(String version) throws Exception {
    var journey =
        process(world(version)).redirectErrorStream(true).directory(WORK.toFile()).start();
    try (BufferedReader said = journey.inputReader();
        var answers = journey.outputWriter()) {
      var all = new StringBuilder();
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        all.append(line).append('\n');
        if (line.startsWith("directory ")) {
          server.wire.set(line.endsWith("goes down") ? Mode.REFUSE : Mode.FORWARD);
          answers.write("done\n");
          answers.flush();
        }
      }

      assertThat(journey.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(all).contains("directory goes down", "directory comes back", "journey done");
      assertThat(journey.exitValue()).isZero();
      assertThat(server.ldap.members(TestLdap.group("js" + version)))
          .containsExactly(TestLdap.person("jo" + version));
    } finally {
      journey.destroyForcibly();
    }
  }

  private static ProcessBuilder process(JsonObject world) {
    var builder = new ProcessBuilder("node", "journey.js", world.encode());
    builder.environment().put("NODE_EXTRA_CA_CERTS", front.certificate.toAbsolutePath().toString());
    return builder;
  }

  /** What the journey begins with. */
  private static JsonObject world(String version) {
    String person = server.ldap.addPerson("jo" + version);
    String approver = server.ldap.addPerson("al" + version);
    var sdk = new V1Sdk(server, Bearer.application(issuer, READ_WRITE_ALL));
    var offer = sdk.offer(server.ldap.addGroup("js" + version));
    var approved =
        sdk.offer(
            V1Approvals.approvedBy(approver, true), server.ldap.addGroup("approvedjs" + version));
    var packages =
        JsonArray.of(
            offer.accessPackage(),
            sdk.accessPackage(offer.catalog(), "Second"),
            sdk.accessPackage(offer.catalog(), "Third"));
    return JsonObject.of(
        "baseUrl",
        front.url().toString(),
        "version",
        version,
        "tokens",
        JsonObject.of(
            "admin",
            Bearer.application(issuer, READ_WRITE_ALL).token(),
            "person",
            Bearer.user(issuer, person, SUBJECT_ACCESS).token(),
            "approver",
            Bearer.user(issuer, approver, SUBJECT_ACCESS).token()),
        "person",
        person,
        "catalog",
        offer.catalog(),
        "packages",
        packages,
        "accessPackage",
        offer.accessPackage(),
        "policy",
        offer.policy(),
        "approved",
        approved.accessPackage(),
        "approvedPolicy",
        approved.policy());
  }
}
