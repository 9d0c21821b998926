package dev.regrant.bootstrap;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
  private static final System.Logger LOG = System.getLogger(Main.class.getName());

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
        .footer(Setting.help().lines().toArray(String[]::new));
    main.addSubcommand(serve);
    main.addSubcommand(new TokenCommand(variables));
    main.addSubcommand(new VersionCommand());
    main.getSubcommands().values().forEach(Main::withHelp);
    withHelp(main);
    main.setParameterExceptionHandler(
        (wrong, arguments) ->
            complain(
                wrong.getCommandLine(),
                2,
                wrong.getMessage()
                    + " ('%s --help' tells more)"
                        .formatted(wrong.getCommandLine().getCommandSpec().qualifiedName())));
    main.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          LOG.log(System.Logger.Level.DEBUG, "The command failed", failure);
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
