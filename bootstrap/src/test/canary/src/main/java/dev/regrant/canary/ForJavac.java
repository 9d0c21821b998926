package dev.regrant.canary;

import java.util.List;

final class ForJavac {
  private ForJavac() {}

  static int rawType(List texts) {
    return texts.size();
  }
}
