package dev.regrant.bootstrap;

final class Server {
  static void start(Configuration c, Parts parts) {}
}
