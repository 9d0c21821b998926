package dev.regrant.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks' command line. */
@Command(
    name = "bench",
    description = "Measures Regrant beside what would otherwise be used.",
    subcommands = {ReprocessBenchmark.class, DeliveryBenchmark.class},
    mixinStandardHelpOptions = true)
final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }
}
