package dev.regrant.bootstrap;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, which are on the class path as an archive. */
final class PostgresqlBinaries {
  private PostgresqlBinaries() {}

  /**
   * Unpacks the archive for this machine into {@code folder}, unless it already is there.
   *
   * @return the folder of the programs
   */
  static Path unpack(Path folder) throws IOException {
    byte[] archive = archive();
    var checksum = new CRC32();
    checksum.update(archive);
    // By content, so that a newer release does not meet the programs of an older one.
    Path home = folder.resolve("programs-%08x".formatted(checksum.getValue()));
    if (!Files.exists(home)) {
      Path unfinished = folder.resolve("unpacking");
      DataFolder.delete(unfinished);
      DataFolder.create(unfinished);
      unpack(archive, unfinished);
      Files.move(unfinished, home);
    }
    return home.resolve("bin");
  }

  private static byte[] archive() throws IOException {
    String system = System.getProperty("os.name");
    String machine = System.getProperty("os.arch");
    String family = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "Darwin" : system;
    String architecture = machine.equals("amd64") ? "x86_64" : machine;
    try (InputStream in =
        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(family, architecture)) {
      return in.readAllBytes();
    } catch (IllegalStateException none) {
      throw new FailureException(
          "There is no embedded PostgreSQL for %s on %s: set %s"
              .formatted(system, machine, Setting.DATABASE_URL.variable()),
          none);
    }
  }

  private static void unpack(byte[] archive, Path folder) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
          throw new IOException("The archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          if ((entry.getMode() & 0100) != 0) {
            path.toFile().setExecutable(true, false);
          }
        }
      }
    }
  }
}
