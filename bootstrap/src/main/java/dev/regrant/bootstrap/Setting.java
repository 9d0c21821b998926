package dev.regrant.bootstrap;

enum Setting {
  DATA,
  DATABASE_URL;

  String variable() {
    return "REGRANT_" + name();
  }
}
