package dev.regrant.http;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** The server's certificate and key, which are read again when their files change. */
final class Certificate {
  /** How often the files are looked at. */
  static final long LOOK_EVERY_MILLIS = 60_000;

  static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private static final System.Logger LOG = System.getLogger(Certificate.class.getName());

  private final Settings.Tls files;
  private volatile PemKeyCertOptions current;

  /**
   * Reads it.
   *
   * @throws IllegalStateException if that fails
   */
  Certificate(Settings.Tls files) {
    this.files = files;
    try {
      this.current = read();
    } catch (UncheckedIOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private PemKeyCertOptions read() {
    return new PemKeyCertOptions()
        .setCertValue(Buffer.buffer(bytes(files.certificate())))
        .setKeyValue(Buffer.buffer(bytes(files.key())));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  PemKeyCertOptions current() {
    return current;
  }

  /** Has the server use what the files hold from now on, whenever that changes. */
  void keepUpToDate(Vertx vertx, HttpServer server, Executor executor) {
    vertx.setPeriodic(LOOK_EVERY_MILLIS, now -> executor.execute(() -> refresh(server)));
  }

  /** Has the server use what the files hold, if that is something else than before. */
  void refresh(HttpServer server) {
    try {
      var read = read();
      if (read.getCertValue().equals(current.getCertValue())
          && read.getKeyValue().equals(current.getKeyValue())) {
        return;
      }
      server
          .updateSSLOptions(
              new ServerSSLOptions()
                  .setKeyCertOptions(read)
                  .setUseAlpn(true)
                  .setEnabledSecureTransportProtocols(PROTOCOLS))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      current = read;
      LOG.log(INFO, "the certificate in {0} is used from now on", files.certificate());
    } catch (UncheckedIOException | ExecutionException failed) {
      // In the middle of being written, perhaps: the old one is good until then.
      LOG.log(WARNING, "the certificate in " + files.certificate() + " cannot be used", failed);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }
}
