package dev.regrant.bootstrap;

import static java.util.Objects.requireNonNull;

import dev.regrant.application.DirectoryRole;
import dev.regrant.application.Permission;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "token",
    description = {
      "Prints a signed token of the development issuer, for a person or for an application.",
      "Servers that use the same data folder accept it. Refused when REGRANT_ISSUER is set."
    })
final class TokenCommand implements Callable<Integer> {
  private static final Duration MAX_LIFETIME = Duration.ofDays(30);

  private final Map<String, String> variables;

  @Spec private @Nullable CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private @Nullable Who who;

  @Option(
      names = "--tenant",
      paramLabel = "T",
      description = "The organisation, as a UUID. Default: ${DEFAULT-VALUE}.")
  private UUID tenant = DevelopmentIssuer.TENANT;

  @Option(
      names = "--lifetime",
      paramLabel = "D",
      description = "How long it is good for, as an ISO 8601 duration. Default: ${DEFAULT-VALUE}.")
  private Duration lifetime = Duration.ofHours(1);

  @Mixin private final DataOption data = new DataOption();

  TokenCommand(Map<String, String> variables) {
    this.variables = variables;
  }

  private static final class Who {
    @ArgGroup(exclusive = false)
    private @Nullable Person person;

    @ArgGroup(exclusive = false)
    private @Nullable Application application;
  }

  private static final class Person {
    @Option(
        names = "--user",
        required = true,
        paramLabel = "ID",
        description = "Object id of the person who signed in.")
    private String id = "";

    @Option(
        names = "--scope",
        required = true,
        paramLabel = "S",
        arity = "1..*",
        converter = PermissionName.class,
        description = "What the person may do, e.g. EntitlementMgmt-SubjectAccess.ReadWrite.")
    private List<Permission> scopes = List.of();

    @Option(
        names = "--directory-role",
        paramLabel = "R",
        arity = "1..*",
        converter = DirectoryRoleName.class,
        description =
            "What the person is in the organisation, e.g. \"Identity Governance Administrator\".")
    private List<DirectoryRole> directoryRoles = List.of();
  }

  private static final class Application {
    @Option(
        names = "--app",
        required = true,
        paramLabel = "ID",
        description = "Id of an application that acts for itself.")
    private String id = "";

    @Option(
        names = "--role",
        paramLabel = "R",
        arity = "1..*",
        converter = PermissionName.class,
        description =
            "What it may do, e.g. EntitlementManagement.ReadWrite.All; without one, what its"
                + " entitlement roles allow.")
    private List<Permission> roles = List.of();
  }

  private static final class DirectoryRoleName implements ITypeConverter<DirectoryRole> {
    @Override
    public DirectoryRole convert(String name) {
      return DirectoryRole.of(name)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is none of %s"
                          .formatted(
                              name,
                              Arrays.stream(DirectoryRole.values())
                                  .map(DirectoryRole::displayName)
                                  .collect(Collectors.joining(", ")))));
    }
  }

  private static final class PermissionName implements ITypeConverter<Permission> {
    @Override
    public Permission convert(String name) {
      return Arrays.stream(Permission.values())
          .filter(permission -> permission.value().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is none of %s"
                          .formatted(
                              name,
                              Arrays.stream(Permission.values())
                                  .map(Permission::value)
                                  .collect(Collectors.joining(", ")))));
    }
  }

  @Override
  public Integer call() {
    var commandLine = requireNonNull(spec).commandLine();
    if (!lifetime.isPositive() || lifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new ParameterException(
          commandLine, "--lifetime must be positive and at most %s".formatted(MAX_LIFETIME));
    }
    var environment = new Environment(data.over(variables));
    if (environment.has(Setting.ISSUER)) {
      throw new FailureException(
          "%s is set: tokens come from there, and the development issuer's are not accepted"
              .formatted(Setting.ISSUER.variable()));
    }
    var issuer = DevelopmentIssuer.of(Path.of(environment.text(Setting.DATA)));
    commandLine
        .getOut()
        .println(issuer.token(claims(), InstantSource.system().instant(), lifetime));
    return 0;
  }

  private JsonObject claims() {
    Person person = requireNonNull(who).person;
    if (person != null) {
      return DevelopmentIssuer.person(tenant, person.id, person.scopes, person.directoryRoles);
    }
    Application application = requireNonNull(who.application);
    return DevelopmentIssuer.application(tenant, application.id, application.roles);
  }
}
