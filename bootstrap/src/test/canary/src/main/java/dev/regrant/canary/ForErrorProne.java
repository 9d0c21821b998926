package dev.regrant.canary;

import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

@NullMarked
final class ForErrorProne {
  interface Box<T extends @Nullable Object> {
    T get();
  }

  private ForErrorProne() {}

  static int nullAway(@Nullable String text) {
    return text.length();
  }

  static int nullAwayInJSpecifyMode(Box<@Nullable String> box) {
    return box.get().length();
  }

  static boolean errorProne(String text) {
    return text == new String("text");
  }
}
