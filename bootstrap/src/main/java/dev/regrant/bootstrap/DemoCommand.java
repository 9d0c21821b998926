package dev.regrant.bootstrap;

import static java.util.Objects.requireNonNull;

import com.unboundid.ldap.sdk.LDAPException;
import dev.regrant.application.Permission;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description = {
      "Starts a server and an LDAP directory, and plays a story: a request is delivered in part, and"
          + " reprocessed; another loses the directory on its way, and gets over it.",
      "It uses the database of REGRANT_DATABASE_URL, or an embedded PostgreSQL: in the data folder"
          + " if one is given, else in a temporary one."
    })
final class DemoCommand implements Callable<Integer> {
  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);

  /** What the demo takes from its user; it has an issuer and a directory of its own. */
  private static final Set<Setting> TAKEN =
      Set.of(
          Setting.PORT,
          Setting.DATA,
          Setting.DATABASE_URL,
          Setting.DATABASE_USER,
          Setting.DATABASE_PASSWORD,
          Setting.DATABASE_PASSWORD_FILE,
          Setting.DATABASE_MIGRATION_USER,
          Setting.DATABASE_MIGRATION_PASSWORD,
          Setting.DATABASE_MIGRATION_PASSWORD_FILE);

  private final Map<String, String> variables;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--once", description = "Ends after the story: with 0, or with 1 if it failed.")
  private boolean isOnce;

  @Mixin private final DataOption data = new DataOption();

  DemoCommand(Map<String, String> variables) {
    this.variables = variables;
  }

  @Override
  public Integer call() throws IOException, LDAPException, InterruptedException {
    PrintWriter out = requireNonNull(spec).commandLine().getOut();
    Logs.quieten(); // the story tells what happens
    out.println("Starting a server and an LDAP directory ...");
    out.flush();
    try (var parts = new Parts()) {
      var directory = parts.add("demo directory", new DemoDirectory(() -> {}));
      var configuration = configuration(directory, parts);
      URI server = Server.start(configuration, parts);
      // A tenant of its own, so that it works again and again on one database.
      var tenant = UUID.randomUUID();
      var claims =
          DevelopmentIssuer.application(tenant, "demo", List.of(Permission.READ_WRITE_ALL));
      String token =
          DevelopmentIssuer.of(configuration.data())
              .token(claims, InstantSource.system().instant(), TOKEN_LIFETIME);
      String request = new Story(new DemoClient(server, token, out), directory, out).play();
      if (!isOnce) {
        goOn(out, server, configuration.data(), tenant, request);
        new CountDownLatch(1).await(); // the shutdown hook ends the process
      }
    }
    return 0;
  }

  private Configuration configuration(DemoDirectory directory, Parts parts) throws IOException {
    Map<String, String> all = data.over(variables);
    new Environment(all); // what is unknown is refused here as everywhere
    var taken = new HashMap<String, String>();
    for (Setting setting : TAKEN) {
      DataOption.put(taken, setting, all.get(setting.variable()));
    }
    taken.putIfAbsent(Setting.PORT.variable(), "0");
    // An outage is told in seconds, not in minutes; the story says so.
    taken.put(Setting.RETRY_BASE_DELAY.variable(), "PT0.2S");
    taken.put(Setting.RETRY_MAX_DELAY.variable(), "PT1S");
    taken.put(Setting.POLL_INTERVAL.variable(), "PT0.2S");
    if (!taken.containsKey(Setting.DATA.variable())) {
      Path folder = Files.createTempDirectory("regrant-demo-");
      parts.add("temporary folder", () -> DataFolder.delete(folder));
      taken.put(Setting.DATA.variable(), folder.toString());
    }
    var read = Configuration.of(taken);
    return new Configuration(
        read.address(),
        read.edge(),
        read.data(),
        read.database(),
        read.openId(),
        Optional.of(directory.settings()),
        new DirectoryConfiguration.Ldap(directory.settings()),
        read.connectors(),
        read.events(),
        read.extensions(),
        read.notifications(),
        read.engine());
  }

  private static void goOn(PrintWriter out, URI server, Path data, UUID tenant, String request) {
    out.printf(
        """

        The server stays up until Ctrl-C. To go on with it, in another terminal:

          TOKEN=$(./regrant token --data %s --tenant %s \\
            --app me --role EntitlementManagement.ReadWrite.All)
          API=%s/v1.0/identityGovernance/entitlementManagement

          # the request, with what it was for
          curl -s -H "Authorization: Bearer $TOKEN" "$API/assignmentRequests/%4$s?\\$expand=accessPackage"
          # each attempt to deliver it
          curl -s -H "Authorization: Bearer $TOKEN" "$API/assignmentRequests/%4$s/deliveries?\\$expand=attempts"
          # what happened to it, and who did it
          curl -s -H "Authorization: Bearer $TOKEN" "$API/assignmentRequests/%4$s/history"
          # how the directory's connector does
          curl -s -H "Authorization: Bearer $TOKEN" "%3$s/regrant/connectors/Ldap"
          # once more: refused, since nothing of it is left to deliver
          curl -s -i -X POST -H "Authorization: Bearer $TOKEN" "$API/assignmentRequests/%4$s/reprocess"
        %n""",
        data.toAbsolutePath(), tenant, server, request);
    out.flush();
  }
}
