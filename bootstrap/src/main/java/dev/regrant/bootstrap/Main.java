package dev.regrant.bootstrap;

import java.nio.file.Path;

public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Logs.install();
    var t = System.nanoTime();
    var parts = new Parts();
    var pg = parts.add("pg", EmbeddedPostgresql.start(Path.of(args[0])));
    System.err.println((System.nanoTime() - t) / 1000000 + " ms " + pg.settings());
    System.in.read();
  }
}
