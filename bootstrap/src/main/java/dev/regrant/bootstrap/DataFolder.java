package dev.regrant.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;

/** Folders and files that only the user who runs this may see. */
final class DataFolder {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER = only("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE = only("rw-------");

  private DataFolder() {}

  /** The folder at {@code path}, made with its parents where missing; its own mode is 700. */
  static Path create(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      Files.createDirectories(absolute, FOLDER);
    }
    return absolute.toRealPath();
  }

  /** Writes a file of mode 600, at once and as a whole. */
  static void write(Path file, String content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path unfinished = Files.createTempFile(folder, "." + file.getFileName(), "", FILE);
    try {
      Files.writeString(unfinished, content);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Deletes a folder with all that is in it; fine if there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> only(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
