package dev.regrant.bootstrap;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line. It exits with 0, with 1 after a failure, and with 2 when it was used or
 * configured wrongly, each with one line on stderr.
 */
@Command(
    name = "regrant",
    description =
        "A self-hosted access-request engine that speaks the contract of Microsoft Graph.",
    footer = {"", "'regrant COMMAND --help' tells more."},
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  private Main() {}

  /** Runs a command and ends the process. */
  public static void main(String[] args) {
    Logs.install();
    System.exit(commandLine(System.getenv()).execute(args));
  }

  static CommandLine commandLine(Map<String, String> variables) {
    var main = new CommandLine(new Main());
    var serve = new CommandLine(new ServeCommand(variables));
    serve
        .getCommandSpec()
        .usageMessage()
        .footerHeading("%nConfiguration, by variables (defaults in brackets):%n")
        .footer((Setting.help() + ConnectorSetting.help()).lines().toArray(String[]::new));
    main.addSubcommand(serve);
    main.addSubcommand(new DemoCommand(variables));
    main.addSubcommand(new TokenCommand(variables));
    main.addSubcommand(new VersionCommand());
    main.registerConverter(Duration.class, Main::duration);
    main.getSubcommands().values().forEach(Main::withHelp);
    withHelp(main);
    main.setParameterExceptionHandler(
        (wrong, arguments) ->
            complain(
                wrong.getCommandLine(),
                2,
                FailureException.reason(wrong).replaceFirst("^Error: ", "")
                    + " ('%s --help' tells more)"
                        .formatted(wrong.getCommandLine().getCommandSpec().qualifiedName())));
    main.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          // Not a constant: nothing may log before the log is set up.
          System.getLogger(Main.class.getName()).log(DEBUG, "The command failed", failure);
          return complain(
              command,
              failure instanceof InvalidConfigurationException ? 2 : 1,
              FailureException.reason(failure));
        });
    return main;
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new InvalidConfigurationException("Missing command ('regrant --help' tells more)");
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException wrong) {
      throw new TypeConversionException(
          "'%s' is no duration of ISO 8601, such as PT1H".formatted(text));
    }
  }

  private static void withHelp(CommandLine command) {
    command.getCommandSpec().usageMessage().width(100);
    command
        .getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this text.")
                .build());
  }

  private static int complain(CommandLine command, int exitCode, String message) {
    PrintWriter err = command.getErr();
    err.println("regrant: " + message.replaceAll("\\s*\\R\\s*", "; "));
    err.flush();
    return exitCode;
  }
}
